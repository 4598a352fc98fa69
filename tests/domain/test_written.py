"""Who may write what of the shop: the rows of its policies that a mistake would cost most."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import pytest

from gateway.caller import ANONYMOUS, Caller
from gateway.errors import GatewayError
from gateway.writing import changing, creating
from gateway.writing.asked import Change, Removal
from gateway.writing.given import Spelling
from gateway.writing.work import Work
from tests import databases
from tests.domain import counter
from tests.domain.counter import ADMIN, ANN, BOB, CD, CLERK, EDITOR, OWNER, READER, SOON, STRANGER, TAPE, Counter
from tests.doors import person

KEYS: Final = Spelling("key")
RELEASE: Final = {"title": "New", "artist_id": 1, "format": "CD", "released_on": "2026-01-01", "price": "9.00"}
EVERYBODY: Final = (ANONYMOUS, ANN, READER, OWNER, CLERK, ADMIN)

Write = Callable[[Work], Awaitable[Any]]


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[counter.Counter]:
    async with counter.opened(request, tmp_path_factory.mktemp("written")) as found:
        yield found


@pytest.fixture
async def shop(opened: counter.Counter) -> Counter:
    await counter.fill(opened)
    return opened


async def did(shop: Counter, caller: Caller, write: Write) -> str | None:
    """The code of the refusal, or of the first value that was refused; None where it was done, and undone again."""
    try:
        await shop[1].writes.transact(caller, KEYS, write, dry=True)
    except GatewayError as error:
        return error.violations[0].code if error.violations else error.code
    return None


async def create(shop: Counter, caller: Caller, name: str, /, **values: Any) -> str | None:
    resource = shop[1].engine.catalog.resources[name]
    return await did(shop, caller, lambda work: creating.create(work, resource, [values], [""]))


async def update(shop: Counter, caller: Caller, name: str, key: int, /, **values: Any) -> str | None:
    resource = shop[1].engine.catalog.resources[name]
    return await did(shop, caller, lambda work: changing.update(work, resource, [Change(key, values)]))


async def delete(shop: Counter, caller: Caller, name: str, key: int) -> str | None:
    resource = shop[1].engine.catalog.resources[name]
    return await did(shop, caller, lambda work: changing.delete(work, resource, [Removal(key)]))


async def may(shop: Counter, write: Callable[..., Awaitable[str | None]], /, *given: Any, **values: Any) -> list[str]:
    """Of everybody, those who may."""
    names = ("anonymous", "customer", "reader", "owner", "clerk", "admin")
    ended = [await write(shop, one, *given, **values) for one in EVERYBODY]
    return [name for name, code in zip(names, ended, strict=True) if code is None]


# --- the catalogue ----------------------------------------------------------------------------------------------------


async def test_the_catalogue_is_written_by_clerks(shop: Counter):
    assert await may(shop, create, "Artist", name="Somebody") == ["clerk"]
    assert await may(shop, create, "Label", name="Another") == ["clerk"]
    assert await may(shop, create, "Genre", name="Drone") == ["clerk"]
    assert await may(shop, update, "Label", 1, name="Renamed") == ["clerk"]
    assert await may(shop, delete, "Label", 2) == []
    assert await delete(shop, CLERK, "Label", 2) == "STILL_REFERENCED"


async def test_releases_are_written_by_those_who_edit_for_their_label(shop: Counter):
    assert await may(shop, create, "Release", **RELEASE, label_id=1) == ["owner", "clerk"]
    assert await may(shop, update, "Release", CD, title="Renamed") == ["owner", "clerk"]
    assert await may(shop, update, "Release", TAPE, title="Renamed") == ["reader", "clerk"]
    assert await may(shop, delete, "Release", SOON) == ["owner", "clerk"]
    assert await update(shop, EDITOR, "Release", CD, cost="1.00") is None
    assert await update(shop, STRANGER, "Release", CD, title="Renamed") == "WRITE_FORBIDDEN"


async def test_a_release_stays_with_its_label(shop: Counter):
    for elsewhere in (2, None):
        assert await update(shop, OWNER, "Release", CD, label_id=elsewhere) == "WRITE_FORBIDDEN"
        assert await create(shop, OWNER, "Release", **RELEASE, label_id=elsewhere) == "WRITE_FORBIDDEN"
    assert await update(shop, CLERK, "Release", CD, label_id=2) is None


async def test_stock_is_counted_and_not_said(shop: Counter):
    assert await update(shop, OWNER, "Release", CD, stock=1000) == "FIELD_UNKNOWN"
    assert await create(shop, OWNER, "Release", **RELEASE, label_id=1, stock=5) == "FIELD_UNKNOWN"
    assert await update(shop, CLERK, "Release", CD, stock=1000) is None
    assert await update(shop, CLERK, "Release", CD, stock=-1) == "VALUE_REFUSED"


async def test_tracks_go_with_their_releases(shop: Counter):
    track = {"position": 1, "title": "One", "seconds": 60}
    assert await may(shop, create, "Track", release_id=CD, **track) == ["owner", "clerk"]
    assert await create(shop, OWNER, "Track", release_id=TAPE, **track) == "WRITE_FORBIDDEN"
    await databases.run(
        shop[0],
        "INSERT INTO track (id, release_id, position, title, seconds, explicit) VALUES (1, 1, 1, 'A', 1, false)",
    )
    assert await may(shop, update, "Track", 1, title="B") == ["owner", "clerk"]
    assert await update(shop, OWNER, "Track", 1, release_id=TAPE) == "WRITE_FORBIDDEN"
    assert await may(shop, delete, "Track", 1) == ["owner", "clerk"]
    await databases.run(shop[0], "DELETE FROM track")


# --- customers, and what is theirs ------------------------------------------------------------------------------------


async def test_a_customer_says_who_they_are(shop: Counter):
    new = person("customer", account="eve")
    assert await create(shop, new, "Customer", email="eve@example.net", country="DE") is None
    assert await create(shop, new, "Customer", email="eve@example.net", account_id="ann") == "FIELD_UNKNOWN"
    assert await create(shop, ANN, "Customer", email="again@example.net") == "NOT_UNIQUE"
    assert await may(shop, update, "Customer", 1, name="Ann", address={"city": "Cork"}) == ["customer", "clerk"]
    assert await update(shop, BOB, "Customer", 1, name="Ann") == "NOT_FOUND"
    for name in ("account_id", "email", "joined_at"):
        assert await update(shop, ANN, "Customer", 1, **{name: "bob"}) == "FIELD_UNKNOWN"
    assert await may(shop, delete, "Customer", 1) == []


async def test_a_wish_is_its_customers(shop: Counter):
    assert await may(shop, create, "WishlistEntry", release_id=CD) == ["customer"]
    assert await create(shop, ANN, "WishlistEntry", release_id=CD, customer_id=2) == "FIELD_UNKNOWN"
    assert await create(shop, ANN, "WishlistEntry", release_id=SOON) == "REFERENCE_UNKNOWN"


async def test_orders_are_not_written_but_acted_on(shop: Counter):
    await databases.run(
        shop[0],
        'INSERT INTO "order" (id, customer_id, status, placed_at, total, currency) '
        "VALUES (1, 1, 'PLACED', '2026-01-01 00:00:00+00:00', '1.00', 'EUR')",
    )
    assert await may(shop, update, "Order", 1, staff_note="Called.") == ["clerk"]
    assert await update(shop, CLERK, "Order", 1, status="SHIPPED") == "FIELD_UNKNOWN"
    assert await may(shop, create, "Order", customer_id=1, total="0.00") == []
    assert await may(shop, delete, "Order", 1) == []
    assert await may(shop, create, "OrderLine", order_id=1, release_id=CD, quantity=1, unit_price="0.00") == []


# --- reviews ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code"),
    [("PLACED", None), ("PAID", None), ("SHIPPED", None), ("CANCELLED", "WRITE_FORBIDDEN"), (None, "WRITE_FORBIDDEN")],
)
async def test_who_bought_a_release_reviews_it(shop: Counter, status: str | None, code: str | None):
    if status is not None:
        await buy(shop, status)
    assert await create(shop, BOB, "Review", release_id=CD, stars=4) == code
    assert await create(shop, BOB, "Review", release_id=TAPE, stars=4) == "WRITE_FORBIDDEN"
    assert await create(shop, CLERK, "Review", release_id=CD, stars=4) == "WRITE_FORBIDDEN"


async def buy(shop: Counter, status: str) -> None:
    await databases.run(
        shop[0],
        'INSERT INTO "order" (id, customer_id, status, placed_at, total, currency) '
        f"VALUES (1, 2, '{status}', '2026-01-01 00:00:00+00:00', '1.00', 'EUR')",
    )
    await databases.run(
        shop[0],
        "INSERT INTO order_line (id, order_id, release_id, quantity, unit_price) VALUES (1, 1, 1, 1, '1.00')",
    )


async def test_a_review_is_one_of_a_kind_and_of_no_one_elses_making(shop: Counter):
    await buy(shop, "PAID")
    for name, value in {"published": True, "customer_id": 1, "written_at": "2020-01-01T00:00:00Z"}.items():
        assert await create(shop, BOB, "Review", release_id=CD, stars=4, **{name: value}) == "FIELD_UNKNOWN"
    assert await create(shop, ANN, "Review", release_id=CD, stars=4) == "NOT_UNIQUE"
    assert await create(shop, BOB, "Review", release_id=CD, stars=6) == "VALUE_REFUSED"


async def test_a_review_stays_where_it_is_and_is_read_again(shop: Counter):
    assert await update(shop, ANN, "Review", 1, release_id=TAPE) == "FIELD_UNKNOWN"
    assert await update(shop, ANN, "Review", 1, published=True) == "FIELD_UNKNOWN"
    assert await update(shop, CLERK, "Review", 1, stars=1) == "FIELD_UNKNOWN"
    assert await update(shop, BOB, "Review", 1, stars=1) == "NOT_FOUND"
    assert await may(shop, update, "Review", 1, published=True) == ["clerk"]
    await databases.run(shop[0], "UPDATE review SET published = true")
    assert await update(shop, BOB, "Review", 1, stars=1) == "WRITE_FORBIDDEN"
    review = shop[1].engine.catalog.resources["Review"]
    await shop[1].writes.transact(ANN, KEYS, lambda work: changing.update(work, review, [Change(1, {"stars": 2})]))
    assert await databases.run(shop[0], "SELECT stars FROM review WHERE NOT published") == [(2,)]
    assert await may(shop, delete, "Review", 1) == ["customer", "clerk"]


# --- members ----------------------------------------------------------------------------------------------------------


async def test_administrators_alone_say_who_acts_for_a_label(shop: Counter):
    assert await may(shop, create, "LabelMember", label_id=1, account_id="new", role="EDITOR") == ["admin"]
    assert await may(shop, update, "LabelMember", 3, role="OWNER") == ["admin"]
    assert await may(shop, delete, "LabelMember", 3) == ["admin"]
    for name, value in {"account_id": "reader", "label_id": 2}.items():
        assert await update(shop, ADMIN, "LabelMember", 1, **{name: value}) == "FIELD_UNKNOWN"
