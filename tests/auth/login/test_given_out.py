"""What is open on somebody's behalf, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.tables import ApiKey, Consent
from tests.auth.login.browsing import FIREFOX
from tests.auth.login.conftest import PASSWORD

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"


# browsers


async def test_all_browsers_are_listed_this_one_first(house):
    account = await house.person()
    here = await house.logged_in(account, agent=FIREFOX)
    house.clock.now += 7200
    phone = await house.logged_in(account, agent=IPHONE, address="2001:db8::1")
    await house.logged_in()
    page = await here.open("/account/sessions")
    overview = (await here.open("/account")).text
    assert "Browsers 2 browsers See : Browsers Apps None See : Apps API keys None See : API keys" in overview
    mine, other = page.text.index("Firefox on Linux This one"), page.text.index("Safari on iPhone")
    assert mine < other
    assert f"from {here.at}" in page.text and "2001:db8::" in page.text
    assert "Safari on iPhone Seen just now" in page.text
    assert await house.login(phone) is not None


async def test_one_browser_is_logged_out(house):
    account = await house.person()
    here, there = await house.logged_in(account), await house.logged_in(account)
    other = await house.login(there)
    page = await here.open("/account/sessions")
    page = await here.send(page, page.form("/account/sessions/end", id=other.session_id))
    assert page.trail == [(303, "/account/sessions?said=session")]
    assert await house.login(there) is None
    assert await house.login(here) is not None
    # what is left is this one, which has no others
    assert [form.action for form in page.forms] == ["/logout", "/account/sessions/end"]


async def test_all_other_browsers_are_logged_out_with_what_came_from_them(house):
    account = await house.person()
    here, *others = [await house.logged_in(account) for _ in range(3)]
    stranger = await house.logged_in()
    logins = [await house.login(browser) for browser in others]
    family = await house.family(account.id, await house.client("Reader"), logins[0].session_id)
    page = await here.open("/account/sessions")
    form = next(form for form in page.forms if form.action == "/account/sessions/end" and "id" not in form.fields)
    page = await here.send(page, form)
    assert page.trail == [(303, "/account/sessions?said=sessions")]
    assert [await house.login(browser) for browser in others] == [None, None]
    assert await house.login(here) is not None
    assert await house.login(stranger) is not None
    assert (await house.again(family)).reason == "logout"


async def test_logging_out_this_browser_leads_to_the_login(house):
    here = await house.logged_in()
    login = await house.login(here)
    page = await here.open("/account/sessions")
    page = await here.send(page, page.form("/account/sessions/end", id=login.session_id))
    assert page.trail == [(303, "/login?said=logged-out")]
    assert "__Host-sid" not in here.cookies


async def test_nobody_ends_the_login_of_somebody_else(house):
    here, stranger = await house.logged_in(), await house.logged_in()
    other = await house.login(stranger)
    await here.post("/account/sessions/end", [("id", other.session_id)])
    assert await house.login(stranger) is not None


# apps


async def test_an_app_is_shown_with_what_it_may_in_words_and_taken_back(house):
    account = await house.person()
    here = await house.logged_in(account)
    client = await house.client("Reader <b>")
    consent = await house.allowed(account.id, client, ("openid", "wishlist-entries:read"))
    family = await house.family(account.id, client)
    others = await house.family((await house.person()).id, client)
    page = await here.open("/account/apps")
    assert "Reader <b> Know who you are Read your wishlist entries Allowed on" in page.text
    page = await here.send(page, page.form("/account/apps/revoke", client=client.id))
    assert page.trail == [(303, "/account/apps?said=app")]
    assert "No app may use your account." in page.text
    assert (await house.again(consent), (await house.again(family)).reason) == (None, "consent")
    assert (await house.again(others)).revoked_at is None


async def test_an_app_of_ours_asked_nobody_but_is_listed_while_it_has_tokens(house):
    account = await house.person()
    here = await house.logged_in(account)
    family = await house.family(account.id, await house.client("Storefront", first_party=True))
    page = await here.open("/account/apps")
    assert "Storefront Ours You are logged in there." in page.text
    page = await here.send(page, page.form("/account/apps/revoke"))
    assert "No app may use your account." in page.text
    assert (await house.again(family)).revoked_at is not None


async def test_nobody_takes_back_what_somebody_else_allowed(house):
    here, other = await house.logged_in(), await house.person()
    client = await house.client("Reader")
    consent = await house.allowed(other.id, client, ("openid",))
    await here.post("/account/apps/revoke", [("client", client.id)])
    assert isinstance(await house.again(consent), Consent)


# linked logins


async def test_a_linked_login_is_unlinked(house):
    account = await house.person()
    here = await house.logged_in(account)
    identity = await house.linked(account.id, "https://id.example.org")
    page = await here.open("/account/logins")
    assert "id.example.org Linked on" in page.text
    page = await here.send(page, page.form("/account/logins/unlink"))
    assert page.trail == [(303, "/account/logins?said=unlinked")]
    assert await house.again(identity) is None


@pytest.mark.parametrize("links", [1, 2])
async def test_the_last_way_in_stays(house, links):
    account = await house.person()
    here = await house.logged_in(account)
    identities = [await house.linked(account.id, f"https://id{n}.example.org") for n in range(links)]
    async with house.store.transaction() as db:
        await type(account).filter(id=account.id).using_db(db).update(password=None)
    page = await here.open("/account/logins")
    assert ("Your only way in" in page.text) == (links == 1)
    answers = [await here.post("/account/logins/unlink", [("id", str(identity.id))]) for identity in identities]
    assert [answer.status_code for answer in answers] == [303] * (links - 1) + [422]
    assert "This is your only way to log in" in answers[-1].text
    assert await house.again(identities[-1]) is not None


async def test_unlinking_needs_a_login_of_a_moment_ago_and_ones_own(house):
    account, other = await house.person(), await house.person()
    here = await house.logged_in(account)
    mine = await house.linked(account.id, "https://id.example.org")
    theirs = await house.linked(other.id, "https://id.example.org")
    await here.post("/account/logins/unlink", [("id", str(theirs.id))])
    answer = await here.post("/account/logins/unlink", [("id", "x")])
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/logins")
    house.clock.now += 301
    answer = await here.post("/account/logins/unlink", [("id", str(mine.id))])
    assert answer.headers["location"] == "/login?next=%2Faccount%2Flogins&said=again"
    assert await house.again(theirs) is not None and await house.again(mine) is not None


async def test_providers_are_offered_at_the_login_and_for_linking(house):
    provider = {"name": "acme", "title": "Acme", "issuer": "https://id.acme.example", "client_id": "torii"}
    social = house.with_providers(provider, {"name": "github", "kind": "github", "client_id": "torii"})
    account, here = await house.person(), social.browser()
    page = await here.open("/login?next=/account/keys")
    assert page.form("/login/with/acme").fields["next"] == ["/account/keys"]
    assert {"Continue with Acme", "Continue with GitHub"} <= {label for form in page.forms for label in form.buttons}
    await here.send(page, page.form("/login"), email=account.email, password=PASSWORD)
    await social.linked(account.id, "https://id.acme.example")
    page = await here.open("/account/logins")
    assert "Acme Linked on" in page.text
    connect = page.form("/login/with/github")
    assert list(connect.buttons) == ["Connect GitHub"] and connect.fields["link"] == ["1"]
    assert "/login/with/acme" not in [form.action for form in page.forms]
    house.clock.now += 301
    page = await here.open("/account/logins")
    assert page.links["Connect another login"] == "/login?next=/account/logins&said=again"
    assert "/login/with/github" not in [form.action for form in page.forms]


# API keys


async def make_key(browser, **typed):
    page = await browser.open("/account/keys/new")
    return await browser.send(page, page.form("/account/keys/new"), **{"name": "export", "scope": ["read"], **typed})


async def keys_of(house, browser) -> list[ApiKey]:
    login = await house.login(browser)
    async with house.store.transaction() as db:
        return await ApiKey.filter(account_id=login.account_id).using_db(db)


async def test_a_key_is_made_and_shown_once(house):
    browser = await house.logged_in()
    page = await make_key(browser, scope=["read", "orders:write"], days="30")
    assert page.trail == [(303, "/account/keys")]
    shown = next(word for word in page.text.split() if word.startswith("torii_") and len(word) > 40)
    (key,) = await keys_of(house, browser)
    assert (key.name, key.scopes, key.expires_at) == (
        "export",
        ["orders:write", "read"],
        key.created_at + timedelta(days=30),
    )
    assert "Change your orders Read everything that you may read" in page.text
    again = await browser.open("/account/keys")
    assert shown not in again.html and key.prefix in again.text
    assert "used: never" in again.text


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": ""}, "Give it a name by which you will know it again."),
        ({"name": "x" * 121}, "Use at most 120 characters."),
        ({"scope": []}, "Choose what it may do."),
        ({"scope": ["openid"]}, "Choose what it may do."),
        ({"scope": ["read", "secrets:read"]}, "Choose what it may do."),
        ({"days": "36500"}, "Choose how long it works."),
        ({"days": "0"}, "Choose how long it works."),
        ({"days": ""}, "Choose how long it works."),
    ],
)
async def test_a_key_that_cannot_be_made_is_not(house, typed, problem):
    browser = await house.logged_in()
    page = await make_key(browser, **typed)
    assert page.status == 422
    link = page.links[problem]
    assert link.removeprefix("#") in page.ids()
    kept = page.form("/account/keys/new").fields
    assert kept["name"] == [typed.get("name", "export")]
    assert kept.get("scope", []) == [scope for scope in typed.get("scope", ["read"]) if scope == "read"]
    assert await keys_of(house, browser) == []


async def test_a_key_is_revoked_by_its_owner_alone(house):
    browser, stranger = await house.logged_in(), await house.logged_in()
    page = await make_key(browser)
    (key,) = await keys_of(house, browser)
    await stranger.post("/account/keys/revoke", [("id", key.id)])
    assert (await keys_of(house, browser))[0].revoked_at is None
    page = await browser.send(page, page.form("/account/keys/revoke", id=key.id))
    assert page.trail == [(303, "/account/keys?said=key")]
    assert "You have no keys." in page.text
    assert (await keys_of(house, browser))[0].revoked_at is not None


async def test_a_key_that_is_over_says_so(house):
    browser = await house.logged_in()
    await make_key(browser, days="7")
    login = await house.login(browser)
    house.clock.now += 8 * 86_400
    page = await house.log_in(browser, login.email)
    page = await browser.open("/account/keys")
    assert "export Expired" in page.text


async def test_making_a_key_needs_a_login_of_a_moment_ago(house):
    browser = await house.logged_in()
    page = await browser.open("/account/keys/new")
    house.clock.now += 301
    page = await browser.send(page, page.form("/account/keys/new"), name="export", scope=["read"])
    assert page.trail == [(303, "/login?next=%2Faccount%2Fkeys%2Fnew&said=again")]
    assert await keys_of(house, browser) == []


async def test_a_key_on_its_way_to_its_page_is_for_nobody_else(house):
    browser, thief = await house.logged_in(), await house.logged_in()
    page = await browser.open("/account/keys/new")
    form = page.form("/account/keys/new").filled({"name": "export", "scope": ["read"]}, None)
    await browser.post("/account/keys/new", form)
    thief.client.cookies.set("__Host-shown-once", browser.cookies["__Host-shown-once"], domain="shop.example", path="/")
    assert "Your new key" not in (await thief.open("/account/keys")).text
    assert "Your new key" in (await browser.open("/account/keys")).text
