"""A scope narrows what a caller's roles and identity allow, resource by resource, the same on both doors.

The rule in Python is that of `tests.reference.sight`: where no scope covers a resource, its caller is nobody there.
"""

from __future__ import annotations

import doctest
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from gateway import migrations
from gateway.auth import scopes
from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import Resource, camel, load
from tests import databases, loading
from tests.cases.test_cases import CASES, Case
from tests.cases.world import World, open_world
from tests.doors import MOMENT, Doors, Reply, open_doors, person
from tests.reference.databases import fill
from tests.reference.evaluate import Evaluator
from tests.reference.reads import Collection, Listing, Page, Select
from tests.reference.requests import reads
from tests.reference.sample import SHOP
from tests.reference.sight import Sight
from tests.reference.spelling import GraphQL, Rest
from tests.test_errors_on_both_doors import told
from tests.test_two_doors import check

CATALOG: Final = load("domain")
WORLD: Final = SHOP.world(CATALOG)
PAGE: Final = 100
IDENTITIES: Final = {
    "nobody in particular": person(account="acct-nobody"),
    "customer": person("customer", account="acct-customer"),
    "label": person("label", account="acct-label"),
    "customer and label": person("customer", "label", account="acct-both"),
    "clerk": person("clerk", account="acct-clerk"),
}
CLERK: Final = IDENTITIES["clerk"]
CUSTOMER: Final = IDENTITIES["customer"]


def path_of(resource: Resource) -> str:
    return resource.plural.replace("_", "-")


def drawn() -> Iterator[frozenset[str]]:
    """Scopes of every kind: none, those that speak of no rows, each resource by itself, some of them, and all."""
    singles = [f"{path_of(resource)}:read" for resource in CATALOG.served]
    random = Random(11)
    yield from (frozenset(), frozenset({"openid", "email"}), frozenset({"write", "orders:write", "introspect"}))
    yield from (frozenset({scope}) for scope in singles)
    yield from (frozenset(random.sample(singles, size)) for size in (2, 3, 4, 6, 8, 10))
    yield from (frozenset(singles), frozenset({"read"}), frozenset({"read", "orders:read"}))


SCOPES: Final = list(drawn())


def narrowed(caller: Caller, *given: str) -> Caller:
    return replace(caller, scopes=frozenset(given))


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path_factory.mktemp("shop")) as empty:
        limits = {
            "cache_bytes": 0,
            "page_max": PAGE,
            "cost_limit": 10**9,
            "document_bytes": 10**6,
            "aliases": 10**4,
            "tokens": 10**5,
        }
        wanted = empty.model_copy(update=limits)
        await migrations.apply(wanted)
        await fill(wanted, CATALOG, WORLD)
        async with open_doors(wanted) as doors:
            yield doors


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(request, tmp_path_factory) as opened:
        yield opened


async def spelled(doors: Doors, address: str, caller: Caller) -> Reply:
    """Ask for an address as it travels."""
    path, _, query = address.partition("?")
    return await doors._ask(doors.rest_door, "GET", unquote(path), query.encode(), b"", caller)


def sight_of(caller: Caller) -> Sight:
    return Sight(CATALOG, WORLD, caller, MOMENT)


# --- what is left, for every scope, role and resource -----------------------------------------------------------------


@pytest.mark.parametrize("identity", IDENTITIES)
async def test_rows_and_fields_are_those_of_the_rule(shop: Doors, identity: str):
    for given_scopes in SCOPES:
        caller = narrowed(IDENTITIES[identity], *given_scopes)
        evaluator = Evaluator(sight_of(caller), shop.engine.binder.cursor_key, PAGE)
        for resource in evaluator.sight.resources():
            names = evaluator.sight.names(resource)
            own = tuple(name for name in resource.columns if name in names)
            read = Collection(resource.name, Listing(Select(own), page=Page(first=PAGE), count=True))
            answer = evaluator.answer(read)
            rest, graphql = Rest(evaluator, Random(0)), GraphQL(evaluator, Random(0))
            expected = rest.written(read, answer)
            assert expected is not None
            check((await spelled(shop, rest.path(read), caller)).body, expected)
            found = await shop.graphql(graphql.document(read), graphql.variables, caller)
            check(found.body, graphql.written(read, answer))


async def refusals(doors: Doors, caller: Caller, resource: Resource, name: str | None) -> tuple[Reply, Reply]:
    """What both doors say to who asks for a field, or for the resource."""
    root = camel(resource.plural)
    if name is None:
        return await doors.graphql(f"{{ {root} {{ totalCount }} }}", caller=caller), await doors.rest(
            f"/{path_of(resource)}?count=exact", caller
        )
    relation = resource.relations.get(name)
    below = "" if relation is None else "{ nodes { id } }" if relation.many else "{ id }"
    query = f"{{ {root} {{ nodes {{ {camel(name)} {below} }} }} }}"
    return await doors.graphql(query, caller=caller), await doors.rest(f"/{path_of(resource)}?fields={name}", caller)


@pytest.mark.parametrize("identity", IDENTITIES)
async def test_what_a_scope_would_open_is_said_and_nothing_else_is(shop: Doors, identity: str):
    """The scope that is named is enough, and no word of it too much; where none would help the refusal says nothing."""
    whole = sight_of(IDENTITIES[identity])
    told_of = 0
    for given_scopes in [*SCOPES[:3], *SCOPES[3:14:3], *SCOPES[14:17]]:
        caller = narrowed(IDENTITIES[identity], *given_scopes)
        sight = sight_of(caller)
        for resource in CATALOG.served:
            seen, possible = sight.names(resource), whole.names(resource)
            asked = [None] if not seen else [name for name in resource.names if name not in seen]
            for name in asked:
                graphql, rest = await refusals(shop, caller, resource, name)
                assert told(graphql)[0] == told(rest)[0]
                if not (possible if name is None else name in possible):
                    assert told(rest)[0] == ("RESOURCE_UNKNOWN" if name is None else "FIELD_UNKNOWN")
                    assert "www-authenticate" not in {**rest.headers, **graphql.headers}
                    continue
                told_of += 1
                wanted = insufficient(graphql, rest)
                enough = sight_of(narrowed(caller, *given_scopes, *wanted))
                assert name in enough.names(resource) if name else enough.names(resource)
                for fewer in combinations(wanted, len(wanted) - 1):
                    less = sight_of(narrowed(caller, *given_scopes, *fewer)).names(resource)
                    assert name not in less if name else not less
    assert (told_of > 50) == (identity not in {"nobody in particular", "label"})


def insufficient(graphql: Reply, rest: Reply) -> list[str]:
    """The scopes that both doors ask for, in the same words."""
    assert told(graphql) == told(rest)
    assert (graphql.status, rest.status, told(rest)[0]) == (403, 403, "INSUFFICIENT_SCOPE")
    challenge = rest.headers["www-authenticate"]
    assert graphql.headers["www-authenticate"] == challenge
    prefix = 'Bearer error="insufficient_scope", scope="'
    assert challenge.startswith(prefix) and challenge.endswith('"')
    wanted = challenge.removeprefix(prefix).removesuffix('"')
    assert f'"{wanted}"' in told(rest)[4]
    return wanted.split(" ")


# --- attacks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attack:
    """`wanted` is the scope that is asked for; `given` are those that there are."""

    given: str
    wanted: str
    graphql: str
    rest: str


ATTACKS: Final = [
    Attack(
        "orders:read",
        "customers:read",
        '{ orders(filter: {customer: {email: {startsWith: "a"}}}) { nodes { id } } }',
        "/orders?filter[customer][email][starts_with]=a&fields=id",
    ),
    Attack(
        "orders:read",
        "customers:read",
        '{ orders(filter: {not: {customerId: {eq: "Customer:1"}}}) { totalCount } }',
        "/orders?filter[not][customer_id]=1&count=exact",
    ),
    Attack(
        "orders:read",
        "customers:read",
        "{ orders(sort: [{customer: {email: ASC}}]) { nodes { id } } }",
        "/orders?sort=customer.email&fields=id",
    ),
    Attack(
        "orders:read",
        "order-lines:read",
        "{ orders { nodes { lines { totalCount } } } }",
        "/orders?fields=lines(id)&lines.count=exact",
    ),
    Attack(
        "orders:read",
        "order-lines:read",
        "{ orders(filter: {lines: {none: {quantity: {gt: 1}}}}) { nodes { id } } }",
        "/orders?filter[lines][none][quantity][gt]=1&fields=id",
    ),
    Attack(
        "orders:read",
        "order-lines:read",
        '{ order(id: "Order:1") { lines { nodes { id } } } }',
        "/orders/1/lines",
    ),
    Attack("order-lines:read", "orders:read", "{ orderLines { nodes { orderId } } }", "/order-lines?fields=order_id"),
    Attack(
        "order-lines:read",
        "orders:read",
        "{ orderLines(filter: {order: {total: {gte: 0}}}) { totalCount } }",
        "/order-lines?filter[order][total][gte]=0&count=exact",
    ),
    Attack(
        "openid",
        "order-lines:read",
        "{ releases { nodes { orderLines(first: 1) { nodes { id } } } } }",
        "/releases?fields=order_lines(id)&order_lines.first=1",
    ),
    Attack("openid", "releases:read", "{ releases { nodes { cost } } }", "/releases?fields=cost"),
    Attack(
        "openid", "releases:read", "{ releases(sort: [{cost: DESC}]) { nodes { id } } }", "/releases?sort=-cost&fields=id"
    ),
    Attack(
        "orders:read releases:write",
        "releases:read",
        "{ artists { nodes { releases(sort: [{cost: DESC}], first: 1) { nodes { id } } } } }",
        "/artists?fields=releases(id)&releases.sort=-cost&releases.first=1",
    ),
    Attack("openid", "reviews:read", "{ reviews { nodes { published } } }", "/reviews?fields=published"),
    Attack(
        "orders:read",
        "customers:read",
        '{ customer(id: "Customer:1") { orders { nodes { id } } } }',
        "/customers/1/orders",
    ),
    Attack("customers:read", "orders:read", '{ node(id: "Order:1") { id } }', "/orders/1"),
    Attack("customers:read", "orders:read", "{ orders { totalCount } }", "/orders?count=exact"),
    Attack(
        "openid", "customers:read", "{ customers { nodes { displayName } } }", "/customers?fields=display_name"
    ),
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.rest)
async def test_there_is_no_way_around(world: World, attack: Attack):
    clerk = narrowed(CLERK, *attack.given.split())
    graphql, rest = await world.shop.graphql(attack.graphql, caller=clerk), await world.shop.rest(attack.rest, clerk)
    assert insufficient(graphql, rest) == [attack.wanted]
    # with what is asked for the same question is answered, and who would get nothing from it is told nothing
    enough = narrowed(CLERK, *attack.given.split(), attack.wanted)
    assert (await world.shop.rest(attack.rest, enough)).status == 200
    await world.shop.data(attack.graphql, caller=enough)
    for nobody in (ANONYMOUS, person(account="acct-nobody"), narrowed(person(account="acct-nobody"), "openid")):
        refused = await world.shop.graphql(attack.graphql, caller=nobody), await world.shop.rest(attack.rest, nobody)
        assert {told(reply)[0] for reply in refused} <= {"FIELD_UNKNOWN", "RESOURCE_UNKNOWN"}
        assert b"scope" not in refused[0].body + refused[1].body


async def test_own_orders_and_their_lines(world: World):
    ada = person("customer", account="acct-ada")
    orders = "/orders?fields=id&count=exact"
    assert (await world.shop.found(orders, narrowed(ada, "orders:read")))["page"]["total"] == 2
    assert (await world.shop.rest(orders, narrowed(ada, "order-lines:read"))).status == 403
    lines = "/orders?fields=id,lines(id)"
    assert (
        told(await world.shop.rest(lines, narrowed(ada, "orders:read")))[4] == 'It takes the scope "order-lines:read".'
    )
    both = await world.shop.found(lines, narrowed(ada, "orders:read", "order-lines:read"))
    assert [[line["id"] for line in row["lines"]["data"]] for row in both["data"]] == [[1, 2], [3]]
    # whose lines they are is a rule of the lines: it needs no scope for orders
    alone = await world.shop.found("/order-lines?fields=id", narrowed(ada, "order-lines:read"))
    assert [row["id"] for row in alone["data"]] == [1, 2, 3]


async def test_a_list_has_fewer_rows_and_a_row_is_not_found(world: World):
    """Release 9 is not out yet: its label sees it, with a scope for releases."""
    label = person("label", account="acct-label")
    wide, narrow = narrowed(label, "releases:read"), narrowed(label, "labels:read")
    assert [row["id"] for row in (await world.shop.found("/releases?fields=id", wide))["data"]] == [*range(1, 10)]
    assert [row["id"] for row in (await world.shop.found("/releases?fields=id", narrow))["data"]] == [*range(1, 9)]
    query = '{ release(id: "Release:9") { id } node(id: "Release:9") { id } nodes(ids: ["Release:9"]) { id } }'
    assert await world.shop.data(query, caller=narrow) == {"release": None, "node": None, "nodes": [None]}
    reply = await world.shop.rest("/releases/9", narrow)
    assert (reply.status, reply.json["code"]) == (404, "NOT_FOUND")
    assert "www-authenticate" not in reply.headers


async def test_a_cursor_of_a_wide_credential_opens_nothing(world: World):
    shop = world.shop
    page = await shop.found("/releases?fields=id&sort=-released_on&first=1", CLERK)
    assert [row["id"] for row in page["data"]] == [9]
    cursor = page["page"]["end_cursor"]
    narrow = narrowed(CLERK, "orders:read")
    after = await shop.found(f"/releases?fields=id&sort=-released_on&after={cursor}", narrow)
    assert [row["id"] for row in after["data"]] == [8, 7, 6, 5, 4, 2, 3, 1]
    before = f"/releases?fields=id&sort=-released_on&before={cursor}"
    assert (await shop.found(before, narrow))["data"] == []
    # in an order that the narrow credential may not ask for it is of no use
    costly = (await shop.found("/releases?fields=id&sort=-cost&first=3", CLERK))["page"]["end_cursor"]
    graphql = await shop.graphql(
        f'{{ releases(sort: [{{cost: DESC}}], after: "{costly}") {{ nodes {{ id }} }} }}', caller=narrow
    )
    rest = await shop.rest(f"/releases?fields=id&sort=-cost&after={costly}", narrow)
    assert insufficient(graphql, rest) == ["releases:read"]
    # and for a resource of which it may read nothing
    order = (await shop.found("/orders?fields=id&first=1", CLERK))["page"]["end_cursor"]
    assert (await shop.rest(f"/orders?after={order}", narrowed(CLERK, "customers:read"))).status == 403


async def test_the_index_shows_what_is_left(world: World):
    async def shown(caller: Caller) -> set[str]:
        return set((await world.shop.found("/", caller))["data"])

    everybody = await shown(ANONYMOUS)
    assert await shown(narrowed(CLERK, "openid")) == everybody
    assert await shown(narrowed(CLERK, "orders:read")) == everybody | {"orders"}


@pytest.fixture(params=databases.DIALECTS)
async def claimed(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Doors]:
    """Rules that ask for claims and for no role."""
    columns = ("id", "owner", "public", "secret", "until", "team_id")
    rows = [(1, "ann", False, 0, None, None), (2, "bob", True, 0, None, None), (3, "all", False, 0, None, None)]
    async with databases.empty(request, tmp_path, "tests.traps") as empty:
        await loading.make_tables(empty)
        await loading.fill(empty, [(name, columns, rows) for name in ("notmine", "either", "masked")])
        async with open_doors(empty) as doors:
            yield doors


async def test_claims_count_where_a_scope_covers_them(claimed: Doors):
    ann = person(account="ann")
    wide, narrow = narrowed(ann, "eithers:read", "maskeds:read"), narrowed(ann, "not-mines:read")

    async def keys(collection: str, caller: Caller) -> list[int]:
        return [row["id"] for row in (await claimed.found(f"/{collection}?fields=id", caller))["data"]]

    assert await keys("eithers", wide) == [1, 2, 3]
    assert await keys("eithers", narrow) == await keys("eithers", ANONYMOUS) == [2, 3]
    assert await keys("not-mines", narrow) == [2, 3]
    refused = [
        (wide, "not-mines:read", "{ notMines { totalCount } }", "/not-mines?count=exact"),
        (narrow, "maskeds:read", "{ maskeds { nodes { secret } } }", "/maskeds?fields=secret"),
    ]
    for caller, wanted, query, address in refused:
        assert insufficient(await claimed.graphql(query, caller=caller), await claimed.rest(address, caller)) == [
            wanted
        ]
    shown = await claimed.found("/maskeds?fields=secret", wide)
    assert [row["secret"] for row in shown["data"]] == [0, None, None]


async def test_callers_of_one_standing_share_statements(world: World):
    question = "/orders?fields=id"

    def statement(caller: Caller) -> Any:
        return world.shop.asked_rest(question, caller).prepared

    ada, bo = person("customer", account="acct-ada"), person("customer", account="acct-bo")
    first = statement(narrowed(ada, "orders:read", "openid"))
    assert statement(narrowed(bo, "orders:read", "email", "orders:write")) is first
    assert statement(narrowed(bo, "orders:read", "customers:read")) is not first
    assert statement(narrowed(ada, "read")) is statement(bo)


# --- without a scope that covers anything a caller is anonymous -------------------------------------------------------


def headers_of(reply: Reply) -> dict[str, str]:
    """Without what says that the second of two has the answer of the first."""
    return {name: value for name, value in reply.headers.items() if name not in {"age", "cache-status"}}


async def same_as_anonymous(doors: Doors, whole: Caller, ask: Any) -> None:
    """Byte by byte, or a refusal where anybody else is refused as well, and where the whole credential is not."""
    nobody, narrow = await ask(doors, ANONYMOUS), await ask(doors, narrowed(whole, "openid"))
    if narrow.status != 403:
        assert (narrow.status, headers_of(narrow), narrow.body) == (nobody.status, headers_of(nobody), nobody.body)
        return
    assert told(narrow)[0] == "INSUFFICIENT_SCOPE"
    assert told(nobody)[0] in {"RESOURCE_UNKNOWN", "FIELD_UNKNOWN"}
    assert (await ask(doors, whole)).status != 403


@pytest.mark.parametrize("case", CASES, ids=lambda folder: folder.name)
async def test_golden_questions(world: World, case: Any):
    asked = Case(case)
    doors = world.atelier if case.name.startswith("atelier") else world.shop
    whole = asked.caller if asked.caller.kind != "anonymous" else CLERK
    await same_as_anonymous(doors, whole, lambda doors, caller: doors.graphql(asked.query, asked.variables, caller))
    for address in asked.addresses:
        await same_as_anonymous(doors, whole, lambda doors, caller, at=address: doors.rest(at, caller))


@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
@pytest.mark.parametrize("identity", ["clerk", "customer and label"])
async def test_random_questions(shop: Doors, identity: str, data: st.DataObject):
    """Questions that the whole credential has answers to."""
    whole = IDENTITIES[identity]
    evaluator = Evaluator(sight_of(whole), shop.engine.binder.cursor_key, PAGE)
    read = data.draw(reads(evaluator.sight))
    address = Rest(evaluator, Random(1)).path(read)
    graphql = GraphQL(evaluator, Random(1))
    query = graphql.document(read)
    note(f"{address}\n{query} {graphql.variables}")

    async def rest(doors: Doors, caller: Caller) -> Reply:
        return await spelled(doors, address, caller)

    async def asked(doors: Doors, caller: Caller) -> Reply:
        return await doors.graphql(query, graphql.variables, caller)

    await same_as_anonymous(shop, whole, rest)
    await same_as_anonymous(shop, whole, asked)


# --- the words --------------------------------------------------------------------------------------------------------


def test_the_vocabulary():
    known = scopes.known(CATALOG)
    assert known == scopes.known(CATALOG.served)
    assert {"read", "write", "orders:read", "wishlist-entries:write", "openid", "offline_access", "introspect"} <= known
    assert known - scopes.SENTENCES.keys() == {
        f"{path_of(r)}:{access}" for r in CATALOG.served for access in ("read", "write")
    }
    assert "orders" not in known and "wishlist_entries:read" not in known and "orders:delete" not in known


def test_every_scope_has_words_of_its_own():
    known = scopes.known(CATALOG)
    assert len({scopes.words(scope) for scope in known}) == len(known)
    assert scopes.words("read") == "Read everything that you may read"
    assert scopes.words("orders:read") == "Read your orders"
    assert scopes.words("wishlist-entries:write") == "Change your wishlist entries"
    assert [scopes.words(gone) for gone in ("gone", ":read", "orders:delete")] == ["gone", ":read", "orders:delete"]
    assert doctest.testmod(scopes) == doctest.TestResults(failed=0, attempted=1)


def test_a_scope_text_is_that_of_rfc_6749():
    assert scopes.parse("read orders:read read") == ("read", "orders:read")
    assert scopes.parse("!#[]~") == ("!#[]~",)
    for text in (
        "",
        " ",
        " read",
        "read ",
        "read  write",
        "read\twrite",
        "read\n",
        'a"b',
        "a\\b",
        "é",
        "\x7f",
        "a\x00",
    ):
        with pytest.raises(scopes.ScopeInvalid):
            scopes.parse(text)
    assert scopes.checked("openid read", {"openid", "read"}) == ("openid", "read")
    with pytest.raises(scopes.ScopeInvalid) as error:
        scopes.checked("openid <script>", {"openid"})
    assert "script" not in str(error.value)
