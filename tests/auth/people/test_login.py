from __future__ import annotations

import asyncio
import time
from statistics import median

import pytest

from gateway.auth.people.proving import DEVICE, MOST_FAILURES, Device
from gateway.auth.people.refusals import EmailUnverified, LoginFailed
from gateway.errors import Overloaded, TooManyAttempts
from tests.auth.people.house import OTHER, PASSWORD, mailbox, place


async def refusal(house, email, password, address=None):
    with pytest.raises(LoginFailed) as caught:
        await house.people.check_password(email, password, address or place())
    return caught.value.message


async def test_nobody_learns_why_it_failed(house):
    wrong, no_password, disabled = await house.person(), await house.person(password=None), await house.person()
    unverified, used_up = await house.person(verified=False), await house.person()
    await house.people.disable(disabled.id)
    await house.change(used_up.id, failures=MOST_FAILURES)
    messages = {
        await refusal(house, mailbox(), PASSWORD),
        await refusal(house, wrong.email, OTHER),
        await refusal(house, wrong.email, ""),
        await refusal(house, no_password.email, PASSWORD),
        await refusal(house, no_password.email, ""),
        await refusal(house, disabled.email, PASSWORD),
        await refusal(house, unverified.email, OTHER),
        await refusal(house, used_up.email, PASSWORD),
    }
    assert messages == {LoginFailed.default}
    with pytest.raises(EmailUnverified):
        await house.people.check_password(unverified.email, PASSWORD, place())


async def test_the_unknown_costs_as_much_as_the_known(house):
    people = house.people_with(rounds=8)
    known = await people.create(mailbox(), PASSWORD, "Ada", [], verified=True)
    bare = await people.create(mailbox(), None, "Ada", [], verified=True)
    times: dict[str, list[float]] = {known.email: [], bare.email: [], mailbox(): []}
    for _ in range(9):
        for email, lasted in times.items():
            start = time.perf_counter()
            with pytest.raises(LoginFailed):
                await people.check_password(email, OTHER, place())
            lasted.append(time.perf_counter() - start)
    usual = median(times.pop(known.email))
    assert all(0.5 < median(lasted) / usual < 2 for lasted in times.values())


async def test_five_tries_from_one_address(house):
    account, address = await house.person(), place()
    for _ in range(5):
        await refusal(house, account.email, OTHER, address)
    with pytest.raises(TooManyAttempts) as caught:
        await house.people.check_password(account.email, PASSWORD, address)
    assert 0 < int(caught.value.headers["Retry-After"]) <= 900
    assert (await house.people.check_password(account.email, PASSWORD, place())).id == account.id
    house.clock.now += 901
    assert (await house.people.check_password(account.email, PASSWORD, address)).id == account.id


async def test_many_at_once_are_no_more_than_one_after_the_other(house):
    account, address = await house.person(), place()
    tries = (house.people.check_password(account.email, f"guess number {number}", address) for number in range(30))
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert len([entry for entry in found if isinstance(entry, LoginFailed)]) == 5
    assert len([entry for entry in found if isinstance(entry, TooManyAttempts)]) == 25
    assert (await house.account(account.id)).failures == 5


async def test_unknown_accounts_are_limited_just_the_same(house):
    email, address = mailbox(), place()
    for _ in range(5):
        await refusal(house, email, PASSWORD, address)
    with pytest.raises(TooManyAttempts):
        await house.people.check_password(email, PASSWORD, address)


async def test_a_right_password_ends_the_row(house):
    account, address = await house.person(), place()
    for _ in range(3):
        for _ in range(4):
            await refusal(house, account.email, OTHER, address)
        assert (await house.account(account.id)).failures == 4
        await house.people.check_password(account.email, PASSWORD, address)
        assert (await house.account(account.id)).failures == 0


async def test_fifty_tries_from_one_address_whoever_they_are_about(house):
    address = place()
    for _ in range(50):
        await refusal(house, mailbox(), PASSWORD, address)
    account = await house.person()
    with pytest.raises(TooManyAttempts):
        await house.people.check_password(account.email, PASSWORD, address)


async def test_those_who_know_their_password_may_be_many_at_one_address(house):
    account, address = await house.person(), place()
    for _ in range(60):
        await house.people.check_password(account.email, PASSWORD, address)


async def test_a_hundred_failures_need_a_reset(house):
    account = await house.person()
    await house.change(account.id, failures=MOST_FAILURES - 1)
    await house.people.check_password(account.email, PASSWORD, place())

    await house.change(account.id, failures=MOST_FAILURES - 1)
    await refusal(house, account.email, OTHER)
    await refusal(house, account.email, PASSWORD)
    house.clock.now += 86_400
    await refusal(house, account.email, PASSWORD)

    session = await house.login(account.id)
    assert await house.sessions.find(session)
    with pytest.raises(LoginFailed):
        await house.people.prove(account.id, PASSWORD)
    await house.people.request_reset(account.email, place())
    await house.people.reset(await house.link(account.email), OTHER)
    assert (await house.people.check_password(account.email, OTHER, place())).id == account.id
    assert (await house.account(account.id)).failures == 0


async def used_up(house, account):
    await house.change(account.id, failures=MOST_FAILURES)
    await refusal(house, account.email, PASSWORD)


async def test_strangers_do_not_lock_out_a_browser_that_has_logged_in_before(house):
    account, device = await house.person(), place()
    await used_up(house, account)
    known = Device(account.id, device)
    assert (await house.people.check_password(account.email.upper(), PASSWORD, place(), known)).id == account.id
    assert (await house.account(account.id)).failures == 0
    # nor those who share its address
    address = place()
    for _ in range(5):
        await refusal(house, account.email, OTHER, address)
    for _ in range(45):
        await refusal(house, mailbox(), OTHER, address)
    with pytest.raises(TooManyAttempts):
        await house.people.check_password(account.email, PASSWORD, address)
    assert (await house.people.check_password(account.email, PASSWORD, address, known)).id == account.id


async def test_a_browser_is_known_for_its_own_account_only(house):
    account, other = await house.person(), await house.person()
    await used_up(house, account)
    for device in (Device(other.id, place()), Device("acct-nobody", place()), Device("", "")):
        with pytest.raises(LoginFailed):
            await house.people.check_password(account.email, PASSWORD, place(), device)
    await house.people.disable(account.id)
    with pytest.raises(LoginFailed):
        await house.people.check_password(account.email, PASSWORD, place(), Device(account.id, place()))


async def test_a_known_browser_has_five_tries_of_its_own(house):
    account, address = await house.person(), place()
    known, second = Device(account.id, place()), Device(account.id, place())
    for _ in range(5):
        with pytest.raises(LoginFailed):
            await house.people.check_password(account.email, OTHER, address, known)
    with pytest.raises(TooManyAttempts):
        await house.people.check_password(account.email, PASSWORD, place(), known)
    # they are nobody else's, at the same address either
    assert (await house.people.check_password(account.email, PASSWORD, address, second)).id == account.id
    assert (await house.people.check_password(account.email, PASSWORD, address)).id == account.id


async def test_a_browser_that_guesses_for_weeks_is_a_stranger(house):
    account = await house.person()
    known = Device(account.id, place())
    for number in range(DEVICE.count):
        if number % 5 == 0:
            house.clock.now += 901
        with pytest.raises(LoginFailed):
            await house.people.check_password(account.email, OTHER, place(), known)
    await used_up(house, account)
    with pytest.raises(LoginFailed):
        await house.people.check_password(account.email, PASSWORD, place(), known)


async def test_a_password_that_is_too_long_to_be_anybodys_is_wrong(house):
    account = await house.person()
    await refusal(house, account.email, PASSWORD + "\u0301" * 40_000)
    assert (await house.account(account.id)).failures == 1


async def test_a_hash_is_renewed_by_the_login(house):
    account = await house.person()
    argon2 = house.people_with(password_hash="argon2id")
    await refusal(house, account.email, OTHER)
    assert (await house.account(account.id)).password == account.password
    await argon2.check_password(account.email, PASSWORD, place())
    renewed = (await house.account(account.id)).password
    assert renewed.startswith("$torii$v=1$argon2id$")
    await argon2.check_password(account.email, PASSWORD, place())
    assert (await house.account(account.id)).password == renewed
    proven = await house.people.prove(account.id, PASSWORD)
    assert proven.password == (await house.account(account.id)).password
    assert proven.password.startswith("$torii$v=1$2b$")


async def test_a_login_does_not_undo_a_change_of_the_password(house):
    slow = house.people_with(rounds=10)
    account = await slow.create(mailbox(), PASSWORD, "Ada", [], verified=True)
    login = asyncio.create_task(house.people.check_password(account.email, PASSWORD, place()))
    await house.people.request_reset(account.email, place())
    await house.people.reset(await house.link(account.email), OTHER)
    # it was right when it began; whichever ended first, the new password stands
    await asyncio.wait({login})
    assert (await house.people.check_password(account.email, OTHER, place())).id == account.id
    await refusal(house, account.email, PASSWORD)


async def test_too_many_at_once_are_told_to_come_back(house):
    people = house.people_with(rounds=10, password_queue=1)
    account = await house.person()
    tries = (people.check_password(mailbox(), PASSWORD, place()) for _ in range(30))
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(entry) for entry in found} == {LoginFailed, Overloaded}
    assert (await people.check_password(account.email, PASSWORD, place())).id == account.id


async def test_a_disabled_account_is_out_and_may_come_back(house):
    account = await house.person()
    session, family, key = await house.login(account.id), await house.family(account.id), await house.key(account.id)
    assert await house.people.disable(account.id)
    assert not await house.people.disable(account.id)
    assert await house.sessions.find(session) is None
    assert await house.revoked(family)
    assert not await house.accepted(account)
    assert not await house.key_holds(key)
    assert await house.people.find(account.id) is None
    assert await house.people.enable(account.id)
    assert not await house.people.enable(account.id)
    assert await house.sessions.find(session) is None
    assert (await house.people.check_password(account.email, PASSWORD, place())).id == account.id


async def test_roles_count_at_once(house):
    account = await house.person()
    async with house.store.transaction() as db:
        assert await house.people.grant_role(db, account.id, "clerk")
    assert not await house.accepted(account)
    account = await house.account(account.id)
    async with house.store.transaction() as db:
        assert not await house.people.grant_role(db, account.id, "clerk")
    assert await house.accepted(account)
    async with house.store.transaction() as db:
        assert await house.people.revoke_role(db, account.id, "clerk")
    assert not await house.accepted(account)
    async with house.store.transaction() as db:
        assert not await house.people.revoke_role(db, account.id, "clerk")


async def test_a_role_that_two_grant_at_once_is_granted_once(house):
    account = await house.person()

    async def grant():
        async with house.store.transaction() as db:
            return await house.people.grant_role(db, account.id, "clerk")

    assert sorted(await asyncio.gather(*(grant() for _ in range(5)))) == [False] * 4 + [True]


async def test_a_guess_that_began_before_the_last_failure_comes_too_late(house):
    account = await house.person()
    await house.change(account.id, failures=MOST_FAILURES - 1)
    seen = await house.account(account.id)
    await refusal(house, account.email, OTHER)
    with pytest.raises(LoginFailed):
        await house.people._prover._prove(seen, PASSWORD)
