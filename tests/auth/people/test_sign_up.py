from __future__ import annotations

import asyncio

import pytest

from gateway.auth.digests import new_id
from gateway.auth.people import links as mailed
from gateway.auth.people.refusals import (
    EmailInvalid,
    EmailTaken,
    EmailUnverified,
    LinkInvalid,
    LoginFailed,
    PasswordRefused,
    SignUpClosed,
)
from gateway.errors import TooManyAttempts
from gateway.tables import AccountRole, Client, MailedLink
from tests.auth.people.house import ISSUER, OTHER, PASSWORD, link_of, mailbox, place


async def roles(house, account_id):
    async with house.store.transaction() as db:
        return await AccountRole.filter(account_id=account_id).using_db(db).values_list("role", flat=True)


async def links(house, account_id):
    async with house.store.transaction() as db:
        return await MailedLink.filter(account_id=account_id).using_db(db)


async def test_somebody_signs_up(house):
    email = mailbox()
    await house.people.sign_up(f" {email.upper()} ", PASSWORD, " Ada \n\x00 Lovelace ", place())
    (letter,) = await house.letters(email)
    assert f"{ISSUER}/verify?token=" in letter
    with pytest.raises(EmailUnverified):
        await house.people.check_password(email, PASSWORD, place())
    account = await house.people.verify(link_of(letter), PASSWORD, place())
    assert (account.email, account.name) == (email, "Ada Lovelace")
    assert account.id.startswith("acct-")
    assert account.email_verified_at == house.store.now()
    assert await roles(house, account.id) == ["customer"]
    assert (await house.people.check_password(email.upper(), PASSWORD, place())).id == account.id


async def test_a_known_address_gets_the_same_answer_and_a_letter(house):
    known = await house.person(roles=("clerk",))
    statements = set()
    for email in (known.email, mailbox()):
        with house.counting() as begun:
            assert await house.people.sign_up(email, OTHER, "Eve", place()) is None
            statements.add(len(begun))
    assert len(statements) == 1
    (letter,) = await house.letters(known.email)
    assert "token=" not in letter and f"{ISSUER}/forgot" in letter and "Eve" not in letter
    assert (await house.people.check_password(known.email, PASSWORD, place())).name == "Ada"
    with pytest.raises(LoginFailed):
        await house.people.check_password(known.email, OTHER, place())


async def test_an_address_that_nobody_confirmed_is_free(house):
    email = mailbox()
    await house.people.sign_up(email, OTHER, "Eve", place())
    before = await house.link(email)
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    with pytest.raises(LinkInvalid):
        await house.people.verify(before, OTHER, place())
    assert (await house.people.verify(await house.link(email), PASSWORD, place())).name == "Ada"
    await house.people.check_password(email, PASSWORD, place())
    with pytest.raises(LoginFailed):
        await house.people.check_password(email, OTHER, place())


async def test_nobody_confirms_a_password_that_somebody_else_chose(house):
    email = mailbox()
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    await house.people.sign_up(email, OTHER, "Eve", place())
    secrets = [link_of(letter) for letter in await house.letters(email)]
    # whoever reads the mail knows only the password of their own sign-up
    with pytest.raises(LinkInvalid):
        await house.people.verify(secrets[0], PASSWORD, place())
    for password in (PASSWORD, ""):
        with pytest.raises(LoginFailed):
            await house.people.verify(secrets[1], password, place())
    with pytest.raises(LoginFailed):
        await house.people.verify(secrets[1])
    assert (await house.find(email)).email_verified_at is None
    # the link is still good, and a new sign-up makes it worthless
    assert await house.people.link_holds(secrets[1], "verify")
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    with pytest.raises(LinkInvalid):
        await house.people.verify(secrets[1], OTHER, place())
    assert (await house.people.verify(await house.link(email), PASSWORD, place())).name == "Ada"


async def test_the_password_of_a_link_is_not_guessed(house):
    email, address = mailbox(), place()
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    secret = await house.link(email)
    for _ in range(5):
        with pytest.raises(LoginFailed):
            await house.people.verify(secret, OTHER, address)
    with pytest.raises(TooManyAttempts):
        await house.people.verify(secret, PASSWORD, address)
    await house.change((await house.find(email)).id, failures=100)
    with pytest.raises(LoginFailed):
        await house.people.verify(secret, PASSWORD, place())
    # what somebody guessed at is another password after the next sign-up
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    assert await house.people.verify(await house.link(email), PASSWORD, place())


async def test_a_sign_up_while_a_link_is_opened_makes_it_worthless(house):
    slow, email = house.people_with(rounds=10), mailbox()
    await slow.sign_up(email, PASSWORD, "Ada", place())
    await slow.settled()
    secret = await house.link(email)
    opened = asyncio.create_task(slow.verify(secret, PASSWORD, place()))
    await house.people.sign_up(email, OTHER, "Eve", place())
    await asyncio.wait({opened})
    account = await house.find(email)
    right = PASSWORD if account.email_verified_at else OTHER
    assert (await house.people._prover.login(email, right, place())).id == account.id
    assert (account.email_verified_at is None) == isinstance(opened.exception(), LinkInvalid | LoginFailed)


@pytest.mark.parametrize("worth", [{"roles": ("clerk",)}, {"password": None}])
async def test_an_account_that_waits_for_somebody_is_not_taken_over(house, worth):
    account = await house.person(**worth, verified=False)
    before = (await house.account(account.id)).password
    await house.people.sign_up(account.email, OTHER, "Eve", place())
    (letter,) = await house.letters(account.email)
    assert "token=" not in letter
    assert (await house.account(account.id)).password == before


async def test_two_at_once_make_one_account(house):
    email = mailbox()
    await asyncio.gather(*(house.people.sign_up(email, PASSWORD, f"Ada {number}", place()) for number in range(5)))
    assert len(await house.letters(email)) == 5
    account = await house.find(email)
    assert account and await roles(house, account.id) == ["customer"]
    assert len([link for link in await links(house, account.id) if link.used_at is None]) == 1


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "@mail.example",
        "a@b@mail.example",
        "a@mail",
        "a@-mail.example",
        "a@mail.example.",
        "a@192.0.2.1",
        ".a@mail.example",
        "a..b@mail.example",
        "a b@mail.example",
        "a@mail.example\r\nBcc: eve@mail.example",
        "Ada <a@mail.example>",
        "a@ma\u0131l.example",
        "\u212aim@mail.example",
        "a" * 65 + "@mail.example",
        "a@" + "m" * 64 + ".example",
        "a@" + "mail." * 60 + "example",
    ],
)
async def test_what_is_no_address(house, email):
    with pytest.raises(EmailInvalid):
        await house.people.sign_up(email, PASSWORD, "Ada", place())
    with pytest.raises(EmailInvalid):
        await house.people.request_reset(email, place())
    with pytest.raises(LoginFailed):
        await house.people.check_password(email, PASSWORD, place())


async def test_a_weak_password_is_refused_before_anything_happens(house):
    email = mailbox()
    with pytest.raises(PasswordRefused, match="15"):
        await house.people.sign_up(email, "too short", "Ada", place())
    with pytest.raises(PasswordRefused, match="guess"):
        await house.people.sign_up(email, f"{email} rocks", "Ada", place())
    assert await house.find(email) is None
    assert await house.letters(email) == []


async def test_looking_at_a_password_is_an_attempt_too(house):
    address = place()
    for _ in range(10):
        with pytest.raises(PasswordRefused):
            await house.people.sign_up(mailbox(), "too short", "Ada", address)
    with pytest.raises(TooManyAttempts):
        await house.people.sign_up(mailbox(), "too short", "Ada", address)


async def test_ten_from_one_address_in_an_hour(house):
    address = place()
    for _ in range(10):
        await house.people.sign_up(mailbox(), PASSWORD, "Ada", address)
    with pytest.raises(TooManyAttempts):
        await house.people.sign_up(mailbox(), PASSWORD, "Ada", address)


async def test_nobodys_mailbox_is_filled(house):
    known, unknown = (await house.person()).email, mailbox()
    for email in (known, unknown):
        for _ in range(5):
            await house.people.sign_up(email, PASSWORD, "Ada", place())
        with pytest.raises(TooManyAttempts):
            await house.people.sign_up(email, PASSWORD, "Ada", place())
        assert len(await house.letters(email)) == 5


async def test_a_right_password_gets_another_letter_but_not_many(house):
    email = mailbox()
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    for _ in range(8):
        with pytest.raises(EmailUnverified):
            await house.people.check_password(email, PASSWORD, place())
    letters = await house.letters(email)
    assert len(letters) == 5
    await house.people.verify(link_of(letters[2]), PASSWORD, place())
    assert await house.people.check_password(email, PASSWORD, place())


async def test_where_sign_up_is_closed(house):
    with pytest.raises(SignUpClosed):
        await house.people_with(sign_up=False).sign_up(mailbox(), PASSWORD, "Ada", place())


async def test_a_link_is_for_one_use_and_half_an_hour(house):
    email = mailbox()
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    secret = await house.link(email)
    assert await house.people.link_holds(secret, "verify")
    assert not await house.people.link_holds(secret, "reset")
    with pytest.raises(LinkInvalid):
        await house.people.reset(secret, OTHER)
    tries = (house.people.verify(secret, PASSWORD, place()) for _ in range(20))
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert len([entry for entry in found if isinstance(entry, LinkInvalid)]) == 19
    assert not await house.people.link_holds(secret, "verify")

    email = mailbox()
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    secret = await house.link(email)
    house.clock.now += 30 * 60
    assert not await house.people.link_holds(secret, "verify")
    for wrong in (secret, "", "x" * 5000, "\ud800"):
        with pytest.raises(LinkInvalid):
            await house.people.verify(wrong, PASSWORD, place())


async def test_a_link_is_kept_as_a_hash(house):
    email = mailbox()
    await house.people.sign_up(email, PASSWORD, "Ada", place())
    secret = await house.link(email)
    account = await house.find(email)
    (kept,) = await links(house, account.id)
    assert len(secret) == 43
    assert secret not in (kept.hash, kept.email, kept.purpose)
    assert (kept.expires_at - kept.created_at).total_seconds() == 30 * 60


async def test_accounts_that_commands_make(house):
    email, name = mailbox(), f"acct-{new_id()}"
    made = await house.people.create(email, PASSWORD, "Ada", ["clerk", "clerk"], verified=True, account_id=name)
    assert made.id == name
    assert await roles(house, name) == ["clerk"]
    assert (await house.people.check_password(email, PASSWORD, place())).id == name
    with pytest.raises(EmailTaken):
        await house.people.create(email.upper(), None, "Eve", [], verified=True)
    with pytest.raises(PasswordRefused):
        await house.people.create(mailbox(), "short", "Eve", [], verified=True)
    taken = new_id()
    async with house.store.transaction() as db:
        await Client.create(using_db=db, id=taken, name="App", method="none")
    with pytest.raises(ValueError, match="is the id of a client"):
        await house.people.create(mailbox(), None, "Eve", [], verified=True, account_id=taken)


async def test_one_statement_decides_who_uses_a_link(house):
    account = await house.person()
    async with house.store.transaction() as db:
        secret = link_of(await mailed.make(house.store, db, account.id, "reset", account.email))

    async def use():
        async with house.store.transaction() as db:
            return await mailed.use(house.store, db, secret, ("reset",))

    found = await asyncio.gather(*(use() for _ in range(20)), return_exceptions=True)
    assert [entry for entry in found if not isinstance(entry, LinkInvalid)] == [(account.id, "reset", account.email)]
