"""How REST spells a question: good and bad spellings, and any text at all."""

from __future__ import annotations

import doctest
import os
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import (
    CostLimit,
    DepthLimit,
    FieldsSyntax,
    FilterInvalid,
    GatewayError,
    ParameterRepeated,
    ParameterUnknown,
    QueryStringInvalid,
    SortInvalid,
)
from gateway.graphql import parse
from gateway.rest import grammar
from gateway.rest.grammar import Parameter
from tests import shop
from tests.application import Application, opened

EXAMPLES = 5000 if "TORII_SOAK" in os.environ else 500


def test_the_examples_of_the_grammar_hold() -> None:
    assert doctest.testmod(grammar) == doctest.TestResults(failed=0, attempted=3)


def test_both_doors_lead_as_far() -> None:
    assert (grammar.SORT_LEVELS, grammar.QUANTIFIERS) == (parse.SORT_LEVELS, parse.QUANTIFIERS)
    assert grammar.PARAMETERS == parse.CONDITIONS


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("id", {"id": {}}),
        ("id,title", {"id": {}, "title": {}}),
        (" id , title ", {"id": {}, "title": {}}),
        ("artist(name)", {"artist": {"name": {}}}),
        ("a(b(c)),d(e,f)", {"a": {"b": {"c": {}}}, "d": {"e": {}, "f": {}}}),
        ("a( b ) , c", {"a": {"b": {}}, "c": {}}),
        ("a1,_b,C", {"a1": {}, "_b": {}, "C": {}}),
    ],
)
def test_good_fields(text: str, tree: grammar.Fields) -> None:
    assert grammar.fields(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "id,",
        ",id",
        "id,,title",
        "(",
        ")",
        "()",
        "a()",
        "a(b",
        "a(b))",
        "a)b",
        "a(b)c",
        "a(b)(c)",
        "(a)",
        "a(,b)",
        "a(b,)",
        "id,id",
        "a(b),a(c)",
        "a-b",
        "a.b",
        "*",
        "é",
        "a\x00",
        "a;b",
        "a b",
        "a(b)\n)",
        '"id"',
        "１",
    ],
)
def test_bad_fields(text: str) -> None:
    with pytest.raises(FieldsSyntax) as raised:
        grammar.fields(text)
    assert raised.value.pointer == "/fields"


@pytest.mark.parametrize(
    ("text", "error"),
    [("a(" * 40 + "b" + ")" * 40, DepthLimit), ("a(b)," * 60 + "c", CostLimit), ("(" * 5000, CostLimit)],
)
def test_fields_that_go_too_far(text: str, error: type[GatewayError]) -> None:
    with pytest.raises(error):
        grammar.fields(text)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("title", ((("title",), False),)),
        ("-title", ((("title",), True),)),
        ("artist.name,-id", ((("artist", "name"), False), (("id",), True))),
        ("a.b.c.d.e.f", ((("a", "b", "c", "d", "e", "f"), False),)),
    ],
)
def test_good_sorts(text: str, order: Any) -> None:
    assert grammar.sort(text) == order


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "-",
        "--title",
        "title,",
        ",title",
        "+title",
        "title-",
        ".title",
        "title.",
        "a..b",
        "-.a",
        "a.-b",
        "Title",
        "ti tle",
        "title desc",
        "é",
        "title\n",
        "title\x00",
        "a(b)",
        "a[b]",
        "１",
    ],
)
def test_bad_sorts(text: str) -> None:
    with pytest.raises(SortInvalid) as raised:
        grammar.sort(text)
    assert raised.value.pointer == "/sort"


def test_a_sort_that_goes_too_far() -> None:
    with pytest.raises(DepthLimit):
        grammar.sort("a.b.c.d.e.f.g")


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("first", Parameter((), "first", ())),
        ("tracks.first", Parameter(("tracks",), "first", ())),
        ("a.b.c.sort", Parameter(("a", "b", "c"), "sort", ())),
        ("filter[title]", Parameter((), "filter", ("title",))),
        ("filter[or][0][title][eq]", Parameter((), "filter", ("or", "0", "title", "eq"))),
        ("tracks.filter[seconds][gt]", Parameter(("tracks",), "filter", ("seconds", "gt"))),
        ("first.first", Parameter(("first",), "first", ())),
    ],
)
def test_good_parameters(name: str, parameter: Parameter) -> None:
    assert grammar.parameter(name) == parameter


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "First",
        "FIRST",
        " first",
        "first ",
        "first[]",
        "first[0]",
        "filter",
        "filter.",
        "filter[a",
        "filter]a[",
        "filter[a]b",
        "filter[a]]",
        "filter[[a]]",
        "filter[a.b]",
        "filter[a-b]",
        "filter[a b]",
        "filter[é]",
        "filter[a]\n",
        ".first",
        "tracks..first",
        "tracks.first.",
        "tracks-first",
        "tracks.",
        "limit",
        "offset",
        "page[size]",
        "q",
    ],
)
def test_bad_parameters(name: str) -> None:
    with pytest.raises(ParameterUnknown) as raised:
        grammar.parameter(name)
    assert raised.value.hint is not None and "filter[field][operator]" in raised.value.hint


@pytest.mark.parametrize("name", ["a." * 33 + "first", "filter" + "[a]" * 33, "filter" + "[a][some]" * 4])
def test_parameters_that_go_too_far(name: str) -> None:
    with pytest.raises(DepthLimit):
        grammar.parameter(name)


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        (b"", []),
        (b"first=1", [("first", "1")]),
        (b"first=", [("first", "")]),
        (b"first", [("first", "")]),
        (b"a=1&b=2", [("a", "1"), ("b", "2")]),
        (b"a=1=2", [("a", "1=2")]),
        (b"a=%C3%A9+b%2B", [("a", "é b+")]),
        (b"filter%5Btitle%5D=x", [("filter[title]", "x")]),
        (b"a=1;b=2", [("a", "1;b=2")]),
    ],
)
def test_good_query_strings(query: bytes, pairs: grammar.Pairs) -> None:
    assert grammar.pairs(query) == pairs


@pytest.mark.parametrize(
    "query",
    [b"a=%", b"a=%4", b"a=%zz", b"a=%u00e9", b"%=1", b"a=%ff", b"a=%c0%af", b"a=%ed%a0%80", b"a=\xc3\xa9", b"a&" * 101],
)
def test_bad_query_strings(query: bytes) -> None:
    with pytest.raises(QueryStringInvalid):
        grammar.pairs(query)


def test_a_name_is_written_once_however_it_is_encoded() -> None:
    with pytest.raises(ParameterRepeated, match="first"):
        grammar.pairs(b"first=1&f%69rst=2")


def test_branches_are_numbered_in_their_order() -> None:
    branches: dict[str, object] = {"or": {"10": {"a": 1}, "2": {"b": 2}, "0": {"and": {"1": {"c": 3}}}}}
    assert grammar.listed(branches) == {"or": [{"and": [{"c": 3}]}, {"b": 2}, {"a": 1}]}
    for number in ("", "x", "-1", "1000", "9" * 5000):
        misnumbered: dict[str, object] = {"or": {number: {"a": 1}}}
        with pytest.raises(FilterInvalid):
            grammar.listed(misnumbered)


@given(text=st.text(max_size=100) | st.text("ab(),.-_[] \n0", max_size=30))
@settings(max_examples=EXAMPLES)
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = []
    for read in (grammar.fields, grammar.sort, grammar.parameter):
        try:
            read(text)
        except GatewayError as error:
            refused.append(error)
    assert all(error.status in {400, 422} for error in refused)
    assert all(len(error.detail) < 300 and error.detail.isprintable() for error in refused)


# --- any query string -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Application]:
    async with opened(await shop.seeded(tmp_path_factory.mktemp("shop"))) as found:
        yield found


NAMES = st.sampled_from(
    [
        "fields",
        "sort",
        "first",
        "last",
        "after",
        "before",
        "count",
        "tracks.first",
        "artist.sort",
        "filter[title]",
        "filter[or][0][id]",
        "filter[tracks][some][seconds][gt]",
        "filter[not][title][like]",
        "filter[details][contains]",
        "tracks.filter[title][in]",
        "filter[price][lte]",
        "filter[released_on]",
        "filter[format][in]",
        "filter[cover][is_null]",
    ]
)
WRITTEN = st.sampled_from(
    [
        "id,tracks(id)",
        "artist",
        "-title,id",
        "1",
        "0",
        "-1",
        "exact",
        "true",
        "null",
        "%",
        "a,b",
        "1,2",
        "[]",
        "{}",
        "CD",
        "9" * 30,
    ]
)
PARAMETERS = st.lists(st.tuples(NAMES | st.text(max_size=20), WRITTEN | st.text(max_size=20)), max_size=4)
QUERIES = PARAMETERS.map(lambda pairs: "&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in pairs).encode())
PATHS = st.sampled_from(
    [b"/releases", b"/releases/1", b"/releases/1/tracks", b"/releases/1/artist", b"/genres", b"", b"/"]
)


@given(path=PATHS, query=QUERIES | st.binary(max_size=60).map(lambda raw: raw.replace(b"#", b"").replace(b" ", b"")))
@settings(max_examples=EXAMPLES, deadline=None)
async def test_no_query_string_is_our_fault(app: Application, path: bytes, query: bytes) -> None:
    reply = await app.get(b"/api/v1" + path + b"?" + query)
    assert reply.status in {200, 400, 404, 422}
    assert reply.json if reply.status == 200 else reply.json["code"]
