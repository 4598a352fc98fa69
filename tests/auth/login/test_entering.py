"""The login, its second step, and the logout."""

from __future__ import annotations

import asyncio
from urllib.parse import quote, urlencode

import pytest
from starlette.requests import Request

from gateway.auth import families
from gateway.auth.login.entering import enter
from gateway.auth.login.visit import Form, Visit
from gateway.auth.people.proving import MOST_FAILURES
from gateway.auth.people.refusals import LoginFailed
from gateway.tables import Account, Session
from tests.auth.login.browsing import Page
from tests.auth.login.conftest import PASSWORD, SITE

SAFE_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
}


async def test_a_login_leads_to_the_account_and_says_how_it_was_proven(house):
    account, browser = await house.person(), house.browser()
    page = await house.log_in(browser, account.email)
    assert (page.trail, page.path, page.status) == ([(303, "/account")], "/account", 200)
    login = await house.login(browser)
    assert (login.account_id, login.methods) == (account.id, ("pwd",))


async def test_only_our_host_can_read_the_cookie_and_no_script(house):
    account, browser = await house.person(), house.browser()
    page = await browser.open("/login")
    typed = page.form().filled({"email": account.email, "password": PASSWORD}, None)
    answer = await browser.post("/login", typed)
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("__Host-sid="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_every_page_forbids_all_but_itself(house):
    browser = await house.logged_in()
    for path in ("/login", "/sign-up", "/forgot", "/account", "/account/keys/new", "/logout", "/verify?token=x"):
        page = await browser.get(path)
        policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
        nonce = policy.pop("style-src").removeprefix("'nonce-").removesuffix("'")
        assert policy == {
            "default-src": "'none'",
            "img-src": "'self' data:",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        assert f'<style nonce="{nonce}">' in page.html
        assert SAFE_HEADERS.items() <= dict(page.headers).items()
        assert "access-control-allow-origin" not in page.headers
        assert not [tag for tag, given in page.elements if tag == "script" or "style" in given]


async def test_no_two_pages_have_the_same_nonce_or_token(house):
    pages = [await house.browser().get("/login") for _ in range(2)]
    assert pages[0].form().fields["csrf"] != pages[1].form().fields["csrf"]
    assert pages[0].headers["content-security-policy"] != pages[1].headers["content-security-policy"]


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/account/keys", "/account/keys"),
        ("/account?a=1&b=%2F%2F", "/account?a=1&b=%2F%2F"),
        ("//evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("\\\\evil.example", "/account"),
        ("https://evil.example/", "/account"),
        ("javascript:alert(1)", "/account"),
        ("/\t/evil.example", "/account"),
        ("/\n/evil.example", "/account"),
        (" /account/keys", "/account"),
        ("account", "/account"),
        ("", "/account"),
        ("/é", "/account"),
    ],
)
async def test_a_login_leads_only_to_addresses_of_ours(house, target, leads_to):
    account, browser = await house.person(), house.browser()
    page = await house.log_in(browser, account.email, path=f"/login?next={quote(target)}")
    assert page.trail[0] == (303, leads_to)


async def test_what_may_lead_to_a_client_goes_by_a_page_that_ends_the_chain_of_redirects(house):
    account, browser = await house.person(), house.browser()
    target = "/oauth/authorize?client_id=shop&state=%22%3E"
    page = await house.log_in(browser, account.email, path=f"/login?next={quote(target, safe='')}")
    assert page.trail[0] == (303, f"/login/onward?{urlencode({'next': target})}")
    onward = await browser.get(page.trail[0][1])
    assert (onward.status, onward.refresh, onward.links["Continue"]) == (200, target, target)


async def test_unknown_wrong_and_closed_look_the_same_and_keep_what_was_typed(house):
    known, closed, linked = await house.person(), await house.person(), await house.person(None)
    await house.people.disable(closed.id)
    answers = set()
    for email in (known.email, closed.email, linked.email, "nobody@example.com"):
        page = await house.log_in(house.browser(), email, "a wrong password indeed")
        assert (page.status, page.form("/login").fields["email"]) == (422, [email])
        assert "a wrong password indeed" not in page.html
        assert page.title.startswith("Error: ")
        answers.add(page.text)
    assert len(answers) == 1
    assert "The e-mail address or the password is not right" in answers.pop()


async def test_a_right_password_of_an_address_that_is_not_proven_says_so_and_a_wrong_one_does_not(house):
    account = await house.person(verified=False)
    right = await house.log_in(house.browser(), account.email)
    wrong = await house.log_in(house.browser(), account.email, "a wrong password indeed")
    assert (right.status, wrong.status) == (422, 422)
    assert "not confirmed yet" in right.text
    assert "not confirmed yet" not in wrong.text


async def test_fields_that_are_missing_are_named_and_linked_to(house):
    page = await house.log_in(house.browser(), "", "")
    assert page.status == 422
    assert page.wrong() == {"email": "email-problem", "password": "password-problem"}
    assert page.links["Enter your e-mail address."] == "#email"
    assert {"email", "password", "email-problem", "password-problem"} <= set(page.ids())
    assert [given["role"] for _, given in page.elements if "role" in given] == ["alert"]


async def test_who_guesses_too_often_waits_and_others_do_not(house):
    account, guesser = await house.person(), house.browser()
    for _ in range(5):
        assert (await house.log_in(guesser, account.email, "a wrong password indeed")).status == 422
    page = await house.log_in(guesser, account.email)
    assert (page.status, page.form("/login").fields["email"]) == (429, [account.email])
    assert 0 < int(page.headers["retry-after"]) <= 900
    assert "Please wait 15 minutes" in page.text
    assert (await house.log_in(house.browser(), account.email)).path == "/account"


async def test_who_comes_when_too_many_are_logging_in_is_told_to_come_back(house):
    small = house.changed(rounds=10, password_queue=1)
    account = await small.person()
    pages = await asyncio.gather(*(small.log_in(small.browser(), account.email) for _ in range(12)))
    refused = [page for page in pages if page.status == 503]
    assert {page.status for page in pages} == {200, 503}
    assert {page.form("/login").fields["email"][0] for page in refused} == {account.email}
    await small.people.close()


async def used_up(house, account):
    """By strangers."""
    async with house.store.transaction() as db:
        await Account.filter(id=account.id).using_db(db).update(failures=MOST_FAILURES)
    assert (await house.log_in(house.browser(), account.email)).status == 422


async def test_strangers_do_not_lock_out_the_browser_of_the_owner(house):
    account = await house.person()
    browser = await house.logged_in(account)
    device = browser.cookies["__Host-device"]
    assert account.id not in device
    page = await browser.open("/logout")
    await browser.send(page, page.form("/logout"))
    await used_up(house, account)
    assert (await house.log_in(browser, account.email)).path == "/account"
    # for three months
    house.clock.now += 90 * 86_400 - 1
    assert (await house.log_in(browser, account.email)).path == "/account"
    stale = browser.cookies["__Host-device"]
    house.clock.now += 90 * 86_400 + 1
    await used_up(house, account)
    other = house.browser()
    for value in (stale, device, stale[:-8] + "AAAAAAA=", "x", ""):
        other.client.cookies.set("__Host-device", value, domain="shop.example", path="/")
        assert (await house.log_in(other, account.email)).status == 422


async def test_the_cookie_of_a_device_is_one_that_no_script_reads_and_comes_with_a_whole_login_only(house):
    account, browser = await house.person(), house.browser()
    assert "__Host-device" not in (await house.log_in(browser, account.email, "a wrong password indeed")).headers
    assert "__Host-device" not in browser.cookies
    page = await browser.open("/login")
    answer = await browser.post("/login", page.form().filled({"email": account.email, "password": PASSWORD}, None))
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("__Host-device="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7776000"} <= set(cookie.split("; "))

    account, _, _ = await house.protected()
    browser = house.browser()
    await house.log_in(browser, account.email)
    assert "__Host-device" not in browser.cookies


async def test_nor_the_second_step_of_that_browser(house):
    account, totp, _ = await house.protected()
    browser = house.browser()
    await browser.send(await house.log_in(browser, account.email), code=totp.at(int(house.clock.now)))
    await used_up(house, account)
    house.clock.now += 60
    page = await house.log_in(browser, account.email)
    page = await browser.send(page, code="123456" if totp.at(int(house.clock.now)) != "123456" else "123457")
    assert page.status == 422
    assert (await house.account(account.id)).failures > MOST_FAILURES
    page = await browser.send(page, code=totp.at(int(house.clock.now)))
    assert page.path == "/account"
    assert (await house.account(account.id)).failures == 0


async def test_a_login_that_was_proven_before_the_password_changed_does_not_begin(house):
    account = await house.person()
    proven = await house.people.check_password(account.email, PASSWORD, "192.0.2.77")
    await house.people.change_password(account.id, PASSWORD, "nine quiet staircases", None)
    scope = {"headers": [], "client": ("192.0.2.77", 1)}
    with pytest.raises(LoginFailed):
        async with house.store.transaction() as db:
            await house.sessions.start(db, account.id, ["pwd"], scope, epoch=proven.epoch)
    epoch = (await house.account(account.id)).epoch
    async with house.store.transaction() as db:
        value = await house.sessions.start(db, account.id, ["pwd"], scope, epoch=epoch)
    assert await house.sessions.find(value)
    await house.people.disable(account.id)
    for account_id in (account.id, "acct-nobody"):
        with pytest.raises(LoginFailed):
            async with house.store.transaction() as db:
                await house.sessions.start(db, account_id, ["pwd"], scope)


async def test_a_reset_while_somebody_logs_in_with_the_old_password_wins(house):
    slow = house.changed(rounds=10)
    account = await slow.person()
    await house.people.request_reset(account.email, "192.0.2.78")
    link = await house.link(account.email)
    browser = slow.browser()
    login = asyncio.create_task(slow.log_in(browser, account.email))
    await asyncio.sleep(0)
    await house.people.reset(link.partition("token=")[2], "nine quiet staircases")
    await login
    assert await house.login(browser) is None
    await slow.people.close()


async def test_a_login_that_ended_meanwhile_is_not_renewed(house):
    """By the second factor's confirmation, or by a new password: the page is open, and somebody else resets."""
    account = await house.person()
    browser = await house.logged_in(account)
    login = await house.login(browser)
    visit = Visit(house.desk, Request({"type": "http", "headers": [], "client": None}), login, "", Form({}))
    async with house.store.transaction() as db:
        await families.end_sessions(house.store, db, "password", id=login.session_id)
    answer = await enter(visit, account.id, ["pwd", "otp"], "/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?said=too-late")
    assert "set-cookie" not in answer.headers
    async with house.store.transaction() as db:
        assert await Session.filter(account_id=account.id, revoked_at=None).using_db(db).count() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site", "Origin": SITE}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": SITE}, 403),
        ({"Origin": SITE}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": f"{SITE}/login"}, 303),
        ({"Referer": "https://evil.example/"}, 403),
        ({}, 303),
    ],
)
async def test_another_site_can_not_log_anybody_in(house, headers, status):
    account, browser = await house.person(), house.browser()
    page = await browser.open("/login")
    typed = page.form().filled({"email": account.email, "password": PASSWORD}, None)
    answer = await browser.post("/login", typed, headers)
    assert answer.status_code == status
    assert ("set-cookie" in answer.headers) == (status == 303)
    if status == 403:
        assert "Please try again" in Page(answer, []).text


@pytest.mark.parametrize("token", ["", "x", "x.y", "of another browser", "of before the login"])
async def test_without_any_word_of_where_it_comes_from_the_token_has_to_be_right(house, token):
    account, browser = await house.person(), house.browser()
    await browser.open("/login")
    if token == "of another browser":
        token = (await house.browser().open("/login")).form().fields["csrf"][0]
    if token == "of before the login":
        token = (await browser.open("/login")).form().fields["csrf"][0]
        await house.log_in(browser, account.email)
    answer = await browser.post("/login", [("csrf", token), ("email", account.email), ("password", PASSWORD)], {})
    assert answer.status_code == 403


async def test_only_forms_are_read(house):
    browser, same = house.browser(), {"Sec-Fetch-Site": "same-origin"}
    for body, media_type, status in [
        (b'{"email": "ada@example.com"}', "application/json", 415),
        (b"email=a", "", 415),
        (b"email=%ff", "application/x-www-form-urlencoded", 400),
        (b"email=\xff", "application/x-www-form-urlencoded", 400),
        (b"email=a%00b", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"email=a" for _ in range(300)), "application/x-www-form-urlencoded", 400),
    ]:
        headers = same | ({"Content-Type": media_type} if media_type else {})
        answer = await browser.client.post("/login", content=body, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert "If you ask for help" in answer.text


async def test_a_method_that_a_page_lacks_is_refused_with_those_that_it_has(house):
    browser = house.browser()
    for path, method, allowed in [
        ("/login", "PUT", {"GET", "HEAD", "POST"}),
        ("/sign-up/sent", "POST", {"GET", "HEAD"}),
    ]:
        answer = await browser.client.request(method, path)
        assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, allowed)
    assert (await browser.client.head("/login")).status_code == 200


async def test_a_cookie_that_somebody_planted_never_becomes_a_login(house):
    account, browser = await house.person(), house.browser()
    planted = "A" * 43
    browser.client.cookies.set("__Host-sid", planted, domain="shop.example", path="/")
    page = await house.log_in(browser, account.email)
    assert page.path == "/account"
    assert planted not in browser.cookies.values()
    assert await house.sessions.find(planted) is None


async def test_a_new_login_ends_the_one_before_in_the_same_browser_and_keeps_what_came_from_it(house):
    account = await house.person()
    browser = await house.logged_in(account)
    before, cookie = await house.login(browser), browser.cookies["__Host-sid"]
    family = await house.family(account.id, await house.client("Reader"), before.session_id)
    house.clock.now += 60
    await house.log_in(browser, account.email)
    after = await house.login(browser)
    assert after.session_id != before.session_id
    assert after.authenticated_at > before.authenticated_at
    assert await house.sessions.find(cookie) is None
    family = await house.again(family)
    assert (family.session_id, family.revoked_at) == (after.session_id, None)


async def test_somebody_else_in_the_same_browser_does_not_inherit(house):
    account, other = await house.person(), await house.person()
    browser = await house.logged_in(account)
    before = await house.login(browser)
    family = await house.family(account.id, await house.client("Reader"), before.session_id)
    await house.log_in(browser, other.email)
    assert (await house.login(browser)).account_id == other.id
    family = await house.again(family)
    assert (family.session_id, family.reason) == (before.session_id, "logout")


# the second step


async def test_with_a_second_factor_a_password_alone_is_no_login(house):
    account, _, _ = await house.protected()
    browser = house.browser()
    page = await house.log_in(browser, account.email, path="/login?next=/account/keys")
    assert (page.path, page.form().fields["next"]) == ("/login/code", ["/account/keys"])
    assert await house.login(browser) is None
    assert (await browser.open("/account")).path == "/login"


async def test_the_code_completes_the_login(house):
    account, totp, _ = await house.protected()
    browser = house.browser()
    page = await house.log_in(browser, account.email, path="/login?next=/account/keys")
    page = await browser.send(page, code=f" {totp.at(int(house.clock.now))} ")
    assert page.path == "/account/keys"
    assert (await house.login(browser)).methods == ("pwd", "otp")
    assert "__Host-half-way" not in browser.cookies


async def test_a_recovery_code_does_so_once(house):
    account, _, codes = await house.protected()
    for path in ("/account", "/login/code"):
        browser = house.browser()
        page = await browser.send(await house.log_in(browser, account.email), code=codes[0])
        assert page.path == path


async def test_a_wrong_code_is_asked_for_again_and_not_for_ever(house):
    account, totp, _ = await house.protected()
    browser = house.browser()
    page = await house.log_in(browser, account.email, path="/login?next=/account/keys")
    assert (await browser.send(page, code="")).wrong() == {"code": "code-hint code-problem"}
    right = totp.at(int(house.clock.now))
    for _ in range(5):
        page = await browser.send(page, code="000000" if right != "000000" else "000001")
        assert (page.status, page.form().fields["next"]) == (422, ["/account/keys"])
        assert "This code is not right" in page.text
    page = await browser.send(page, code=right)
    assert page.status == 429
    assert await house.login(browser) is None


async def test_the_second_step_has_five_minutes(house):
    account, totp, _ = await house.protected()
    browser = house.browser()
    page = await house.log_in(browser, account.email)
    house.clock.now += 299
    assert (await browser.open("/login/code")).path == "/login/code"
    house.clock.now += 2
    page = await browser.send(page, code=totp.at(int(house.clock.now)))
    assert (page.path, page.status) == ("/login", 200)
    assert "That took too long" in page.text
    assert await house.login(browser) is None


async def test_the_second_step_needs_the_first(house):
    account, totp, _ = await house.protected()
    first = house.browser()
    page = await house.log_in(first, account.email)
    assert (await house.browser().open("/login/code")).path == "/login"
    # another browser has not given the password, whatever it sends
    second = house.browser()
    page = await second.send(await second.open("/login"), page.form(), code=totp.at(int(house.clock.now)))
    assert page.path == "/login"
    assert await house.login(second) is None


@pytest.mark.parametrize("change", ["another password", "no second factor any more", "closed", "another cookie"])
async def test_what_changes_between_the_steps_voids_the_first(house, change):
    account, totp, _ = await house.protected()
    browser = house.browser()
    page = await house.log_in(browser, account.email)
    if change == "another password":
        await house.people.change_password(account.id, PASSWORD, "nine quiet staircases", None)
    elif change == "no second factor any more":
        await house.factor.remove(account.id, PASSWORD)
    elif change == "closed":
        await house.people.disable(account.id)
    else:
        value = browser.cookies["__Host-half-way"]
        browser.client.cookies.set("__Host-half-way", value[:-6] + "AAAAA=", domain="shop.example", path="/")
    page = await browser.send(page, code=totp.at(int(house.clock.now)))
    assert page.path == "/login"
    assert await house.login(browser) is None


# out


async def test_the_logout_ends_the_login_and_all_that_came_from_it(house):
    account = await house.person()
    browser = await house.logged_in(account)
    login, cookie = await house.login(browser), browser.cookies["__Host-sid"]
    family = await house.family(account.id, await house.client("Reader"), login.session_id)
    page = await browser.open("/logout")
    assert (page.status, await house.login(browser)) == (200, login)
    page = await browser.send(page, page.form("/logout"))
    assert page.trail == [(303, "/login?said=logged-out")]
    assert "You are logged out." in page.text
    assert "__Host-sid" not in browser.cookies
    assert await house.sessions.find(cookie) is None
    assert (await house.again(family)).reason == "logout"


async def test_the_logout_of_nobody_is_no_error(house):
    browser = house.browser()
    assert (await browser.open("/logout")).path == "/login"
    answer = await browser.post("/logout", [])
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?said=logged-out")


async def test_another_site_can_not_log_anybody_out(house):
    browser = await house.logged_in()
    answer = await browser.post("/logout", [], {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert await house.login(browser) is not None
