"""REST as HTTP means it: methods, media types, links, paths."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest

from tests import servers, shop
from tests.application import Application, codes, opened
from tests.doors import Reply
from tests.http import raw

ALLOW = "GET, HEAD, OPTIONS"
WRITABLE = {
    "/releases": "GET, HEAD, POST, PATCH, DELETE, OPTIONS",
    "/releases/1": "GET, HEAD, PATCH, PUT, DELETE, OPTIONS",
}
PATHS = ("", "/", "/releases", "/releases/1", "/releases/1/artist", "/releases/1/tracks", "/openapi.json")
LINK = re.compile(r'<([^>]*)>; rel="(\w+)"')
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


def links(reply: Reply) -> dict[str, str]:
    return {relation: target for target, relation in LINK.findall(reply.headers.get("link", ""))}


# --- methods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*PATHS, "/releases/999999", "/nothing", "/releases?first=x", "/releases?fields=(", "/a/b/c/d"]
)
async def test_head_is_get_without_a_body(app: Application, path: str) -> None:
    get, head = await app.get(f"/api/v1{path}"), await app.ask("HEAD", f"/api/v1{path}")
    assert head.status == get.status
    # the second was kept
    varying = {"x-request-id": "", "cache-status": "", "age": ""}
    assert dict(head.headers) | varying == dict(get.headers) | varying
    # what is wrong is written by a middleware, and the server leaves it out
    assert head.body == b"" or head.status >= 400


@pytest.mark.parametrize("path", PATHS)
async def test_options_says_what_is_possible(app: Application, path: str) -> None:
    reply = await app.ask("OPTIONS", f"/api/v1{path}")
    # to somebody who does not say who it is
    assert (reply.status, reply.headers["allow"], reply.body) == (204, ALLOW, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
@pytest.mark.parametrize("path", PATHS)
async def test_what_is_not_possible_is_405(app: Application, method: str, path: str) -> None:
    allowed = WRITABLE.get(path, ALLOW)
    reply = await app.ask(method, f"/api/v1{path}")
    if method in allowed.split(", "):
        # possible, but not for somebody who does not say who it is, or without a body
        assert reply.status in {401, 415, 422}
    else:
        assert (reply.status, reply.headers["allow"], codes(reply)) == (405, allowed, ["METHOD_NOT_ALLOWED"])


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "DELETE"])
async def test_where_nothing_is_nothing_is_possible(app: Application, method: str) -> None:
    reply = await app.ask(method, "/api/v1/nothing")
    assert (reply.status, codes(reply)) == (404, ["RESOURCE_UNKNOWN"])


# --- media types ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "application/json", "Application/JSON", "text/html, application/json;q=0.1"]
)
async def test_the_answer_is_json(app: Application, accept: str) -> None:
    reply = await app.ask("GET", "/api/v1/genres/1", {"accept": accept})
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*, text/*", "application/vnd.api+json"])
@pytest.mark.parametrize("path", ["", "/genres", "/genres/1"])
async def test_nothing_else_is_served(app: Application, accept: str, path: str) -> None:
    reply = await app.ask("GET", f"/api/v1{path}", {"accept": accept})
    assert (reply.status, codes(reply)) == (406, ["NOT_ACCEPTABLE"])
    assert reply.headers["content-type"] == "application/problem+json"


async def test_a_problem_is_one_whatever_is_accepted(app: Application) -> None:
    reply = await app.ask("GET", "/api/v1/nothing", {"accept": "text/html"})
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")
    problem = reply.json
    assert problem["type"] == f"urn:torii:error:{problem['code']}" and problem["status"] == 404
    assert problem["instance"] == "urn:request:" + reply.headers["x-request-id"]


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/genres", "first=7"),
        ("/genres", "first=7&sort=-name&fields=id,name"),
        ("/genres", "first=5&filter[name][like]=%25a%25"),
        ("/releases", "first=40&sort=-released_on,artist.name&fields=id&filter[title][neq]=a%26b%3Dc%20%C3%A9"),
        ("/releases/1/tracks", "first=3&sort=-position&fields=id"),
        ("/artists", "fields=id"),
    ],
)
async def test_links_lead_through_the_list_and_back(app: Application, path: str, query: str) -> None:
    pages: list[list[Any]] = []
    address, reply = f"/api/v1{path}?{query}", None
    while True:
        reply = await app.get(address)
        assert reply.status == 200
        pages.append(reply.json["data"])
        if "next" not in links(reply):
            break
        address = links(reply)["next"]
    assert len(pages) > 1 and reply.json["page"]["has_next"] is False
    back = [reply.json["data"]]
    while "prev" in links(reply):
        reply = await app.get(links(reply)["prev"])
        back.append(reply.json["data"])
    # backwards the pages are cut at other places
    assert [row for page in reversed(back) for row in page] == [row for page in pages for row in page]
    ids = [row["id"] for page in pages for row in page]
    assert len(set(ids)) == len(ids)


async def test_one_page_has_no_links(app: Application) -> None:
    assert "link" not in (await app.get("/api/v1/genres?first=100")).headers
    assert "link" not in (await app.get("/api/v1/genres/1")).headers
    assert "link" not in (await app.get("/api/v1/releases/1/artist")).headers


async def test_a_total_is_there_when_asked_for(app: Application) -> None:
    assert "total" not in (await app.get("/api/v1/genres?first=1")).json["page"]
    counted = (await app.get("/api/v1/genres?first=1&count=exact")).json["page"]["total"]
    assert counted == len((await app.get("/api/v1/genres?first=100&fields=id")).json["data"])


# --- what hangs on a row ----------------------------------------------------------------------------------------------


async def test_sub_collections_are_the_relations(app: Application) -> None:
    whole = (await app.get("/api/v1/releases/1?fields=artist(id,name),tracks(id,title)&tracks.first=100")).json["data"]
    artist = (await app.get("/api/v1/releases/1/artist?fields=id,name")).json
    assert artist == {"data": whole["artist"]}
    tracks = (await app.get("/api/v1/releases/1/tracks?fields=id,title&first=100")).json
    assert tracks["data"] == whole["tracks"]["data"]
    assert set(tracks["page"]) == {"has_next", "has_previous", "start_cursor", "end_cursor"}


@pytest.mark.parametrize(
    "path", ["/releases/999999", "/releases/999999/artist", "/releases/999999/tracks", "/customers/1"]
)
async def test_what_is_not_there_or_not_to_be_seen_is_404(app: Application, path: str) -> None:
    reply = await app.get(f"/api/v1{path}")
    assert (reply.status, codes(reply)[0]) in {(404, "NOT_FOUND"), (404, "RESOURCE_UNKNOWN")}


@pytest.mark.parametrize(
    "path", ["/releases/1/nothing", "/releases/1/title", "/releases/1/artist/1", "/releases/1/artist/1/2"]
)
async def test_what_is_no_relation_is_404(app: Application, path: str) -> None:
    assert (await app.get(f"/api/v1{path}")).status == 404


# --- parameters -------------------------------------------------------------------------------------------------------

WRONG = {
    "frist=1": ("PARAMETER_UNKNOWN", '"frist"', "first"),
    "limit=1": ("PARAMETER_UNKNOWN", '"limit"', "first"),
    "page=1": ("PARAMETER_UNKNOWN", '"page"', "first"),
    "tracks.first=1": ("PARAMETER_UNKNOWN", '"tracks.first"', "filter[field][operator]"),
    "fields=titel": ("FIELD_UNKNOWN", '"titel"', "title"),
    "sort=titel": ("FIELD_UNKNOWN", '"titel"', "title"),
    "filter[titel]=a": ("FIELD_UNKNOWN", '"titel"', "title"),
    "filter[title][equals]=a": ("OPERATOR_UNKNOWN", '"equals"', "eq"),
    "filter[artist][nam]=a": ("FIELD_UNKNOWN", '"nam"', "name"),
    "filter[tracks][title]=a": ("FILTER_INVALID", '"title"', "some"),
    "fields=title(id)": ("FIELD_UNKNOWN", "title", None),
    "count=1": ("VALUE_INVALID", "exact", "count=exact"),
}


@pytest.mark.parametrize("query", WRONG)
async def test_what_is_not_known_is_named_and_what_was_meant_is_suggested(app: Application, query: str) -> None:
    reply = await app.get(f"/api/v1/releases?{query}")
    code, named, suggested = WRONG[query]
    assert (reply.status, codes(reply)) == (422, [code])
    assert named in reply.json["detail"]
    assert suggested is None or suggested in reply.json["hint"]


async def test_where_no_parameter_belongs_there_is_none(app: Application) -> None:
    for path in ("", "/openapi.json"):
        assert codes(await app.get(f"/api/v1{path}?first=1")) == ["PARAMETER_UNKNOWN"]
    assert codes(await app.get("/api/v1/releases/1?first=1")) == ["PARAMETER_UNKNOWN"]


async def test_a_resource_that_was_misspelled_is_suggested(app: Application) -> None:
    reply = await app.get("/api/v1/relaeses")
    assert (reply.status, codes(reply)) == (404, ["RESOURCE_UNKNOWN"])
    assert "releases" in reply.json["hint"]


# --- paths ------------------------------------------------------------------------------------------------------------


async def test_a_key_may_be_percent_encoded(app: Application) -> None:
    plain = await app.get("/api/v1/genres/1")
    assert plain.status == 200
    for key in ("%31", quote("1", safe="")):
        assert (await app.get(f"/api/v1/genres/{key}")).body == plain.body


@pytest.mark.parametrize(
    "key", ["%2B1", "01", "1.0", "1%20", "%201", "1%0A", "1%00", "%D9%A1", "-", "1,2", "1%2C", "null"]
)
async def test_a_key_has_one_spelling(app: Application, key: str) -> None:
    reply = await app.get(f"/api/v1/genres/{key}")
    assert (reply.status, codes(reply)) == (422, ["VALUE_INVALID"])


@pytest.mark.parametrize(
    "path", ["/Genres", "/GENRES", "/genre", "/genres.json", "/genres%20", "/genres%00", "/order_lines"]
)
async def test_a_resource_has_one_spelling(app: Application, path: str) -> None:
    assert (await app.get(f"/api/v1{path}")).status == 404


@pytest.mark.parametrize("path", ["/genres/", "//genres", "/genres/1/", "/releases/1/tracks/", "/genres//"])
async def test_one_address_for_one_thing(app: Application, path: str) -> None:
    assert (await app.get(f"/api/v1{path}")).status == 404


# --- through a real server --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    with servers.gateway(*SERVE, GATEWAY_VAR=str(tmp_path_factory.mktemp("var"))) as server:
        yield server
        assert server.stop() == 0


def test_head_leaves_the_connection_usable_also_on_errors(served) -> None:
    with raw.connection(served.port) as sock:
        for path in (b"/api/v1", b"/api/v1/nothing", b"/api/v1/genres?first=x"):
            for method in (b"HEAD", b"GET"):
                sock.sendall(method + b" " + path + b" HTTP/1.1\r\nHost: gateway\r\n\r\n")
                reply = raw.answer(sock, method.decode())
                assert bool(reply.body) is (method == b"GET")
                assert int(reply.headers["content-length"]) > 0


@pytest.mark.parametrize(
    "path", [b"/api/v1/../../etc/passwd", b"/api/v1/%2e%2e/health/live", b"/api/v1/..%2f..%2fgraphql"]
)
def test_no_path_leads_out(served, path: bytes) -> None:
    assert raw.get(served.port, path).status == 404
