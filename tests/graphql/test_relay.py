"""What Relay and the GraphQL specification expect of an answer, on both databases and in both executors."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, get_introspection_query
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import migrations, seed
from gateway.app import make_graphql
from gateway.plan.cache import Cache
from gateway.plan.nodes import PageInfo
from tests import databases
from tests.doors import Doors, Reply, open_doors, person

EXAMPLES = 2000 if "TORII_SOAK" in os.environ else 300
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def doors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path_factory.mktemp("shop")) as found:
        await migrations.apply(found)
        await seed.run(found)
        async with open_doors(found) as opened:
            yield opened


def codes(reply: Reply) -> list[str]:
    return [error["extensions"]["code"] for error in reply.json["errors"]]


# --- nodes ------------------------------------------------------------------------------------------------------------


async def test_every_object_is_found_again_by_its_id(doors: Doors) -> None:
    found = await doors.data("{ artists(first: 1) { nodes { id } } genres(first: 1) { nodes { id } } }")
    for listing in found.values():
        identity = listing["nodes"][0]["id"]
        again = await doors.data("query ($id: ID!) { node(id: $id) { __typename id } }", {"id": identity})
        assert again == {"node": {"__typename": identity.partition(":")[0], "id": identity}}


async def test_nodes_keep_order_and_repetitions_and_tell_types_apart(doors: Doors) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) {
        __typename id ... on Artist { name } ... on Genre { name parent { id } } ... on Node { again: id } } }"""
    ids = ["Genre:1", "Artist:1", "Genre:1", "Artist:999999"]
    first, second, third, missing = (await doors.data(query, {"ids": ids}))["nodes"]
    assert first == third and missing is None
    assert (first["__typename"], second["__typename"]) == ("Genre", "Artist")
    assert "parent" not in second and second["again"] == "Artist:1"


@pytest.mark.parametrize("ids", [[], "Artist:1", ["Artist:1"]])
async def test_nodes_take_a_list_or_what_stands_for_one(doors: Doors, ids: Any) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert len((await doors.data(query, {"ids": ids}))["nodes"]) == (1 if ids else 0)
    assert (await doors.data(f"{{ nodes(ids: {orjson.dumps(ids).decode()}) {{ id }} }}")) == await doors.data(
        query, {"ids": ids}
    )


@pytest.mark.parametrize(
    "identity", ["", "1", ":", "Artist:", "Artist:x", "artist:1", "Artist:1:1", "Artist: 1", "Å:1"]
)
async def test_what_is_no_id_is_said_so(doors: Doors, identity: str) -> None:
    for query in ("query ($id: ID!) { node(id: $id) { id } }", "query ($id: ID!) { nodes(ids: [$id]) { id } }"):
        assert set(codes(await doors.graphql(query, {"id": identity}))) <= {"VALUE_INVALID", "RESOURCE_UNKNOWN"}


async def test_a_page_of_nodes_is_bounded(doors: Doors) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert codes(await doors.graphql(query, {"ids": ["Artist:1"] * 101})) == ["VALUE_INVALID"]
    assert len((await doors.data(query, {"ids": ["Artist:1"] * 100}))["nodes"]) == 100


# --- connections ------------------------------------------------------------------------------------------------------


async def every_title(doors: Doors) -> list[str]:
    """All of them, as far as the clock of the tests has come."""
    found: list[str] = []
    after = None
    while True:
        query = f"query ($a: String) {{ releases(first: 100, after: $a) {{ nodes {{ id }} {PAGE} }} }}"
        page = (await doors.data(query, {"a": after}))["releases"]
        found += [row["id"] for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_pages_forwards_and_backwards_are_the_whole_list(doors: Doors) -> None:
    whole = await every_title(doors)
    for first, after, has_more in (("first", "after", "hasNextPage"), ("last", "before", "hasPreviousPage")):
        query = f"""query ($n: Int, $c: String) {{ releases({first}: $n, {after}: $c, sort: [{{title: ASC}}]) {{
            edges {{ cursor node {{ id title }} }} {PAGE} }} }}"""
        seen: list[dict[str, Any]] = []
        cursor, more = None, True
        while more:
            page = (await doors.data(query, {"n": 77, "c": cursor}))["releases"]
            info, edges = page["pageInfo"], page["edges"]
            assert (info["startCursor"], info["endCursor"]) == (edges[0]["cursor"], edges[-1]["cursor"])
            # the other direction is known to have rows from the second page on
            assert info["hasPreviousPage" if first == "first" else "hasNextPage"] is (cursor is not None)
            rows = [edge["node"] for edge in edges]
            seen = seen + rows if first == "first" else rows + seen
            cursor, more = info["endCursor" if first == "first" else "startCursor"], info[has_more]
        assert sorted(row["id"] for row in seen) == sorted(whole)
        assert [row["title"] for row in seen] == sorted(row["title"] for row in seen)


async def test_between_two_cursors(doors: Doors) -> None:
    rows = (await doors.data("{ genres(first: 12) { edges { cursor node { id } } } }"))["genres"]["edges"]
    window = {"a": rows[2]["cursor"], "b": rows[9]["cursor"]}
    for size, expected in (
        ("first: 3", rows[3:6]),
        ("last: 3", rows[6:9]),
        ("first: 50", rows[3:9]),
        ("last: 50", rows[3:9]),
    ):
        query = f"query ($a: String, $b: String) {{ genres({size}, after: $a, before: $b) {{ edges {{ node {{ id }} }} }} }}"
        found = (await doors.data(query, window))["genres"]["edges"]
        assert [edge["node"] for edge in found] == [edge["node"] for edge in expected]
    empty = "query ($a: String, $b: String) { genres(after: $b, before: $a) { edges { cursor } } }"
    assert (await doors.data(empty, window))["genres"]["edges"] == []


@pytest.mark.parametrize("size", ["first: 0", "last: 0"])
async def test_a_page_of_nothing_still_says_where_it_is(doors: Doors, size: str) -> None:
    page = (await doors.data(f"{{ genres({size}) {{ nodes {{ id }} edges {{ cursor }} {PAGE} totalCount }} }}"))[
        "genres"
    ]
    assert page["nodes"] == page["edges"] == []
    assert page["pageInfo"]["startCursor"] is page["pageInfo"]["endCursor"] is None
    assert page["pageInfo"]["hasNextPage" if size == "first: 0" else "hasPreviousPage"] is True
    assert page["totalCount"] > 0


@pytest.mark.parametrize(
    "arguments", ["first: -1", "last: -1", "first: 101", "last: 101", "first: 1, last: 1", "first: 0, last: 0"]
)
async def test_a_page_that_makes_no_sense_is_refused(doors: Doors, arguments: str) -> None:
    assert codes(await doors.graphql(f"{{ genres({arguments}) {{ nodes {{ id }} }} }}")) == ["PAGE_INVALID"]


async def test_null_arguments_are_arguments_left_out(doors: Doors) -> None:
    nothing = "first: null, last: null, after: null, before: null, filter: null, sort: null"
    query = "query ($x: Int, $y: String, $f: GenreFilter, $s: [GenreSort!]) { genres(%s) { nodes { id } } }"
    plain = await doors.data("{ genres { nodes { id } } }")
    assert await doors.data(f"{{ genres({nothing}) {{ nodes {{ id }} }} }}") == plain
    spelled = query % "first: $x, last: $x, after: $y, before: $y, filter: $f, sort: $s"
    for variables in ({}, {"x": None, "y": None, "f": None, "s": None}):
        assert await doors.data(spelled, variables) == plain


async def test_a_cursor_serves_its_own_order_only(doors: Doors) -> None:
    cursor = (await doors.data("{ genres(first: 1) { pageInfo { endCursor } } }"))["genres"]["pageInfo"]["endCursor"]
    query = "query ($c: String) { genres(first: 1, after: $c%s) { nodes { id } } }"
    assert (await doors.graphql(query % "", {"c": cursor})).status == 200
    assert codes(await doors.graphql(query % ", sort: [{name: ASC}]", {"c": cursor})) == ["CURSOR_INVALID"]
    for changed in (cursor[:-1], "A" + cursor[1:], "", "é", cursor + "A", "A" * 5000):
        assert codes(await doors.graphql(query % "", {"c": changed})) == ["CURSOR_INVALID"]


async def test_rows_are_counted_only_when_asked_for(doors: Doors) -> None:
    total = "{ releases(first: 1) { nodes { id } totalCount } }"
    asked = doors.asked_graphql(total).prepared
    plain = doors.asked_graphql("{ releases(first: 1) { nodes { id } } }").prepared
    assert "count" in asked.statement.sql.lower() and "count" not in plain.statement.sql.lower()
    assert any(isinstance(part, PageInfo) for part in asked.plan.roots[0].listing.parts)  # type: ignore[union-attr]
    assert (await doors.data(total))["releases"]["totalCount"] == len(await every_title(doors))


async def test_a_list_may_be_counted_without_its_rows(doors: Doors) -> None:
    whole = len((await doors.data("{ genres(first: 100) { nodes { id } } }"))["genres"]["nodes"])
    for size in (3, 0):
        query = "query ($n: Int) { genres(first: $n) { totalCount __typename } }"
        found = (await doors.data(query, {"n": size}))["genres"]
        assert found == {"totalCount": whole, "__typename": "GenreConnection"}
    nested = "{ artists(first: 3) { nodes { releases { totalCount } } } }"
    assert all("totalCount" in node["releases"] for node in (await doors.data(nested))["artists"]["nodes"])
    empty = 'query { genres(filter: {name: {eq: "none"}}) { totalCount pageInfo { hasPreviousPage } } }'
    assert await doors.data(empty) == {"genres": {"totalCount": 0, "pageInfo": {"hasPreviousPage": False}}}


# --- selections -------------------------------------------------------------------------------------------------------


async def test_fields_of_one_name_are_merged(doors: Doors) -> None:
    query = """query ($id: ID!) {
        release(id: $id) { title artist { name } tracks(first: 1) { nodes { title } } }
        release(id: $id) { ...More artist { country } ... { tracks(first: 1) { nodes { seconds } totalCount } } }
    } fragment More on Release { artist { id } title stock }"""
    release = (await doors.data(query, {"id": "Release:1"}))["release"]
    assert list(release) == ["title", "artist", "tracks", "stock"]
    assert set(release["artist"]) == {"name", "country", "id"}
    assert list(release["tracks"]["nodes"][0]) == ["title", "seconds"] and "totalCount" in release["tracks"]


async def test_aliases_and_typenames_anywhere(doors: Doors) -> None:
    query = """{ t: __typename first: releases(first: 1) { c: __typename edges { e: __typename
        n: node { r: __typename one: title two: title artist { a: __typename } }}
        pageInfo { p: __typename } nodes { __typename } } }"""
    found = (await doors.data(query))["first"]
    edge = found["edges"][0]
    names = [found["c"], edge["e"], edge["n"]["r"], edge["n"]["artist"]["a"], found["pageInfo"]["p"]]
    assert names == ["ReleaseConnection", "ReleaseEdge", "Release", "Artist", "PageInfo"]
    assert edge["n"]["one"] == edge["n"]["two"]


@pytest.mark.parametrize(("skip", "include"), [(False, True), (False, False), (True, True), (True, False)])
async def test_skip_and_include(doors: Doors, skip: bool, include: bool) -> None:
    query = """query ($s: Boolean!, $i: Boolean! = false) { genres(first: 1) {
        nodes { id name @skip(if: $s) @include(if: $i) ... @include(if: $i) { parent { id } } ...F @skip(if: $s) }
        pageInfo @include(if: $i) { hasNextPage } totalCount @skip(if: true) } }
        fragment F on Genre { databaseId }"""
    genres = (await doors.data(query, {"s": skip, "i": include}))["genres"]
    row = genres["nodes"][0]
    assert set(row) == {"id"} | ({"name"} if include and not skip else set()) | ({"parent"} if include else set()) | (
        set() if skip else {"databaseId"}
    )
    assert set(genres) == {"nodes"} | ({"pageInfo"} if include else set())
    assert await doors.data("{ genres(first: 1) @skip(if: true) { nodes { id } } }") == {}


async def test_defaults_of_variables(doors: Doors) -> None:
    query = "query ($n: Int = 2, $f: GenreFilter = {id: {isNull: false}}) { genres(first: $n, filter: $f) { nodes { id } } }"
    assert len((await doors.data(query))["genres"]["nodes"]) == 2
    assert len((await doors.data(query, {"n": 3}))["genres"]["nodes"]) == 3
    # null is a value, not the lack of one
    assert len((await doors.data(query, {"n": None}))["genres"]["nodes"]) > 2


ONE = {"title": {"eq": "x, y"}}


@pytest.mark.parametrize(
    ("listed", "single"),
    [
        ({"or": [ONE]}, {"or": ONE}),
        ({"and": [ONE, {"or": [ONE]}]}, {"and": [ONE, {"or": ONE}]}),
        ({"title": {"in": ["x, y"]}}, {"title": {"in": "x, y"}}),
        ({"stock": {"nin": [1]}}, {"stock": {"nin": 1}}),
        ({"format": {"in": ["CD"]}}, {"format": {"in": "CD"}}),
        ({"artistId": {"in": ["Artist:1"]}}, {"artistId": {"in": "Artist:1"}}),
    ],
)
async def test_a_single_value_stands_for_a_list_of_itself(doors: Doors, listed: Any, single: Any) -> None:
    query = "query ($f: ReleaseFilter) { releases(filter: $f, first: 100) { nodes { id } } }"
    answers = [await doors.graphql(query, {"f": f}) for f in (listed, single, listed)]
    assert answers[0].status == 200
    assert answers[0].body == answers[1].body == answers[2].body
    for spelled in (listed, single):
        written = f"{{ releases(filter: {literal(spelled)}, first: 100) {{ nodes {{ id }} }} }}"
        assert (await doors.graphql(written)).body == answers[0].body


def literal(value: Any) -> str:
    """A value as a document spells it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(inner) for inner in value) + "]"
    return "CD" if value == "CD" else orjson.dumps(value).decode()


async def test_a_comma_in_a_value_is_a_comma(doors: Doors) -> None:
    """In a query string it divides values; here it is a letter like any other."""
    title = (await doors.data('{ releases(filter: {title: {like: "%, %"}}, first: 1) { nodes { title } } }'))[
        "releases"
    ]
    wanted = title["nodes"][0]["title"]
    query = "query ($t: [String!]) { releases(filter: {title: {in: $t}}) { nodes { title } } }"
    for titles in (wanted, [wanted]):
        found = (await doors.data(query, {"t": titles}))["releases"]["nodes"]
        assert {row["title"] for row in found} == {wanted}


# --- the two executors ------------------------------------------------------------------------------------------------

SELECTIONS = (
    "releases(first: 3) { nodes { id databaseId title price releasedOn format details stock artistId label { id name } } }",
    f"x: releases(last: 2, sort: [{{title: DESC}}, {{id: ASC}}]) {{ edges {{ cursor n: node {{ title }} }} {PAGE} totalCount }}",
    'artist(id: "Artist:1") { __typename releases(first: 2) { nodes { tracks(first: 2) { nodes { seconds explicit } } } } }',
    'node(id: "Genre:1") { __typename id ... on Genre { name parent { name } children(first: 1) { nodes { id } } } }',
    'nodes(ids: ["Genre:1", "Artist:1", "Artist:999999"]) { id __typename ... on Artist { formed } }',
    'missing: artist(id: "Artist:999999") { id }',
    "genres(first: 0) { nodes { id } }",
)


@pytest.mark.parametrize("selection", SELECTIONS)
async def test_both_executors_answer_with_the_same_bytes(doors: Doors, selection: str) -> None:
    """A Python field elsewhere in the operation sends all of it through the other executor."""
    fast = await doors.graphql(f"{{ {selection} }}")
    slow = await doors.graphql(f'{{ {selection} other: artist(id: "Artist:1") {{ initials }} }}')
    assert fast.status == slow.status == 200
    assert b'"errors"' not in fast.body + slow.body
    head, _, tail = slow.body.rpartition(b',"other":')
    assert head + b"}}" == fast.body and b'"initials"' in tail


async def test_both_executors_say_what_is_withheld(doors: Doors) -> None:
    caller = person("label", account="nobody")
    selection = "releases(first: 2) { nodes { id cost } }"
    fast = await doors.graphql(f"{{ {selection} }}", caller=caller)
    slow = await doors.graphql(f'{{ {selection} a: artist(id: "Artist:1") {{ initials }} }}', caller=caller)
    assert fast.status == slow.status
    assert fast.json.get("extensions") == slow.json.get("extensions")


# --- the schema -------------------------------------------------------------------------------------------------------


def schema_of(doors: Doors) -> GraphQLSchema:
    return doors.graphql_door.executor.schema


def test_the_schema_says_what_there_is(doors: Doors) -> None:
    schema = schema_of(doors)
    release = schema.type_map["Release"]
    assert isinstance(release, GraphQLObjectType)
    spelled = {name: str(field.type) for name, field in release.fields.items()}
    facts = {
        "id": "ID!",
        "databaseId": "Int!",
        "releasedOn": "Date!",
        "price": "Decimal!",
        "cost": "Decimal",
        "format": "Format!",
        "details": "JSON",
        "artist": "Artist",
        "artistId": "ID",
        "tracks": "TrackConnection!",
        "duration": "String!",
    }
    assert {name: spelled[name] for name in facts} == facts
    assert [interface.name for interface in release.interfaces] == ["Node"]
    assert list(release.fields["tracks"].args) == ["filter", "sort", "first", "after", "last", "before"]
    assert "OrderStatus" in schema.type_map and "AccountToken" not in schema.type_map


def test_everything_is_described(doors: Doors) -> None:
    bare = []
    for name, type_ in schema_of(doors).type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        bare += [name] if not type_.description and not isinstance(type_, GraphQLEnumType) else []
        bare += [f"{name}.{n}" for n, field in getattr(type_, "fields", {}).items() if not field.description]
    assert bare == []


def test_enums_have_the_names_that_are_written(doors: Doors) -> None:
    formats = schema_of(doors).type_map["Format"]
    assert isinstance(formats, GraphQLEnumType)
    assert set(formats.values) == {"VINYL", "CD", "CASSETTE", "DOWNLOAD"}


def test_scalars_say_what_specifies_them(doors: Doors) -> None:
    for name in ("Date", "DateTime", "Decimal", "JSON"):
        scalar = schema_of(doors).type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        assert (scalar.specified_by_url or "").startswith("https://www.rfc-editor.org/rfc/rfc")


async def test_the_standard_question_about_the_schema_is_answered(doors: Doors) -> None:
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    found = (await doors.data(query))["__schema"]
    assert {type_["name"] for type_ in found["types"]} == set(schema_of(doors).type_map)
    again = await doors.data('{ __type(name: "Release") { name fields { name type { name kind ofType { name } } } } }')
    assert "title" in {field["name"] for field in again["__type"]["fields"]}


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Release") { name } }',
        "{ ...F } fragment F on Query { ... { x: __schema { queryType { name } } } }",
        "query ($x: Boolean! = true) { __schema @skip(if: $x) { queryType { name } } __typename }",
    ],
)
async def test_introspection_can_be_switched_off(doors: Doors, query: str) -> None:
    door = doors.graphql_door
    assert (await doors.graphql(query)).status == 200
    door.introspection = False
    try:
        assert codes(await doors.graphql(query)) == ["INTROSPECTION_DISABLED"]
        assert (await doors.data("{ __typename genres { nodes { __typename } } }"))["__typename"] == "Query"
        reply = await doors.graphql("{ releases { nodes { titel } } }")
        assert "hint" in reply.json["errors"][0]["extensions"]
    finally:
        door.introspection = True


# --- prepared operations ----------------------------------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([2**31 - 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, -(2**63)]),
    st.sampled_from([0.0, 1.0, 1.5, -2.0, 3e9, 1e300]),
    st.sampled_from(
        ["", "1", "x", "a, b", "CD", "VINYL", "LP", "ASC", "12.50", "2020-01-01", "Release:1", "Artist:1", "%"]
    ),
)
WORDS = st.sampled_from(
    [
        "id",
        "title",
        "format",
        "price",
        "stock",
        "releasedOn",
        "details",
        "cover",
        "artist",
        "tracks",
        "name",
        "nothing",
        "and",
        "or",
        "not",
        "some",
        "every",
        "eq",
        "neq",
        "in",
        "nin",
        "lt",
        "gte",
        "like",
        "isNull",
        "contains",
    ]
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=2), max_leaves=6
)
COMPARISONS = st.dictionaries(
    st.sampled_from(["eq", "in", "nin", "isNull", "lt", "like", "contains"]), VALUES, max_size=2
)
FILTERS = st.recursive(
    st.dictionaries(st.sampled_from(["id", "title", "format", "price", "stock", "details", "artistId"]), COMPARISONS),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"or": st.lists(inner, max_size=2) | inner}),
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"tracks": st.fixed_dictionaries({"some": st.just({"seconds": {"gt": 100}})})}),
    ),
    max_leaves=4,
)
OPERATIONS = {
    "query ($v: ReleaseFilter) { releases(first: 3, filter: $v) { nodes { id } } }": FILTERS | VALUES,
    "query ($v: [ReleaseFilter!]) { releases(first: 3, filter: {or: $v}) { nodes { id } } }": st.lists(FILTERS)
    | FILTERS,
    "query ($v: Int) { releases(first: $v) { nodes { id } } }": VALUES,
    "query ($v: Int! = 2) { releases(last: $v) { nodes { id } } }": VALUES,
    "query ($v: Int) { releases(first: 3, filter: {stock: {gt: $v}}) { nodes { id } } }": VALUES,
    "query ($v: [Int!]) { releases(first: 3, filter: {stock: {in: $v}}) { nodes { id } } }": VALUES,
    "query ($v: [Int]) { releases(first: 3, filter: {stock: {nin: [1, 2]}, not: {stock: {eq: 1}}}) { nodes { id } } }": VALUES,
    "query ($v: String) { releases(first: 3, filter: {title: {gte: $v}}) { nodes { id } } }": VALUES,
    "query ($v: [String!]) { releases(first: 3, filter: {title: {in: $v}}) { nodes { id } } }": VALUES,
    "query ($v: Format) { releases(first: 3, filter: {format: {eq: $v}}) { nodes { id } } }": VALUES,
    "query ($v: Decimal) { releases(first: 3, filter: {price: {lt: $v}}) { nodes { id } } }": VALUES,
    "query ($v: Date) { releases(first: 3, filter: {releasedOn: {lt: $v}}) { nodes { id } } }": VALUES,
    "query ($v: JSON) { releases(first: 3, filter: {details: {contains: $v}}) { nodes { id } } }": VALUES,
    "query ($v: Boolean) { releases(first: 3, filter: {cover: {isNull: $v}}) { nodes { id } } }": VALUES,
    "query ($v: Boolean!) { releases(first: 3) { nodes { id title @include(if: $v) } } }": VALUES,
    "query ($v: String) { releases(first: 3, after: $v) { nodes { id } } }": VALUES,
    "query ($v: [ReleaseSort!]) { releases(first: 3, sort: $v) { nodes { id } } }": VALUES
    | st.lists(st.fixed_dictionaries({"title": st.sampled_from(["ASC", "DESC", "UP", None])}), max_size=2),
    "query ($v: SortDirection!) { releases(first: 3, sort: [{title: $v}]) { nodes { id } } }": VALUES,
    "query ($v: ID!) { node(id: $v) { id } }": VALUES,
    "query ($v: [ID!]!) { nodes(ids: $v) { id __typename } }": VALUES,
    "query ($v: ID!) { release(id: $v) { title artist { initials } } }": VALUES,
}
REQUESTS = st.sampled_from(sorted(OPERATIONS)).flatmap(
    lambda query: st.tuples(
        st.just(query),
        st.lists(OPERATIONS[query].map(lambda v: {"v": v}) | st.just({}) | st.just({"w": 1}), min_size=1, max_size=4),
    )
)


@pytest.fixture(scope="module")
async def forgetful(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Doors, Doors]]:
    """The same shop behind a door that keeps what it has prepared, and behind one that keeps nothing."""
    found = databases.settings_of(None, tmp_path_factory.mktemp("shop"))
    await migrations.apply(found)
    await seed.run(found)
    async with open_doors(found) as keeping, open_doors(found) as forgetting:
        forgetting.graphql_door = make_graphql(found, forgetting.engine, forgetting.graphql_door.executor.writing)
        forgetting.graphql_door.executor.cache = Cache(0)
        yield keeping, forgetting


@given(request=REQUESTS)
@settings(max_examples=EXAMPLES, deadline=None)
async def test_what_was_asked_before_changes_no_answer(
    forgetful: tuple[Doors, Doors], request: tuple[str, list[dict[str, Any]]]
) -> None:
    keeping, forgetting = forgetful
    query, several = request
    for variables in several:
        kept, fresh = await keeping.graphql(query, variables), await forgetting.graphql(query, variables)
        assert (kept.status, kept.body) == (fresh.status, fresh.body)
        assert kept.status in {200, 400, 422}


async def test_values_of_one_shape_are_one_prepared_operation(tmp_path: Path) -> None:
    found = databases.settings_of(None, tmp_path)
    await migrations.apply(found)
    query = "query ($f: ReleaseFilter, $s: [Int!]) { releases(filter: {not: $f, stock: {in: $s}}) { nodes { id } } }"
    async with open_doors(found) as doors:
        kept = doors.graphql_door.executor.cache
        sizes = set()
        for number in range(50):
            given = {"f": {"title": {"eq": f"x{number}"}, "stock": {"gt": number}}, "s": list(range(1, 2 + number))}
            assert (await doors.graphql(query, given)).status == 200
            sizes.add(kept.size)
        assert len(sizes) == 1
        large = {"f": {"id": {"eq": 1}}, "s": [1]}
        for number in range(5):
            await doors.graphql(query, large | {"f": {"details": {"contains": 2**33 + number}}})
            sizes.add(kept.size)
        assert len(sizes) == 2


def test_requests_are_read_from_the_right_strategy() -> None:
    assert all(query.startswith("query ($v: ") for query in OPERATIONS)
