"""Which document a request means, and whether it may be asked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from gateway.caller import Caller
from gateway.errors import (
    DocumentIdMismatch,
    DocumentNotTrusted,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
)
from gateway.graphql.document import Document, Documents
from gateway.graphql.limits import introspects_alone
from gateway.graphql.persisted.manifest import PREFIX, digest
from gateway.graphql.persisted.registered import Registered
from gateway.graphql.persisted.trusted import Manifest
from gateway.graphql.request import Request
from gateway.settings import Mode

_HASH: Final = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_SHOWN: Final = 60

log = structlog.get_logger("gateway.graphql")


class Persisted:
    """`open` and `automatic` answer any document, `trusted` those of the manifest alone. `log` answers any, and tells
    which ones `trusted` would refuse. Only `automatic` lets a client register one."""

    def __init__(self, documents: Documents, mode: Mode, manifest: Manifest, registered: Registered) -> None:
        self.documents, self.mode, self.manifest, self.registered = documents, mode, manifest, registered

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self.manifest.watched():
            try:
                yield
            finally:
                await self.registered.close()

    def at_hand(self, request: Request) -> bool:
        """Whether it takes no reading to find it."""
        trusted, text = self.manifest.current, request.query
        if request.named in trusted.by_id:
            return True
        if text is None and request.named is not None:
            text = self.registered.known(request.named.removeprefix(PREFIX))
        return text is not None and (text in trusted.by_text or self.documents.knows(text))

    def stays(self, request: Request) -> bool:
        """Whether it means the same document when it is asked again, as long as the manifest is the same."""
        trusted = self.manifest.current
        if request.named is not None:
            return request.named in trusted.by_id
        return request.query in trusted.by_text or self.mode in {"open", "automatic"}

    async def find(self, request: Request, caller: Caller, *, introspection: bool) -> Document:
        """`introspection` says whether this caller may ask for the schema. Raises what reading a document raises,
        DocumentIdMismatch, DocumentNotTrusted, PersistedQueryNotFound and PersistedQueryNotSupported."""
        trusted, text = self.manifest.current, request.query
        if request.named is not None:
            known = trusted.by_id.get(request.named)
            if known is None:
                return await self._registered(request, request.named, caller, introspection=introspection)
            if text is not None and text != known.text:
                raise DocumentIdMismatch("The id names another document than the one that was sent.")
            return known
        assert text is not None  # noqa: S101  (a request has one or the other; narrows the type)
        return trusted.by_text.get(text) or self._ad_hoc(request, text, caller, introspection=introspection)

    async def _registered(self, request: Request, named: str, caller: Caller, *, introspection: bool) -> Document:
        """An id that no manifest has."""
        hash_, text, automatic = named.removeprefix(PREFIX), request.query, self.mode == "automatic"
        is_hash = _HASH.match(hash_) is not None
        if text is None:
            found = await self.registered.find(hash_) if automatic and is_hash else None
            if found is None:
                raise self._unknown(request)
            return self.documents.read(found)
        if not is_hash and not request.hashed:
            raise self._unknown(request)
        if digest(text) != hash_:
            raise DocumentIdMismatch(hint="It is the SHA-256 of the document as it is sent, in lower-case hexadecimal.")
        document = self._ad_hoc(request, text, caller, introspection=introspection)
        if automatic:
            await self.registered.put(hash_, text)
        return document

    def _ad_hoc(self, request: Request, text: str, caller: Caller, *, introspection: bool) -> Document:
        """A document that no manifest has."""
        if self.mode != "trusted":
            document = self.documents.read(text)
            if self.mode == "log" and not (introspection and introspects_alone(document.ast)):
                _tell(request, document, caller)
            return document
        # who may ask for the schema may do so in their own words
        if introspection and "__" in text:
            document = self.documents.read(text)
            if introspects_alone(document.ast):
                return document
        raise DocumentNotTrusted(
            "Only the documents of this gateway's manifest are answered.",
            hint="Send the id of one of them as documentId.",
        )

    def _unknown(self, request: Request) -> PersistedQueryNotFound | PersistedQueryNotSupported:
        """In the words by which clients know it."""
        if request.hashed and self.mode == "open" and not self.manifest.current.by_id:
            return PersistedQueryNotSupported("PersistedQueryNotSupported", hint="Send the document.")
        hint = "Send the document together with its hash." if self.mode == "automatic" else "No manifest has this id."
        return PersistedQueryNotFound("PersistedQueryNotFound", hint=hint)


def _tell(request: Request, document: Document, caller: Caller) -> None:
    """Its hash and name, and no text: there may be anything in the values that are written into it."""
    name = document.operation(request.operation).name
    log.warning(
        "document not trusted",
        document_id=PREFIX + digest(document.text),
        operation=name.value[:_SHOWN] if name else None,
        client_id=caller.claim("client_id"),
    )
