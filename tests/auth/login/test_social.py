"""Logging in with somebody else's word, and all that can be wrong with it."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.auth.login import upstream
from gateway.observe import logs
from gateway.tables import Account, AccountRole, Identity
from tests import databases
from tests.auth.login.browsing import Browser, Page
from tests.auth.login.conftest import PASSWORD, SITE, House, mailbox
from tests.auth.login.providing import CLIENT, DRIPS, SECRET, Claims, Lie, Provider, answered, providing

FAILED = "That login did not work. Try again, or log in another way."
AGAIN = "Please log in once more: you are about to change something important."
# for what has nothing to do with the database
once = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with providing() as found:
        yield found


@pytest.fixture
def social(house: House, provider: Provider) -> House:
    return house.with_providers(provider.settings())


def person(**more: object) -> Claims:
    email = mailbox()
    return {"sub": f"sub of {email}", "email": email, "email_verified": True, "name": "Grace", **more}


async def leave(browser: Browser, path: str = "/login", name: str = "acme") -> str:
    """From the page with the button, to the provider."""
    page = await browser.open(path)
    page = await browser.send(page, page.form(f"/login/with/{name}"))
    assert page.status == 303 and page.trail[-1][1] == f"/login/with/{name}/start", page.trail
    return str(page.headers["location"])


async def enter(browser: Browser, provider: Provider, about: Claims, path: str = "/login") -> Page:
    return await browser.open(provider.allow(await leave(browser, path), about))


async def connect(browser: Browser, provider: Provider, about: Claims) -> Page:
    return await enter(browser, provider, about, "/account/logins")


async def accounts(house: House, email: str) -> list[Account]:
    async with house.store.transaction() as db:
        return await Account.filter(email=email.lower()).using_db(db)


async def owner(house: House, about: Claims) -> str | None:
    async with house.store.transaction() as db:
        found = await Identity.filter(subject=about["sub"]).using_db(db).first()
    return None if found is None else found.account_id


async def nobody(house: House, about: Claims) -> bool:
    return await accounts(house, about["email"]) == [] and await owner(house, about) is None


def failed(page: Page) -> bool:
    """Somebody is at the login and is told so."""
    return page.path == "/login" and page.status == 200 and FAILED in page.text


# --- what works -------------------------------------------------------------------------------------------------------


async def test_the_first_login_makes_an_account_and_the_second_finds_it(house: House, provider: Provider):
    social = house.changed(sign_up_roles=("customer", "reader")).with_providers(provider.settings())
    about = person(name=" Grace\tHopper\u202e ")
    about["email"] = about["email"].upper()
    here = social.browser()
    page = await enter(here, provider, about, "/login?next=/account/keys")
    assert page.path == "/account/keys" and "__Host-social" not in here.cookies
    (made,) = await accounts(house, about["email"])
    assert made.password is None and made.email_verified_at == house.store.now() and made.name == "Grace Hopper"
    async with house.store.transaction() as db:
        roles = await AccountRole.filter(account_id=made.id).using_db(db).values_list("role", flat=True)
    assert {str(role) for role in roles} == {"customer", "reader"}
    login = await social.login(here)
    assert login is not None and login.methods == ("fed",) and login.account_id == made.id
    # the address may be another one by now
    there = social.browser()
    assert (await enter(there, provider, {**about, "email": mailbox(), "email_verified": False})).path == "/account"
    again = await social.login(there)
    assert again is not None and again.account_id == made.id and again.session_id != login.session_id


@once
async def test_what_the_id_token_leaves_out_is_asked_for(social: House, provider: Provider):
    about, other = person(), person()
    provider.inside = False
    assert (await enter(social.browser(), provider, about)).path == "/account"
    assert await owner(social, about) is not None and "/userinfo" in provider.asked
    provider.userinfo = {"sub": "somebody else"}
    assert failed(await enter(social.browser(), provider, other)) and await nobody(social, other)


@once
async def test_a_provider_that_wants_the_secret_in_the_body(social: House, provider: Provider):
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"]}
    assert (await enter(social.browser(), provider, person())).path == "/account"


@once
async def test_a_provider_that_does_not_say_who_answers(social: House, provider: Provider):
    provider.metadata = {"authorization_response_iss_parameter_supported": False}
    here = social.browser()
    page = await here.open(provider.allow(await leave(here), person(), iss=None))
    assert page.path == "/account"


@once
async def test_a_provider_changes_its_key(social: House, provider: Provider):
    about = person()
    assert (await enter(social.browser(), provider, about)).path == "/account"
    provider.kid, provider.key = "second", ec.generate_private_key(ec.SECP256R1())
    assert (await enter(social.browser(), provider, about)).path == "/account"
    # under the same name: whoever tries again gets in
    provider.key = ec.generate_private_key(ec.SECP256R1())
    assert failed(await enter(social.browser(), provider, about))
    assert (await enter(social.browser(), provider, about)).path == "/account"


async def test_two_browsers_at_once_make_one_account(social: House, provider: Provider):
    about = person()
    browsers = [social.browser() for _ in range(4)]
    ways = [provider.allow(await leave(browser), about) for browser in browsers]
    pages = await asyncio.gather(*(browser.open(way) for browser, way in zip(browsers, ways, strict=True)))
    assert {page.path for page in pages} == {"/account"}
    assert len(await accounts(social, about["email"])) == 1


@pytest.mark.parametrize("house", ["postgres"], indirect=True)
async def test_an_account_that_gets_this_login_a_moment_before(social: House, provider: Provider):
    account, here = await social.person(None), social.browser()
    about = person(email=account.email)
    back = provider.allow(await leave(here), about)
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with social.store.transaction() as db:
        await Account.filter(id=account.id).using_db(db).select_for_update().get()
        row = Identity(
            account_id=account.id, issuer=provider.issuer, subject=about["sub"], linked_at=social.store.now()
        )
        await row.save(using_db=db)
        coming = asyncio.create_task(here.open(back))
        async with asyncio.timeout(20):
            while (await databases.run(social.settings, waiting))[0][0] == 0:
                assert not coming.done()
    assert (await coming).path == "/account"


# --- who gets in, and who does not ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": 1},
        {"email_verified": None},
        {"email": None},
        {"email": ["a@example.com"]},
        {"email": "nobody"},
        {"email": "a@example.com\nBcc: b@example.com"},
    ],
    ids=str,
)
@once
async def test_an_address_that_is_not_verified_makes_no_account(social: House, provider: Provider, change: Claims):
    about, here = person(), social.browser()
    page = await enter(here, provider, {**about, **change})
    assert failed(page) or (page.status == 403 and "This login cannot be used" in page.text)
    assert await nobody(social, about) and await social.login(here) is None


@once
async def test_nobody_joins_where_nobody_may(house: House, provider: Provider):
    social, about = house.changed(sign_up=False).with_providers(provider.settings()), person()
    page = await enter(social.browser(), provider, about)
    assert page.status == 403 and "made by the people who run this place" in page.text and await nobody(house, about)


@pytest.mark.parametrize(
    ("password", "verified", "domains", "linked"),
    [
        (PASSWORD, True, ["example.com"], False),
        (PASSWORD, False, ["example.com"], False),
        (None, True, [], False),
        (None, True, ["com", "ample.com", "sub.example.com", "example.org"], False),
        (None, False, ["example.com"], False),
        (None, True, ["Example.COM"], True),
    ],
)
async def test_an_account_with_the_same_address(house: House, provider: Provider, password, verified, domains, linked):
    social = house.with_providers(provider.settings(verified_domains=domains))
    account, here = await house.person(password, verified=verified), social.browser()
    about = person(email=account.email)
    page = await enter(here, provider, about)
    assert (await social.login(here) is not None) == linked
    assert await owner(house, about) == (account.id if linked else None)
    if not linked:
        assert page.status == 403 and "There is an account with this e-mail address already" in page.text
        assert [found.id for found in await accounts(house, account.email)] == [account.id]


async def test_a_closed_account_stays_closed(house: House, provider: Provider):
    social, about = house.with_providers(provider.settings(verified_domains=["example.com"])), person()
    await enter(social.browser(), provider, about)
    account = await owner(house, about)
    assert account is not None and await house.people.disable(account)
    for again in (about, person(email=about["email"])):
        here = social.browser()
        page = await enter(here, provider, again)
        assert page.status == 403 and "This account is closed" in page.text and await social.login(here) is None


async def test_the_second_factor_is_still_asked_for(social: House, provider: Provider):
    account, totp, _ = await social.protected()
    about, here = person(), await logged_in_with_code(social, account.email, totp)
    await connect(here, provider, about)
    social.clock.now += 60
    there = social.browser()
    page = await enter(there, provider, about, "/login?next=/account/keys")
    assert page.path == "/login/code" and await social.login(there) is None
    page = await there.send(page, code=totp.at(int(social.clock.now)))
    login = await social.login(there)
    assert page.path == "/account/keys" and login is not None and login.methods == ("fed", "otp")


async def logged_in_with_code(house: House, email: str, totp) -> Browser:
    browser = house.browser()
    page = await house.log_in(browser, email)
    assert (await browser.send(page, code=totp.at(int(house.clock.now)))).path == "/account"
    return browser


# --- connecting it to an account --------------------------------------------------------------------------------------


async def test_a_login_is_connected_used_and_unlinked(social: House, provider: Provider):
    account, about = await social.person(), person()
    here = await social.logged_in(account)
    page = await connect(here, provider, about)
    assert page.path == "/account/logins" and "from now on" in page.text and "Acme Linked on" in page.text
    assert "/login/with/acme" not in [form.action for form in page.forms]
    # its address is of no account, and stays of none
    assert await owner(social, about) == account.id and await accounts(social, about["email"]) == []
    there = social.browser()
    assert (await enter(there, provider, about)).path == "/account"
    login = await social.login(there)
    assert login is not None and login.account_id == account.id
    await here.send(page, page.form("/account/logins/unlink"))
    assert await owner(social, about) is None


async def test_connecting_twice_changes_nothing(social: House, provider: Provider):
    account, about = await social.person(), person()
    here, there = await social.logged_in(account), await social.logged_in(account)
    ways = [(browser, provider.allow(await leave(browser, "/account/logins"), about)) for browser in (here, there)]
    pages = await asyncio.gather(*(browser.open(way) for browser, way in ways))
    assert {page.path for page in pages} == {"/account/logins"} and await owner(social, about) == account.id


async def test_a_login_is_connected_to_one_of_two_at_once(social: House, provider: Provider):
    people, about = [await social.person() for _ in range(4)], person()
    browsers = [await social.logged_in(account) for account in people]
    ways = [provider.allow(await leave(browser, "/account/logins"), about) for browser in browsers]
    pages = await asyncio.gather(*(browser.open(way) for browser, way in zip(browsers, ways, strict=True)))
    assert sorted(page.status for page in pages) == [200, 403, 403, 403]
    (winner,) = (account.id for account, page in zip(people, pages, strict=True) if page.status == 200)
    assert await owner(social, about) == winner


async def test_a_login_of_another_account_is_not_connected(social: House, provider: Provider):
    about = person()
    await enter(social.browser(), provider, about)
    first = await owner(social, about)
    page = await connect(await social.logged_in(), provider, about)
    assert page.status == 403 and "belongs to another account" in page.text and await owner(social, about) == first


@once
async def test_connecting_needs_a_fresh_login(social: House, provider: Provider):
    here = await social.logged_in()
    page = await here.open("/account/logins")
    social.clock.now += 301
    page = await here.send(page, page.form("/login/with/acme"))
    assert page.path == "/login" and AGAIN in page.text and "__Host-social" not in here.cookies
    # nobody is logged in
    there = social.browser()
    page = await there.open("/login")
    form = page.form("/login/with/acme")
    form.fields["link"] = ["1"]
    page = await there.send(page, form)
    assert page.path == "/login" and AGAIN in page.text and "__Host-social" not in there.cookies


@pytest.mark.parametrize("link", [[], [("link", "1")]], ids=["log in", "connect"])
@once
async def test_only_our_own_pages_begin_it(social: House, provider: Provider, link: list[tuple[str, str]]):
    here = await social.logged_in()
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ):
        answer = await here.post("/login/with/acme", link, headers)
        assert answer.status_code == 403 and "__Host-social" not in here.cookies


async def test_another_session_in_the_browser_does_not_connect(social: House, provider: Provider):
    first, second, about = await social.person(), await social.person(), person()
    here = await social.logged_in(first)
    back = provider.allow(await leave(here, "/account/logins"), about)
    await social.log_in(here, second.email)
    page = await here.open(back)
    assert page.path == "/login" and AGAIN in page.text and await nobody(social, about)
    # nor the same person, logged in anew; nor nobody
    for ending in (first.email, None):
        here = await social.logged_in(first)
        back = provider.allow(await leave(here, "/account/logins"), about)
        if ending is None:
            del here.client.cookies["__Host-sid"]
        else:
            await social.log_in(here, ending)
        assert (await here.open(back)).path == "/login" and await nobody(social, about)


async def test_the_way_back_of_another_browser_connects_nothing(social: House, provider: Provider):
    mine, about = await social.logged_in(), person()
    theirs = await social.logged_in()
    back = provider.allow(await leave(mine, "/account/logins"), about)
    assert failed(await theirs.open(back)) and await nobody(social, about)
    # as long as nobody came back with it, it still works where it began
    assert (await mine.open(back)).path == "/account/logins" and await owner(social, about) is not None


@once
async def test_what_was_begun_last_counts(social: House, provider: Provider):
    account, about = await social.person(), person()
    here = await social.logged_in(account)
    first = provider.allow(await leave(here, "/account/logins"), about)
    second = provider.allow(await leave(here), about)
    assert failed(await here.open(first)) and await nobody(social, about)
    assert (await here.open(second)).path == "/account"
    # it was to log in, not to connect
    assert await owner(social, about) not in {None, account.id}


@once
async def test_what_fails_while_connecting_is_told_where_it_began(social: House, provider: Provider):
    here = await social.logged_in()
    page = await here.open(provider.allow(await leave(here, "/account/logins"), person(), error="access_denied"))
    assert page.path == "/account/logins" and FAILED in page.text


# --- state ------------------------------------------------------------------------------------------------------------


@once
async def test_the_cookie_is_for_us_alone(social: House, provider: Provider):
    here = social.browser()
    after = "/oauth/authorize?state=" + "s" * 1970
    page = await here.open(f"/login?next={after}")
    answer = await here.post("/login/with/acme", page.form("/login/with/acme").filled({}, None))
    cookies = [header for header in answer.headers.get_list("set-cookie") if header.startswith("__Host-social=")]
    (cookie,) = SimpleCookie(cookies[0]).values()
    assert len(cookies) == 1 and cookie["path"] == "/" and cookie["samesite"] == "Lax" and cookie["max-age"] == "600"
    assert cookie["secure"] is True and cookie["httponly"] is True and not cookie["domain"]
    url = (await here.open("/login/with/acme/start")).headers["location"]
    state = parse_qs(urlsplit(url).query)["state"][0]
    kept = here.cookies["__Host-social"]
    assert len("__Host-social" + kept) < 4096 and state not in base64.urlsafe_b64decode(kept).decode("latin-1")
    assert parse_qs(urlsplit(url).query).keys() == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
    }  # fmt: skip
    page = await here.open(provider.allow(url, person()))
    # the page that leads on to where somebody was going
    assert page.trail[0][1].startswith("/login/onward?next=%2Foauth%2Fauthorize%3F")


@once
async def test_what_would_not_fit_into_a_cookie_is_left_out(social: House, provider: Provider):
    page = await enter(social.browser(), provider, person(), "/login?next=/oauth/authorize?state=" + "s" * 2000)
    assert page.path == "/account"


@once
async def test_the_way_back_counts_once(social: House, provider: Provider):
    about, here = person(), social.browser()
    url = await leave(here)
    back, kept = provider.allow(url, about), here.cookies["__Host-social"]
    assert (await here.open(back)).path == "/account"
    login = await social.login(here)
    assert failed(await here.open(back))
    # with another code of the provider's, and the same state
    assert failed(await here.open(provider.allow(url, person())))
    # and with the cookie of before: the provider knows that its code was used
    here.client.cookies.set("__Host-social", kept, domain="shop.example", path="/")
    assert failed(await here.open(back)) and await social.login(here) == login


@once
async def test_the_way_back_needs_the_browser_that_left(social: House, provider: Provider):
    about = person()
    back = provider.allow(await leave(social.browser()), about)
    stranger, busy = social.browser(), social.browser()
    assert failed(await stranger.open(back)) and await social.login(stranger) is None
    # somebody who is about to log in is not disturbed by it
    own = await leave(busy)
    for path in (back, "/login/with/acme/callback?code=x&state=y", "/login/with/acme/callback?error=access_denied"):
        assert failed(await busy.open(path))
    assert (await busy.open(provider.allow(own, about))).path == "/account"
    planted = social.browser()
    planted.client.cookies.set("__Host-social", "e30=", domain="shop.example", path="/")
    assert failed(await planted.open(back))


@pytest.mark.parametrize(
    "changed",
    [
        {"state": None},
        {"state": "another"},
        {"code": None},
        {"code": "another"},
        {"iss": None},
        {"iss": "https://id.evil.example"},
        {"iss": "with a slash"},
        {"error": "access_denied", "code": None},
        {"error": "access_denied", "error_description": "<script>alert(1)</script>"},
    ],
    ids=str,
)
@once
async def test_an_answer_that_is_not_as_it_should_be(social: House, provider: Provider, changed: Claims):
    if changed.get("iss") == "with a slash":
        changed = {"iss": f"{provider.issuer}/"}
    about, here = person(), social.browser()
    url = await leave(here, "/login?next=/account/keys")
    page = await here.open(provider.allow(url, about, **changed))
    assert failed(page) and "alert" not in page.html and await nobody(social, about)
    if "state" not in changed:
        assert page.form("/login").fields["next"] == ["/account/keys"]
        # it cannot be tried a second time
        assert failed(await here.open(provider.allow(url, about)))


@once
async def test_a_state_grows_old(social: House, provider: Provider):
    about, here = person(), social.browser()
    back = provider.allow(await leave(here), about)
    social.clock.now += 601
    assert failed(await here.open(back)) and await nobody(social, about)


@once
async def test_the_way_begins_with_the_button(house: House, provider: Provider):
    social = house.with_providers(provider.settings(), provider.settings(name="other"))
    here = social.browser()
    for name in ("acme", "other"):
        page = await here.open(f"/login/with/{name}/start")
        assert page.path == "/login" and page.status == 200
    await leave(here)
    assert (await here.open("/login/with/other/start")).path == "/login"
    for path in ("", "/start", "/callback"):
        if path:
            assert failed(await here.open(f"/login/with/unknown{path}?state=a&code=b"))
    page = await here.open("/login")
    form = page.form("/login/with/acme")
    form.action = "/login/with/unknown"
    assert failed(await here.send(page, form))
    assert (await here.get("/login/with/acme")).status == 405


@once
async def test_a_code_for_one_provider_is_no_code_for_another(house: House, provider: Provider):
    """A mix-up: the state of one provider, at the address of the other."""
    social, about = house.with_providers(provider.settings(), provider.settings(name="other")), person()
    here = social.browser()
    back = provider.allow(await leave(here), about)
    assert failed(await here.open(back.replace("/with/acme/", "/with/other/"))) and await nobody(house, about)
    async with providing() as evil:
        social = house.with_providers(provider.settings(), evil.settings(name="evil"))
        here = social.browser()
        stolen = parse_qs(urlsplit(provider.allow(await leave(here), about)).query)["code"][0]
        url = await leave(here, name="evil")
        assert failed(await here.open(evil.allow(url, about, code=stolen))) and await nobody(house, about)


@pytest.mark.parametrize("after", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
@once
async def test_nobody_is_led_away_at_the_end(social: House, provider: Provider, after: str):
    here = social.browser()
    page = await here.open("/login")
    await here.post("/login/with/acme", [*page.form("/login/with/acme").filled({"next": after}, None)])
    url = (await here.open("/login/with/acme/start")).headers["location"]
    page = await here.open(provider.allow(url, person()))
    assert page.trail == [(303, "/account")] and page.address == f"{SITE}/account"


# --- providers that lie, or are not there -----------------------------------------------------------------------------


def forged(provider: Provider, claims: Claims, header: Claims, key: bytes) -> str:
    """Signed with HMAC, whatever the key is for."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    head = part(json.dumps({"alg": "HS256", "kid": provider.kid, **header}).encode())
    signed = f"{head}.{part(json.dumps(claims).encode())}"
    return f"{signed}.{part(hmac.digest(key, signed.encode(), 'sha256'))}"


def public_pem(provider: Provider) -> bytes:
    return provider.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def by_another_key(provider: Provider, claims: Claims, **header: object) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return jwt.encode(claims, key, "ES256", {"kid": provider.kid, "jwk": jwk, **header})


def without(name: str) -> Lie:
    return lambda provider, claims: provider.signed({key: value for key, value in claims.items() if key != name})


LIES: dict[str, Lie] = {
    "no ID token": lambda provider, claims: None,
    "no JWT": lambda provider, claims: "a.b.c",
    "no text": lambda provider, claims: {"alg": "none"},
    "unsigned": lambda provider, claims: jwt.encode(claims, "", "none"),
    "unsigned with a kid": lambda provider, claims: (
        forged(provider, claims, {"alg": "none"}, b"").rpartition(".")[0] + "."
    ),
    "HS256 with the client's secret": lambda provider, claims: forged(provider, claims, {}, SECRET.encode()),
    "HS256 with the public key": lambda provider, claims: forged(provider, claims, {}, public_pem(provider)),
    "HS256 with nothing": lambda provider, claims: forged(provider, claims, {}, b""),
    "another key": by_another_key,
    "a key that nobody knows": lambda provider, claims: by_another_key(provider, claims, kid="unknown"),
    "changed": lambda provider, claims: provider.signed(claims)[:-8] + "AAAAAAAA",
    "critical header": lambda provider, claims: provider.signed(claims, crit=["exp"], exp=1),
    "another issuer": lambda provider, claims: provider.signed({**claims, "iss": "https://id.evil.example"}),
    "another audience": lambda provider, claims: provider.signed({**claims, "aud": "another"}),
    "another audience for us": lambda provider, claims: provider.signed({**claims, "aud": "another", "azp": CLIENT}),
    "for another party": lambda provider, claims: provider.signed({**claims, "aud": [CLIENT, "b"], "azp": "b"}),
    "another nonce": lambda provider, claims: provider.signed({**claims, "nonce": "another"}),
    "expired": lambda provider, claims: provider.signed({**claims, "exp": int(time.time()) - 300}),
    "expires never": lambda provider, claims: provider.signed({**claims, "exp": "never"}),
    "of tomorrow": lambda provider, claims: provider.signed({**claims, "nbf": int(time.time()) + 86_400}),
    "another access token": lambda provider, claims: provider.signed({**claims, "at_hash": "x" * 22}),
    "sub is a list": lambda provider, claims: provider.signed({**claims, "sub": ["a"]}),
    "sub is empty": lambda provider, claims: provider.signed({**claims, "sub": ""}),
    "sub is long": lambda provider, claims: provider.signed({**claims, "sub": "s" * 256}),
    "sub has a NUL": lambda provider, claims: provider.signed({**claims, "sub": "a\0b"}),
    **{f"without {name}": without(name) for name in ("iss", "sub", "aud", "exp", "iat", "nonce")},
}


@pytest.mark.parametrize("lie", LIES)
@once
async def test_an_id_token_that_proves_nothing(social: House, provider: Provider, lie: str):
    provider.sign = LIES[lie]
    about, here = person(), social.browser()
    assert failed(await enter(here, provider, about))
    assert await nobody(social, about) and await social.login(here) is None


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://id.evil.example"},
        {"issuer": None},
        {"authorization_endpoint": "http://id.evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "http://169.254.169.254/token"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": 7},
    ],
    ids=str,
)
@once
async def test_metadata_that_cannot_be_right(social: House, provider: Provider, metadata: Claims):
    here = social.browser()
    provider.metadata = metadata
    page = await here.open("/login?next=/account/keys")
    page = await here.send(page, page.form("/login/with/acme"))
    assert failed(page) and page.form("/login").fields["next"] == ["/account/keys"]
    # it is read again, not kept
    provider.metadata = {}
    assert (await enter(here, provider, person())).path == "/account"


@once
async def test_metadata_changes_nothing_but_what_it_is_for(social: House, provider: Provider):
    provider.metadata = {"client_id": "evil", "code_challenge_method": "plain", "verify": False, "scope": "everything"}
    url = await leave(social.browser())
    asked = parse_qs(urlsplit(url).query)
    assert (asked["client_id"], asked["code_challenge_method"], asked["scope"]) == (
        [CLIENT], ["S256"], ["openid email profile"],
    )  # fmt: skip


BROKEN = {
    "silent": None,
    "drips": DRIPS,
    "hangs up": b"",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "an error": answered(b"{}", 500),
    "no JSON": answered(b"<html>"),
    "a list": answered(b"[]"),
    "a number": answered(b"7"),
    "null": answered(b"null"),
    "elsewhere": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "keys are none": answered(b'{"keys": 7}'),
    "bad text": answered(b'{"access_token": "\xff"}'),
}


@pytest.mark.parametrize("answer", BROKEN)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"])
@once
async def test_a_provider_that_is_broken(house: House, provider: Provider, monkeypatch, path: str, answer: str):
    if BROKEN[answer] in {None, DRIPS}:
        monkeypatch.setattr(upstream, "SECONDS", 0.2)
    social, about, here = house.with_providers(provider.settings()), person(), house.browser()
    here = social.browser()
    provider.inside, provider.instead = path != "/userinfo", {path: BROKEN[answer]}
    if path.startswith("/."):
        page = await here.open("/login")
        page = await here.send(page, page.form("/login/with/acme"))
    else:
        page = await enter(here, provider, about)
    assert failed(page) and path in provider.asked and await nobody(house, about)
    provider.instead = {}
    assert (await enter(here, provider, about)).path == "/account"


@once
async def test_a_provider_that_is_not_there(house: House):
    async with providing() as gone:
        social = house.with_providers(gone.settings())
    here = social.browser()
    page = await here.open("/login")
    assert failed(await here.send(page, page.form("/login/with/acme")))


@once
async def test_the_log_tells_what_failed_and_no_secret(social: House, provider: Provider):
    logs.configure("info", "json")
    here, about = social.browser(), person()
    with structlog.testing.capture_logs() as lines:
        url = await leave(here)
        assert failed(await here.open(provider.allow(url, about, code="stolen-code")))
        await enter(here, provider, about)
    # what the test's own browser says of itself is none of the gateway's lines
    lines = [line for line in lines if not line["event"].startswith(f"HTTP Request: GET {SITE}")]
    events = {line["event"] for line in lines}
    assert {"social login failed", "social login linked"} <= events
    state = parse_qs(urlsplit(url).query)["state"][0]
    for secret in (state, "stolen-code", SECRET, about["email"], *provider.tokens):
        assert secret not in repr(lines)


# --- GitHub -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def github(house: House, provider: Provider) -> House:
    return house.with_providers(provider.settings(name="github", kind="github"))


def mailboxes(email: str, **primary: object) -> list[Claims]:
    return [
        {"email": f"old-{email}", "primary": False, "verified": True},
        {"email": email, "primary": True, "verified": True, **primary},
    ]


async def by_github(browser: Browser, provider: Provider, about: Claims, iss: str | None = None) -> Page:
    url = await leave(browser, name="github")
    assert parse_qs(urlsplit(url).query)["scope"] == ["read:user user:email"]
    return await browser.open(provider.allow(url, about, iss=iss))


async def test_github_by_its_number_for_a_person(github: House, provider: Provider):
    email, here, there = mailbox(), github.browser(), github.browser()
    number = int(time.time_ns())
    provider.addresses = mailboxes(email)
    assert (await by_github(here, provider, {"id": number, "login": "ada", "name": None})).path == "/account"
    (made,) = await accounts(github, email)
    assert made.name == "ada" and await owner(github, {"sub": str(number)}) == made.id
    assert "GitHub Linked on" in (await here.open("/account/logins")).text
    # another login name and another address are the same person; the same login name is not
    provider.addresses = mailboxes(mailbox(), verified=False)
    base = f"{provider.issuer}/login/oauth"
    assert (await by_github(there, provider, {"id": number, "login": "bob"}, iss=base)).path == "/account"
    login = await github.login(there)
    assert login is not None and login.account_id == made.id
    page = await by_github(github.browser(), provider, {"id": number + 1, "login": "ada"})
    assert page.status == 403 and "does not say that your e-mail address is verified" in page.text


@pytest.mark.parametrize(
    ("about", "addresses"),
    [
        ({"id": 1, "login": "ada"}, []),
        ({"id": 1, "login": "ada"}, mailboxes("x@example.com", verified=False)),
        ({"id": 1, "login": "ada"}, mailboxes("x@example.com", verified="yes")),
        ({"id": 1, "login": "ada"}, mailboxes("x@example.com", primary=False)),
        ({"id": 1, "login": "ada"}, {"message": "Not Found"}),
        ({"id": 1, "login": "ada"}, [7]),
        ({"login": "ada"}, mailboxes("x@example.com")),
        ({"id": None, "login": "ada"}, mailboxes("x@example.com")),
        ({"id": "ada", "login": "ada"}, mailboxes("x@example.com")),
        ({"id": 1}, mailboxes("x@example.com")),
        ([], mailboxes("x@example.com")),
    ],
)
@once
async def test_github_does_not_say_enough(github: House, provider: Provider, about, addresses):
    provider.addresses, here = addresses, github.browser()
    page = await by_github(here, provider, about)
    assert failed(page) or page.status == 403
    assert await github.login(here) is None and await accounts(github, "x@example.com") == []


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/login/oauth/access_token", answered(b'{"error": "bad_verification_code"}')),
        ("/login/oauth/access_token", answered(b"{}")),
        ("/login/oauth/access_token", answered(b"error=x", 200, "application/x-www-form-urlencoded")),
        ("/api/v3/user", answered(b"{}", 401)),
        ("/api/v3/user/emails", answered(b'{"message": "Not Found"}', 404)),
    ],
)
@once
async def test_github_says_no(github: House, provider: Provider, path: str, answer: bytes):
    provider.addresses, provider.instead, here = mailboxes(mailbox()), {path: answer}, github.browser()
    assert failed(await by_github(here, provider, {"id": 5, "login": "ada"}))
    assert path in provider.asked and await github.login(here) is None


@once
async def test_an_answer_of_somebody_else_in_githubs_place(github: House, provider: Provider):
    provider.addresses = mailboxes(mailbox())
    page = await by_github(github.browser(), provider, {"id": 6, "login": "ada"}, iss="https://id.evil.example")
    assert failed(page)
