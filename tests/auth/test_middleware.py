"""Authentication in front of a real application, inside the middleware that renders its refusals."""

from types import SimpleNamespace

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.app import make_database
from gateway.auth import api_keys, families
from gateway.auth.api_keys import Keys
from gateway.auth.csrf import Csrf
from gateway.auth.middleware import Authentication
from gateway.auth.sessions import Sessions
from gateway.auth.store import Store
from gateway.caller import ANONYMOUS
from gateway.errors import Forbidden
from gateway.http.errors import Errors
from gateway.http.request_id import RequestId
from tests import application, databases, loading
from tests.auth.stores import person


async def whoami(request):
    caller = request.scope["caller"]
    return JSONResponse({"kind": caller.kind, "id": caller.id, "anonymous": caller is ANONYMOUS})


WHOAMI = Route("/", whoami).app


@pytest.fixture
def idle(tmp_path, clock):
    """Without a database: whoever asks for it gets a 503."""
    settings = databases.settings_of(None, tmp_path).model_copy(update={"issuer": "https://torii.example"})
    return Store(settings, make_database(settings), clock, clock)


def door(inner, verifier, store):
    return Authentication(
        inner, verifier, Keys(store), Sessions(store), Csrf(store), metadata="https://x.example/about"
    )


@pytest.fixture
def app(verifier, idle):
    """Where tokens are enough, the database is not asked."""
    return served(verifier, idle)


def served(verifier, store):
    return Starlette(
        routes=[Route("/", door(WHOAMI, verifier, store))],
        middleware=[Middleware(RequestId), Middleware(Errors)],
    )


@pytest.fixture
async def client(app):
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://t") as client:
        yield client


@pytest.fixture
async def known(verifier, store):
    """The same where there is a database: somebody's login and key besides."""
    account_id = await person(store, "clerk")
    async with store.transaction() as db:
        cookie = await Sessions(store).start(db, account_id, ["pwd"], {"headers": []})
        _, key = await api_keys.create(store, db, name="x", scopes=["read"], account_id=account_id)
    transport = httpx2.ASGITransport(app=served(verifier, store))
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        yield SimpleNamespace(account_id=account_id, cookie=f"__Host-sid={cookie}", key=key, client=client)


async def test_without_credentials_the_caller_is_anonymous(client):
    answer = await client.get("/")
    assert answer.json() == {"kind": "anonymous", "id": None, "anonymous": True}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_a_token_makes_the_caller(client, world, scheme):
    answer = await client.get("/", headers={"Authorization": f"{scheme} {world.token()}"})
    assert answer.json() == {"kind": "person", "id": "42", "anonymous": False}


@pytest.mark.parametrize(
    "credentials",
    ["Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer  {token}", "Bearer {token} ,", "Bearer {token}, {token}"],
)
async def test_a_bad_token_is_not_anonymous(client, world, credentials):
    answer = await client.get("/", headers={"Authorization": credentials.replace("{token}", world.token())})
    assert answer.status_code == 401
    assert answer.json()["code"] == "TOKEN_INVALID"
    assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token", error_description="')
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_bytes_that_are_no_text(client):
    answer = await client.get("/", headers=[(b"Authorization", b"Bearer \xff\xfe.\x80.\xc3")])
    assert answer.status_code == 401


@pytest.mark.parametrize("credentials", ["Basic dTpw", "DPoP {token}", "Token {token}", "{token}", "Bearer,x", ""])
async def test_another_scheme_is_told_which_one_works(client, world, credentials):
    answer = await client.get("/", headers={"Authorization": credentials.replace("{token}", world.token())})
    assert answer.status_code == 401
    assert answer.json()["code"] == "TOKEN_MISSING"
    # without an error code: RFC 6750 section 3.1, when the request carries no bearer token
    assert answer.headers["WWW-Authenticate"] == 'Bearer resource_metadata="https://x.example/about"'


@pytest.mark.parametrize("second", ["Bearer {token}", "Basic dTpw", ""])
async def test_one_set_of_credentials(client, world, second):
    good = f"Bearer {world.token()}"
    answer = await client.get(
        "/", headers=[("Authorization", good), ("Authorization", second.replace("{token}", world.token()))]
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_MALFORMED")


@pytest.mark.parametrize("query", ["access_token={token}", "a=1&access_token={token}", "access_token=", "access_token"])
@pytest.mark.parametrize("header", [True, False])
async def test_no_token_in_the_address(client, world, query, header):
    headers = {"Authorization": f"Bearer {world.token()}"} if header else {}
    answer = await client.get("/?" + query.replace("{token}", world.token()), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_MALFORMED")
    assert world.token()[:20] not in answer.text


@pytest.mark.parametrize("query", ["q=access_token", "my_access_token=1", "access_tokens=1"])
async def test_words_that_only_look_like_one(client, query):
    assert (await client.get("/?" + query)).json()["anonymous"]


async def test_an_api_key_makes_the_caller(known):
    answer = await known.client.get("/", headers={"Authorization": f"Bearer {known.key}"})
    assert answer.json() == {"kind": "person", "id": known.account_id, "anonymous": False}


async def test_a_bad_api_key_is_not_anonymous(known):
    for key in ("torii_", known.key[:-1], known.key + "A"):
        answer = await known.client.get("/", headers={"Authorization": f"Bearer {key}", "Cookie": known.cookie})
        assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
        assert known.key[6:40] not in answer.text


async def test_a_login_makes_the_caller(known):
    answer = await known.client.get("/", headers={"Cookie": f"a=1; {known.cookie}"})
    assert answer.json() == {"kind": "person", "id": known.account_id, "anonymous": False}
    assert "set-cookie" not in answer.headers


async def test_a_header_is_the_only_credential_where_there_is_one(known, world):
    for credentials, expected in ((world.token(), "42"), (known.key, known.account_id)):
        answer = await known.client.get(
            "/",
            headers={"Authorization": f"Bearer {credentials}", "Cookie": known.cookie, "Sec-Fetch-Site": "cross-site"},
        )
        assert answer.json()["id"] == expected
    for bad in ("Bearer x", "Basic dTpw", ""):
        answer = await known.client.get("/", headers={"Authorization": bad, "Cookie": known.cookie})
        assert answer.status_code == 401
        # the login is not what is wrong
        assert "set-cookie" not in answer.headers


async def test_a_login_that_has_ended_is_told_and_forgotten(known, store):
    async with store.transaction() as db:
        await families.end_sessions(store, db, "logout", account_id=known.account_id)
    answer = await known.client.get("/", headers={"Cookie": known.cookie})
    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")
    assert answer.json()["detail"] == "The login has ended"
    assert answer.headers["Set-Cookie"].startswith("__Host-sid=; Path=/; Max-Age=0;")


@pytest.mark.parametrize("cookie", ["__Host-sid=", "__Host-sid=x", "__Host-sid=a; __Host-sid=b", "__Host-sid=\xe9"])
async def test_a_garbled_login_is_not_anonymous(client, cookie):
    answer = await client.get("/", headers=[(b"Cookie", cookie.encode("latin-1"))])
    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")
    assert answer.headers["Set-Cookie"].startswith("__Host-sid=;")


@pytest.mark.parametrize("cookie", ["sid=x", "a=1", "__Host-other=x", ""])
async def test_other_cookies_are_none_of_ours(client, cookie):
    assert (await client.get("/", headers={"Cookie": cookie})).json()["anonymous"]


@pytest.mark.parametrize(
    "headers", [{"Cookie": f"__Host-sid={'A' * 43}"}, {"Authorization": f"Bearer torii_{'A' * 43}"}], ids=str
)
async def test_nobody_is_believed_while_the_database_is_away(client, headers):
    answer = await client.get("/", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    # it may well be good: the browser keeps it
    assert "set-cookie" not in answer.headers


async def test_a_socket_with_a_bad_token_is_closed_before_it_opens(verifier, idle):
    sent = []

    async def never(*_):
        raise AssertionError

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "query_string": b"", "headers": [(b"authorization", b"Bearer x")]}
    await door(never, verifier, idle)(scope, never, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_what_goes_wrong_in_a_socket_that_was_let_in_is_not_about_its_caller(verifier, idle):
    async def inner(_scope, _receive, _send):
        raise Forbidden("Not this.")

    async def never(*_):
        raise AssertionError

    with pytest.raises(Forbidden):
        await door(inner, verifier, idle)({"type": "websocket", "query_string": b"", "headers": []}, never, never)


async def test_the_lifespan_has_no_caller(verifier, idle):
    scopes = []

    async def inner(scope, _receive, _send):
        scopes.append(scope)

    async def never(*_):
        raise AssertionError

    for scope in ({"type": "lifespan"}, {"type": "websocket", "query_string": b"", "headers": []}):
        await door(inner, verifier, idle)(scope, never, never)
    assert [scope.get("caller") for scope in scopes] == [None, ANONYMOUS]


async def test_a_socket_of_another_site_is_closed_before_it_opens(verifier, store, known):
    sent, scopes = [], []

    async def inner(scope, _receive, _send):
        scopes.append(scope)

    async def send(message):
        sent.append(message)

    for origin in (b"https://evil.example", b"https://torii.example"):
        headers = [(b"cookie", known.cookie.encode()), (b"origin", origin)]
        scope = {"type": "websocket", "query_string": b"", "headers": headers}
        await door(inner, verifier, store)(scope, None, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert [scope["caller"].id for scope in scopes] == [known.account_id]


# which addresses are doors


@pytest.fixture(scope="module")
async def house(tmp_path_factory):
    settings = databases.settings_of(None, tmp_path_factory.mktemp("house"))
    settings = settings.model_copy(update={"log_level": "warning", "issuer": "https://torii.example"})
    await loading.make_tables(settings)
    async with application.opened(settings) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/graphql?query=%7B__typename%7D", "/api/v1", "/api/v1/releases", "/api/v1/nowhere"])
async def test_a_door_asks_who_is_there(house, path):
    for credentials in ("Bearer x", "Basic dTpw"):
        assert (await house.get(path, {"authorization": credentials})).status == 401
    assert (await house.get(path, {"cookie": "__Host-sid=x"})).status == 401


@pytest.mark.parametrize(
    "path", ["/", "/health/live", "/health/ready", "/docs", "/nowhere", "/api/v2", "/graphqlx", "/api/v10"]
)
async def test_everything_else_does_not(house, path):
    plain = await house.get(path)
    assert plain.status != 401
    for headers in ({"authorization": "Bearer x"}, {"authorization": "Basic dTpw"}, {"cookie": "__Host-sid=x"}):
        assert (await house.get(path, headers)).status == plain.status
