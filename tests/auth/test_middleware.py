"""Authentication in front of a real application, inside the middleware that renders its refusals."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.auth.middleware import Authentication
from gateway.caller import ANONYMOUS
from gateway.http.errors import Errors
from gateway.http.request_id import RequestId


async def whoami(request):
    caller = request.scope["caller"]
    return JSONResponse({"kind": caller.kind, "id": caller.id, "anonymous": caller is ANONYMOUS})


@pytest.fixture
def app(verifier):
    return Starlette(
        routes=[Route("/", whoami)],
        middleware=[Middleware(RequestId), Middleware(Errors), Middleware(Authentication, verifier=verifier)],
    )


@pytest.fixture
async def client(app):
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://t") as client:
        yield client


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
    assert answer.headers["WWW-Authenticate"] == "Bearer"


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


async def test_a_socket_with_a_bad_token_is_closed_before_it_opens(verifier):
    sent = []

    async def never(*_):
        raise AssertionError

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "query_string": b"", "headers": [(b"authorization", b"Bearer x")]}
    await Authentication(never, verifier)(scope, never, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_the_lifespan_has_no_caller(verifier):
    scopes = []

    async def inner(scope, _receive, _send):
        scopes.append(scope)

    async def never(*_):
        raise AssertionError

    for scope in ({"type": "lifespan"}, {"type": "websocket", "query_string": b"", "headers": []}):
        await Authentication(inner, verifier)(scope, never, never)
    assert [scope.get("caller") for scope in scopes] == [None, ANONYMOUS]
