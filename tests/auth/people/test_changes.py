"""Other passwords and other addresses, and what ends with the old ones."""

from __future__ import annotations

import asyncio

import pytest

from gateway.auth.digests import new_id
from gateway.auth.people.later import Later
from gateway.auth.people.refusals import EmailInvalid, EmailUnverified, LinkInvalid, LoginFailed, PasswordRefused
from gateway.auth.sessions import Sessions
from gateway.errors import Overloaded, TooManyAttempts
from gateway.tables import AuthorizationCode, Client, DeviceCode, Session
from tests.auth.people.house import ISSUER, OTHER, PASSWORD, link_of, mailbox, place


async def reset_link(house, account):
    await house.people.request_reset(account.email, place())
    return await house.link(account.email)


async def session_id(house, value):
    login = await house.sessions.find(value)
    return login.session_id


async def test_a_reset_ends_what_was_given_out(house):
    account = await house.person()
    sessions, family = [await house.login(account.id) for _ in range(2)], await house.family(account.id)
    key, identity = await house.key(account.id), await house.linked(account.id)
    neighbour = await house.person()
    theirs, their_family = await house.login(neighbour.id), await house.family(neighbour.id)
    their_key, their_identity = await house.key(neighbour.id), await house.linked(neighbour.id)
    await house.change(account.id, failures=50)
    assert await house.accepted(account)

    secret = await reset_link(house, account)
    assert (await house.people.reset(secret, OTHER)).id == account.id

    assert [await house.sessions.find(value) for value in sessions] == [None, None]
    assert [await Sessions(house.store).find(value) for value in sessions] == [None, None]
    assert await house.revoked(family)
    assert not await house.accepted(account)
    assert await house.accepted(await house.account(account.id))
    assert (await house.account(account.id)).failures == 0
    with pytest.raises(LoginFailed):
        await house.people.check_password(account.email, PASSWORD, place())
    await house.people.check_password(account.email, OTHER, place())
    letter = (await house.letters(account.email))[-1]
    assert "API keys" in letter and "linked logins" in letter and f"{ISSUER}/forgot" in letter
    assert not await house.key_holds(key) and not await house.is_linked(identity)

    assert await house.sessions.find(theirs)
    assert not await house.revoked(their_family)
    assert await house.key_holds(their_key) and await house.is_linked(their_identity)
    assert await house.accepted(neighbour)


async def test_what_was_on_its_way_to_become_a_token_does_not_get_there(house):
    account, client, now = await house.person(), new_id(), house.store.now()
    given = {"account_id": account.id, "client_id": client, "scope": "read", "expires_at": now, "methods": ["pwd"]}
    async with house.store.transaction() as db:
        await Client.create(using_db=db, id=client, name="Storefront", method="none")
        await AuthorizationCode.create(
            using_db=db,
            **given,
            hash=client,
            family_id=client,
            redirect_uri="https://shop.example/back",
            redirect_uri_given=True,
            challenge="x" * 43,
            authenticated_at=now,
        )
        await DeviceCode.create(using_db=db, **given, hash=client, user_code=client, interval=5, approved=True)
    await house.people.change_password(account.id, PASSWORD, OTHER, None)
    async with house.store.transaction() as db:
        for pending in (AuthorizationCode, DeviceCode):
            assert (await pending.filter(hash=client).using_db(db).get()).used_at is not None


async def test_a_link_is_for_one_reset(house):
    account = await house.person()
    secret = await reset_link(house, account)
    passwords = [f"umbrella number {number} of the day" for number in range(20)]
    found = await asyncio.gather(
        *(house.people.reset(secret, password) for password in passwords), return_exceptions=True
    )
    (winner,) = [number for number, entry in enumerate(found) if not isinstance(entry, LinkInvalid)]
    assert (await house.people.check_password(account.email, passwords[winner], place())).id == account.id
    with pytest.raises(LinkInvalid):
        await house.people.reset(secret, OTHER)


async def test_two_links_at_once_do_not_wait_for_each_other(house):
    for number in range(10):
        account = await house.person()
        secrets = [await reset_link(house, account) for _ in range(2)]
        found = await asyncio.gather(
            *(house.people.reset(secret, f"{OTHER} {number}") for secret in secrets), return_exceptions=True
        )
        assert [type(entry) for entry in found if isinstance(entry, Exception)] == [LinkInvalid]


async def test_a_link_is_for_half_an_hour(house):
    account = await house.person()
    secret = await reset_link(house, account)
    assert await house.people.link_holds(secret, "reset") and not await house.people.link_holds(secret, "verify")
    house.clock.now += 30 * 60
    assert not await house.people.link_holds(secret, "reset")
    for wrong in (secret, "", "x" * 5000):
        with pytest.raises(LinkInvalid):
            await house.people.reset(wrong, OTHER)


async def test_a_weak_password_does_not_use_the_link_up(house):
    account = await house.person()
    secret = await reset_link(house, account)
    with pytest.raises(PasswordRefused):
        await house.people.reset(secret, "too short")
    with pytest.raises(PasswordRefused):
        await house.people.reset(secret, f"{account.email} abcd")
    await house.people.reset(secret, OTHER)


async def test_one_reset_voids_what_else_was_mailed(house):
    account = await house.person()
    first, second = await reset_link(house, account), await reset_link(house, account)
    new = mailbox()
    await house.people.request_email_change(account.id, new, PASSWORD)
    change = await house.link(new)
    await house.people.reset(first, OTHER)
    with pytest.raises(LinkInvalid):
        await house.people.reset(second, PASSWORD)
    with pytest.raises(LinkInvalid):
        await house.people.verify(change)


async def test_who_asks_for_a_reset_learns_nothing(house):
    known, disabled, unknown = await house.person(), await house.person(), mailbox()
    await house.people.disable(disabled.id)
    emails, address = (known.email, disabled.email, unknown), place()
    for _ in range(3):
        statements = set()
        for email in emails:
            with house.counting() as begun:
                assert await house.people.request_reset(email.upper(), address) is None
                statements.add(len(begun))
            await house.people.settled()
        # what differs happens after the answer
        assert len(statements) == 1
    for email in emails:
        with pytest.raises(TooManyAttempts):
            await house.people.request_reset(email, address)
    assert [len(await house.letters(email)) for email in emails] == [3, 0, 0]


async def test_a_stranger_does_not_keep_anybody_from_a_reset(house):
    account, stranger = await house.person(), place()
    for _ in range(3):
        await house.people.request_reset(account.email, stranger)
    with pytest.raises(TooManyAttempts):
        await house.people.request_reset(account.email, stranger)
    await house.people.request_reset(account.email, place())
    await house.people.reset(await house.link(account.email), OTHER)


async def test_a_mailbox_gets_ten_links_an_hour_and_nobody_is_told(house):
    account = await house.person()
    for _ in range(13):
        assert await house.people.request_reset(account.email, place()) is None
    assert len(await house.letters(account.email)) == 10
    house.clock.now += 3601
    await house.people.request_reset(account.email, place())
    assert len(await house.letters(account.email)) == 11


async def test_a_change_is_made_even_when_no_letter_can_wait(house, capsys):
    account, full = await house.person(), house.people_with()
    full._later = Later(most=0)
    await full.change_password(account.id, PASSWORD, OTHER, None)
    assert (await house.people.check_password(account.email, OTHER, place())).id == account.id
    said = capsys.readouterr().out
    assert "letter dropped" in said and "mail.example" in said
    assert account.email not in said
    assert await house.letters(account.email) == []
    # what somebody waits for is not dropped without a word
    with pytest.raises(Overloaded):
        await full.sign_up(mailbox(), PASSWORD, "Ada", place())


async def test_a_reset_leaves_the_second_factor(house):
    account = await house.person()
    await house.change(account.id, totp="sealed", totp_confirmed_at=house.store.now())
    await house.people.reset(await reset_link(house, account), OTHER)
    assert (await house.account(account.id)).totp_confirmed_at is not None


async def test_resets_are_limited_by_address_too(house):
    address = place()
    for _ in range(20):
        await house.people.request_reset(mailbox(), address)
    with pytest.raises(TooManyAttempts):
        await house.people.request_reset(mailbox(), address)


async def test_a_reset_proves_the_address(house):
    account = await house.person(password=None, verified=False)
    await house.people.reset(await reset_link(house, account), OTHER)
    assert (await house.people.check_password(account.email, OTHER, place())).id == account.id


async def test_a_disabled_account_is_not_reset(house):
    account = await house.person()
    secret = await reset_link(house, account)
    await house.people.disable(account.id)
    with pytest.raises(LinkInvalid):
        await house.people.reset(secret, OTHER)
    await house.people.enable(account.id)
    with pytest.raises(LinkInvalid):
        await house.people.reset(secret, OTHER)


async def test_a_change_keeps_one_login(house):
    account = await house.person()
    here, there, family = await house.login(account.id), await house.login(account.id), await house.family(account.id)
    await house.people.change_password(account.id, PASSWORD, OTHER, await session_id(house, here))
    assert await house.sessions.find(here)
    assert await house.sessions.find(there) is None
    assert await house.revoked(family)
    assert not await house.accepted(account)
    await house.people.check_password(account.email, OTHER, place())
    with pytest.raises(LoginFailed):
        await house.people.check_password(account.email, PASSWORD, place())
    assert f"{ISSUER}/forgot" in (await house.letters(account.email))[-1]
    await house.people.change_password(account.id, OTHER, PASSWORD, None)
    assert await house.sessions.find(here) is None


async def test_a_change_needs_the_old_password_and_a_good_new_one(house):
    account, bare = await house.person(), await house.person(password=None)
    session = await house.login(account.id)
    with pytest.raises(LoginFailed):
        await house.people.change_password(account.id, OTHER, OTHER, None)
    with pytest.raises(LoginFailed):
        await house.people.change_password(bare.id, "", OTHER, None)
    with pytest.raises(LoginFailed):
        await house.people.change_password("acct-nobody", PASSWORD, OTHER, None)
    with pytest.raises(PasswordRefused):
        await house.people.change_password(account.id, PASSWORD, "too short", None)
    assert (await house.account(account.id)).password == account.password
    assert await house.sessions.find(session)


async def test_the_old_password_is_not_guessed_from_inside(house):
    account = await house.person()
    for _ in range(5):
        with pytest.raises(LoginFailed):
            await house.people.change_password(account.id, OTHER, OTHER, None)
    with pytest.raises(TooManyAttempts):
        await house.people.change_password(account.id, PASSWORD, OTHER, None)
    assert (await house.account(account.id)).failures == 5


async def test_of_two_changes_at_once_one_happens(house):
    account = await house.person()
    found = await asyncio.gather(
        house.people.change_password(account.id, PASSWORD, f"{OTHER} one", None),
        house.people.change_password(account.id, PASSWORD, f"{OTHER} two", None),
        return_exceptions=True,
    )
    assert [type(entry) for entry in found if entry] == [LoginFailed]


async def test_a_kept_login_is_ones_own(house):
    account, stranger = await house.person(), await house.person()
    mine, theirs = await house.login(account.id), await house.login(stranger.id)
    await house.people.change_password(account.id, PASSWORD, OTHER, await session_id(house, theirs))
    assert await house.sessions.find(mine) is None
    async with house.store.transaction() as db:
        assert await Session.filter(account_id=stranger.id, revoked_at=None).using_db(db).count() == 1


async def test_another_address_is_proven_first(house):
    account, new = await house.person(), mailbox()
    reset = await reset_link(house, account)
    await house.people.request_email_change(account.id, new.upper(), PASSWORD)
    secret = await house.link(new)
    assert (await house.account(account.id)).email == account.email
    found = await asyncio.gather(*(house.people.verify(secret) for _ in range(5)), return_exceptions=True)
    assert len([entry for entry in found if isinstance(entry, LinkInvalid)]) == 4
    assert (await house.people.check_password(new, PASSWORD, place())).id == account.id
    with pytest.raises(LoginFailed):
        await house.people.check_password(account.email, PASSWORD, place())
    assert "another e-mail address" in (await house.letters(account.email))[-1]
    # whoever still reads the old mail
    with pytest.raises(LinkInvalid):
        await house.people.reset(reset, OTHER)


async def test_an_address_of_somebody_else(house):
    account, owner = await house.person(), await house.person()
    assert await house.people.request_email_change(account.id, owner.email, PASSWORD) is None
    (letter,) = await house.letters(owner.email)
    assert "token=" not in letter

    late = mailbox()
    await house.people.request_email_change(account.id, late, PASSWORD)
    secret = await house.link(late)
    await house.people.create(late, PASSWORD, "Eve", [], verified=True)
    with pytest.raises(LinkInvalid):
        await house.people.verify(secret)
    assert (await house.account(account.id)).email == account.email


async def test_another_address_needs_the_password(house):
    account, new = await house.person(), mailbox()
    with pytest.raises(LoginFailed):
        await house.people.request_email_change(account.id, new, OTHER)
    with pytest.raises(EmailInvalid):
        await house.people.request_email_change(account.id, "nobody", PASSWORD)
    assert await house.letters(new) == []


async def test_a_confirmation_is_about_the_address_of_its_letter(house):
    account = await house.person(verified=False)
    with pytest.raises(EmailUnverified):
        await house.people.check_password(account.email, PASSWORD, place())
    secret = link_of((await house.letters(account.email))[-1])
    await house.change(account.id, email=mailbox())
    # nobody has that address any more; somebody else with the same password is not who it was mailed to
    with pytest.raises(LoginFailed):
        await house.people.verify(secret, PASSWORD, place())
    await house.people.create(account.email, PASSWORD, "Eve", [], verified=False)
    with pytest.raises(LinkInvalid):
        await house.people.verify(secret, PASSWORD, place())
    assert (await house.account(account.id)).email_verified_at is None


async def test_a_name_is_one_line(house):
    account = await house.person()
    await house.people.rename(account.id, "  Grace\r\nBcc: eve \u202e " + "x" * 200)
    name = (await house.account(account.id)).name
    assert name.startswith("Grace Bcc: eve x") and len(name) == 120
