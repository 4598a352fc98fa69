"""Actions on the REST door are writes like all others: in a transaction, tried, done once, in batches, answered as rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from gateway.caller import ANONYMOUS, Caller
from gateway.settings import Settings
from tests import databases
from tests.domain import counter
from tests.domain.counter import ANN, BOB, CD, CLERK, RARE, TAPE
from tests.doors import Doors, Reply, Sent, encoded


@dataclass(frozen=True)
class Shop:
    settings: Settings
    doors: Doors

    async def ask(self, method: str, address: str, given: Any = None, caller: Caller = ANN, **headers: str) -> Reply:
        path, _, query = address.partition("?")
        also = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        also += [(b"content-type", b"application/json")] if given is not None else []
        body = b"" if given is None else given if isinstance(given, bytes) else orjson.dumps(given)
        return await self.doors.ask(
            self.doors.rest_door, Sent(method, f"/api/v1{path}", encoded(query), body, also), caller
        )

    async def stock(self, release: int) -> int:
        [(found,)] = await databases.run(self.settings, f'SELECT stock FROM "release" WHERE id = {release}')
        return int(found)

    async def orders(self) -> int:
        [(found,)] = await databases.run(self.settings, 'SELECT count(*) FROM "order"')
        return int(found)


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[counter.Counter]:
    async with counter.opened(request, tmp_path_factory.mktemp("acting")) as found:
        yield found


@pytest.fixture
async def shop(opened: counter.Counter) -> Shop:
    await counter.fill(opened)
    return Shop(*opened)


def basket(*lines: tuple[int, int]) -> dict[str, Any]:
    return {"lines": [{"release": release, "quantity": many} for release, many in lines]}


PLACE = "/orders/place-order"


async def test_a_row_that_an_action_returns_is_answered_as_a_read_of_it(shop: Shop) -> None:
    made = await shop.ask("POST", PLACE, basket((CD, 1)))
    assert made.status == 200, made.body
    read = await shop.ask("GET", f"/orders/{made.json['data']['id']}")
    assert (made.body, made.headers["etag"]) == (read.body, read.headers["etag"])
    fields = "fields=total,status,lines(quantity,release(title))"
    made = await shop.ask("POST", f"{PLACE}?{fields}", basket((CD, 2)))
    assert made.json["data"]["lines"]["data"] == [{"quantity": 2, "release": {"title": "On a disc"}}]
    assert set(made.json["data"]) == {"total", "status", "lines"}
    reply = await shop.ask("POST", PLACE, basket((CD, 1)), prefer="return=minimal")
    assert (reply.status, reply.body, reply.headers["preference-applied"]) == (204, b"", "return=minimal")


@pytest.mark.parametrize("query", ["fields=staff_note", "fields=nope", "x=1", "at_most=5", "upsert=id", "first=1"])
async def test_what_cannot_be_answered_is_not_done(shop: Shop, query: str) -> None:
    assert (await shop.ask("POST", f"{PLACE}?{query}", basket((CD, 1)))).status == 422
    assert (await shop.stock(CD), await shop.orders()) == (10, 0)


async def test_an_action_can_be_tried(shop: Shop) -> None:
    reply = await shop.ask("POST", PLACE, basket((CD, 3)), prefer="tx=rollback")
    assert (reply.status, reply.json["data"]["total"]) == (200, "29.97")
    assert reply.headers["preference-applied"] == "tx=rollback"
    assert (await shop.stock(CD), await shop.orders()) == (10, 0)
    assert shop.doors.hooked == []


async def test_an_action_is_done_once(shop: Shop) -> None:
    replies = [await shop.ask("POST", PLACE, basket((CD, 3)), idempotency_key="order") for _ in range(3)]
    assert {one.body for one in replies} == {replies[0].body}
    assert ["idempotency-replayed" in one.headers for one in replies] == [False, True, True]
    assert (await shop.stock(CD), await shop.orders(), len(shop.doors.hooked)) == (7, 1, 1)
    other = await shop.ask("POST", PLACE, basket((CD, 4)), idempotency_key="order")
    assert other.json["code"] == "IDEMPOTENCY_KEY_REUSED"
    # somebody else's key is another
    assert (await shop.ask("POST", PLACE, basket((CD, 3)), BOB, idempotency_key="order")).status == 200


async def test_a_refusal_that_may_pass_is_asked_again(shop: Shop) -> None:
    reply = await shop.ask("POST", PLACE, basket((TAPE, 4)), idempotency_key="tapes")
    assert (reply.status, reply.json["code"]) == (409, "OUT_OF_STOCK")
    await shop.ask("PATCH", f"/releases/{TAPE}", {"stock": 4}, CLERK)
    reply = await shop.ask("POST", PLACE, basket((TAPE, 4)), idempotency_key="tapes")
    assert (reply.status, await shop.stock(TAPE)) == (200, 0)


async def test_actions_and_rows_are_one_batch(shop: Shop) -> None:
    operations = [
        {"method": "POST", "path": PLACE, "body": basket((CD, 2))},
        {"method": "POST", "path": "/reviews", "body": {"release_id": CD, "stars": 4}},
        {"method": "POST", "path": "/orders/cancel-order", "body": {"order": {"$ref": "/0/id"}}},
    ]
    reply = await shop.ask("POST", "/batch", {"operations": operations}, BOB)
    assert reply.status == 200, reply.body
    results = reply.json["results"]
    assert [one["status"] for one in results] == [200, 201, 200]
    assert results[2]["body"]["data"]["status"] == "CANCELLED"
    assert (await shop.stock(CD), await shop.orders()) == (10, 1)


@pytest.mark.parametrize(
    ("failing", "code", "pointer"),
    [
        ({"path": "/reviews", "body": {"release_id": CD, "stars": 9}}, "INPUT_INVALID", "/operations/1/body/stars"),
        ({"path": "/reviews", "body": {"release_id": RARE, "stars": 3}}, "WRITE_FORBIDDEN", None),
        ({"path": PLACE, "body": basket((TAPE, 4))}, "OUT_OF_STOCK", "/operations/1/body/lines/0/quantity"),
        ({"path": "/orders/ship-order", "body": {"order": {"$ref": "/0/id"}}}, "FORBIDDEN", None),
    ],
)
async def test_what_an_action_did_goes_with_the_batch(
    shop: Shop, failing: dict[str, Any], code: str, pointer: str | None
) -> None:
    operations = [{"method": "POST", "path": PLACE, "body": basket((CD, 2))}, {"method": "POST", **failing}]
    reply = await shop.ask("POST", "/batch", {"operations": operations})
    assert (reply.json["code"], reply.json["index"], reply.json.get("pointer")) == (code, 1, pointer)
    assert (await shop.stock(CD), await shop.orders()) == (10, 0)
    assert shop.doors.hooked == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"lines": 1, "lines": 2}', b"{}"])
async def test_what_is_wrong_is_told_to_those_who_may(shop: Shop, body: bytes) -> None:
    assert (await shop.ask("POST", PLACE, body, ANONYMOUS)).status == 401
    assert (await shop.ask("POST", PLACE, body, CLERK)).status == 403
    assert (await shop.ask("POST", PLACE, body, ANN)).status in {400, 422}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
async def test_nothing_is_done_by_another_method(shop: Shop, method: str) -> None:
    """An address alone does nothing: a picture on somebody's page could have it."""
    reply = await shop.ask(method, "/orders/ship-order?order=1", caller=CLERK)
    assert reply.status == 405
    assert await shop.orders() == 0
