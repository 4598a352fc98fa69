"""What is done in the shop: orders come, go out and are taken back, stock is counted, reviews are published."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import orjson
import pytest

from gateway import actions, identity
from gateway.actions import ActionSpec
from gateway.caller import Caller
from gateway.catalog import camel, load
from gateway.declare import Refusal
from gateway.errors import GatewayError, Overloaded
from gateway.settings import Settings
from gateway.writing.given import Spelling
from gateway.writing.work import Work
from tests import databases
from tests.domain import counter
from tests.domain.counter import (
    ADMIN,
    ANN,
    BOB,
    CD,
    CLERK,
    DEAR,
    EDITOR,
    FILES,
    FILLED,
    OWNER,
    RARE,
    READER,
    SOON,
    STRANGER,
    TAPE,
)
from tests.doors import Doors, Reply, person
from tests.test_errors_on_both_doors import told

KEYS: Final = Spelling("key")


@dataclass(frozen=True)
class Refused:
    code: str
    status: int
    pointer: str | None


@dataclass
class Shop:
    settings: Settings
    doors: Doors
    door: str

    async def ask(self, caller: Caller, name: str, **given: Any) -> Any:
        """The key of the row that the action returned, or why it was refused."""
        spec = self.doors.actions.by_name[name]
        return await getattr(self, f"by_{self.door}")(spec, caller, given)

    async def by_engine(self, spec: ActionSpec, caller: Caller, given: dict[str, Any]) -> Any:
        async def run(work: Work) -> Any:
            return await actions.run(spec, caller, given, KEYS, work)

        try:
            return await self.doors.writes.transact(caller, KEYS, run)
        except GatewayError as error:
            return Refused(error.code, error.status, error.pointer)

    async def by_rest(self, spec: ActionSpec, caller: Caller, given: dict[str, Any]) -> Any:
        reply = await self.doors.post(f"/{spec.path}", orjson.dumps(given), caller)
        return reply.json["data"]["id"] if reply.status == 200 else refused(reply)

    async def by_graphql(self, spec: ActionSpec, caller: Caller, given: dict[str, Any]) -> Any:
        field = camel(spec.name)
        reply = await self.doors.graphql(
            f"mutation {{ {field}({written(given)[1:-1]}) {{ databaseId }} }}", caller=caller
        )
        return refused(reply) if "errors" in reply.json else reply.json["data"][field]["databaseId"]

    async def place(self, caller: Caller, *lines: tuple[int, int]) -> Any:
        return await self.ask(caller, "place_order", lines=[{"release": key, "quantity": many} for key, many in lines])

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return await databases.run(self.settings, statement)

    async def stock(self, key: int) -> int:
        [[stock]] = [row[1:] for row in await self.rows('SELECT id, stock FROM "release"') if row[0] == key]
        return int(stock)

    async def status(self, key: int) -> str:
        [found] = [row[1] for row in await self.rows('SELECT id, status FROM "order"') if row[0] == key]
        return str(found)


def refused(reply: Reply) -> Refused:
    code, _, _, status, _, pointer = told(reply)
    return Refused(code, status, pointer)


def written(value: Any, name: str = "") -> str:
    """As GraphQL writes it."""
    match value:
        case dict():
            return "{" + ", ".join(f"{camel(key)}: {written(inner, key)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(inner) for inner in value) + "]"
        case int() if name in {"release", "order", "review"}:
            return f'"{name.title()}:{value}"'
    return orjson.dumps(value).decode()


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[counter.Counter]:
    async with counter.opened(request, tmp_path_factory.mktemp("acting")) as found:
        yield found


@pytest.fixture(params=["engine", "rest", "graphql"])
async def shop(request: pytest.FixtureRequest, opened: counter.Counter) -> Shop:
    await counter.fill(opened)
    return Shop(*opened, request.param)


# --- orders come ------------------------------------------------------------------------------------------------------


async def test_an_order_is_what_was_in_stock_at_the_price_of_the_moment(shop: Shop):
    key = await shop.place(ANN, (TAPE, 3), (CD, 2), (FILES, 100))
    await shop.rows("UPDATE \"release\" SET price = '1000.00'")
    lines = await shop.rows("SELECT release_id, quantity, unit_price FROM order_line ORDER BY release_id")
    assert [(release, many, Decimal(price)) for release, many, price in lines] == [
        (CD, 2, Decimal("9.99")),
        (TAPE, 3, Decimal("5.50")),
        (FILES, 100, Decimal("7.00")),
    ]
    [order] = await shop.rows('SELECT id, customer_id, status, total, currency, note FROM "order"')
    assert (*order[:3], Decimal(order[3]), *order[4:]) == (key, 1, "PLACED", Decimal("736.48"), "EUR", None)
    assert [await shop.stock(one) for one in (CD, TAPE, FILES)] == [8, 0, 0]


async def test_what_an_order_wrote_is_known_when_it_is_committed(shop: Shop):
    await shop.place(ANN, (CD, 1))
    [committed] = shop.doors.hooked
    assert committed.caller == ANN
    assert {row.resource for row in committed.rows} == {"Order", "OrderLine", "Release"}
    await shop.place(ANN, (CD, 100))
    assert len(shop.doors.hooked) == 1


@pytest.mark.parametrize(
    ("lines", "code", "status", "pointer"),
    [
        ([], "ORDER_EMPTY", 422, "/lines"),
        ([(CD, 1), (TAPE, 1), (CD, 2)], "RELEASE_REPEATED", 422, "/lines/2"),
        ([(TAPE, 1), (CD, 0)], "VALUE_INVALID", 422, "/lines/1/quantity"),
        ([(CD, 101)], "VALUE_INVALID", 422, "/lines/0/quantity"),
        ([(CD, 1), (999, 1)], "INPUT_INVALID", 422, "/lines/1/release"),
        # it is not there for customers
        ([(SOON, 1)], "INPUT_INVALID", 422, "/lines/0/release"),
        ([(CD, 11)], "OUT_OF_STOCK", 409, "/lines/0/quantity"),
        ([(FILES, 1), (CD, 1), (TAPE, 4)], "OUT_OF_STOCK", 409, "/lines/2/quantity"),
        ([(DEAR, 2)], "ORDER_TOO_LARGE", 422, "/lines"),
    ],
)
async def test_an_order_that_cannot_be_placed_leaves_nothing(shop: Shop, lines, code, status, pointer):
    before = await everything(shop)
    assert await shop.place(ANN, *lines) == Refused(code, status, pointer)
    assert await everything(shop) == before
    assert shop.doors.hooked == []


async def everything(shop: Shop) -> list[Any]:
    tables = [await shop.rows(f'SELECT * FROM "{name}" ORDER BY id') for name in FILLED]
    return [[dict(enumerate(row)) for row in rows] for rows in tables]


async def test_who_may_read_what_is_not_out_yet_cannot_buy_it_either(shop: Shop):
    await shop.rows("INSERT INTO label_member (id, label_id, account_id, role) VALUES (9, 1, 'ann', 'READER')")
    both = person("customer", "label", account="ann")
    assert await shop.place(both, (CD, 1), (SOON, 1)) == Refused("NOT_RELEASED", 409, "/lines/1/release")
    assert await shop.stock(SOON) == 50 and await shop.stock(CD) == 10


async def test_the_shop_must_know_who_buys(shop: Shop):
    stranger = person("customer", account="eve")
    assert await shop.place(stranger, (CD, 1)) == Refused("CUSTOMER_MISSING", 409, None)
    assert await shop.place(CLERK, (CD, 1)) == Refused("FORBIDDEN", 403, None)


async def test_the_release_that_is_short_is_named(shop: Shop):
    class Short(Exception):
        pass

    async def run(work: Work) -> None:
        place = shop.doors.actions.by_name["place_order"]
        given = {"lines": [{"release": CD, "quantity": 1}, {"release": TAPE, "quantity": 4}]}
        with pytest.raises(Refusal, match=rf"^There are not 4 of release {TAPE} left\.$"):
            await actions.run(place, ANN, given, KEYS, work)
        raise Short

    with pytest.raises(Short):
        await shop.doors.writes.transact(ANN, KEYS, run)


async def test_a_hundred_orders_for_the_last_ten_sell_ten(shop: Shop):
    async def patiently(caller: Caller) -> Any:
        while True:
            found = await shop.place(caller, (CD, 1), (FILES, 1))
            if found != Refused(Overloaded.code, Overloaded.status, None):
                return found

    ended = await asyncio.gather(*(patiently(ANN if number % 2 else BOB) for number in range(100)))
    sold = [key for key in ended if isinstance(key, int)]
    assert len(sold) == len(set(sold)) == 10
    assert [one for one in ended if one not in sold] == [Refused("OUT_OF_STOCK", 409, "/lines/0/quantity")] * 90
    assert await shop.stock(CD) == 0
    assert len(await shop.rows('SELECT id FROM "order"')) == 10
    assert len(await shop.rows("SELECT id FROM order_line")) == 20


async def test_orders_that_name_the_same_things_in_other_orders_do_not_wait_for_each_other(shop: Shop):
    await shop.rows('UPDATE "release" SET stock = 1000')
    baskets = [[(CD, 1), (TAPE, 1)], [(TAPE, 1), (CD, 1)]] * 15
    ended = await asyncio.gather(*(shop.place(ANN, *lines) for lines in baskets))
    assert all(isinstance(key, int) or key.code == Overloaded.code for key in ended)
    sold = sum(isinstance(key, int) for key in ended)
    assert sold > 0 and [await shop.stock(key) for key in (CD, TAPE)] == [1000 - sold] * 2


# --- and are taken back -----------------------------------------------------------------------------------------------


async def test_a_cancelled_order_is_back_in_stock_once(shop: Shop):
    key = await shop.place(ANN, (CD, 4), (FILES, 2))
    assert await shop.stock(CD) == 6
    assert await shop.ask(ANN, "cancel_order", order=key) == key
    assert await shop.status(key) == "CANCELLED"
    assert await shop.ask(ANN, "cancel_order", order=key) == Refused("ORDER_CANCELLED", 409, "/order")
    assert await shop.ask(CLERK, "cancel_order", order=key) == Refused("ORDER_CANCELLED", 409, "/order")
    assert [await shop.stock(one) for one in (CD, FILES)] == [10, 0]


async def test_many_who_cancel_at_once_put_it_back_once(shop: Shop):
    key = await shop.place(ANN, (CD, 4))
    ended = await asyncio.gather(*(shop.ask(one, "cancel_order", order=key) for one in (ANN, CLERK) * 5))
    assert ended.count(key) == 1 and ended.count(Refused("ORDER_CANCELLED", 409, "/order")) == 9
    assert await shop.stock(CD) == 10


async def test_customers_cancel_what_is_here_and_clerks_what_came_back(shop: Shop):
    key = await shop.place(ANN, (CD, 4))
    assert await shop.ask(CLERK, "ship_order", order=key) == key
    assert await shop.ask(ANN, "cancel_order", order=key) == Refused("ORDER_SHIPPED", 409, "/order")
    assert await shop.stock(CD) == 6
    assert await shop.ask(CLERK, "cancel_order", order=key) == key
    assert await shop.stock(CD) == 10


async def test_an_order_of_another_is_none(shop: Shop):
    key = await shop.place(ANN, (CD, 4))
    assert await shop.ask(BOB, "cancel_order", order=key) == Refused("INPUT_INVALID", 422, "/order")
    assert await shop.ask(OWNER, "cancel_order", order=key) == Refused("FORBIDDEN", 403, None)
    # who reads all orders has not placed them
    reader = person("customer", "admin", account="bob")
    assert await shop.ask(reader, "cancel_order", order=key) == Refused("NOT_YOUR_ORDER", 403, "/order")
    assert await shop.status(key) == "PLACED" and await shop.stock(CD) == 6


@pytest.mark.parametrize(
    ("status", "ended"),
    [("PLACED", None), ("PAID", None), ("SHIPPED", "ORDER_SHIPPED"), ("CANCELLED", "ORDER_CANCELLED")],
)
async def test_what_can_be_shipped(shop: Shop, status: str, ended: str | None):
    key = await shop.place(ANN, (CD, 1))
    await shop.rows(f"UPDATE \"order\" SET status = '{status}'")
    found = await shop.ask(CLERK, "ship_order", order=key)
    [[shipped_at]] = await shop.rows('SELECT shipped_at FROM "order"')
    if ended is None:
        assert found == key and shipped_at is not None and await shop.status(key) == "SHIPPED"
    else:
        assert found == Refused(ended, 409, "/order") and shipped_at is None and await shop.status(key) == status


async def test_clerks_alone_ship(shop: Shop):
    key = await shop.place(ANN, (CD, 1))
    for other in (ANN, OWNER, ADMIN):
        assert await shop.ask(other, "ship_order", order=key) == Refused("FORBIDDEN", 403, None)


# --- stock and reviews ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("caller", [OWNER, EDITOR, CLERK], ids=["owner", "editor", "clerk"])
async def test_a_delivery_is_counted(shop: Shop, caller: Caller):
    assert await shop.ask(caller, "restock", release=CD, quantity=5) == CD
    assert await shop.stock(CD) == 15


@pytest.mark.parametrize(
    ("caller", "release", "quantity", "ended"),
    [
        (READER, CD, 1, Refused("NOT_OF_YOUR_LABEL", 403, "/release")),
        (STRANGER, CD, 1, Refused("NOT_OF_YOUR_LABEL", 403, "/release")),
        (OWNER, TAPE, 1, Refused("NOT_OF_YOUR_LABEL", 403, "/release")),
        (OWNER, RARE, 1, Refused("NOT_OF_YOUR_LABEL", 403, "/release")),
        (OWNER, FILES, 1, Refused("NO_STOCK", 409, "/release")),
        (STRANGER, SOON, 1, Refused("INPUT_INVALID", 422, "/release")),
        (CLERK, RARE, 1, Refused("STOCK_TOO_LARGE", 409, "/quantity")),
        (CLERK, CD, 0, Refused("VALUE_INVALID", 422, "/quantity")),
        (ANN, CD, 1, Refused("FORBIDDEN", 403, None)),
        (ADMIN, CD, 1, Refused("FORBIDDEN", 403, None)),
    ],
)
async def test_what_is_not_counted(shop: Shop, caller, release, quantity, ended):
    before = await shop.stock(release)
    assert await shop.ask(caller, "restock", release=release, quantity=quantity) == ended
    assert await shop.stock(release) == before


async def test_deliveries_and_orders_at_once_are_all_counted(shop: Shop):
    sold = [shop.place(ANN, (CD, 1)) for _ in range(8)]
    ended = await asyncio.gather(*sold, *(shop.ask(OWNER, "restock", release=CD, quantity=3) for _ in range(8)))
    assert all(isinstance(one, int) for one in ended)
    assert await shop.stock(CD) == 10 - 8 + 24


async def test_a_review_is_published_once(shop: Shop):
    assert await shop.ask(CLERK, "publish_review", review=1) == 1
    assert await shop.rows("SELECT published FROM review") in ([(True,)], [(1,)])
    assert await shop.ask(CLERK, "publish_review", review=1) == Refused("REVIEW_PUBLISHED", 409, "/review")
    for other in (ANN, OWNER, ADMIN):
        assert await shop.ask(other, "publish_review", review=1) == Refused("FORBIDDEN", 403, None)


# --- what they declare ------------------------------------------------------------------------------------------------


def test_every_refusal_is_declared_by_an_action_and_has_a_code_of_its_own():
    declared = {error for spec in served().values() for error in spec.errors}
    ours = [error for error in Refusal.__subclasses__() if error.__module__.startswith("domain.")]
    assert declared == set(ours)
    codes = sorted(error.code for error in ours)
    assert all(one != other for one, other in pairwise(codes)) and Refusal.code not in codes


def test_they_stand_where_their_subject_is():
    assert {spec.path: sorted(spec.roles) for spec in served().values()} == {
        "releases/restock": ["clerk", "label"],
        "orders/place-order": ["customer"],
        "orders/cancel-order": ["clerk", "customer"],
        "orders/ship-order": ["clerk"],
        "reviews/publish-review": ["clerk"],
    }
    assert {spec.answers_with for spec in served().values()} == {"Release", "Order", "Review"}


def served() -> dict[str, ActionSpec]:
    found = identity.described(load("domain")).by_name
    return {name: spec for name, spec in found.items() if spec.function.__module__.startswith("domain.")}
