"""Another site must not act with somebody's cookie: the whole table, asked of the whole application on both doors."""

from __future__ import annotations

import re
from itertools import product
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from gateway.auth import tokens
from gateway.auth.csrf import Csrf, origin_of
from gateway.auth.digests import Signer, new_secret
from gateway.errors import CrossSite
from tests import application, databases, loading
from tests.auth.stores import person

SITE = "https://torii.example"
EVIL = "https://evil.example"
SITES = ("same-origin", "same-site", "cross-site", "none", None)
CREDENTIALS = ("cookie", "bearer", "both")
REQUESTS = (
    ("POST", "/api/v1/releases"),
    ("PUT", "/api/v1/releases/1"),
    ("PATCH", "/api/v1/releases/1"),
    ("DELETE", "/api/v1/releases/1"),
    ("POST", "/graphql"),
    ("GET", "/graphql?query=%7B__typename%7D"),
)
ORIGINS = (SITE, EVIL, "null", None)


class Case(NamedTuple):
    site: str | None
    credential: str
    request: tuple[str, str]
    origin: str | None


CASES = [Case(*case) for case in product(SITES, CREDENTIALS, REQUESTS, ORIGINS)]


def is_let_in(case: Case) -> bool:
    """The rule, said once more and in another way: who is refused?"""
    rides_on_the_cookie = case.credential == "cookie"
    can_change_something = case.request[0] != "GET"
    said_to_be_elsewhere = case.site in {"same-site", "cross-site", "none"}
    unsaid_and_not_from_here = case.site is None and case.origin != SITE
    return not (rides_on_the_cookie and can_change_something and (said_to_be_elsewhere or unsaid_and_not_from_here))


@pytest.fixture(scope="module")
async def app(tmp_path_factory):
    var = tmp_path_factory.mktemp("csrf")
    settings = databases.settings_of(None, var).model_copy(
        update={"issuer": SITE, "audience": SITE, "log_level": "warning"}
    )
    await loading.make_tables(settings)
    async with application.opened(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
async def known(app):
    """Somebody's cookie, and a token of theirs."""
    identity = app.app.state.identity
    account_id = await person(identity.store, "customer")
    async with identity.store.transaction() as db:
        cookie = await identity.sessions.start(db, account_id, ["pwd"], {"headers": []})
    account = SimpleNamespace(subject=account_id, roles={"customer"}, claims={})
    token = tokens.issue(identity.store.settings, await identity.keys.signing(), account)
    return SimpleNamespace(cookie=cookie, token=token, csrf=identity.csrf)


async def ask(app, known, case: Case, **more: str) -> Any:
    headers = {"accept": "application/json"} | more
    if case.credential in {"cookie", "both"}:
        headers["cookie"] = f"theme=dark; __Host-sid={known.cookie}"
    if case.credential in {"bearer", "both"}:
        headers["authorization"] = f"Bearer {known.token}"
    if case.site is not None:
        headers["sec-fetch-site"] = case.site
    if case.origin is not None:
        headers["origin"] = case.origin
    method, target = case.request
    body = b"" if method in {"GET", "DELETE"} else b'{"query": "{__typename}"}'
    return await app.ask(method, target, headers | ({"content-type": "application/json"} if body else {}), body)


def stopped(reply) -> bool:
    return reply.status == 403 and application.codes(reply) == ["CROSS_SITE"]


def test_the_table_is_whole():
    assert len(set(CASES)) == 5 * 3 * 6 * 4 >= 240
    assert sum(not is_let_in(case) for case in CASES) == 5 * (3 * 4 + 3)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.credential} {' '.join(case.request)[:14]} {case.site} {case.origin}"
)
async def test_who_may_act(app, known, case):
    reply = await ask(app, known, case)
    if is_let_in(case):
        # whatever the door says then, it knows who asks: what a customer may not, is for the policies to say
        assert reply.status != 401 and not stopped(reply)
        assert not case.request[1].startswith("/graphql") or reply.json == {"data": {"__typename": "Query"}}
    else:
        assert (reply.status, application.codes(reply)) == (403, ["CROSS_SITE"])
        assert reply.headers["content-type"] == "application/problem+json"


WITHOUT_WORD = [Case(None, "cookie", request, None) for request in REQUESTS]


@pytest.mark.parametrize("case", WITHOUT_WORD, ids=lambda case: " ".join(case.request)[:14])
async def test_who_says_nothing_shows_the_token(app, known, case):
    reply = await ask(app, known, case, **{"x-csrf-token": known.csrf.token(known.cookie)})
    assert not stopped(reply)


@pytest.mark.parametrize(
    "case", [case for case in CASES if not is_let_in(case) and (case.site or case.origin)], ids=str
)
async def test_the_token_is_no_excuse_for_being_elsewhere(app, known, case):
    reply = await ask(app, known, case, **{"x-csrf-token": known.csrf.token(known.cookie)})
    assert (reply.status, application.codes(reply)) == (403, ["CROSS_SITE"])


async def test_a_token_that_is_not_for_this_login_is_none(app, known):
    good, case = known.csrf.token(known.cookie), WITHOUT_WORD[0]
    signature, salt = good.split(".")
    stranger = Signer(b"another secret key, but as long as ours", "csrf")
    wrong = [
        "",
        ".",
        "x",
        signature,
        salt,
        f"{signature}.",
        f".{salt}",
        f"{signature}.{new_secret()}",
        f"{signature[:-1]}.{salt}",
        f"{signature}.{salt}.",
        f"{good}, {good}",
        good.swapcase(),
        known.csrf.token(new_secret()),
        known.csrf.token(""),
        f"{stranger.sign(known.cookie, salt)}.{salt}",
        known.cookie,
        "ü" * 90,
    ]
    for given in wrong:
        reply = await ask(app, known, case, **{"x-csrf-token": given})
        assert (stopped(reply), given) == (True, given)
    assert not stopped(await ask(app, known, case, **{"x-csrf-token": good}))


@pytest.mark.parametrize(
    ("referrer", "ours"),
    [
        (f"{SITE}/account", True),
        (SITE, True),
        (f"{SITE}:443/", True),
        ("HTTPS://TORII.EXAMPLE/x", True),
        (f"{EVIL}/{SITE}", False),
        (f"{SITE}.evil.example/", False),
        (f"{SITE}@evil.example/", False),
        ("https://evil.example#@torii.example/", False),
        ("http://torii.example/", False),
        (f"{SITE}:8443/", False),
        ("https://torii.example.:443/", False),
        ("https://[/", False),
        ("about:blank", False),
        ("//torii.example/", False),
        ("/account", False),
        ("null", False),
        ("", False),
    ],
)
async def test_where_only_the_referrer_is_known(app, known, referrer, ours):
    reply = await ask(app, known, WITHOUT_WORD[0], referer=referrer)
    assert stopped(reply) != ours


@pytest.mark.parametrize(
    "origin",
    [
        "https://torii.example.evil.example",
        "https://eviltorii.example",
        "http://torii.example",
        "https://torii.example:8443",
        "https://TORII.example",
        "https://torii.example.",
        "https://torii.example/",
        "https://torii.example, https://torii.example",
        "",
    ],
)
async def test_origins_that_only_look_like_ours(app, known, origin):
    reply = await ask(app, known, WITHOUT_WORD[0], origin=origin, referer=f"{SITE}/account")
    assert reply.status == 403


@pytest.mark.parametrize("site", ["", "Same-Origin", "same-origin, cross-site", "unknown", " same-origin"])
async def test_sites_that_no_browser_says(app, known, site):
    reply = await ask(app, known, WITHOUT_WORD[0], origin=SITE, **{"sec-fetch-site": site})
    assert reply.status == 403


async def test_a_query_that_writes_cannot_be_asked_with_get(app, known):
    case = Case("cross-site", "cookie", ("GET", "/graphql?query=mutation%7B__typename%7D"), EVIL)
    assert (await ask(app, known, case)).status == 405


async def test_without_any_credential_there_is_nothing_to_ride_on(app):
    reply = await app.post({"query": "{__typename}"}, {"sec-fetch-site": "cross-site", "origin": EVIL})
    assert reply.status == 200


# forms, which are not behind the doors


@pytest.fixture
def csrf(app):
    return app.app.state.identity.csrf


def scope(method="POST", **headers):
    return {"type": "http", "method": method, "headers": [(n.encode(), v.encode()) for n, v in headers.items()]}


def passes(csrf: Csrf, *arguments: Any, **options: Any) -> bool:
    try:
        csrf.check(*arguments, **options)
    except CrossSite:
        return False
    return True


@pytest.mark.parametrize(
    ("site", "let_in"), [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)]
)
def test_a_form_may_be_sent_again_by_hand(csrf, site, let_in):
    said = scope(**{"sec-fetch-site": site, "origin": SITE})
    assert passes(csrf, said, "pre", None, navigation=True) == let_in


def test_a_form_of_somebody_who_is_not_logged_in(csrf):
    value, new = csrf.pre_session(scope())
    assert new
    set_cookie = csrf.pre_session_cookie(value)
    assert sorted(set_cookie.split("; ")) == sorted(
        [f"__Host-pre={value}", "Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=3600"]
    )
    assert csrf.pre_session(scope(cookie=f"a=1; __Host-pre={value}")) == (value, False)
    token = csrf.token(value)
    assert passes(csrf, scope(), value, token, navigation=True)
    assert not passes(csrf, scope(), new_secret(), token, navigation=True)
    assert not passes(csrf, scope(), value, None, navigation=True)


@pytest.mark.parametrize("planted", ["", "x", "a b", '"' * 43, "x" * 44, "ü" * 43])
def test_what_cannot_be_ours_is_replaced(csrf, planted):
    value, new = csrf.pre_session(scope(cookie=f"__Host-pre={planted}"))
    assert new and value != planted


def test_no_two_tokens_are_the_same(csrf):
    made = {csrf.token("x") for _ in range(10)}
    assert len(made) == 10
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", token) for token in made)


def test_lengths_keep_the_parts_of_a_token_apart(csrf):
    signature, salt = csrf.token("abc").split(".")
    assert not passes(csrf, scope(), "ab", f"{signature}.c{salt}")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
def test_what_changes_nothing_may_come_from_anywhere(csrf, method):
    assert passes(csrf, scope(method, **{"sec-fetch-site": "cross-site", "origin": EVIL}), "x", None)


@pytest.mark.parametrize(("origin", "let_in"), [(SITE, True), (EVIL, False), (None, False)])
def test_a_socket_is_never_harmless(csrf, origin, let_in):
    said = scope(**({"origin": origin} if origin else {}))
    del said["method"]
    assert passes(csrf, said, "x", None) == let_in


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://torii.example", "https://torii.example"),
        ("https://torii.example:443/a?b", "https://torii.example"),
        ("http://torii.example:80", "http://torii.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/x", "http://[::1]:8000"),
        ("HTTPS://Torii.Example", "https://torii.example"),
        ("https://torii.example:0", "https://torii.example:0"),
        ("https://torii.example:x", None),
        ("file:///etc", None),
        ("torii", None),
        ("null", None),
        ("", None),
    ],
)
def test_an_origin(address, origin):
    assert origin_of(address) == origin


def test_an_issuer_without_an_origin_is_never_the_same():
    store = SimpleNamespace(
        signer=lambda purpose: Signer(b"x", purpose), settings=SimpleNamespace(issuer="torii"), timer=None
    )
    csrf = Csrf(store)  # type: ignore[arg-type]
    for origin in ("null", "None", "torii", ""):
        assert not passes(csrf, scope(origin=origin), "x", None)
        assert not passes(csrf, scope(referer=origin), "x", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [(b"origin", SITE.encode()), (b"referer", f"{SITE}/account".encode()), (b"sec-fetch-site", b"same-origin")],
)
def test_what_is_sent_twice_matches_nothing(name, value):
    store = SimpleNamespace(
        signer=lambda purpose: Signer(b"x", purpose), settings=SimpleNamespace(issuer=SITE), timer=None
    )
    csrf = Csrf(store)  # type: ignore[arg-type]
    for times, allowed in ((1, True), (2, False)):
        assert (
            passes(csrf, {"type": "http", "method": "POST", "headers": [(name, value)] * times}, "x", None) is allowed
        )
