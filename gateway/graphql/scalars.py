"""The value types of the catalog as GraphQL types. Values pass through as they are: the database writes and the binder
reads them, on both doors alike."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from gateway.values import Kind, Type

DateTime = NewType("DateTime", str)
Date = NewType("Date", str)
Time = NewType("Time", str)
Decimal = NewType("Decimal", str)
BigInt = NewType("BigInt", str)
Uuid = NewType("Uuid", str)
Json = NewType("Json", object)


def _as_it_is(value: Any) -> Any:
    return value


def _scalar(name: str, description: str, url: str | None = None) -> ScalarDefinition:
    return strawberry.scalar(
        name=name, description=description, specified_by_url=url, serialize=_as_it_is, parse_value=_as_it_is
    )


SCALARS: Final[dict[object, ScalarDefinition]] = {
    DateTime: _scalar(
        "DateTime",
        "A moment in UTC, as RFC 3339 writes it: `2026-01-31T12:00:00Z`.",
        "https://www.rfc-editor.org/rfc/rfc3339",
    ),
    Date: _scalar("Date", "A day, as ISO 8601 writes it: `2026-01-31`.", "https://www.rfc-editor.org/rfc/rfc3339"),
    Time: _scalar("Time", "A time of day without a zone: `18:30:00`.", "https://www.rfc-editor.org/rfc/rfc3339"),
    Decimal: _scalar(
        "Decimal",
        "An exact decimal, as text with all its places: `18.00`.",
        "https://www.rfc-editor.org/rfc/rfc8259#section-6",
    ),
    BigInt: _scalar(
        "BigInt", "A whole number of up to 64 bits, as text.", "https://www.rfc-editor.org/rfc/rfc7493#section-2.2"
    ),
    Uuid: _scalar("UUID", "A UUID.", "https://www.rfc-editor.org/rfc/rfc9562"),
    Json: _scalar("JSON", "Any JSON value.", "https://www.rfc-editor.org/rfc/rfc8259"),
}

_ANNOTATIONS: Final[dict[Kind, Any]] = {
    "int": int,
    "bigint": BigInt,
    "float": float,
    "decimal": Decimal,
    "bool": bool,
    "text": str,
    "datetime": DateTime,
    "date": Date,
    "time": Time,
    "uuid": Uuid,
    "json": Json,
    "identity": strawberry.ID,
}


class Enums:
    """The enums of a catalog, each made once; two fields of one Python enum share it."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[tuple[str, str | int], ...]], type[Enum]] = {}

    def of(self, type_: Type) -> type[Enum]:
        key = (type_.enum or "Enum", type_.members)
        if key not in self._made:
            members = {name: name for name, _ in type_.members}
            self._made[key] = strawberry.enum(Enum(key[0], members), name=key[0])  # type: ignore[call-overload]
        return self._made[key]

    def annotation(self, type_: Type) -> Any:
        return self.of(type_) if type_.kind == "enum" else _ANNOTATIONS[type_.kind]
