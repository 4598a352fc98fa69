"""A small shop: few enough rows to check an answer by eye, and each of the sample domain's kinds of them.

Members of JSON objects stand in the order that PostgreSQL gives them: shorter names first. The cases ask at noon of 2026-03-01, when release 9 is not out yet.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from tests.loading import Table


def at(day: int, hour: int = 9, minute: int = 30, second: int = 0, microsecond: int = 0) -> datetime:
    """A moment in February 2026."""
    return datetime(2026, 2, day, hour, minute, second, microsecond, tzinfo=UTC)


LABELS: Final = [
    (1, "Basalt", "IS", 1994, "https://basalt.example"),
    (2, "Copper Wire", "GB", None, None),
    (3, "Ästhetik", None, 2011, None),
]
ARTISTS: Final = [
    (1, "Sigrún Ösp", "IS", 1989, "Sings to a piano.\nLives in Höfn."),
    (2, "The Velvet Harbour", "GB", 2001, None),
    (3, "velvet underpass", None, None, None),
    (4, 'Quote "100%" Unquote', "US", 2001, 'Says "so".'),
]
GENRES: Final = [
    (1, "Music", None),
    (2, "Rock", 1),
    (3, "Post-Rock", 2),
    (4, "Jazz", 1),
    (5, "Folk", 1),
    (6, "Silence", None),
]
RELEASES: Final = [
    (
        1,
        "Frost",
        1,
        1,
        "VINYL",
        date(2019, 11, 1),
        Decimal("24.00"),
        Decimal("11.50"),
        12,
        {"discs": 2, "colour": "white"},
        "frost.png",
    ),
    (2, "Thaw", 1, 1, "DOWNLOAD", date(2021, 4, 9), Decimal("9.99"), Decimal("3.10"), 0, None, None),
    (
        3,
        "Harbour Lights",
        2,
        2,
        "CD",
        date(2020, 2, 29),
        Decimal("13.50"),
        None,
        3,
        {"tags": ["live", "2lp"], "colour": "blue"},
        None,
    ),
    (4, "Night Ferry", 2, 2, "VINYL", date(2022, 6, 17), Decimal("24.00"), Decimal("12.00"), 7, None, "ferry.png"),
    (5, "Low Tide", 2, None, "CASSETTE", date(2022, 6, 17), Decimal("7.00"), Decimal("2.25"), 1, {}, None),
    (6, "Underpass", 3, None, "DOWNLOAD", date(2024, 1, 5), Decimal("0.00"), None, 0, None, None),
    (7, "100% Proof", 4, 3, "CD", date(2025, 12, 31), Decimal("13.50"), Decimal("6.75"), 40, {"discs": 1}, None),
    (8, "100 Proof", 4, 3, "VINYL", date(2026, 3, 1), Decimal("31.25"), None, 5, None, None),
    (9, "Aurora", 1, 1, "VINYL", date(2026, 9, 1), Decimal("26.00"), Decimal("12.75"), 0, None, None),
]
RELEASE_GENRES: Final = [(1, 3), (1, 5), (2, 5), (3, 2), (4, 2), (4, 4), (7, 4), (8, 4), (9, 3)]
TRACKS: Final = [
    (1, 1, 1, "Hoarfrost", 241, False),
    (2, 1, 2, "Black Ice", 187, False),
    (3, 1, 3, "Snow Blind", 305, True),
    (4, 2, 1, "Drip", 95, False),
    (5, 3, 1, "Harbour Lights", 260, False),
    (6, 3, 2, "Breakwater", 260, False),
    (7, 4, 1, "Night Ferry", 3720, False),
    (8, 5, 1, "Low Tide", 200, True),
    (9, 6, 1, "Underpass", 61, False),
    (10, 7, 1, "Still", 181, True),
    (11, 7, 2, "Barrel", 181, True),
    (12, 9, 1, "Curtain", 333, False),
]
MEMBERS: Final = [(1, 1, "acct-label", "OWNER"), (2, 1, "acct-intern", "READER"), (3, 2, "acct-copper", "EDITOR")]
CUSTOMERS: Final = [
    (1, "acct-ada", "Ada Ito", "ada@example.net", "JP", {"city": "Kyōto", "street": "1 Fuji-dōri"}, True, at(1)),
    (2, "acct-bo", None, "bo@example.net", None, None, False, at(2, microsecond=500_000)),
    (3, "acct-cy", "Cy Ng", "cy@example.net", "SG", {"city": "Singapore"}, False, at(3, 23, 59, 59, 999_999)),
]
WISHES: Final = [
    (1, 1, 4, "for my birthday", at(10)),
    (2, 1, 7, None, at(11)),
    (3, 2, 4, None, at(12)),
    (4, 1, 9, None, at(13)),
]
ORDERS: Final = [
    (1, 1, "SHIPPED", at(4), at(5, 16), Decimal("57.99"), "EUR", None, "fragile"),
    (2, 1, "PLACED", at(20), None, Decimal("13.50"), "EUR", "ring twice", None),
    (3, 2, "CANCELLED", at(6), None, Decimal("24.00"), "EUR", None, "asked for a refund"),
    (4, 3, "PAID", at(21, microsecond=120_000), None, Decimal("41.00"), "EUR", None, None),
]
LINES: Final = [
    (1, 1, 1, 2, Decimal("24.00")),
    (2, 1, 2, 1, Decimal("9.99")),
    (3, 2, 3, 1, Decimal("13.50")),
    (4, 3, 4, 1, Decimal("24.00")),
    (5, 4, 7, 2, Decimal("13.50")),
    (6, 4, 5, 2, Decimal("7.00")),
]
REVIEWS: Final = [
    (1, 1, 1, 5, "Like snow.", True, at(7)),
    (2, 2, 1, 3, None, False, at(8)),
    (3, 4, 2, 1, "It sank.", True, at(9)),
    (4, 7, 3, 4, None, True, at(22)),
    (5, 5, 3, 2, "Too short.", False, at(23)),
]

TABLES: Final[list[Table]] = [
    ("label", ("id", "name", "country", "founded", "website"), LABELS),
    ("artist", ("id", "name", "country", "formed", "biography"), ARTISTS),
    ("genre", ("id", "name", "parent_id"), GENRES),
    (
        "release",
        ("id", "title", "artist_id", "label_id", "format", "released_on", "price", "cost", "stock", "details", "cover"),
        RELEASES,
    ),
    ("release_genre", ("release_id", "genre_id"), RELEASE_GENRES),
    ("track", ("id", "release_id", "position", "title", "seconds", "explicit"), TRACKS),
    ("label_member", ("id", "label_id", "account_id", "role"), MEMBERS),
    (
        "customer",
        ("id", "account_id", "name", "email", "country", "address", "marketing_consent", "joined_at"),
        CUSTOMERS,
    ),
    ("wishlist_entry", ("id", "customer_id", "release_id", "note", "added_at"), WISHES),
    (
        "order",
        ("id", "customer_id", "status", "placed_at", "shipped_at", "total", "currency", "note", "staff_note"),
        ORDERS,
    ),
    ("order_line", ("id", "order_id", "release_id", "quantity", "unit_price"), LINES),
    ("review", ("id", "release_id", "customer_id", "stars", "text", "published", "written_at"), REVIEWS),
]
