"""A shop of a few rows to write to, on both databases, and the people who do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from gateway import migrations
from gateway.settings import Settings
from tests import databases, loading
from tests.doors import Doors, open_doors, person

Counter = tuple[Settings, Doors]
THEN: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN: Final = person("customer", account="ann")
BOB: Final = person("customer", account="bob")
OWNER, EDITOR, READER = (person("label", account=name) for name in ("owner", "editor", "reader"))
STRANGER: Final = person("label", account="stranger")
CLERK: Final = person("clerk", account="clerk")
ADMIN: Final = person("admin", account="admin")

RELEASES: Final = ("id", "title", "artist_id", "label_id", "format", "released_on", "price", "cost", "stock")
CD, TAPE, FILES, SOON, DEAR, RARE = 1, 2, 3, 4, 5, 6
ROWS: Final[list[loading.Table]] = [
    ("label", ("id", "name"), [(1, "Basalt"), (2, "Copper")]),
    ("artist", ("id", "name"), [(1, "Sigrún")]),
    (
        "release",
        RELEASES,
        [
            (CD, "On a disc", 1, 1, "CD", date(2020, 1, 1), Decimal("9.99"), None, 10),
            (TAPE, "On a tape", 1, 2, "CASSETTE", date(2020, 1, 1), Decimal("5.50"), None, 3),
            (FILES, "As files", 1, 1, "DOWNLOAD", date(2020, 1, 1), Decimal("7.00"), None, 0),
            (SOON, "Not yet", 1, 1, "VINYL", date(2999, 1, 1), Decimal("20.00"), None, 50),
            (DEAR, "For the few", 1, 2, "VINYL", date(2020, 1, 1), Decimal("99999999.99"), None, 5),
            (RARE, "Of nobody", 1, None, "VINYL", date(2020, 1, 1), Decimal("1.00"), None, 2**31 - 1),
        ],
    ),
    (
        "label_member",
        ("id", "label_id", "account_id", "role"),
        [(1, 1, "owner", "OWNER"), (2, 1, "editor", "EDITOR"), (3, 1, "reader", "READER"), (4, 2, "reader", "OWNER")],
    ),
    (
        "customer",
        ("id", "account_id", "email", "marketing_consent", "joined_at"),
        [(1, "ann", "ann@example.net", False, THEN), (2, "bob", "bob@example.net", False, THEN)],
    ),
    (
        "review",
        ("id", "release_id", "customer_id", "stars", "published", "written_at"),
        [(1, CD, 1, 5, False, THEN)],
    ),
]
# what refers to something before what it refers to
FILLED: Final = ("order_line", "order", "review", "customer", "label_member", "release", "artist", "label")


@asynccontextmanager
async def opened(request: pytest.FixtureRequest, var: Path) -> AsyncIterator[Counter]:
    async with AsyncExitStack() as stack:
        empty = await stack.enter_async_context(databases.empty(request, var))
        settings = empty.model_copy(update={"pool_max": 20})
        await migrations.apply(settings)
        yield settings, await stack.enter_async_context(open_doors(settings))


async def fill(counter: Counter) -> None:
    settings, doors = counter
    for table in FILLED:
        await databases.run(settings, f'DELETE FROM "{table}"')
    await loading.fill(settings, ROWS)
    if settings.database_url is not None:
        for table in FILLED:
            # keys that were said are not counted there
            await databases.run(settings, f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), 1000)")
    doors.hooked.clear()
