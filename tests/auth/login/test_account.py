"""The account page: name, e-mail address, password, second factor."""

from __future__ import annotations

import re

import pyotp
import pytest

from gateway.auth.login.routes import MEMBERS
from tests.auth.login.browsing import Browser
from tests.auth.login.conftest import PASSWORD, House, mailbox

NEW = "nine quiet staircases"
SHOWN = [path for path, show, *_ in MEMBERS if show is not None]
ACTS = [(path, back) for path, _, act, _, back in MEMBERS if act is not None]


@pytest.mark.parametrize("path", SHOWN)
async def test_a_page_about_an_account_is_for_who_is_logged_in(house, path):
    page = await house.browser().get(path)
    back = next(back for where, _, _, _, back in MEMBERS if where == path)
    location = "/login" if back == "/account" else f"/login?next={back.replace('/', '%2F')}"
    assert (page.status, page.headers["location"]) == (303, location)


@pytest.mark.parametrize(("path", "back"), ACTS)
async def test_so_is_what_its_forms_do(house, path, back):
    answer = await house.browser().post(path, [("id", "x")])
    assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={back.replace('/', '%2F')}")


@pytest.mark.parametrize(("path", "back"), ACTS)
async def test_another_site_can_do_nothing_with_somebodys_login(house, path, back):
    browser = await house.logged_in()
    answer = await browser.post(path, [("id", "x")], {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


async def test_every_page_says_where_one_is_and_has_a_title_of_its_own(house):
    browser, titles = await house.logged_in(), []
    for path in [path for path in SHOWN if not path.endswith(("/set-up", "/codes"))]:
        page = await browser.get(path)
        here = [given["href"] for _, given in page.elements if given.get("aria-current") == "page"]
        assert page.status == 200
        assert len(here) == 1 and path.startswith(here[0])
        assert [tag for tag, _ in page.elements if tag in {"h1", "main", "nav", "header"}].count("h1") == 1
        titles.append(page.title)
    assert len(set(titles)) == len(titles)


async def test_a_name_is_changed(house):
    account = await house.person()
    browser = await house.logged_in(account)
    page = await browser.open("/account/name")
    assert page.form().fields["name"] == ["Ada"]
    page = await browser.send(page, name=" Ada Byron ")
    assert page.trail == [(303, "/account/name?said=name")]
    assert "Your name is changed." in page.text
    assert page.form().fields["name"] == ["Ada Byron"]
    assert (await house.account(account.id)).name == "Ada Byron"
    for name in ("", "x" * 121):
        page = await browser.send(page, name=name)
        assert (page.status, page.wrong(), page.form().fields["name"]) == (422, {"name": "name-problem"}, [name])


# e-mail address


async def test_an_address_is_changed_when_the_new_one_is_proven(house):
    account, new = await house.person(), mailbox()
    browser = await house.logged_in(account)
    page = await browser.send(await browser.open("/account/email"), email=new, current=PASSWORD)
    assert page.trail == [(303, "/account/email?said=email")]
    assert (await house.account(account.id)).email == account.email
    page = await browser.send(await browser.open(await house.link(new)))
    assert page.trail == [(303, "/account/email?said=confirmed")]
    assert "Your e-mail address is confirmed." in page.text
    assert (await house.account(account.id)).email == new
    assert f"Now it is {new} ." in (await browser.open("/account/email")).text


async def test_changing_the_address_needs_the_password(house):
    browser, new = await house.logged_in(), mailbox()
    page = await browser.open("/account/email")
    for email, password, wrong in [
        (new, "", {"current"}),
        (new, "a wrong password indeed", {"current"}),
        ("", PASSWORD, {"email"}),
        ("no address", PASSWORD, {"email"}),
        ("", "", {"email", "current"}),
    ]:
        page = await browser.send(page, email=email, current=password)
        assert (page.status, page.wrong().keys()) == (422, wrong)
        assert (page.form().fields["email"], page.form().fields["current"]) == ([email], [""])
    assert await house.letters(new) == []


async def test_nobody_learns_that_the_new_address_has_an_account(house):
    other = await house.person()
    browser = await house.logged_in()
    pages = [
        await browser.send(await browser.open("/account/email"), email=email, current=PASSWORD)
        for email in (other.email, mailbox())
    ]
    assert pages[0].text == pages[1].text


# password


async def test_a_new_password_ends_all_other_logins_and_renews_this_one(house):
    account = await house.person()
    browser, elsewhere = await house.logged_in(account), await house.logged_in(account)
    cookie = browser.cookies["__Host-sid"]
    page = await browser.send(await browser.open("/account/password"), current=PASSWORD, password=NEW)
    assert page.trail == [(303, "/account/password?said=password")]
    assert (await house.login(browser)).account_id == account.id
    assert browser.cookies["__Host-sid"] != cookie
    assert await house.sessions.find(cookie) is None
    assert await house.login(elsewhere) is None
    assert (await house.log_in(house.browser(), account.email, NEW)).path == "/account"


async def test_a_new_password_needs_the_old_one(house):
    account = await house.person()
    browser = await house.logged_in(account)
    page = await browser.open("/account/password")
    for old, new, wrong in [
        ("", NEW, {"current"}),
        ("a wrong password indeed", NEW, {"current"}),
        (PASSWORD, "", {"password"}),
        (PASSWORD, "short", {"password"}),
        ("", "", {"current", "password"}),
    ]:
        page = await browser.send(page, current=old, password=new)
        assert (page.status, page.wrong().keys()) == (422, wrong)
        assert {*page.form().fields["current"], *page.form().fields["password"]} == {""}
    assert (await house.log_in(house.browser(), account.email)).path == "/account"


async def test_guessing_the_old_password_has_an_end(house):
    browser = await house.logged_in()
    page = await browser.open("/account/password")
    for _ in range(5):
        page = await browser.send(page, current="a wrong password indeed", password=NEW)
        assert page.status == 422
    page = await browser.send(page, current=PASSWORD, password=NEW)
    assert page.status == 429


async def passwordless(house: House) -> Browser:
    """Somebody who logs in at another provider."""
    account, browser = await house.person(None), house.browser()
    async with house.store.transaction() as db:
        value = await house.sessions.start(db, account.id, ["fed"], {"headers": [], "client": ("192.0.2.1", 1)})
    browser.client.cookies.set("__Host-sid", value, domain="shop.example", path="/")
    return browser


async def test_who_has_no_password_gets_one_by_mail(house):
    browser = await passwordless(house)
    assert [form.action for form in (await browser.open("/account/email")).forms] == ["/logout"]
    assert [form.action for form in (await browser.open("/account/second-factor")).forms] == ["/logout"]
    page = await browser.open("/account/password")
    page = await browser.send(page, page.form("/forgot"))
    assert page.path == "/forgot/sent"
    login = await house.login(browser)
    page = await browser.send(await browser.open(await house.link(login.email)), password=NEW)
    assert (await house.log_in(browser, login.email, NEW)).path == "/account"


# second factor


async def set_up(house, browser):
    page = await browser.open("/account/second-factor")
    page = await browser.send(page, page.form("/account/second-factor"))
    assert page.path == "/account/second-factor/set-up"
    (secret,) = re.findall(r'shown key">([A-Z2-7 ]+)<', page.html)
    return page, pyotp.TOTP(secret.replace(" ", ""))


async def test_a_second_factor_is_set_up_and_its_recovery_codes_are_shown_once(house):
    account = await house.person()
    browser = await house.logged_in(account)
    page, totp = await set_up(house, browser)
    assert "<svg" in page.html and totp.secret in page.links["Open the app"]
    page = await browser.send(page, page.form("/account/second-factor/set-up"), code=totp.at(int(house.clock.now)))
    assert page.trail == [(303, "/account/second-factor/codes?said=factor-on")]
    codes = re.findall(r"<li><code>(\S+)</code></li>", page.html)
    assert len(codes) == 10
    assert (await house.login(browser)).methods == ("pwd", "otp")
    assert (await browser.open("/account/second-factor/codes")).path == "/account/second-factor"
    other = house.browser()
    assert (await other.send(await house.log_in(other, account.email), code=codes[3])).path == "/account"
    assert "9 codes are left" in (await browser.open("/account/second-factor")).text


async def test_a_wrong_code_shows_the_same_key_again(house):
    account = await house.person()
    browser = await house.logged_in(account)
    page, totp = await set_up(house, browser)
    for code in ("", "000000" if totp.at(int(house.clock.now)) != "000000" else "000001"):
        page = await browser.send(page, page.form("/account/second-factor/set-up"), code=code)
        assert (page.status, page.wrong()) == (422, {"code": "code-hint code-problem"})
        assert totp.secret in page.links["Open the app"]
    assert not house.factor.is_on(await house.account(account.id))


async def test_setting_it_up_needs_a_login_of_a_moment_ago(house):
    account = await house.person()
    browser = await house.logged_in(account)
    house.clock.now += 301
    page = await browser.open("/account/second-factor")
    assert page.trail == [(303, "/login?next=%2Faccount%2Fsecond-factor&said=again")]
    assert "Please log in once more" in page.text
    assert page.form("/login").fields["email"] == [account.email]
    page = await browser.send(page, page.form("/login"), password=PASSWORD)
    assert page.path == "/account/second-factor"


async def test_recovery_codes_are_renewed_with_the_password(house):
    account, totp, codes = await house.protected()
    browser = house.browser()
    await browser.send(await house.log_in(browser, account.email), code=totp.at(int(house.clock.now)))
    page = await browser.open("/account/second-factor/new-codes")
    for password in ("", "a wrong password indeed"):
        page = await browser.send(page, page.form("/account/second-factor/new-codes"), current=password)
        assert (page.status, page.wrong()) == (422, {"current": "current-problem"})
    page = await browser.send(page, page.form("/account/second-factor/new-codes"), current=PASSWORD)
    assert page.path == "/account/second-factor/codes"
    renewed = re.findall(r"<li><code>(\S+)</code></li>", page.html)
    assert len(renewed) == 10 and not set(renewed) & set(codes)
    other = house.browser()
    page = await other.send(await house.log_in(other, account.email), code=codes[0])
    assert page.status == 422
    assert (await other.send(page, code=renewed[0])).path == "/account"


async def test_a_second_factor_is_removed_with_the_password(house):
    account, totp, _ = await house.protected()
    browser = house.browser()
    await browser.send(await house.log_in(browser, account.email), code=totp.at(int(house.clock.now)))
    page = await browser.open("/account/second-factor/remove")
    page = await browser.send(page, page.form("/account/second-factor/remove"), current="a wrong password indeed")
    assert page.status == 422
    page = await browser.send(page, page.form("/account/second-factor/remove"), current=PASSWORD)
    assert page.trail == [(303, "/account/second-factor?said=factor-off")]
    assert (await house.log_in(house.browser(), account.email)).path == "/account"


async def test_steps_out_of_order_lead_back_to_the_beginning(house):
    browser = await house.logged_in()
    assert (await browser.open("/account/second-factor/set-up")).path == "/account/second-factor"
    answer = await browser.post("/account/second-factor/set-up", [("code", "123456")])
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/second-factor")
    for path in ("remove", "new-codes"):
        answer = await browser.post(f"/account/second-factor/{path}", [("current", PASSWORD)])
        assert (answer.status_code, answer.headers["location"]) == (303, "/account/second-factor")
    page, totp = await set_up(house, browser)
    await browser.send(page, page.form("/account/second-factor/set-up"), code=totp.at(int(house.clock.now)))
    answer = await browser.post("/account/second-factor", [])
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/second-factor")
