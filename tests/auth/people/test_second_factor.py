from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from pyotp import TOTP

from gateway.auth.people.proving import MOST_FAILURES
from gateway.auth.people.refusals import CodeInvalid, LoginFailed, PasswordRefused, SecondFactorState
from gateway.errors import TooManyAttempts
from gateway.sealing import SealBroken
from gateway.tables import RecoveryCode
from tests.auth.people.house import OTHER, PASSWORD, place


def code_of(house, secret, steps=0):
    return TOTP(secret).at(int(house.clock.now) + 30 * steps)


async def enrolled(house, **person):
    """Somebody with a second factor: account, secret, recovery codes. The code of this moment is not used yet."""
    account = await house.person(**person)
    enrolment = await house.second_factor.begin(account)
    codes = await house.second_factor.confirm(account.id, code_of(house, enrolment.secret))
    house.clock.now += 60
    return await house.account(account.id), enrolment.secret, codes


async def check(house, account, code):
    return await house.second_factor.check(account.id, code, place())


async def refused(house, account, code):
    with pytest.raises(CodeInvalid):
        await check(house, account, code)


async def test_an_authenticator_is_told_what_it_needs(house):
    account = await house.person()
    enrolment = await house.second_factor.begin(account)
    address = urlsplit(enrolment.uri)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"] == [enrolment.secret]
    assert len(enrolment.secret) == 32
    picture = ET.fromstring(enrolment.svg)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg" and "viewBox" in picture.attrib
    assert "style" not in enrolment.svg and "script" not in enrolment.svg
    assert await house.second_factor.enrolment(account.id) == enrolment


async def test_it_is_asked_for_once_it_is_confirmed(house):
    account = await house.person()
    first, second = await house.second_factor.begin(account), await house.second_factor.begin(account)
    assert not house.second_factor.is_on(await house.account(account.id))
    await refused(house, account, code_of(house, second.secret))
    with pytest.raises(CodeInvalid):
        await house.second_factor.confirm(account.id, code_of(house, first.secret))
    codes = await house.second_factor.confirm(account.id, code_of(house, second.secret))
    account = await house.account(account.id)
    assert house.second_factor.is_on(account)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", code) for code in codes)
    with pytest.raises(SecondFactorState):
        await house.second_factor.begin(account)
    with pytest.raises(SecondFactorState):
        await house.second_factor.enrolment(account.id)
    with pytest.raises(SecondFactorState):
        await house.second_factor.confirm(account.id, code_of(house, second.secret))
    assert "asks for a code" in (await house.letters(account.email))[-1]


async def test_the_code_that_confirmed_it_is_used(house):
    account = await house.person()
    enrolment = await house.second_factor.begin(account)
    code = code_of(house, enrolment.secret)
    await house.second_factor.confirm(account.id, code)
    await refused(house, account, code)


async def test_each_step_counts_once(house):
    account, secret, _ = await enrolled(house)
    code = code_of(house, secret)
    assert await check(house, account, f" {code[:3]} {code[3:]}") == "otp"
    await refused(house, account, code)
    # the one before is older than the one that was used
    await refused(house, account, code_of(house, secret, -1))
    assert await check(house, account, code_of(house, secret, 1)) == "otp"


async def test_a_step_counts_once_when_many_come_at_once(house):
    account, secret, _ = await enrolled(house)
    code = code_of(house, secret)
    found = await asyncio.gather(*(check(house, account, code) for _ in range(5)), return_exceptions=True)
    assert [entry for entry in found if isinstance(entry, str)] == ["otp"]
    assert len([entry for entry in found if isinstance(entry, CodeInvalid)]) == 4


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_clocks_differ_by_a_step(house, steps, accepted):
    account, secret, _ = await enrolled(house)
    house.clock.now += 120
    code = code_of(house, secret, steps)
    if accepted:
        assert await check(house, account, code) == "otp"
    else:
        await refused(house, account, code)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666", "\ud800", "x" * 5000]
)
async def test_what_is_no_code(house, code):
    account, _, _ = await enrolled(house)
    await refused(house, account, code)


async def test_a_recovery_code_is_for_once(house):
    account, _, codes = await enrolled(house)
    typed = codes[0].lower().replace("-", " ")
    found = await asyncio.gather(*(check(house, account, typed) for _ in range(5)), return_exceptions=True)
    assert [entry for entry in found if isinstance(entry, str)] == ["recovery"]
    await refused(house, account, codes[0])
    assert await house.second_factor.codes_left(account.id) == 9
    assert await check(house, account, codes[1].replace("-", "")) == "recovery"
    assert "8 are left" in (await house.letters(account.email))[-1]


async def test_recovery_codes_are_of_one_account_and_kept_as_hashes(house):
    account, _, codes = await enrolled(house)
    other, _, _ = await enrolled(house)
    await refused(house, other, codes[0])
    async with house.store.transaction() as db:
        kept = await RecoveryCode.filter(account_id=account.id).using_db(db)
    assert {len(row.hash) for row in kept} == {64}
    assert not {row.hash for row in kept} & set(codes)


async def test_the_secret_is_sealed_for_its_account(house):
    account, secret, _ = await enrolled(house)
    other, _, _ = await enrolled(house)
    assert secret not in account.totp
    await house.change(other.id, totp=account.totp)
    with pytest.raises(SealBroken):
        await check(house, other, code_of(house, secret))


async def test_new_codes_replace_the_old(house):
    account, _, codes = await enrolled(house)
    with pytest.raises(LoginFailed):
        await house.second_factor.new_codes(account.id, OTHER)
    fresh = await house.second_factor.new_codes(account.id, PASSWORD)
    assert len(fresh) == 10
    await refused(house, account, codes[0])
    assert await check(house, account, fresh[0]) == "recovery"
    with pytest.raises(SecondFactorState):
        await house.second_factor.new_codes((await house.person()).id, PASSWORD)


async def test_new_codes_asked_for_twice_at_once_are_ten(house):
    account, _, _ = await enrolled(house)
    await asyncio.gather(*(house.second_factor.new_codes(account.id, PASSWORD) for _ in range(3)))
    assert await house.second_factor.codes_left(account.id) == 10


async def test_five_guesses(house):
    account, secret, codes = await enrolled(house)
    for _ in range(5):
        await refused(house, account, "nothing")
    for code in (code_of(house, secret), codes[0]):
        with pytest.raises(TooManyAttempts):
            await check(house, account, code)
    house.clock.now += 901
    assert await check(house, account, code_of(house, secret)) == "otp"
    assert await check(house, account, codes[0]) == "recovery"


async def test_a_right_code_takes_guesses_off_the_record(house):
    account, secret, _ = await enrolled(house)
    for _ in range(3):
        for _ in range(4):
            await refused(house, account, "nothing")
        house.clock.now += 30
        assert await check(house, account, code_of(house, secret)) == "otp"


async def test_guesses_at_codes_use_an_account_up_too(house):
    account, secret, codes = await enrolled(house)
    await refused(house, account, "nothing")
    await house.people.check_password(account.email, PASSWORD, place())
    # half a login does not end the row of failures
    assert (await house.account(account.id)).failures == 1
    assert await check(house, account, code_of(house, secret)) == "otp"
    assert (await house.account(account.id)).failures == 0

    await house.change(account.id, failures=MOST_FAILURES)
    house.clock.now += 60
    await refused(house, account, code_of(house, secret))
    await refused(house, account, codes[0])
    assert await house.second_factor.codes_left(account.id) == 10


async def test_it_is_switched_off_with_the_password(house):
    account, secret, codes = await enrolled(house)
    with pytest.raises(LoginFailed):
        await house.second_factor.remove(account.id, OTHER)
    await house.second_factor.remove(account.id, PASSWORD)
    assert not house.second_factor.is_on(await house.account(account.id))
    assert (await house.account(account.id)).totp is None
    await refused(house, account, code_of(house, secret))
    await refused(house, account, codes[0])
    assert "password alone" in (await house.letters(account.email))[-1]
    with pytest.raises(SecondFactorState):
        await house.second_factor.remove(account.id, PASSWORD)


async def test_a_short_password_does_not_stay_alone(house):
    account, _, _ = await enrolled(house)
    short = "x7#kQ!m2"
    await house.people.change_password(account.id, PASSWORD, short, None)
    with pytest.raises(PasswordRefused, match="15"):
        await house.second_factor.remove(account.id, short)
    assert house.second_factor.is_on(await house.account(account.id))
    with pytest.raises(PasswordRefused, match="15"):
        await house.people.change_password((await house.person()).id, PASSWORD, short, None)


async def test_a_reset_leaves_it_on(house):
    account, secret, _ = await enrolled(house)
    await house.people.request_reset(account.email, place())
    found = await house.people.reset(await house.link(account.email), OTHER)
    assert house.second_factor.is_on(found)
    assert await check(house, account, code_of(house, secret)) == "otp"


async def test_a_disabled_account_has_no_right_code(house):
    account, secret, codes = await enrolled(house)
    await house.people.disable(account.id)
    await refused(house, account, code_of(house, secret))
    await refused(house, account, codes[0])
