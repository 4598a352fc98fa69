"""An entity tag that was given out with a compressed answer, on both doors."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from typing import Any, Final

import orjson
import pytest

from gateway.http.compression import Compression
from tests.databases import DIALECTS
from tests.doors import AS_JSON, Reply, Sent
from tests.rest.desk import WRITER, Desk, opened

LONG: Final = "word " * 400


@pytest.fixture(scope="module", params=DIALECTS)
async def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with opened(request, tmp_path_factory) as found:
        yield found


async def ask(desk: Desk, method: str, path: str, given: Any = None, **headers: str) -> Reply:
    """Through what a server would put around the doors."""
    doors = desk.doors
    inner = doors.graphql_door if path == "/graphql" else doors.rest_door
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    body = b"" if given is None else orjson.dumps(given)
    door = Compression(inner, ("/",))
    return await doors.ask(door, Sent(method, path, b"", body, [*sent, *(AS_JSON if body else ())]), WRITER)


async def note(desk: Desk) -> tuple[str, str, str]:
    """Where a new one is, and its tag, plain and compressed."""
    made = await ask(desk, "POST", "/api/v1/notes", {"title": "Long", "text": LONG})
    path = made.headers["location"]
    plain, packed = await ask(desk, "GET", path), await ask(desk, "GET", path, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    tag, marked = plain.headers["etag"], packed.headers["etag"]
    assert tag == made.headers["etag"] and marked == tag[:-1] + '.gzip"'
    return path, tag, marked


@pytest.mark.parametrize("accepted", ["gzip", "br", "identity"])
async def test_it_says_which_state_was_seen_whichever_coding_comes_next(desk: Desk, accepted: str) -> None:
    path, _, marked = await note(desk)
    changed = await ask(desk, "PATCH", path, {"colour": "BLUE"}, if_match=marked, accept_encoding=accepted)
    assert changed.status == 200
    stale = await ask(desk, "PATCH", path, {"colour": "RED"}, if_match=marked, accept_encoding=accepted)
    assert (stale.status, stale.json["code"]) == (412, "PRECONDITION_FAILED")
    # the tag of a compressed answer to a write is as good as that of a read
    again = await ask(desk, "PATCH", path, {"colour": "RED"}, if_match=changed.headers["etag"])
    assert again.status == 200 and (accepted == "identity") != changed.headers["etag"].endswith(f'.{accepted}"')


async def test_graphql_takes_it_as_well(desk: Desk) -> None:
    path, _, marked = await note(desk)
    key = path.rpartition("/")[2]
    text = "mutation($tag: String!) { updateNote(id: %s, ifMatch: $tag, input: {colour: BLUE}) { note { etag } } }"
    asked = {"query": text % orjson.dumps(f"Note:{key}").decode(), "variables": {"tag": marked}}
    reply = await ask(desk, "POST", "/graphql", asked)
    etag = reply.json["data"]["updateNote"]["note"]["etag"]
    assert etag == (await ask(desk, "GET", path)).headers["etag"]
    [error] = (await ask(desk, "POST", "/graphql", asked)).json["errors"]
    assert error["extensions"]["code"] == "PRECONDITION_FAILED"


async def test_an_answer_that_shows_more_is_known_again(desk: Desk) -> None:
    path, _, _ = await note(desk)
    doors = desk.doors
    query = b"fields=id,text,folders(name)"
    door = Compression(doors.rest_door, ("/",))
    headers = [(b"accept-encoding", b"gzip")]
    shown = await doors.ask(door, Sent("GET", path, query, headers=headers), WRITER)
    marked = shown.headers["etag"]
    assert marked.count(".") == 2
    known = Sent("GET", path, query, headers=[*headers, (b"if-none-match", marked.encode())])
    assert (await doors.ask(door, known, WRITER)).status == 304
    assert (await ask(desk, "PATCH", path, {"colour": "BLUE"}, if_match=marked)).status == 200
    assert (await doors.ask(door, known, WRITER)).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_a_client_has_is_not_sent_again(desk: Desk, method: str) -> None:
    path, tag, marked = await note(desk)
    for given in (marked, f"W/{marked}", f'"other", {marked}', f'"other.gzip", {marked}', "*"):
        reply = await ask(desk, method, path, if_none_match=given, accept_encoding="gzip")
        assert (reply.status, reply.body) == (304, b"") and "content-encoding" not in reply.headers
        assert reply.headers["etag"] == (tag if given == "*" else marked)
        assert reply.headers["vary"] == "Accept, Authorization, Cookie, Accept-Encoding"
    # what was stored plain is as fresh
    reply = await ask(desk, method, path, if_none_match=tag, accept_encoding="gzip")
    assert (reply.status, reply.headers["etag"]) == (304, tag)


async def test_what_a_client_has_in_another_coding_is_sent(desk: Desk) -> None:
    path, tag, marked = await note(desk)
    for accepted, ending in (("br", '.br"'), ("identity", '"')):
        reply = await ask(desk, "GET", path, if_none_match=marked, accept_encoding=accepted)
        assert (reply.status, reply.headers["etag"]) == (200, tag[:-1] + ending)


async def test_a_read_may_demand_a_state_in_any_coding(desk: Desk) -> None:
    path, tag, marked = await note(desk)
    for given in (tag, marked, tag[:-1] + '.br"', f'"other", {marked}'):
        for accepted in ("gzip", "identity"):
            reply = await ask(desk, "GET", path, if_match=given, accept_encoding=accepted)
            assert reply.status == 200, (given, accepted)
    # a weak tag is none where a strong one is demanded
    assert (await ask(desk, "GET", path, if_match=f"W/{marked}", accept_encoding="gzip")).status == 412


async def test_a_write_may_be_sent_again_in_another_coding(desk: Desk) -> None:
    path, tag, marked = await note(desk)
    keyed = {"idempotency_key": '"compressed-or-not"'}
    first = await ask(desk, "PATCH", path, {"colour": "BLUE"}, if_match=marked, accept_encoding="br", **keyed)
    again = await ask(desk, "PATCH", path, {"colour": "BLUE"}, if_match=tag, **keyed)
    assert (first.status, again.status, again.headers["idempotency-replayed"]) == (200, 200, "true")
    assert first.headers["etag"] == again.headers["etag"][:-1] + '.br"'
