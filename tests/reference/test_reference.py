"""The evaluator itself, held to answers that were worked out by hand on a shop of a few rows."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from tortoise.expressions import Q

from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import load
from gateway.declare import caller, rule
from tests.reference.evaluate import WITHHELD, Evaluator, Identity, json_contains, json_value, like
from tests.reference.reads import Collection, Listing, One, Page, Reached, Select
from tests.reference.sight import Sight
from tests.reference.world import World

CATALOG = load("domain")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAST, FUTURE = date(2020, 1, 1), date(2030, 1, 1)
READ = frozenset({"read"})
LABEL = Caller("client", "acct-l", frozenset({"label"}), READ)
CUSTOMER = Caller("person", "acct-c", frozenset({"customer"}), READ)
BOTH = Caller("person", "acct-c", frozenset({"customer", "label"}), READ)
CLERK = Caller("person", "acct-x", frozenset({"clerk"}), READ)


def rows(resource: str, *given: dict[str, Any]) -> dict[Any, dict[str, Any]]:
    columns = [column.column for column in CATALOG.resources[resource].columns.values()]
    return {row["id"]: {column: row.get(column) for column in columns} for row in given}


def release(key: int, **values: Any) -> dict[str, Any]:
    plain = {
        "title": f"R{key}",
        "artist_id": 1,
        "format": "CD",
        "released_on": PAST,
        "price": Decimal("10.00"),
        "stock": 0,
    }
    return {"id": key, **plain, **values}


def review(key: int, release_id: int, customer_id: int, *, published: bool, stars: int = 3) -> dict[str, Any]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        "id": key, "release_id": release_id, "customer_id": customer_id, "published": published, "stars": stars,
        "written_at": moment,
    }  # fmt: skip


WORLD = World(
    {
        "Label": rows("Label", {"id": 1, "name": "One"}, {"id": 2, "name": "Two"}),
        "LabelMember": rows("LabelMember", {"id": 1, "label_id": 1, "account_id": "acct-l", "role": "OWNER"}),
        "Artist": rows("Artist", {"id": 1, "name": "Ann Other", "country": None}, {"id": 2, "name": "Bo", "country": "DE"}),
        "Genre": rows("Genre", {"id": 1, "name": "Pop"}, {"id": 2, "name": "Synth Pop", "parent_id": 1}),
        "Release": rows(
            "Release",
            release(1, label_id=1, cost=Decimal("5.00")),
            release(2, label_id=2, cost=Decimal("4.00"), artist_id=2),
            release(3, label_id=1, cost=None, released_on=FUTURE),
            release(4, price=Decimal("9.50")),
        ),
        "Track": rows(
            "Track",
            {"id": 1, "release_id": 1, "position": 1, "title": "a", "seconds": 61, "explicit": False},
            {"id": 2, "release_id": 1, "position": 2, "title": "b", "seconds": 3600, "explicit": True},
            {"id": 3, "release_id": 3, "position": 1, "title": "c", "seconds": 5, "explicit": False},
        ),
        "Customer": rows("Customer", {"id": 1, "account_id": "acct-c", "email": "c@x"}, {"id": 2, "account_id": "acct-d", "email": "d@x"}),
        "WishlistEntry": rows("WishlistEntry", {"id": 1, "customer_id": 1, "release_id": 3, "added_at": NOON}),
        "Order": rows("Order", {"id": 1, "customer_id": 1, "staff_note": "rude"}, {"id": 2, "customer_id": 2}),
        "OrderLine": rows("OrderLine", {"id": 1, "order_id": 1, "release_id": 1}, {"id": 2, "order_id": 2, "release_id": 1}),
        "Review": rows(
            "Review",
            review(1, 1, 1, published=True, stars=5),
            review(2, 1, 2, published=True, stars=1),
            review(3, 2, 1, published=False, stars=4),
            review(4, 2, 2, published=False),
        ),
    },
    {"release_genre": [{"release_id": 1, "genre_id": 1}, {"release_id": 1, "genre_id": 2}, {"release_id": 3, "genre_id": 2}]},
)  # fmt: skip


def evaluator(who: Caller) -> Evaluator:
    return Evaluator(Sight(CATALOG, WORLD, who, NOON), b"key", 2)


def keys(who: Caller, resource: str, **listing: Any) -> list[int]:
    page = listing.pop("page", Page(first=100))
    asked = Listing(Select(columns=("id",)), page=page, **listing)
    return [row["id"] for row in evaluator(who).answer(Collection(resource, asked)).rows]


def one(who: Caller, resource: str, key: int, *columns: str, **select: Any) -> Any:
    return evaluator(who).answer(One(resource, key, Select(columns=columns, **select)))


@pytest.mark.parametrize(
    ("who", "resource", "expected"),
    [
        (ANONYMOUS, "Release", [1, 2, 4]),
        (LABEL, "Release", [1, 2, 3, 4]),
        (CUSTOMER, "Release", [1, 2, 4]),
        (ANONYMOUS, "Track", [1, 2]),
        (LABEL, "Track", [1, 2, 3]),
        (ANONYMOUS, "Customer", []),
        (CUSTOMER, "Customer", [1]),
        (CUSTOMER, "Order", [1]),
        (LABEL, "OrderLine", [1, 2]),
        (BOTH, "OrderLine", [1]),
        (CLERK, "Review", [1, 2, 3, 4]),
        (CUSTOMER, "Review", [1, 2, 3]),
        (ANONYMOUS, "Review", [1, 2]),
        (CLERK, "WishlistEntry", []),
    ],
)
def test_rows(who, resource, expected):
    assert keys(who, resource) == expected


def test_fields_that_do_not_exist_for_a_caller():
    release_names = [evaluator(who).sight.names(CATALOG.resources["Release"]) for who in (ANONYMOUS, CUSTOMER)]
    assert {"cost", "wishlist_entries", "order_lines"}.isdisjoint(release_names[0])
    assert {"title", "label_id", "duration", "reviews"} <= release_names[0]
    assert {"wishlist_entries", "order_lines"} <= release_names[1]
    assert "staff_note" not in evaluator(CUSTOMER).sight.names(CATALOG.resources["Order"])
    assert "customer_id" not in evaluator(ANONYMOUS).sight.names(CATALOG.resources["Review"])


def test_a_field_is_withheld_on_the_rows_that_no_rule_gives_it_on():
    assert one(LABEL, "Release", 1, "cost") == {"cost": "5.00"}
    assert one(LABEL, "Release", 2, "cost") == {"cost": WITHHELD}
    assert one(LABEL, "Release", 3, "cost") == {"cost": None}
    assert one(CUSTOMER, "Review", 1, "published") == {"published": True}
    assert one(CUSTOMER, "Review", 2, "published") == {"published": WITHHELD}


def test_what_does_not_exist_leaves_null_behind():
    assert one(CUSTOMER, "Review", 2, "customer_id", ones=(("customer", Select()),)) == {
        "customer_id": None,
        "customer": None,
    }
    assert one(CUSTOMER, "WishlistEntry", 1, "release_id") == {"release_id": None}
    assert one(BOTH, "OrderLine", 1, "order_id") == {"order_id": Identity("Order", 1)}
    assert one(ANONYMOUS, "Release", 3, "id") is None


@pytest.mark.parametrize(
    ("who", "when", "expected"),
    [
        (LABEL, Q(label__members__account_id=caller.id), [1, 3]),
        (LABEL, ~Q(label__members__account_id=caller.id), [2, 4]),
        (ANONYMOUS, Q(label__members__account_id=caller.id), []),
        (ANONYMOUS, ~Q(label__members__account_id=caller.id), []),
        (ANONYMOUS, ~Q(label__members__account_id=caller.id) | Q(price__lt=10), [4]),
        (ANONYMOUS, ~(Q(label__members__account_id=caller.id) & Q(price=10)), [4]),
        (LABEL, ~Q(cost=5), [2, 3, 4]),
        (LABEL, Q(cost=None), [3, 4]),
        (LABEL, Q(cost__not=5), [2, 3, 4]),
        (LABEL, Q(tracks__position=1, tracks__explicit=True), []),
        (LABEL, Q(tracks__position=1) & Q(tracks__explicit=False), [1, 3]),
        (LABEL, Q(tracks__position=2) | Q(tracks__explicit=False), [1, 3]),
    ],
)
def test_conditions_of_rules(who, when, expected):
    sight, resource = evaluator(who).sight, CATALOG.resources["Release"]
    assert [row["id"] for row in WORLD.all(resource) if sight.holds(rule(when), resource, row)] == expected


def test_computed_fields():
    assert one(ANONYMOUS, "Release", 1, "duration") == {"duration": "1:01:01"}
    assert one(ANONYMOUS, "Artist", 1, "initials") == {"initials": "AO"}
    assert one(CUSTOMER, "Customer", 1, "display_name") == {"display_name": "c"}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"cost": {"eq": Decimal("5.00")}}, [1]),
        ({"cost": {"neq": Decimal("5.00")}}, [3]),  # null differs from 5; what is withheld is compared with nothing
        ({"not": {"cost": {"eq": Decimal("5.00")}}}, [2, 3, 4]),
        ({"cost": {"is_null": True}}, [3]),
        ({"label_id": {"nin": [2]}}, [1, 3, 4]),
        ({"label_id": {"in": []}}, []),
        ({"price": {"lt": Decimal("10.00")}}, [4]),
        ({"tracks": {"some": {"explicit": {"eq": True}}}}, [1]),
        ({"tracks": {"none": {"explicit": {"eq": True}}}}, [2, 3, 4]),
        ({"tracks": {"every": {"explicit": {"eq": False}}}}, [2, 3, 4]),
        ({"reviews": {"some": {"stars": {"eq": 4}}}}, []),
        ({"artist": {"country": {"neq": "FR"}}}, [1, 2, 3, 4]),
        ({"label": {"name": {"neq": "Two"}}}, [1, 3]),
        ({"not": {"label": {"name": {"eq": "Two"}}}}, [1, 3, 4]),
        ({"genres": {"some": {"parent": {"name": {"eq": "Pop"}}}}}, [1, 3]),
        ({"or": [{"id": {"eq": 2}}, {"stock": {"gt": 0}}], "format": {"eq": "CD"}}, [2]),
    ],
)
def test_filters(where, expected):
    assert keys(LABEL, "Release", where=where) == expected


def test_order_puts_null_last_and_ties_by_key():
    assert keys(LABEL, "Release", sort=((("cost",), False),)) == [1, 2, 3, 4]
    assert keys(LABEL, "Release", sort=((("cost",), True),)) == [4, 3, 2, 1]
    assert keys(ANONYMOUS, "Release", sort=((("label", "name"), True),)) == [4, 2, 1]
    assert keys(ANONYMOUS, "Release", sort=((("artist", "country"), False), (("price",), False))) == [2, 4, 1]


@pytest.mark.parametrize(
    ("page", "expected", "has_next", "has_previous"),
    [
        (Page(), [1, 2], True, False),
        (Page(first=4), [1, 2, 3, 4], False, False),
        (Page(first=0), [], True, False),
        (Page(last=3), [2, 3, 4], False, True),
        (Page(first=2, after=2), [3, 4], False, True),
        (Page(last=1, before=3), [2], True, True),
        (Page(first=9, before=3), [1, 2], True, False),
        (Page(last=9, after=3), [4], False, True),
        (Page(first=1, after=1, before=4), [2], True, True),
        (Page(first=5, after=4), [], False, True),
    ],
)
def test_pages(page, expected, has_next, has_previous):
    found = evaluator(LABEL).answer(Collection("Release", Listing(Select(columns=("id",)), page=page)))
    assert [row["id"] for row in found.rows] == expected
    assert (found.has_next, found.has_previous, found.total) == (has_next, has_previous, 4)


def test_lists_below_a_row_have_pages_of_their_own():
    listing = Listing(Select(columns=("id",)), sort=((("id",), True),), page=Page(first=1))
    releases = Listing(Select(columns=("id",), lists=(("tracks", listing),)), page=Page(first=9))
    found = evaluator(ANONYMOUS).answer(Reached("Label", 1, "releases", releases))["releases"]
    assert [(row["id"], [track["id"] for track in row["tracks"].rows]) for row in found.rows] == [(1, [2])]
    assert found.rows[0]["tracks"].has_next


def test_a_cursor_holds_the_sort_values():
    cursor = evaluator(LABEL).cursor(CATALOG.resources["Release"], ((("cost",), True), (("released_on",), False)), 2)
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert orjson.loads(raw[16:]) == [None, "2020-01-01", 2]


def test_patterns():
    assert like("50% Off", "50\\%%")
    assert like("a\nb", "a_b")
    assert not like("abc", "b")
    assert like("a.c", "a.c") and not like("abc", "a.c")


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ({"a": [1, 2]}, {"a": [2]}, True),
        ({"a": [1, 2]}, {"a": 2}, False),
        ([1, [2]], 1, True),
        ([1, [2]], 2, False),
        ({"a": True}, {"a": 1}, False),
        ({"a": None}, {"a": None}, True),
        ({}, {"a": None}, False),
        (5, [5], False),
    ],
)
def test_documents(value, wanted, expected):
    assert json_contains(value, wanted) is expected


def test_written_forms():
    columns = {(r.name, c.name): c.type for r in CATALOG.resources.values() for c in r.columns.values()}
    assert json_value(Decimal("9.5"), columns["Release", "price"]) == "9.50"
    moment = datetime(2026, 1, 1, 12, 0, 0, 500_000, tzinfo=UTC)
    assert json_value(moment, columns["Order", "placed_at"]) == "2026-01-01T12:00:00.5Z"
    assert json_value(NOON, columns["Order", "placed_at"]) == "2026-03-01T12:00:00Z"
    assert json_value("CD", columns["Release", "format"]) == "CD"
