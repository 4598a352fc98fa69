"""A new password for who forgot the old one."""

from __future__ import annotations

from tests.auth.login.browsing import Browser, Page
from tests.auth.login.conftest import PASSWORD, mailbox

NEW = "nine quiet staircases"


async def ask(browser: Browser, email: str) -> Page:
    return await browser.send(await browser.open("/forgot"), email=email)


async def test_a_mailed_link_sets_a_new_password_and_ends_every_login(house):
    account = await house.person()
    elsewhere, browser = await house.logged_in(account), house.browser()
    assert (await ask(browser, account.email)).trail == [(303, "/forgot/sent")]
    page = await browser.send(await browser.open(await house.link(account.email)), password=NEW)
    assert page.trail == [(303, "/login?said=reset")]
    assert "you are logged out everywhere" in page.text
    assert await house.login(elsewhere) is None
    assert (await house.log_in(browser, account.email, PASSWORD)).status == 422
    assert (await house.log_in(browser, account.email, NEW)).path == "/account"


async def test_an_unknown_address_gets_the_same_answer_and_no_letter(house):
    known, unknown = await house.person(), mailbox()
    pages = [await ask(house.browser(), email) for email in (known.email, unknown)]
    assert pages[0].text == pages[1].text
    assert len(await house.letters(known.email)) == 1
    assert await house.letters(unknown) == []


async def test_what_is_no_address_is_refused(house):
    for email in ("", "no address"):
        page = await ask(house.browser(), email)
        assert (page.status, page.wrong()) == (422, {"email": "email-problem"})
        assert page.form().fields["email"] == [email]


async def test_a_password_that_is_refused_leaves_the_link_good(house):
    account, browser = await house.person(), house.browser()
    await ask(browser, account.email)
    page = await browser.open(await house.link(account.email))
    for password in ("", "short", "passwordpassword"):
        page = await browser.send(page, password=password)
        assert (page.status, page.wrong()) == (422, {"password": "password-hint password-problem"})
        assert password not in page.form().fields["password"] or not password
    assert (await browser.send(page, password=NEW)).path == "/login"


async def test_a_link_works_once_and_for_half_an_hour(house):
    account, browser = await house.person(), house.browser()
    await ask(browser, account.email)
    page = await browser.open(await house.link(account.email))
    await browser.send(page, password=NEW)
    assert (await browser.send(page, password=NEW)).status == 410
    await ask(browser, account.email)
    late = await house.link(account.email)
    page = await browser.open(late)
    house.clock.now += 1801
    assert (await browser.open(late)).status == 410
    assert (await browser.send(page, password=NEW)).status == 410


async def test_links_that_never_were_and_links_for_something_else_do_not_work(house):
    browser, email = house.browser(), mailbox()
    page = await browser.open("/sign-up")
    await browser.send(page, name="Ada", email=email, password=PASSWORD)
    other = (await house.link(email)).replace("/verify", "/reset")
    for link in ("/reset", "/reset?token=wrong", other):
        assert (await browser.open(link)).status == 410


async def test_the_link_tells_nobody_where_it_was_opened_from(house):
    account, browser = await house.person(), house.browser()
    await ask(browser, account.email)
    page = await browser.open(await house.link(account.email))
    assert page.headers["referrer-policy"] == "no-referrer"


async def test_who_asks_too_often_is_told_to_wait(house):
    browser = house.browser()
    pages = [await ask(browser, mailbox()) for _ in range(21)]
    assert [page.status for page in pages] == [200] * 20 + [429]
