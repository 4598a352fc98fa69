"""What a door asks to be written. Values are as JSON has them, under the names of the catalog; keys as the door has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """A row as a caller sees it before it changes: its entity tag, and when it was last changed where it says so."""

    tag: str
    modified: datetime | None = None


class Precondition(Protocol):
    def __call__(self, state: State) -> bool:
        """Whether it says which state of the row was seen; raises PreconditionFailed."""


@dataclass(frozen=True, slots=True)
class Change:
    """New values for the row with a key; `replace`: of all that can be written, what is not given is as in a new row.
    `pointer` says where in the request."""

    key: Any
    values: Values
    match: Precondition | None = None
    replace: bool = False
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    key: Any
    match: Precondition | None = None
    pointer: str = ""


Verb = Literal["create", "update", "delete"]
