"""The documents of a manifest: valid, parsed, and kept apart from what strangers send, so that no flood drives them out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from gateway.errors import GatewayError
from gateway.graphql.document import Document, DocumentErrors, Documents, explained
from gateway.graphql.persisted import manifest
from gateway.graphql.persisted.manifest import PREFIX, Entry, ManifestInvalid, digest

# how soon a manifest that was changed is read
EVERY_SECONDS: Final = 2.0
ERRORS: Final = 3

log = structlog.get_logger("gateway.graphql")


@dataclass(frozen=True, slots=True)
class Trusted:
    """Documents by each of their ids (that of the manifest, and the SHA-256 with and without its prefix), and by text."""

    by_id: Mapping[str, Document] = field(default_factory=dict)
    by_text: Mapping[str, Document] = field(default_factory=dict)
    entries: Sequence[Entry] = ()


def load(path: Path, documents: Documents, former: Trusted) -> Trusted:
    """Raises ManifestInvalid with everything that is wrong, and OSError. What `former` has is not parsed again."""
    entries, problems = _entries(path)
    by_id: dict[str, Document] = {}
    by_text: dict[str, Document] = {}
    owners: dict[str, Entry] = {}
    for entry in entries:
        for id_ in _ids(entry):
            other = owners.setdefault(id_, entry)
            if other.text != entry.text:
                problems.append(f"{entry.place}: is another document in {other.place}")
        try:
            known = by_text.get(entry.text) or former.by_text.get(entry.text)
            document = by_text[entry.text] = known or documents.fresh(entry.text)
        except (GatewayError, DocumentErrors) as error:
            problems += [f"{entry.place}: {reason}" for reason in _reasons(error)]
        else:
            by_id.update(dict.fromkeys(_ids(entry), document))
    if problems:
        raise ManifestInvalid(problems)
    return Trusted(by_id, by_text, tuple(entries))


def _entries(path: Path) -> tuple[list[Entry], list[str]]:
    found: list[Entry] = []
    problems: list[str] = []
    files = manifest.files(path)
    if not files:
        problems.append(f"{path.name}: has no *.json in it")
    for file in files:
        try:
            found += manifest.read(file)
        except ManifestInvalid as error:
            problems += error.problems
    return found, problems


def _ids(entry: Entry) -> tuple[str, ...]:
    bare = digest(entry.text)
    return entry.id, bare, PREFIX + bare


def _reasons(error: GatewayError | DocumentErrors) -> Iterator[str]:
    if isinstance(error, DocumentErrors):
        yield from map(explained, error.found[:ERRORS])
    else:
        yield str(error)


class Manifest:
    """The documents of the manifest as it is now. Where the settings name none, there are none."""

    def __init__(self, path: Path | None, documents: Documents) -> None:
        """Raises ManifestInvalid and OSError."""
        self.current = Trusted()
        self._path, self._documents = path, documents
        self._seen: object = None
        self._failure = ""
        if path is not None:
            self._seen = _state(path)
            self.current = load(path, documents, self.current)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        if self._path is None:
            yield
            return
        task = asyncio.create_task(self._watch(self._path))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self, path: Path) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await asyncio.to_thread(self.refresh, path)

    def refresh(self, path: Path) -> None:
        """Blocks. What cannot be used is told once, and leaves in force what was there before."""
        try:
            state = _state(path)
            if state != self._seen:
                self._seen = state
                self.current = load(path, self._documents, self.current)
                self._failure = ""
                log.info("the manifest was read again", documents=len(self.current.by_text))
        except (OSError, ManifestInvalid) as error:
            if isinstance(error, OSError):
                # which may pass without a change of the files
                self._seen = None
            if str(error) != self._failure:
                self._failure = str(error)
                log.warning("the manifest cannot be used, the former stays in force", problems=self._failure)


def _state(path: Path) -> object:
    """Another one whenever a file was written, replaced, added or taken away."""
    found = [(file.name, file.stat()) for file in manifest.files(path)]
    return [(name, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for name, stat in found]
