"""What goes wrong goes wrong the same way on both doors: code, title, detail and status."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from gateway.caller import ANONYMOUS, Caller
from tests import databases
from tests.cases.world import World, open_world
from tests.doors import Doors, Reply, person

ADA: Final = person("customer", account="acct-ada")
LABEL: Final = person("label", account="acct-label")
CLERK: Final = person("clerk", account="acct-clerk")
IDA: Final = person("painter", painter="ida")
CURSOR: Final = "YWJjZGVmMDEyMzQ1Njc4OVsxXQ"

# code, GraphQL, REST
Row = tuple[str, str, str]


def releases(arguments: str, fields: str = "title") -> str:
    return f"{{ releases({arguments}) {{ nodes {{ {fields} }} }} }}"


def matching(filter_: str) -> str:
    return releases(f"filter: {{{filter_}}}")


FIELDS: Final[list[Row]] = [
    ("FIELD_UNKNOWN", "{ releases { nodes { titel } } }", "/releases?fields=titel"),
    ("FIELD_UNKNOWN", "{ releases { nodes { title xyzzy } } }", "/releases?fields=title,xyzzy"),
    ("FIELD_UNKNOWN", "{ releases { nodes { cost } } }", "/releases?fields=cost"),
    ("FIELD_UNKNOWN", "{ releases { nodes { artist { nam } } } }", "/releases?fields=artist(nam)"),
    (
        "FIELD_UNKNOWN",
        '{ release(id: "Release:1") { tracks { nodes { length } } } }',
        "/releases/1?fields=tracks(length)",
    ),
    ("FIELD_UNKNOWN", "{ reviews { nodes { customerId } } }", "/reviews?fields=customer_id"),
    ("FIELD_UNKNOWN", "{ reviews { nodes { customer { id } } } }", "/reviews?fields=customer(id)"),
    ("FIELD_UNKNOWN", "{ releases { nodes { orderLines { nodes { id } } } } }", "/releases?fields=order_lines(id)"),
    ("FIELD_UNKNOWN", matching('cost: {gt: "1"}'), "/releases?filter[cost][gt]=1&fields=title"),
    (
        "FIELD_UNKNOWN",
        matching("orderLines: {some: {quantity: {gt: 1}}}"),
        "/releases?filter[order_lines][some][quantity][gt]=1&fields=title",
    ),
    ("FIELD_UNKNOWN", releases("sort: [{cost: ASC}]"), "/releases?sort=cost&fields=title"),
    (
        "FIELD_UNKNOWN",
        "{ reviews(sort: [{customer: {name: ASC}}]) { nodes { stars } } }",
        "/reviews?sort=customer.name&fields=stars",
    ),
]

RESOURCES: Final[list[Row]] = [
    ("RESOURCE_UNKNOWN", "{ customers { nodes { name } } }", "/customers?fields=name"),
    ("RESOURCE_UNKNOWN", "{ orders { nodes { id } } }", "/orders"),
    ("RESOURCE_UNKNOWN", '{ customer(id: "Customer:1") { name } }', "/customers/1?fields=name"),
    ("RESOURCE_UNKNOWN", '{ node(id: "Order:1") { id } }', "/orders/1"),
    ("RESOURCE_UNKNOWN", "{ labelMembers { totalCount } }", "/label-members?count=exact"),
]

FILTERS: Final[list[Row]] = [
    ("VALUE_INVALID", matching('title: {like: "a\\\\"}'), "/releases?filter[title][like]=a\\&fields=title"),
    (
        "VALUE_INVALID",
        matching(f'title: {{like: "{"%a" * 9}"}}'),
        f"/releases?filter[title][like]={'%a' * 9}&fields=title",
    ),
    (
        "VALUE_INVALID",
        matching(f'title: {{ilike: "{"a" * 257}"}}'),
        f"/releases?filter[title][ilike]={'a' * 257}&fields=title",
    ),
    ("VALUE_INVALID", matching('title: {contains: "\\u0000"}'), "/releases?filter[title][contains]=\x00&fields=title"),
]

VALUES: Final[list[Row]] = [
    ("VALUE_INVALID", matching('price: {gt: "cheap"}'), "/releases?filter[price][gt]=cheap&fields=title"),
    ("VALUE_INVALID", matching('price: {gt: "1.999"}'), "/releases?filter[price][gt]=1.999&fields=title"),
    ("VALUE_INVALID", matching('price: {in: ["1", "1e3"]}'), "/releases?filter[price][in]=1,1e3&fields=title"),
    (
        "VALUE_INVALID",
        matching('releasedOn: {lt: "2026-02-30"}'),
        "/releases?filter[released_on][lt]=2026-02-30&fields=title",
    ),
    (
        "VALUE_INVALID",
        matching('releasedOn: {lt: "yesterday"}'),
        "/releases?filter[released_on][lt]=yesterday&fields=title",
    ),
    (
        "VALUE_INVALID",
        matching('artistId: {in: ["Artist:1", "Artist:x"]}'),
        "/releases?filter[artist_id][in]=1,x&fields=title",
    ),
    (
        "VALUE_INVALID",
        matching("stock: {gt: 32768}").replace("stock", "artist: {formed").replace("32768}", "32768}}"),
        "/releases?filter[artist][formed][gt]=32768&fields=title",
    ),
    (
        "VALUE_INVALID",
        '{ reviews(filter: {writtenAt: {gt: "2026-01-01"}}) { nodes { id } } }',
        "/reviews?filter[written_at][gt]=2026-01-01&fields=id",
    ),
    (
        "VALUE_INVALID",
        '{ reviews(filter: {writtenAt: {gt: "2026-01-01T00:00:00"}}) { nodes { id } } }',
        "/reviews?filter[written_at][gt]=2026-01-01T00:00:00&fields=id",
    ),
    ("VALUE_INVALID", '{ release(id: "Release:x") { title } }', "/releases/x?fields=title"),
    ("VALUE_INVALID", '{ release(id: "Release:99999999999") { title } }', "/releases/99999999999?fields=title"),
]

ATELIER: Final[list[Row]] = [
    (
        "VALUE_INVALID",
        '{ canvases(filter: {threads: {gt: "1.5"}}) { nodes { id } } }',
        "/canvases?filter[threads][gt]=1.5&fields=id",
    ),
    (
        "VALUE_INVALID",
        '{ canvases(filter: {threads: {gt: "9223372036854775808"}}) { nodes { id } } }',
        "/canvases?filter[threads][gt]=9223372036854775808&fields=id",
    ),
    (
        "VALUE_INVALID",
        '{ canvases(filter: {bestLight: {gt: "25:00:00"}}) { nodes { id } } }',
        "/canvases?filter[best_light][gt]=25:00:00&fields=id",
    ),
    (
        "VALUE_INVALID",
        '{ canvases(filter: {bestLight: {gt: "noon"}}) { nodes { id } } }',
        "/canvases?filter[best_light][gt]=noon&fields=id",
    ),
    (
        "VALUE_INVALID",
        '{ canvases(filter: {id: {eq: "Canvas:7"}}) { nodes { id } } }',
        "/canvases?filter[id][eq]=7&fields=id",
    ),
    ("VALUE_INVALID", '{ canvas(id: "Canvas:7") { title } }', "/canvases/7?fields=title"),
    (
        "VALUE_INVALID",
        '{ canvases(filter: {shownAt: {in: ["2026-01-01T00:00:00+99:00"]}}) { nodes { id } } }',
        "/canvases?filter[shown_at][in]=2026-01-01T00:00:00+99:00&fields=id",
    ),
]

PAGES: Final[list[Row]] = [
    ("PAGE_INVALID", releases("first: 101"), "/releases?first=101&fields=title"),
    ("PAGE_INVALID", releases("first: -1"), "/releases?first=-1&fields=title"),
    ("PAGE_INVALID", releases("last: 2147483647"), "/releases?last=2147483647&fields=title"),
    ("PAGE_INVALID", releases("first: 1, last: 1"), "/releases?first=1&last=1&fields=title"),
    (
        "PAGE_INVALID",
        "{ releases { nodes { tracks(first: 101) { nodes { id } } } } }",
        "/releases?fields=tracks(id)&tracks.first=101",
    ),
    (
        "PAGE_INVALID",
        "{ releases { nodes { tracks(last: -5) { nodes { id } } } } }",
        "/releases?fields=tracks(id)&tracks.last=-5",
    ),
    ("CURSOR_INVALID", releases('after: "x"'), "/releases?after=x&fields=title"),
    ("CURSOR_INVALID", releases('after: ""'), "/releases?after=&fields=title"),
    ("CURSOR_INVALID", releases('before: "not base64!"'), "/releases?before=not base64!&fields=title"),
    ("CURSOR_INVALID", releases(f'after: "{CURSOR}"'), f"/releases?after={CURSOR}&fields=title"),
    (
        "CURSOR_INVALID",
        releases(f'after: "{CURSOR}", sort: [{{title: ASC}}]'),
        f"/releases?after={CURSOR}&sort=title&fields=title",
    ),
    (
        "CURSOR_INVALID",
        f'{{ artists {{ nodes {{ releases(after: "{CURSOR}") {{ nodes {{ id }} }} }} }} }}',
        f"/artists?fields=releases(id)&releases.after={CURSOR}",
    ),
    ("SORT_INVALID", releases("sort: [{title: ASC}, {title: DESC}]"), "/releases?sort=title,-title&fields=title"),
    (
        "SORT_INVALID",
        releases("sort: [{title: ASC}, {stock: ASC}, {price: ASC}, {format: ASC}, {cover: ASC}, {id: ASC}]"),
        "/releases?sort=title,stock,price,format,cover,id&fields=title",
    ),
]


def deep_filter(levels: int) -> Row:
    filter_, path = '{name: {eq: "x"}}', "[not]" * levels
    for _ in range(levels):
        filter_ = f"{{not: {filter_}}}"
    return (
        "DEPTH_LIMIT",
        f"{{ genres(filter: {filter_}) {{ nodes {{ id }} }} }}",
        f"/genres?filter{path}[name]=x&fields=id",
    )


LIMITS: Final[list[Row]] = [
    (
        "COST_LIMIT",
        "{ artists(first: 100) { nodes { releases(first: 100) { nodes { id } } } } }",
        "/artists?first=100&fields=releases(id)&releases.first=100",
    ),
    (
        "COST_LIMIT",
        "{ artists(first: 100) { nodes { releases(first: 40) { nodes { title } totalCount } } } }",
        "/artists?first=100&fields=releases(title)&releases.first=40&releases.count=exact",
    ),
    deep_filter(11),
]

SAME: Final = [
    *((row, "shop", ANONYMOUS) for row in (*FIELDS, *FILTERS, *VALUES, *PAGES, *LIMITS)),
    *((row, "atelier", IDA) for row in ATELIER),
    *(
        (row, "shop", caller)
        for caller, row in (
            (ADA, ("FIELD_UNKNOWN", "{ orders { nodes { staffNote } } }", "/orders?fields=staff_note")),
            (
                ADA,
                (
                    "FIELD_UNKNOWN",
                    "{ orders(sort: [{staffNote: ASC}]) { nodes { id } } }",
                    "/orders?sort=staff_note&fields=id",
                ),
            ),
            (LABEL, ("FIELD_UNKNOWN", "{ orderLines { nodes { orderId } } }", "/order-lines?fields=order_id")),
            (LABEL, ("FIELD_UNKNOWN", "{ orderLines { nodes { order { id } } } }", "/order-lines?fields=order(id)")),
            (
                CLERK,
                (
                    "VALUE_INVALID",
                    '{ orders(filter: {total: {lt: "-"}}) { nodes { id } } }',
                    "/orders?filter[total][lt]=-&fields=id",
                ),
            ),
        )
    ),
]


def deep(levels: int) -> Row:
    """Genres within genres: `levels` of them below the first."""
    graphql = "{ nodes { id } }"
    for _ in range(levels):
        graphql = f"{{ nodes {{ children(first: 1) {graphql} }} }}"
    rest = "children(" * levels + "id" + ")" * levels
    pages = "".join(f"&{'.'.join(['children'] * (n + 1))}.first=1" for n in range(levels))
    return "DEPTH_LIMIT", f"{{ genres(first: 1) {graphql} }}", f"/genres?first=1&fields={rest}{pages}"


# one code and status, in words of their own: REST names what it was asked for, and only its own paths
RESOURCES_OF_CALLERS: Final = [
    *((row, "shop", ANONYMOUS) for row in RESOURCES),
    (("RESOURCE_UNKNOWN", "{ orders { nodes { id } } }", "/orders?fields=id"), "shop", LABEL),
    (("RESOURCE_UNKNOWN", "{ orders { nodes { id } } }", "/orders?fields=id"), "shop", person("customer")),
    (("RESOURCE_UNKNOWN", "{ wishlistEntries { nodes { id } } }", "/wishlist-entries?fields=id"), "shop", CLERK),
    # a document is measured before it is a plan
    (deep(11), "shop", ANONYMOUS),
]

# what only one grammar can say wrong: code, address
REST_ALONE: Final = [
    ("FIELDS_SYNTAX", "/releases?fields=title,,price"),
    ("FIELDS_SYNTAX", "/releases?fields=artist(name"),
    ("FIELDS_SYNTAX", "/releases?fields=title)"),
    ("FIELDS_SYNTAX", "/releases?fields=title,title"),
    ("FIELD_UNKNOWN", "/releases?fields=title(name)"),
    ("PARAMETER_UNKNOWN", "/releases?limit=5"),
    ("PARAMETER_UNKNOWN", "/releases?titles.first=5"),
    ("PARAMETER_UNKNOWN", "/releases?fields=title&tracks.first=5"),
    ("PARAMETER_UNKNOWN", "/releases/1?artist.fields=name"),
    ("PARAMETER_UNKNOWN", "/releases/1?first=1"),
    ("PARAMETER_REPEATED", "/releases?first=1&first=2"),
    ("SORT_INVALID", "/releases?sort=title desc"),
    ("SORT_INVALID", "/releases?sort="),
    ("SORT_INVALID", "/releases?sort=details"),
    ("SORT_INVALID", "/releases?sort=tracks.seconds"),
    ("SORT_INVALID", "/artists?sort=initials"),
    ("FILTER_INVALID", "/artists?filter[initials]=SÖ"),
    ("FILTER_INVALID", "/releases?filter[tracks][seconds]=1"),
    ("FILTER_INVALID", "/releases?filter[title]=a&filter[title][eq]=b"),
    ("FILTER_INVALID", "/releases?filter[or][x][title]=a"),
    ("OPERATOR_UNKNOWN", "/releases?filter[price][like]=1"),
    ("OPERATOR_UNKNOWN", "/releases?filter[title][matches]=a"),
    # the types that GraphQL has by itself refuse these before the gateway sees them
    ("VALUE_INVALID", "/tracks?filter[seconds][gt]=many"),
    ("VALUE_INVALID", "/tracks?filter[explicit]=1"),
    ("VALUE_INVALID", "/releases?filter[format]=MP3"),
    ("VALUE_INVALID", "/releases?filter[cover][is_null]=maybe"),
    ("VALUE_INVALID", "/releases?count=roughly"),
    ("PAGE_INVALID", "/releases?first=ten"),
    ("NOT_FOUND", "/releases/4711"),
    ("NOT_FOUND", "/releases/9"),
    ("RESOURCE_UNKNOWN", "/records"),
    ("RESOURCE_UNKNOWN", "/releases/1/tracks/2"),
]
GRAPHQL_ALONE: Final = [
    ("DOCUMENT_SYNTAX", "{ releases { nodes { title }"),
    ("DOCUMENT_INVALID", "{ releases { nodes } }"),
    ("DOCUMENT_INVALID", matching('initials: {eq: "x"}')),
    ("DOCUMENT_INVALID", matching('price: {like: "1"}')),
    ("DOCUMENT_INVALID", matching("format: {eq: MP3}")),
    ("DOCUMENT_INVALID", releases('first: "ten"')),
    ("DOCUMENT_INVALID", "{ tracks(filter: {seconds: {gt: many}}) { nodes { id } } }"),
    ("DOCUMENT_INVALID", "{ releases(sort: [{details: ASC}]) { nodes { id } } }"),
    ("FILTER_INVALID", matching("title: {eq: null}")),
    ("FILTER_INVALID", matching("or: []")),
    ("FIELD_UNKNOWN", "{ records { nodes { title } } }"),
    ("VALUE_INVALID", '{ node(id: "7") { id } }'),
    ("RESOURCE_UNKNOWN", '{ node(id: "Record:7") { id } }'),
    ("VALUE_INVALID", '{ release(id: "Release:") { title } }'),
    ("VALUE_INVALID", '{ release(id: "Artist:1") { title } }'),
]


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(request, tmp_path_factory) as world:
        yield world


def told(reply: Reply) -> tuple[Any, ...]:
    """An error of either door as both of them know it."""
    if "errors" in reply.json:
        error = reply.json["errors"][0]
        more = error["extensions"]
        return more["code"], more["title"], error["message"], more["status"], more.get("hint"), more.get("pointer")
    found = reply.json
    return found["code"], found["title"], found["detail"], found["status"], found.get("hint"), found.get("pointer")


async def asked(doors: Doors, row: Row, caller: Caller) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    _, query, address = row
    return told(await doors.graphql(query, caller=caller)), told(await doors.rest(address, caller))


def called(value: object) -> str:
    """The same in each process, which the order of a set is not."""
    return " ".join([value.id or "", *sorted(value.roles)]) if isinstance(value, Caller) else str(value)


@pytest.mark.parametrize(("row", "domain", "caller"), SAME, ids=called)
async def test_the_same_error(world: World, row: Row, domain: str, caller: Caller):
    doors = world.shop if domain == "shop" else world.atelier
    graphql, rest = await asked(doors, row, caller)
    assert graphql[0] == row[0]
    assert graphql == rest


@pytest.mark.parametrize(("row", "domain", "caller"), RESOURCES_OF_CALLERS, ids=called)
async def test_the_same_code(world: World, row: Row, domain: str, caller: Caller):
    graphql, rest = await asked(world.shop, row, caller)
    assert graphql[0] == row[0]
    assert (graphql[0], graphql[1], graphql[3]) == (rest[0], rest[1], rest[3])


@pytest.mark.parametrize(("code", "address"), REST_ALONE, ids=str)
async def test_what_only_rest_can_say_wrong(world: World, code: str, address: str):
    assert told(await world.shop.rest(address))[0] == code


@pytest.mark.parametrize(("code", "query"), GRAPHQL_ALONE, ids=str)
async def test_what_only_graphql_can_say_wrong(world: World, code: str, query: str):
    assert told(await world.shop.graphql(query))[0] == code


async def test_a_row_that_is_not_there_is_null_or_not_found(world: World):
    for address, query in (
        ("/releases/4711", '{ release(id: "Release:4711") { id } }'),
        ("/releases/9", '{ release(id: "Release:9") { id } }'),
    ):
        assert await world.shop.data(query) == {"release": None}
        assert (await world.shop.rest(address)).status == 404


def test_there_are_rows():
    assert len(SAME) >= 40
