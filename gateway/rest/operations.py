"""One thing to do on the REST door, and what became of it: free of how it arrived, by itself or in a batch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from gateway.catalog import Resource
from gateway.errors import BodyInvalid, ValueInvalid
from gateway.policy import collection
from gateway.rest import grammar
from gateway.rest.grammar import Pairs
from gateway.writing.given import Spelling
from gateway.writing.keeping import Outcome
from gateway.writing.preconditions import NONE, Preconditions

PREFIX: Final = "/api/v1"
CONTENT: Final = (b"content-type", b"application/json")
KEYS: Final = Spelling("key")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do: `path` below the prefix, `body` as JSON has it, None where there is none."""

    method: str
    path: str
    pairs: Pairs = field(default_factory=list)
    body: Any = None
    conditions: Preconditions = NONE
    minimal: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it, for an answer of its own or as a part of a batch. `price` is what it costs to answer it."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    price: int = 0

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.status, (*((CONTENT,) if self.body else ()), *self.headers), self.body)


def an_object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BodyInvalid("The body is not a JSON object.", hint="Send an object with the values by name.")
    return body


def no_parameters(pairs: Pairs, hint: str | None = None) -> None:
    for name, _ in pairs:
        error = grammar.unknown(name)
        error.hint = hint or error.hint
        raise error


def values(pairs: Pairs) -> list[Any]:
    return [value for _, value in pairs]


def unique(resource: Resource, said: str, sayable: Collection[str]) -> tuple[str, ...]:
    """The group of columns of this name, of those that can be said; raises ValueInvalid."""
    uniques = resource.written.uniques
    groups = {",".join(group): group for group in uniques if group != ("id",) and all(n in sayable for n in group)}
    found = groups.get(said)
    if found is None:
        hint = f"There are {', '.join(groups)}." if groups else None
        raise ValueInvalid(f"{resource.name} has no such unique columns.", hint=hint, pointer="/upsert")
    return found


def location(resource: Resource, key: Any) -> tuple[bytes, bytes]:
    return (b"location", f"{PREFIX}/{collection(resource)}/{quote(str(key), safe='')}".encode())
