"""Manifests of documents, as the builds of clients write them.

Relay (`persisted_queries.json`) and the client preset of GraphQL Code Generator write an object of texts by id, Apollo's
`generate-persisted-query-manifest` a list of operations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

APOLLO: Final = "apollo-persisted-query-manifest"
PREFIX: Final = "sha256:"
ID_LENGTH: Final = 256
_SHOWN: Final = 80


class ManifestInvalid(Exception):
    """Everything that is wrong with manifests, each with its file and id."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as a manifest has it. `client` is the application that it is for, where the manifest tells."""

    id: str
    text: str
    file: str
    client: str | None = None

    @property
    def place(self) -> str:
        """For people: its file and id."""
        return f"{self.file}: {shown(self.id)}"


def digest(text: str) -> str:
    """The SHA-256 of a document, as ids of documents spell it."""
    return sha256(text.encode()).hexdigest()


def shown(id_: str) -> str:
    return id_ if len(id_) <= _SHOWN and id_.isprintable() else ascii(id_[:_SHOWN])


def files(path: Path) -> list[Path]:
    """The manifests in a folder, or the one that the path is."""
    return sorted(path.glob("*.json")) if path.is_dir() else [path]


def read(file: Path) -> list[Entry]:
    """Raises OSError, and ManifestInvalid."""
    content = file.read_bytes()
    try:
        members = orjson.loads(content)
        # orjson keeps the last of two members with one name; this one shows both
        json.loads(content, object_pairs_hook=_once)
        found = list(_entries(members, file.name))
    except (ValueError, RecursionError) as error:
        raise ManifestInvalid([f"{file.name}: {error}"]) from error
    if not found:
        raise ManifestInvalid([f"{file.name}: has no documents"])
    problems = [f"{entry.place}: {wrong}" for entry in found if (wrong := _wrong(entry))]
    if problems:
        raise ManifestInvalid(problems)
    return found


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{shown(name)}: is there twice")
        found[name] = value
    return found


def _entries(members: Any, file: str) -> Iterator[Entry]:
    """Raises ValueError for what is no manifest."""
    match members:
        case {"format": str(form), "operations": list(operations), **more}:
            if (form, more.get("version")) != (APOLLO, 1):
                raise ValueError(f"is not {APOLLO} of version 1")
            yield from _operations(operations, file)
        case dict():
            for id_, text in members.items():
                if not isinstance(text, str):
                    raise ValueError(f"{shown(id_)}: is no text of a document")  # noqa: TRY004  (of the file, not of Python)
                yield Entry(id_, text, file)
        case _:
            raise ValueError("is neither an object of documents by id nor Apollo's manifest")


def _operations(operations: Sequence[Any], file: str) -> Iterator[Entry]:
    for number, operation in enumerate(operations):
        match operation:
            case {"id": str(id_), "body": str(text)}:
                client = operation.get("clientName")
                yield Entry(id_, text, file, client if isinstance(client, str) else None)
            case _:
                raise ValueError(f"operation {number}: has no id and body")


def _wrong(entry: Entry) -> str | None:
    if not 0 < len(entry.id) <= ID_LENGTH or not entry.id.isprintable():
        return f"an id has 1 to {ID_LENGTH} printable characters"
    if entry.id.startswith(PREFIX) and entry.id != PREFIX + digest(entry.text):
        return "is not the SHA-256 of its document"
    return None
