"""One read, free of any door's spelling: what is asked of which rows, in the words of the catalog and values of Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Nested mappings as in the design: fields to operators to values, relations to filters, `and`, `or`, `not`.
Filter = Mapping[str, Any]
Sort = tuple[tuple[tuple[str, ...], bool], ...]

NODE_ID = "node_id"


@dataclass(frozen=True)
class Select:
    """Columns, computed fields and `node_id` by name; relations with what is asked of their rows. Nothing at all asks
    for all own columns that may be read. `aliased` renames every field where a door can do so."""

    columns: tuple[str, ...] = ()
    ones: tuple[tuple[str, Select], ...] = ()
    lists: tuple[tuple[str, Listing], ...] = ()
    aliased: bool = False


@dataclass(frozen=True)
class Page:
    """Cursors are given as the keys of the rows whose places they are, which may lie outside of the list."""

    first: int | None = None
    last: int | None = None
    after: Any = None
    before: Any = None


@dataclass(frozen=True)
class Listing:
    """`edges`: rows with their cursors; `info`: where the page stands. One door always says that, the other if asked."""

    select: Select = Select()
    where: Filter | None = None
    sort: Sort = ()
    page: Page = Page()
    count: bool = False
    edges: bool = False
    info: bool = True


@dataclass(frozen=True)
class Collection:
    resource: str
    listing: Listing


@dataclass(frozen=True)
class One:
    resource: str
    key: Any
    select: Select


@dataclass(frozen=True)
class Reached:
    """What a relation of one row leads to: a list, or a selection of the one row."""

    resource: str
    key: Any
    relation: str
    asked: Listing | Select

    @property
    def select(self) -> Select:
        """The same, asked of the row."""
        if isinstance(self.asked, Listing):
            return Select(lists=((self.relation, self.asked),))
        return Select(ones=((self.relation, self.asked),))


Read = Collection | One | Reached
