"""GraphQL over HTTP by the letter of its specification: what the audit of `graphql-http` looks at, and what it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from tests import servers, shop
from tests.application import JSON, Application, codes, opened
from tests.http import raw

RESPONSE = "application/graphql-response+json"
LEGACY = "application/json"
QUERY = "{ __typename }"
ANSWER = {"data": {"__typename": "Query"}}
UNPARSABLE = "{"
INVALID = "{ nothing }"
SORTED = {"query": "query ($v: [ReleaseSort!]) { releases(sort: $v) { nodes { id } } }"}
WRONG_VARIABLES = {"query": "query ($id: ID!) { release(id: $id) { id } }", "variables": {"id": {}}}
SERVE = (
    "-c",
    """
from gateway.http.server import run
from gateway.settings import load_settings
run("gateway.app:create_app", load_settings(), host="127.0.0.1", workers=1)
""",
)


@pytest.fixture(scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Application]:
    async with opened(await shop.seeded(tmp_path_factory.mktemp("shop"))) as found:
        yield found


def address(**parameters: Any) -> str:
    return "/graphql?" + urlencode(parameters)


# --- media types ------------------------------------------------------------------------------------------------------

ACCEPTED = {
    None: RESPONSE,
    "*/*": RESPONSE,
    "application/*": RESPONSE,
    "": RESPONSE,
    RESPONSE: RESPONSE,
    "application/graphql-response+json; charset=utf-8": RESPONSE,
    "Application/GraphQL-Response+JSON": RESPONSE,
    LEGACY: LEGACY,
    "application/json; charset=utf-8": LEGACY,
    'application/json;charset="UTF-8"': LEGACY,
    "application/json, application/graphql-response+json": RESPONSE,
    "application/graphql-response+json;q=0.9, application/json": LEGACY,
    "application/graphql-response+json, application/json;q=0.9": RESPONSE,
    "application/json, */*;q=0.1": LEGACY,
    "application/json;q=0, */*": RESPONSE,
    "application/graphql-response+json;q=0, */*": LEGACY,
    "text/html, application/json;q=0.5": LEGACY,
    "text/html, */*;q=0.01": RESPONSE,
}
REFUSED = (
    "text/html",
    "text/plain, image/*",
    "application/xml",
    "application/json;q=0",
    "application/json;q=0.0, application/graphql-response+json;q=0.000",
    "*/*;q=0",
    "application/json; charset=utf-16",
    "application/json;q=2",
    "application/json;q=x",
)


@pytest.mark.parametrize(("accept", "expected"), ACCEPTED.items())
async def test_the_answer_is_of_the_media_type_that_was_asked_for(
    app: Application, accept: str | None, expected: str
) -> None:
    reply = await app.post({"query": QUERY}, {} if accept is None else {"accept": accept})
    assert (reply.status, reply.json) == (200, ANSWER)
    assert reply.headers["content-type"] == f"{expected}; charset=utf-8"
    assert {"Accept", "Authorization", "Cookie"} <= set(reply.headers["vary"].split(", "))


@pytest.mark.parametrize("accept", REFUSED)
async def test_what_cannot_be_accepted_is_406(app: Application, accept: str) -> None:
    reply = await app.post({"query": QUERY}, {"accept": accept})
    assert (reply.status, codes(reply)) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"',
        "Application/JSON",
    ],
)
async def test_a_body_is_json_in_utf_8(app: Application, kind: str) -> None:
    reply = await app.post({"query": QUERY}, {"content-type": kind})
    assert (reply.status, reply.json) == (200, ANSWER)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/jsonp",
        "message/rfc822",
    ],
)
async def test_a_body_of_any_other_kind_is_415(app: Application, kind: str) -> None:
    reply = await app.post({"query": QUERY}, {"content-type": kind})
    assert (reply.status, codes(reply)) == (415, ["MEDIA_TYPE_UNSUPPORTED"])
    assert reply.headers["accept-post"] == "application/json"


async def test_letters_beyond_ascii_arrive(app: Application) -> None:
    query = 'query ($t: String) { releases(filter: {title: {neq: $t}}, first: 0) { nodes { id } } } # "é🎵"'
    reply = await app.post({"query": query, "variables": {"t": "Ænima 🎵"}})
    assert (reply.status, reply.json) == (200, {"data": {"releases": {"nodes": []}}})


# --- statuses ---------------------------------------------------------------------------------------------------------

STATUSES = [
    ({"query": UNPARSABLE}, 400, 200, "DOCUMENT_SYNTAX"),
    ({"query": ""}, 400, 200, "DOCUMENT_SYNTAX"),
    ({"query": INVALID}, 422, 200, "FIELD_UNKNOWN"),
    ({"query": "{ releases }"}, 422, 200, "DOCUMENT_INVALID"),
    ({"query": "query A { a: __typename } query A { __typename }"}, 422, 200, "DOCUMENT_INVALID"),
    (WRONG_VARIABLES, 422, 200, "VARIABLES_INVALID"),
    ({"query": "query ($id: ID!) { release(id: $id) { id } }"}, 422, 200, "VARIABLES_INVALID"),
    (SORTED | {"variables": {"v": {}}}, 422, 200, "VARIABLES_INVALID"),
    (SORTED | {"variables": {"v": [{"id": "ASC", "title": "ASC"}]}}, 422, 200, "VARIABLES_INVALID"),
    ({"query": "query A { a: __typename } query B { __typename }"}, 422, 200, "OPERATION_UNKNOWN"),
    ({"query": QUERY, "operationName": "Other"}, 422, 200, "OPERATION_UNKNOWN"),
    ({"query": "fragment F on Query { __typename }"}, 422, 200, "DOCUMENT_INVALID"),
    ({"query": "mutation { nothing }"}, 422, 200, "FIELD_UNKNOWN"),
    ({"query": "subscription { __typename }"}, 422, 200, "DOCUMENT_INVALID"),
    ({"query": "type A { a: Int }"}, 422, 200, "DOCUMENT_INVALID"),
    ({"query": '{ release(id: "Nothing:1") { id } }'}, 422, 200, "VALUE_INVALID"),
    ({"query": '{ node(id: "Nothing:1") { id } }'}, 422, 200, "RESOURCE_UNKNOWN"),
    ({"query": "{ releases(first: 101) { nodes { id } } }"}, 422, 200, "PAGE_INVALID"),
]


@pytest.mark.parametrize(("body", "status", "legacy", "code"), STATUSES)
async def test_what_is_wrong_with_a_document_has_its_status_and_no_data(
    app: Application, body: dict[str, Any], status: int, legacy: int, code: str
) -> None:
    """A legacy client takes any other status than 200 for one of somebody in between."""
    new, old = await app.post(body), await app.post(body, {"accept": LEGACY})
    assert (new.status, old.status) == (status, legacy)
    assert new.json == old.json
    assert set(codes(new)) == {code}
    assert "data" not in new.json


async def test_errors_say_where_and_are_not_too_many(app: Application) -> None:
    reply = await app.graphql("{\n" + " ".join(f"wrong{n}" for n in range(10)) + "\n}")
    assert len(reply.json["errors"]) == 10
    assert reply.json["errors"][1]["locations"] == [{"line": 2, "column": 8}]
    many = await app.graphql("{ releases { nodes { " + " ".join(f"wrong{n}" for n in range(100)) + " } } }")
    assert len(many.json["errors"]) <= 11


# --- parameters -------------------------------------------------------------------------------------------------------

MALFORMED = (
    b"",
    b"{",
    b"null",
    b"1",
    b'"{ __typename }"',
    b"[]",
    b'[{"query": "{ __typename }"}]',
    b"{}",
    b'{"query": null}',
    b'{"query": 1}',
    b'{"query": ["{ __typename }"]}',
    b'{"query": {}}',
    b'{"query": true}',
    b'{"id": "1"}',
    b'{"query": "{ __typename }", "variables": []}',
    b'{"query": "{ __typename }", "variables": "{}"}',
    b'{"query": "{ __typename }", "variables": 0}',
    b'{"query": "{ __typename }", "variables": false}',
    b'{"query": "{ __typename }", "operationName": 1}',
    b'{"query": "{ __typename }", "operationName": {}}',
    b'{"query": "{ __typename }", "extensions": 0}',
    b'{"query": "{ __typename }", "extensions": []}',
    b'{"query": "{ __typename }", "extensions": "{}"}',
    b'\xef\xbb\xbf{"query": "{ __typename }"}',
    b'{"query": "\xff"}',
    b'{"query": "\\ud800"}',
    b"query=%7B__typename%7D",
)


@pytest.mark.parametrize("body", MALFORMED)
async def test_what_is_no_graphql_request_is_400(app: Application, body: bytes) -> None:
    for accept in (RESPONSE, LEGACY):
        reply = await app.post(body, {"accept": accept})
        assert (reply.status, codes(reply)) == (400, ["BODY_INVALID"])
        assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"variables": None},
        {"variables": {}},
        {"variables": {"undeclared": 1}},
        {"operationName": None},
        {"operationName": ""},
        {"extensions": None},
        {"extensions": {"tracing": {"version": 1}}},
        {"unknown": "member"},
    ],
)
async def test_optional_members_are_optional(app: Application, more: dict[str, Any]) -> None:
    reply = await app.post({"query": QUERY} | more)
    assert (reply.status, reply.json) == (200, ANSWER)


async def test_the_operation_is_chosen_by_name(app: Application) -> None:
    query = "query A { a: __typename } query B { b: __typename }"
    for name, answer in (("A", {"a": "Query"}), ("B", {"b": "Query"})):
        assert (await app.post({"query": query, "operationName": name})).json == {"data": answer}
        assert (await app.get(address(query=query, operationName=name))).json == {"data": answer}


# --- GET --------------------------------------------------------------------------------------------------------------


async def test_a_query_may_be_asked_with_get(app: Application) -> None:
    query = "query ($n: Int) { releases(first: $n) { nodes { databaseId } } }"
    reply = await app.get(address(query=query, variables='{"n": 1}', extensions="{}", operationName=""))
    assert reply.status == 200 and len(reply.json["data"]["releases"]["nodes"]) == 1
    assert (await app.get(address(query=QUERY, variables=""))).json == ANSWER


@pytest.mark.parametrize("operation", ["mutation { __typename }", "subscription { __typename }"])
@pytest.mark.parametrize("accept", [RESPONSE, LEGACY])
async def test_nothing_but_a_query_may_be_asked_with_get(app: Application, operation: str, accept: str) -> None:
    """Also where the schema has no such operation: what is refused is the method."""
    for method in ("GET", "HEAD"):
        reply = await app.ask(method, address(query=operation), {"accept": accept})
        assert (reply.status, reply.headers["allow"]) == (405, "POST, OPTIONS")
    both = f"query A {operation.partition(' ')[2]} {operation.replace(' ', ' B ', 1)}"
    assert (await app.get(address(query=both, operationName="B"), {"accept": accept})).status == 405


@pytest.mark.parametrize(
    "query",
    [
        "",
        "variables={}",
        "query=",
        "query={__typename}&variables=[]",
        "query={__typename}&variables=1",
        "query={__typename}&variables={",
        "query={__typename}&extensions=x",
        "query={__typename}&extensions=[]",
    ],
)
async def test_a_get_request_without_sense_is_4xx(app: Application, query: str) -> None:
    reply = await app.get(f"/graphql?{query}")
    assert reply.status == 400 and codes(reply)[0] in {"BODY_INVALID", "DOCUMENT_SYNTAX"}


@pytest.mark.parametrize("twice", ["query", "variables", "operationName", "extensions", "other"])
async def test_a_parameter_is_given_once(app: Application, twice: str) -> None:
    reply = await app.get(address(query=QUERY) + f"&{twice}=%7B%7D&{twice}=%7B%7D")
    assert (reply.status, codes(reply)) == (422, ["PARAMETER_REPEATED"])


@pytest.mark.parametrize("query", ["query=%FF", "query=%ED%A0%80", "query=%C0%AF", "a=1&" * 30, "query=é"])
async def test_a_query_string_is_percent_encoded_utf_8(app: Application, query: str) -> None:
    reply = await app.get(b"/graphql?" + query.encode())
    assert (reply.status, codes(reply)) == (400, ["QUERY_STRING_INVALID"])


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "message/rfc822", "multipart/form-data"]
)
async def test_a_get_request_has_no_foreign_content_type(app: Application, kind: str) -> None:
    """A browser can be made to send one elsewhere without asking there first."""
    reply = await app.get(address(query=QUERY), {"content-type": kind})
    assert (reply.status, codes(reply)) == (415, ["MEDIA_TYPE_UNSUPPORTED"])
    assert (await app.get(address(query=QUERY), JSON)).status == 200


# --- other methods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [QUERY, INVALID, UNPARSABLE, "{ releases { nodes { title } } }"])
@pytest.mark.parametrize("accept", [RESPONSE, LEGACY])
async def test_head_is_get_without_a_body(app: Application, query: str, accept: str) -> None:
    get = await app.get(address(query=query), {"accept": accept})
    head = await app.ask("HEAD", address(query=query), {"accept": accept})
    assert (head.status, head.body) == (get.status, b"")
    # the second was kept
    varying = {"x-request-id": "", "cache-status": "", "age": ""}
    assert dict(head.headers) | varying == dict(get.headers) | varying


async def test_options_says_what_is_possible(app: Application) -> None:
    reply = await app.ask("OPTIONS", "/graphql")
    assert (reply.status, reply.headers["allow"], reply.body) == (204, "GET, HEAD, POST, OPTIONS", b"")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY", "X"])
async def test_other_methods_are_405(app: Application, method: str) -> None:
    reply = await app.ask(method, "/graphql", JSON, orjson.dumps({"query": QUERY}))
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


async def test_a_method_cannot_be_overridden(app: Application) -> None:
    for name in ("x-http-method-override", "x-http-method", "x-method-override"):
        assert (await app.get(address(query="mutation { __typename }"), {name: "POST"})).status == 405


# --- through a real server --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    with servers.gateway(*SERVE, GATEWAY_VAR=str(tmp_path_factory.mktemp("var"))) as server:
        yield server
        assert server.stop() == 0


def test_a_body_in_chunks_is_a_body(served) -> None:
    body = b"10\r\n" + b'{"query": "{ __t' + b"\r\n" + b"b\r\n" + b'ypename }"}' + b"\r\n0\r\n\r\n"
    kind = (b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    assert raw.post(served.port, b"/graphql", body, *kind).json == ANSWER


def test_a_post_without_a_body_is_400(served) -> None:
    reply = raw.post(served.port, b"/graphql", b"", b"Content-Type: application/json", b"Content-Length: 0")
    assert (reply.status, reply.json["code"]) == (400, "BODY_INVALID")


def test_content_length_is_that_of_the_body(served) -> None:
    body = orjson.dumps({"query": QUERY})
    headers = (b"Content-Type: application/json", b"Content-Length: %d" % len(body))
    reply = raw.post(served.port, b"/graphql", body, *headers)
    assert reply.json == ANSWER and int(reply.headers["content-length"]) == len(reply.body)


def test_accept_in_two_lines_is_one_list(served) -> None:
    reply = raw.get(served.port, b"/graphql?query=%7B__typename%7D", b"Accept: text/html", b"Accept: application/json")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json; charset=utf-8")


def test_head_leaves_the_connection_usable(served) -> None:
    with raw.connection(served.port) as sock:
        for method in (b"HEAD", b"GET"):
            sock.sendall(method + b" /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: gateway\r\n\r\n")
            reply = raw.answer(sock, method.decode())
            assert (reply.status, len(reply.body)) == (200, 0 if method == b"HEAD" else len(orjson.dumps(ANSWER)))
