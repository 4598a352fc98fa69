"""The whole truth table of RFC 9110 section 13: every combination of the four preconditions, for every method."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import product
from typing import Final

import orjson
import pytest

from gateway.errors import PreconditionInvalid
from gateway.writing.preconditions import date, tags
from tests import databases
from tests.databases import DIALECTS
from tests.doors import AS_JSON, MOMENT, Doors, Reply, Sent, open_doors, person
from tests.loading import make_tables

WRITER: Final = person("writer", account="w")
MATCHES: Final = (None, "current", "other", "weak", "several", "*")
DATES: Final = (None, "before", "same", "after", "unreadable")


@pytest.fixture(scope="module", params=DIALECTS)
async def doors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path_factory.mktemp("var"), "tests.desk") as settings:
        await make_tables(settings)
        async with open_doors(settings) as found:
            yield found


async def ask(doors: Doors, method: str, path: str, given: object = None, **headers: str) -> Reply:
    also = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    body = b"" if given is None else orjson.dumps(given)
    sent = Sent(method, f"/api/v1{path}", b"", body, [*(AS_JSON if body else ()), *also])
    return await doors.ask(doors.rest_door, sent, WRITER)


def said(match: str | None, current: str) -> str | None:
    if match is None:
        return None
    other = '"another,with-a-comma"'
    return {
        "current": current, "other": other, "weak": f"W/{current}", "several": f'{other}, W/"x" ,{current}', "*": "*",
    }[match]  # fmt: skip


def when(date: str | None) -> str | None:
    shift = {"before": -1, "same": 0, "after": 1}
    if date is None:
        return None
    return format_datetime(MOMENT + timedelta(seconds=shift[date]), usegmt=True) if date in shift else "last Tuesday"


def expected(method: str, match: str | None, since: str | None, none_match: str | None, modified: str | None) -> int:
    """Section 13.2.2, step by step."""
    safe = method in {"GET", "HEAD"}
    if match is not None:
        if match not in {"current", "several", "*"}:
            return 412
    elif since == "before":
        return 412
    if none_match is not None:
        if none_match != "other":
            return 304 if safe else 412
    elif safe and modified in {"same", "after"}:
        return 304
    return 204 if method == "DELETE" else 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
async def test_every_combination(doors: Doors, method: str) -> None:
    made = await ask(doors, "POST", "/notes", {"title": "Table"})
    path = f"/notes/{made.json['data']['id']}"
    current = made.headers["etag"]
    read = await ask(doors, "GET", path)
    assert (read.headers["etag"], read.headers["last-modified"]) == (current, format_datetime(MOMENT, usegmt=True))
    wrong = []
    for match, since, none_match, modified in product(MATCHES, DATES, MATCHES, DATES):
        headers = {
            "if_match": said(match, current),
            "if_unmodified_since": when(since),
            "if_none_match": said(none_match, current),
            "if_modified_since": when(modified),
            # a read that is not done is priced
            "prefer": None if method in {"GET", "HEAD"} else "tx=rollback",
        }
        given = {"title": "Table"} if method in {"PUT", "PATCH"} else None
        reply = await ask(doors, method, path, given, **{n: v for n, v in headers.items() if v is not None})
        if reply.status != expected(method, match, since, none_match, modified):
            wrong.append((match, since, none_match, modified, reply.status))
        if reply.status == 304:
            assert (reply.body, reply.headers["etag"]) == (b"", current)
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
async def test_what_is_not_there_is_not_there_whatever_is_demanded(doors: Doors, method: str) -> None:
    given = {"title": "Table"} if method in {"PUT", "PATCH"} else None
    for headers in ({"if_match": "*"}, {"if_match": '"x"'}, {"if_none_match": "*"}):
        assert (await ask(doors, method, "/notes/999999", given, **headers)).status == 404


async def test_a_tag_of_an_answer_that_shows_more_says_which_state_of_the_row_was_seen(doors: Doors) -> None:
    made = await ask(doors, "POST", "/notes", {"title": "More"})
    path = f"/notes/{made.json['data']['id']}"
    sent = Sent("GET", f"/api/v1{path}", b"fields=title,folders(id)", b"", ())
    more = await doors.ask(doors.rest_door, sent, WRITER)
    assert more.headers["etag"] != made.headers["etag"]
    wrote = await ask(doors, "PATCH", path, {"text": "x"}, if_match=more.headers["etag"])
    assert wrote.status == 200
    assert (await ask(doors, "PATCH", path, {"text": "y"}, if_match=more.headers["etag"])).status == 412


async def test_where_a_policy_demands_it_a_change_says_what_was_seen(doors: Doors) -> None:
    made = await ask(doors, "POST", "/folders", {"name": "Demanding"})
    path = f"/folders/{made.json['data']['id']}"
    for method, given in (("PATCH", {"closed": True}), ("PUT", {"name": "Other"}), ("DELETE", None)):
        reply = await ask(doors, method, path, given)
        assert (reply.status, reply.json["code"]) == (428, "PRECONDITION_REQUIRED")
    assert (await ask(doors, "PATCH", path, {"closed": True}, if_match=made.headers["etag"])).status == 200


@pytest.mark.parametrize("text", ["x", '"a" "b"', '"a', "", ",", '"a"x', "W/", '"\x7f"', '"a b"'])
def test_what_is_no_list_of_tags(text: str) -> None:
    with pytest.raises(PreconditionInvalid):
        tags(text, "/if_match")


def test_lists_of_tags() -> None:
    assert tags('"a"', "/").tags == ('"a"',)
    assert tags(' W/"a,b" ,, "c"\t', "/").tags == ('W/"a,b"', '"c"')
    assert tags(" * ", "/").anything


@pytest.mark.parametrize(
    "text", ["Sun, 01 Mar 2026 12:00:00 GMT", "Sunday, 01-Mar-26 12:00:00 GMT", "Sun Mar  1 12:00:00 2026"]
)
def test_the_three_forms_of_a_date(text: str) -> None:
    assert date(text) == datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "now", "2026-03-01T12:00:00Z", "Sun, 99 Mar 2026 12:00:00 GMT"])
def test_what_is_no_date_is_not_heard(text: str) -> None:
    assert date(text) is None
