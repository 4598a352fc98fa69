"""What a catalog reads of models and policies, and what it refuses to serve."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import Enum, IntEnum
from functools import partial
from types import ModuleType, new_class
from typing import Any

import pytest
from tortoise import fields
from tortoise.models import Model

from gateway.catalog import Catalog, camel, load, plural, snake
from gateway.declare import ALL, Policy, computed, rule
from gateway.graphql.schema import sdl
from gateway.package import DomainError, model_modules


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Colour(Enum):
    RED = "red"
    DARK_BLUE = "dark-blue"


class MakesLists:
    pass


def _fill(attributes: Mapping[str, Any], namespace: dict[str, Any]) -> None:
    namespace.update(attributes)


def domain(
    models: Mapping[str, Mapping[str, Any]], policies: Mapping[str, Mapping[str, Any]] | None = None
) -> ModuleType:
    """A domain in a module of this moment: models by name with their fields, all served to everyone."""
    module = ModuleType("made")
    for name, attributes in models.items():
        own = {"__module__": "made", "id": fields.IntField(primary_key=True), **attributes}
        model = type(name, (Model,), {key: value for key, value in own.items() if value is not None})
        body = {"__module__": "made", "read": rule(ALL), **(policies or {}).get(name, {})}
        policy = new_class(f"{name}Policy", (Policy,), {"model": model}, partial(_fill, body))
        setattr(module, name, model)
        setattr(module, f"{name}Policy", policy)
    return module


def read(module: ModuleType) -> Catalog:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)
        return load(module.__name__)


def refusal(**attributes: Any) -> str:
    with pytest.raises(DomainError) as error:
        read(domain({"Thing": attributes}))
    return str(error.value)


@pytest.mark.parametrize(
    ("singular", "expected"),
    [
        ("release", "releases"),
        ("wishlist_entry", "wishlist_entries"),
        ("day", "days"),
        ("box", "boxes"),
        ("address", "addresses"),
        ("branch", "branches"),
    ],
)
def test_collections_have_english_plurals(singular: str, expected: str) -> None:
    assert plural(singular) == expected


def test_names_are_spelled_for_each_door() -> None:
    assert camel("released_on") == "releasedOn"
    assert camel("id") == "id"
    assert snake("WishlistEntry") == "wishlist_entry"
    assert snake("HTTPLog") == "http_log"


def test_every_kind_of_column_has_a_type() -> None:
    catalog = read(
        domain(
            {
                "Thing": {
                    "small": fields.SmallIntField(),
                    "big": fields.BigIntField(null=True),
                    "ratio": fields.FloatField(),
                    "price": fields.DecimalField(8, 3),
                    "flag": fields.BooleanField(),
                    "text": fields.TextField(),
                    "day": fields.DateField(),
                    "hour": fields.TimeField(),
                    "moment": fields.DatetimeField(),
                    "token": fields.UUIDField(),
                    "extra": fields.JSONField[Any](),
                    "level": fields.IntEnumField(Level),
                    "picture": fields.BinaryField(),
                }
            }
        )
    )
    columns = catalog.resources["Thing"].columns
    kinds = {name: column.type.kind for name, column in columns.items()}
    assert kinds == {
        "id": "identity",
        "small": "int",
        "big": "bigint",
        "ratio": "float",
        "price": "decimal",
        "flag": "bool",
        "text": "text",
        "day": "date",
        "hour": "time",
        "moment": "datetime",
        "token": "uuid",
        "extra": "json",
        "level": "enum",
    }
    assert columns["level"].type.members == (("LOW", 1), ("HIGH", 2))
    assert columns["big"].null and not columns["small"].null
    assert not columns["extra"].type.sortable


def test_what_cannot_be_served_is_named() -> None:
    assert "Thing.node_id" in refusal(node_id=fields.IntField())
    assert "Thing.database_id" in refusal(database_id=fields.IntField())
    assert "Thing.or" in refusal(**{"or": fields.IntField()})
    assert "Thing.a__b" in refusal(a__b=fields.IntField())
    assert "the same name in GraphQL" in refusal(one_two=fields.IntField(), oneTwo=fields.IntField())
    assert "'dark-blue'" in refusal(colour=fields.CharEnumField(Colour))


def test_a_field_of_a_type_that_has_no_written_form_is_named() -> None:
    class Odd(fields.Field[Any]):
        SQL_TYPE = "POINT"

    assert "Thing.odd is a Odd" in refusal(odd=Odd())


def test_two_collections_of_one_name_are_refused() -> None:
    with pytest.raises(DomainError, match="both called 'things'"):
        read(domain({"Thing": {}, "Other": {}}, {"Other": {"plural": "things"}}))


def test_a_package_that_is_not_there_or_empty_is_refused() -> None:
    with pytest.raises(DomainError, match="cannot be imported"):
        load("no_such_package")
    with pytest.raises(DomainError, match="defines no models"):
        load("tests.observe")


def test_a_policy_names_plurals_and_deprecations() -> None:
    catalog = read(
        domain(
            {"Person": {"name": fields.TextField()}},
            {"Person": {"plural": "people", "deprecated": {"name": "Use id."}}},
        )
    )
    assert list(catalog.collections) == ["people"]
    assert catalog.resources["Person"].columns["name"].deprecated == "Use id."
    assert 'name: String! @deprecated(reason: "Use id.")' in sdl(catalog)


def test_computed_fields_have_their_method_s_type_and_words() -> None:
    @computed(needs=("id",))
    def doubled(self: Any) -> int:
        """Twice the key."""
        return int(self.id) * 2

    catalog = read(domain({"Thing": {"doubled": doubled}}))
    calculation = catalog.resources["Thing"].calculations["doubled"]
    assert (calculation.needs, calculation.annotation, calculation.description) == (("id",), int, "Twice the key.")


def test_the_sample_domain_is_read_whole() -> None:
    catalog = load("domain")
    release = catalog.resources["Release"]
    assert (
        not release.relations["artist"].many and release.relations["tracks"].many and release.relations["genres"].many
    )
    assert release.columns["artist_id"].references == "Artist"
    assert release.relations["genres"].through == ("release_genre", "release_id", "genre_id")
    genre = catalog.resources["Genre"].relations
    assert (genre["parent"].many, genre["children"].many) == (False, True)
    assert all(resource.description for resource in catalog.served)
    assert "domain.catalogue" in model_modules("domain")
