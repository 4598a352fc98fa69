"""Sample data: the same rows for the same scale and day, as many as wanted, and never more than one customer in memory.

Skewed as in life: a few hits and a long tail, a few keen customers and many who come once. Every column that may be null
sometimes is. Customers review only what they bought, and buy only what is out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final, NamedTuple

from domain import words
from domain.catalogue import Format
from domain.labels import MemberRole
from domain.logins import ACCOUNTS, CLIENTS, LABEL_CLIENT
from domain.orders import OrderStatus

__all__ = ["ACCOUNTS", "CLIENTS", "tables"]

SEED: Final = 1977
DAY: Final = 24 * 60 * 60
CENT: Final = Decimal("0.01")
MASK: Final = 2**64 - 1
# a prime that divides neither number of words, so that its multiples visit every pair
STRIDE: Final = 1009
UNRELEASED: Final = 0.03
EXPLICIT: Final = 0.07
CONSENTING: Final = 0.4
REVIEWED: Final = 0.46
PUBLISHED: Final = 0.8

LABELS, ARTISTS, RELEASES, CUSTOMERS = 40, 275, 350, 60


class Table(NamedTuple):
    """Rows of one database table. `expected` is how many there will be, give or take."""

    name: str
    columns: tuple[str, ...]
    expected: int
    rows: Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order and its lines: (release, quantity, unit price)."""

    placed_at: datetime
    lines: tuple[tuple[int, int, Decimal], ...]


@dataclass(frozen=True, slots=True)
class History:
    """What one customer did in the shop. `random` continues with whatever else is to be invented about them."""

    customer: int
    joined_at: datetime
    purchases: tuple[Purchase, ...]
    random: Random


def tables(scale: int, today: date) -> Iterator[Table]:
    """All tables of the shop, in an order in which every foreign key finds its row."""
    sample = Sample(scale, today)
    yield Table("label", ("id", "name", "country", "founded", "website"), sample.labels, sample.label_rows())
    yield Table("artist", ("id", "name", "country", "formed", "biography"), sample.artists, sample.artist_rows())
    yield Table("genre", ("id", "name", "parent_id"), len(words.GENRES), sample.genre_rows())
    yield Table("release", RELEASE_COLUMNS, sample.releases, sample.release_rows())
    yield Table("release_genre", ("release_id", "genre_id"), sample.releases * 3 // 2, sample.release_genre_rows())
    yield Table("track", TRACK_COLUMNS, sample.releases * 10, sample.track_rows())
    yield Table("label_member", ("id", "label_id", "account_id", "role"), sample.labels * 2, sample.member_rows())
    yield Table("customer", CUSTOMER_COLUMNS, sample.customers, sample.customer_rows())
    yield Table("wishlist_entry", WISH_COLUMNS, sample.customers * 7 // 4, sample.wish_rows())
    yield Table("order", ORDER_COLUMNS, sample.customers * 20 // 3, sample.order_rows())
    yield Table("order_line", LINE_COLUMNS, sample.customers * 36, sample.line_rows())
    yield Table("review", REVIEW_COLUMNS, sample.customers * 15, sample.review_rows())


RELEASE_COLUMNS: Final = (
    "id", "title", "artist_id", "label_id", "format", "released_on", "price", "cost", "stock", "details", "cover",
)  # fmt: skip
TRACK_COLUMNS: Final = ("id", "release_id", "position", "title", "seconds", "explicit")
CUSTOMER_COLUMNS: Final = (
    "id", "account_id", "name", "email", "country", "address", "marketing_consent", "joined_at",
)  # fmt: skip
WISH_COLUMNS: Final = ("id", "customer_id", "release_id", "note", "added_at")
ORDER_COLUMNS: Final = (
    "id", "customer_id", "status", "placed_at", "shipped_at", "total", "currency", "note", "staff_note",
)  # fmt: skip
LINE_COLUMNS: Final = ("id", "order_id", "release_id", "quantity", "unit_price")
REVIEW_COLUMNS: Final = ("id", "release_id", "customer_id", "stars", "text", "published", "written_at")


class Sample:
    """The rows of one scale and day. Each table can be generated without the others."""

    def __init__(self, scale: int, today: date) -> None:
        self.labels, self.artists = LABELS * scale, ARTISTS * scale
        self.releases, self.customers = RELEASES * scale, CUSTOMERS * scale
        self.today = today
        self.morning = datetime.combine(today, time(), UTC)

    def label_rows(self) -> Iterator[tuple[Any, ...]]:
        random = _random("label")
        for key in range(1, self.labels + 1):
            name = _unique_name(key)
            site = f"https://{name.lower().replace(' ', '-')}.example"
            founded = _sometimes(random, 0.8, random.randint(1948, 2020))
            yield key, name, _sometimes(random, 0.9, _country(random)), founded, _sometimes(random, 0.6, site)

    def artist_rows(self) -> Iterator[tuple[Any, ...]]:
        random = _random("artist")
        for key in range(1, self.artists + 1):
            name = words.ARTISTS[key - 1] if key <= len(words.ARTISTS) else _artist_name(random)
            formed = _sometimes(random, 0.85, random.randint(1955, 2022))
            biography = _sometimes(random, 0.5, random.choice(words.BIOGRAPHIES))
            yield key, name, _sometimes(random, 0.9, _country(random)), formed, biography

    def genre_rows(self) -> Iterator[tuple[Any, ...]]:
        keys = {name: key for key, name in enumerate(words.GENRES, 1)}
        for name, parent in words.GENRES.items():
            yield keys[name], name, keys[parent] if parent else None

    def release_rows(self) -> Iterator[tuple[Any, ...]]:
        random = _random("release")
        for key in range(1, self.releases + 1):
            title = words.TITLES[key - 1] if key <= len(words.TITLES) else _title(random)
            kind = random.choices(list(Format), (5, 3, 1, 4))[0]
            price = _price(key)
            yield (
                key,
                title,
                _skewed(random, self.artists, 1.6),
                _sometimes(random, 0.85, _skewed(random, self.labels, 2.0)),
                kind.value,
                self._released_on(key),
                price,
                _sometimes(random, 0.9, (price * Decimal(random.randint(45, 70)) / 100).quantize(CENT)),
                random.choice((0, 0, random.randint(1, 9), random.randint(10, 400))),
                _sometimes(random, 0.7, _details(random, kind)),
                _sometimes(random, 0.8, f"/covers/{key}.jpg"),
            )

    def release_genre_rows(self) -> Iterator[tuple[Any, ...]]:
        random = _random("release_genre")
        for key in range(1, self.releases + 1):
            some = random.choices((0, 1, 2, 3), (1, 10, 6, 2))[0]
            yield from (
                (key, genre) for genre in sorted({_skewed(random, len(words.GENRES), 1.5) for _ in range(some)})
            )

    def track_rows(self) -> Iterator[tuple[Any, ...]]:
        random, key = _random("track"), 0
        for release in range(1, self.releases + 1):
            for position in range(1, random.choices((1, 2, 4, 9, 11, 13, 20), (2, 2, 3, 8, 10, 8, 2))[0] + 1):
                key += 1
                seconds = max(20, int(random.lognormvariate(5.4, 0.4)))
                yield key, release, position, _title(random), seconds, random.random() < EXPLICIT

    def member_rows(self) -> Iterator[tuple[Any, ...]]:
        random = _random("label_member")
        yield 1, 1, ACCOUNTS[1].subject, MemberRole.OWNER.value
        yield 2, 1, LABEL_CLIENT, MemberRole.EDITOR.value
        key = 2
        for label in range(2, self.labels + 1):
            for role in (
                MemberRole.OWNER,
                *random.sample((MemberRole.EDITOR, MemberRole.READER), random.choice((0, 1, 2))),
            ):
                key += 1
                yield key, label, f"acct-member-{key}", role.value

    def customer_rows(self) -> Iterator[tuple[Any, ...]]:
        random = _random("customer")
        for history in self._histories():
            key, country = history.customer, _country(random)
            first, last = random.choice(words.FIRST_NAMES), random.choice(words.LAST_NAMES)
            own = key == 1
            yield (
                key,
                ACCOUNTS[0].subject if own else f"acct-customer-{key}",
                f"{first} {last}" if own else _sometimes(random, 0.9, f"{first} {last}"),
                ACCOUNTS[0].email if own else f"customer{key}@example.net",
                country if own else _sometimes(random, 0.9, country),
                _address(random) if own else _sometimes(random, 0.8, _address(random)),
                random.random() < CONSENTING,
                history.joined_at,
            )

    def wish_rows(self) -> Iterator[tuple[Any, ...]]:
        random, key = _random("wishlist_entry"), 0
        for history in self._histories():
            wishes = 6 if history.customer == 1 else random.choice((0, 0, 1, 2, 3, 9))
            for release in sorted({_skewed(random, self.releases, 2.0) for _ in range(wishes)}):
                added_at = self._between(random, history.joined_at)
                if self._released_on(release) > added_at.date():
                    continue
                key += 1
                yield key, history.customer, release, _sometimes(random, 0.3, random.choice(words.WISHES)), added_at

    def order_rows(self) -> Iterator[tuple[Any, ...]]:
        random, key = _random("order"), 0
        for history in self._histories():
            for purchase in history.purchases:
                key += 1
                status = self._status(random, purchase.placed_at)
                shipped_at = purchase.placed_at + timedelta(seconds=random.randint(DAY // 4, 4 * DAY))
                total = sum((quantity * price for _, quantity, price in purchase.lines), Decimal())
                yield (
                    key,
                    history.customer,
                    status.value,
                    purchase.placed_at,
                    shipped_at if status is OrderStatus.SHIPPED else None,
                    total.quantize(CENT),
                    "EUR",
                    _sometimes(random, 0.2, random.choice(words.CUSTOMER_NOTES)),
                    _sometimes(random, 0.15, random.choice(words.STAFF_NOTES)),
                )

    def line_rows(self) -> Iterator[tuple[Any, ...]]:
        order = key = 0
        for history in self._histories():
            for purchase in history.purchases:
                order += 1
                for release, quantity, price in purchase.lines:
                    key += 1
                    yield key, order, release, quantity, price

    def review_rows(self) -> Iterator[tuple[Any, ...]]:
        key = 0
        for history in self._histories():
            random = history.random
            bought = {release: purchase.placed_at for purchase in history.purchases for release, _, _ in purchase.lines}
            for release, placed_at in sorted(bought.items()):
                if random.random() > REVIEWED:
                    continue
                key += 1
                stars = random.choices((1, 2, 3, 4, 5), (1, 1, 3, 6, 7))[0]
                text = _sometimes(random, 0.85, random.choice(words.OPINIONS[stars - 1]))
                # the sample account shows both sides of moderation, whatever chance says
                published = key % 3 > 0 if history.customer == 1 else random.random() < PUBLISHED
                yield key, release, history.customer, stars, text, published, self._between(random, placed_at)

    def _histories(self) -> Iterator[History]:
        for customer in range(1, self.customers + 1):
            random = Random(SEED * customer)  # noqa: S311
            joined_at = self.morning - timedelta(seconds=random.randint(30 * DAY, 1500 * DAY))
            orders = 14 if customer == 1 else min(60, int(random.paretovariate(1.15) * 1.9))
            purchases = tuple(self._purchase(random, joined_at) for _ in range(orders))
            yield History(customer, joined_at, purchases, random)

    def _purchase(self, random: Random, since: datetime) -> Purchase:
        placed_at = self._between(random, since)
        wanted = min(30, int(random.expovariate(1 / 6.5)) + 1)
        picked = {_skewed(random, self.releases, 2.0) for _ in range(wanted)}
        out = sorted(key for key in picked if self._released_on(key) <= placed_at.date()) or [self._first_out()]
        lines = ((key, random.choices((1, 2, 5), (20, 3, 1))[0], _price(key)) for key in out)
        return Purchase(placed_at, tuple(lines))

    def _status(self, random: Random, placed_at: datetime) -> OrderStatus:
        if self.morning - placed_at < timedelta(days=20):
            return random.choice((OrderStatus.PLACED, OrderStatus.PAID))
        return random.choices((OrderStatus.SHIPPED, OrderStatus.CANCELLED, OrderStatus.PAID), (20, 2, 1))[0]

    def _between(self, random: Random, since: datetime) -> datetime:
        return since + timedelta(seconds=random.randint(0, int((self.morning - since).total_seconds()) - 1))

    def _released_on(self, release: int) -> date:
        share = _share(release, 1)
        if share < UNRELEASED:
            return self.today + timedelta(days=1 + int(120 * share / UNRELEASED))
        return self.today - timedelta(days=int(55 * 365 * ((share - UNRELEASED) / (1 - UNRELEASED)) ** 2.5))

    def _first_out(self) -> int:
        """A release so old that it was out whenever somebody ordered."""
        return next(key for key in range(1, self.releases + 1) if self._released_on(key).year < self.today.year - 10)


def _random(table: str) -> Random:
    return Random(f"{SEED} {table}")  # noqa: S311  (sample data must be the same every time)


def _share(key: int, salt: int) -> float:
    """A number from 0 to 1 that belongs to a key, so that several tables can agree on it without remembering it."""
    mixed = (key * 0x9E3779B97F4A7C15 + salt * 0xBF58476D1CE4E5B9) & MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0x94D049BB133111EB) & MASK
    return (mixed ^ (mixed >> 31)) / 2**64


def _skewed(random: Random, count: int, exponent: float) -> int:
    """A key from 1 to count; the larger the exponent, the likelier a low one."""
    return int(count * random.random() ** exponent) + 1


def _sometimes(random: Random, share: float, value: Any) -> Any:
    return value if random.random() < share else None


def _price(release: int) -> Decimal:
    whole = 6 + int(34 * _share(release, 2) ** 1.5)
    return Decimal(whole) + (Decimal("0.99"), Decimal("0.50"), Decimal("0.90"), Decimal("0.00"))[release % 4]


def _country(random: Random) -> str:
    return words.COUNTRIES[_skewed(random, len(words.COUNTRIES), 1.8) - 1]


def _title(random: Random) -> str:
    adjective, noun = random.choice(words.ADJECTIVES), random.choice(words.NOUNS)
    patterns = (
        f"{adjective} {noun}",
        f"The {noun}",
        f"{noun} of the {adjective} {random.choice(words.NOUNS)}",
        f"{noun}, {noun}",
        f"Don't Wake the {noun}",
        f"{adjective}",
    )
    return random.choice(patterns)


def _artist_name(random: Random) -> str:
    patterns = (
        f"The {random.choice(words.ADJECTIVES)} {random.choice(words.NOUNS)}s",
        f"{random.choice(words.FIRST_NAMES)} {random.choice(words.LAST_NAMES)}",
        f"{random.choice(words.NOUNS)} & {random.choice(words.NOUNS)}",
        f"{random.choice(words.ADJECTIVES)} {random.choice(words.NOUNS)}",
    )
    return random.choice(patterns)


def _unique_name(key: int) -> str:
    """A label's name: every pair of words once, in an order that looks like none, then the pairs again with a number."""
    pairs = len(words.ADJECTIVES) * len(words.NOUNS)
    again, index = divmod(key - 1, pairs)
    adjective, noun = divmod(index * STRIDE % pairs, len(words.NOUNS))
    name = f"{words.ADJECTIVES[adjective]} {words.NOUNS[noun]} {words.IMPRINTS[index % len(words.IMPRINTS)]}"
    return f"{name} {again + 1}" if again else name


def _details(random: Random, kind: Format) -> dict[str, Any]:
    if kind is Format.DOWNLOAD:
        return {"codec": random.choice(("flac", "mp3")), "bits": random.choice((16, 24)), "drm": False}
    edition = {"pressing": random.randint(1, 4), "credits": {"mastered by": _person(random), "notes": None}}
    return edition | ({"colour": random.choice(words.COLOURS), "rpm": 33} if kind is Format.VINYL else {})


def _person(random: Random) -> str:
    return f"{random.choice(words.FIRST_NAMES)} {random.choice(words.LAST_NAMES)}"


def _address(random: Random) -> dict[str, Any]:
    return {
        "street": f"{random.choice(words.STREETS)} {random.randint(1, 180)}",
        "city": random.choice(words.CITIES),
        "postal_code": f"{random.randint(10000, 99999)}",
    }
