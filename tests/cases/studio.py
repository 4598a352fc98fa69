"""The rows of the atelier."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final
from uuid import UUID

from tests.loading import Table

FIRST, SECOND, THIRD, FOURTH = (UUID(f"{n}f9619ff-8b86-4011-b42d-00c04fc964ff") for n in (1, 2, 3, 4))

PAINTERS: Final = [
    ("ida", "Ida Æther", time(9, 30)),
    ("o:neill, j", 'J "Jo" O\'Neill', time(23, 59, 59, 250_000)),
    ("üxküll", None, None),
]
PORTRAITS: Final = [(1, "ida", 1987), (2, "üxküll", None)]
COLUMNS: Final = (
    "id", "painter_id", "title", "threads", "weight", "worth", "mood", "varnished", "begun_on", "best_light", "shown_at",
    "palette",
)  # fmt: skip
CANVASES: Final = [
    (
        FIRST,
        "ida",
        "Dawn, with \t tabs and 🎨",
        9_007_199_254_740_993,
        0.1,
        Decimal("1234567890123456.7800"),
        1,
        True,
        date(1999, 12, 31),
        time(6, 15),
        datetime(2020, 2, 29, 12, 0, 0, 1, tzinfo=UTC),
        {"primed": True, "colours": ["red", {"name": "blue", "share": 0.25}]},
    ),
    (
        SECOND,
        "o:neill, j",
        "Dusk",
        -1,
        1e21,
        Decimal("-0.5000"),
        2,
        False,
        date(1, 1, 2),
        time(21, 0, 0, 500_000),
        datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        ["red"],
    ),
    (
        THIRD,
        "ida",
        "Dread",
        0,
        -2.5e-07,
        Decimal("0.0000"),
        3,
        None,
        date(2024, 2, 29),
        time(0),
        datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC),
        '"red"',
    ),
    (FOURTH, None, None, None, None, None, None, None, None, None, None, None),
]
FRAMES: Final = [(9_007_199_254_740_995, FIRST, "oak"), (2, None, "pine"), (3, FOURTH, None)]

TABLES: Final[list[Table]] = [
    ("painter", ("code", "name", "opens_at"), PAINTERS),
    ("portrait", ("id", "painter_id", "year"), PORTRAITS),
    ("canvas", COLUMNS, CANVASES),
    ("frame", ("id", "canvas_id", "wood"), FRAMES),
]
