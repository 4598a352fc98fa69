"""The public data set as it was published, and its rows as our models have them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tortoise import fields
from tortoise.fields.relational import RelationalField
from tortoise.models import Model

from gateway.settings import Settings
from tests import loading
from tests.chinook.domain.music import Album, Artist, Genre, MediaType, Playlist, Track
from tests.chinook.domain.people import Customer, Employee
from tests.chinook.domain.sales import Invoice, InvoiceLine

FOLDER: Final = Path(
    os.environ.get("CHINOOK_DATA") or Path(__file__).parent.parent.parent.parent / "shared" / "data" / "chinook"
)
FILE: Final = FOLDER / "chinook.sqlite"
MISSING: Final = f"the Chinook data is not in {FOLDER}; CHINOOK_DATA says where it is"
MODELS: Final = (Artist, Album, MediaType, Genre, Track, Playlist, Employee, Customer, Invoice, InvoiceLine)


def select(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What SQL says of the original data."""
    with closing(sqlite3.connect(f"file:{FILE}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, parameters).fetchall()


async def copy(settings: Settings) -> None:
    """Every row of the original, in tables made from our models."""
    await loading.make_tables(settings)
    await loading.fill(settings, [*(_table(model) for model in MODELS), _ties()])


def _ties() -> loading.Table:
    return "playlist_track", ("playlist_id", "track_id"), select("SELECT PlaylistId, TrackId FROM PlaylistTrack")


def _table(model: type[Model]) -> loading.Table:
    named = model._meta.fields_map.items()
    stored = {described.source_field or name: described for name, described in named if not _relates(described)}
    names = ", ".join(_published(column) for column in stored)
    order = _published(model._meta.db_pk_column)
    rows = select(f"SELECT {names} FROM {model.__name__} ORDER BY {order}")
    values = [[_value(*pair) for pair in zip(stored.values(), row, strict=True)] for row in rows]
    return model._meta.db_table, tuple(stored), values


def _relates(described: Any) -> bool:
    return isinstance(described, RelationalField)


def _published(column: str) -> str:
    """`unit_price` as the original spells it: `UnitPrice`."""
    return "".join(part.capitalize() for part in column.split("_"))


def _value(described: Any, value: Any) -> Any:
    match described:
        case _ if value is None:
            return None
        case fields.DecimalField():
            return Decimal(f"{value:.2f}")
        case fields.DatetimeField():
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        case fields.DateField():
            return date.fromisoformat(value[:10])
        case _:
            return value
