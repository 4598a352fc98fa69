"""Sign-up, and the proof of an address."""

from __future__ import annotations

import pytest

from tests.auth.login.browsing import Browser, Page
from tests.auth.login.conftest import PASSWORD, House, mailbox


async def sign_up(house: House, browser: Browser, email: str, password: str = PASSWORD, name: str = "Ada") -> Page:
    return await browser.send(await browser.open("/sign-up"), name=name, email=email, password=password)


async def test_somebody_joins(house):
    browser, email = house.browser(), mailbox()
    page = await sign_up(house, browser, email)
    assert (page.trail, page.status) == ([(303, "/sign-up/sent")], 200)
    assert (await house.log_in(browser, email)).status == 422
    page = await browser.open(await house.link(email))
    assert page.title == "Confirm your e-mail address · Torii"
    page = await browser.send(page, password=PASSWORD)
    assert page.trail == [(303, "/login?said=verified")]
    page = await house.log_in(browser, email)
    assert page.path == "/account"
    assert "Hello, Ada" in page.text


async def test_a_link_that_is_only_looked_at_stays_good(house):
    email = mailbox()
    await sign_up(house, house.browser(), email)
    link = await house.link(email)
    assert [(await house.browser().open(link)).status for _ in range(3)] == [200, 200, 200]
    browser = house.browser()
    assert (await browser.send(await browser.open(link), password=PASSWORD)).path == "/login"


async def test_a_link_works_once(house):
    browser, email = house.browser(), mailbox()
    await sign_up(house, browser, email)
    link = await house.link(email)
    page = await browser.open(link)
    await browser.send(page, password=PASSWORD)
    again = await browser.send(page, password=PASSWORD)
    assert (again.status, (await browser.open(link)).status) == (410, 410)
    assert "This link does not work any more" in again.text


@pytest.mark.parametrize("path", ["/verify", "/verify?token=", "/verify?token=wrong", "/verify?token=%00%ff"])
async def test_a_link_that_never_was_is_no_better_than_one_that_was_used(house, path):
    page = await house.browser().open(path)
    assert page.status == 410
    assert "This link does not work any more" in page.text


async def test_a_link_alone_does_not_confirm_what_somebody_else_chose(house):
    email, owner = mailbox(), house.browser()
    await sign_up(house, owner, email)
    await sign_up(house, house.browser(), email, "nine quiet staircases", "Eve")
    page = await owner.open(await house.link(email))
    for typed, said in (("", "Enter the password"), (PASSWORD, "not the password that was chosen")):
        page = await owner.send(page, password=typed)
        assert (page.status, page.wrong()) == (422, {"password": "password-hint password-problem"})
        assert said in page.text and PASSWORD not in page.html
    for _ in range(4):
        page = await owner.send(page, password=PASSWORD)
    page = await owner.send(page, password="nine quiet staircases")
    assert (page.status, "retry-after" in page.headers) == (429, True)
    assert page.links["Forgot your password?"] == "/forgot"
    # which helps, for nobody else can open that link
    await owner.send(await owner.open("/forgot"), email=email)
    assert (await owner.send(await owner.open(await house.link(email)), password=PASSWORD)).path == "/login"
    assert (await house.log_in(house.browser(), email)).path == "/account"
    assert (await house.log_in(house.browser(), email, "nine quiet staircases")).status == 422


async def test_a_known_address_gets_the_same_answer_and_another_letter(house):
    known = await house.person()
    new = mailbox()
    pages = [await sign_up(house, house.browser(), email) for email in (known.email, new)]
    assert pages[0].text == pages[1].text
    assert "There is one already" in (await house.letters(known.email))[-1]
    assert "/verify?token=" in (await house.letters(new))[-1]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "x" * 121}, {"name"}),
        ({"email": ""}, {"email"}),
        ({"email": "no address"}, {"email"}),
        ({"password": ""}, {"password"}),
        ({"password": "short"}, {"password"}),
        ({"password": "passwordpassword"}, {"password"}),
        ({"name": " ", "email": " ", "password": ""}, {"name", "email", "password"}),
    ],
)
async def test_what_cannot_be_is_said_beside_the_field_and_the_rest_is_kept(house, typed, wrong):
    given = {"name": "Ada Byron", "email": mailbox(), "password": PASSWORD} | typed
    page = await sign_up(house, house.browser(), given["email"], given["password"], given["name"])
    assert (page.status, page.wrong().keys()) == (422, wrong)
    kept = page.form("/sign-up").fields
    assert (kept["name"], kept["email"], kept["password"]) == ([given["name"].strip()], [given["email"].strip()], [""])
    for described in page.wrong().values():
        assert set(described.split()) <= set(page.ids())


async def test_nobody_makes_accounts_by_the_dozen(house):
    browser = house.browser()
    for _ in range(10):
        assert (await sign_up(house, browser, mailbox())).path == "/sign-up/sent"
    page = await sign_up(house, browser, mailbox())
    assert (page.status, "retry-after" in page.headers) == (429, True)


async def test_where_nobody_may_join_by_themselves_the_pages_say_so(house):
    closed = house.changed(sign_up=False)
    browser = closed.browser()
    assert "Make an account" not in (await browser.open("/login")).links
    assert "Make an account" in (await house.browser().open("/login")).links
    page = await browser.open("/sign-up")
    assert (page.status, page.forms) == (403, [])
    answer = await browser.post("/sign-up", [("name", "Ada"), ("email", mailbox()), ("password", PASSWORD)])
    assert answer.status_code == 403


async def test_what_somebody_calls_themselves_is_text(house):
    browser, email = house.browser(), mailbox()
    await sign_up(house, browser, email, name="<img src=x onerror=alert(1)>")
    await browser.send(await browser.open(await house.link(email)), password=PASSWORD)
    page = await house.log_in(browser, email)
    assert "Hello, <img src=x onerror=alert(1)>" in page.text
    assert not [given for tag, given in page.elements if tag == "img"]
