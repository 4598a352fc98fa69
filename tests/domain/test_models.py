from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from domain.catalogue import Artist, Release
from domain.customers import Customer
from gateway import catalog


def _row(**needed) -> Any:
    """What a computed method gets: an object with the attributes it needs."""
    return SimpleNamespace(**needed)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("The Velvet Harbour", "TVH"), ("Sigrún Ösp", "SÖ"), ("🎷 Quartet", "Q"), ("O'Malley", "O"), ("", "")],
)
def test_initials(name, initials):
    assert Artist.initials(_row(name=name)) == initials


@pytest.mark.parametrize(
    ("seconds", "duration"),
    [([], "0:00"), ([59], "0:59"), ([200, 65], "4:25"), ([3600], "1:00:00"), ([3599, 66], "1:01:05")],
)
def test_duration(seconds, duration):
    tracks = [_row(seconds=number) for number in seconds]
    assert Release.duration(_row(tracks=tracks)) == duration


@pytest.mark.parametrize(("name", "shown"), [("Ada Ito", "Ada Ito"), (None, "ada"), ("", "ada")])
def test_display_name(name, shown):
    assert Customer.display_name(_row(name=name, email="ada@example.net")) == shown


def test_everything_is_served_and_described():
    resources = catalog.load("domain").resources.values()
    assert [resource.name for resource in resources if not resource.served or not resource.description] == []
    described: list[tuple[str, str, str]] = [
        (resource.name, name, field.description)
        for resource in resources
        for fields in (resource.columns, resource.relations, resource.calculations)
        for name, field in fields.items()
    ]
    assert [field for field in described if not field[2]] == []
    # what the catalog says of a foreign key that was not described
    assert [field for field in described if field[2].startswith("The key of its")] == []


def test_every_kind_of_relation_is_there():
    known = catalog.load("domain").resources
    assert not known["Release"].relations["artist"].many
    assert known["Release"].relations["tracks"].many
    assert known["Release"].relations["genres"].through == ("release_genre", "release_id", "genre_id")
    assert known["Genre"].relations["releases"].through == ("release_genre", "genre_id", "release_id")
    assert known["Genre"].relations["parent"].target == known["Genre"].relations["children"].target == "Genre"
