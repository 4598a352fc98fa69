"""Answers that are kept, so that a client may send a request again without it being done again.

The behaviour is that of draft-ietf-httpapi-idempotency-key-header-07: the answer is stored in the transaction whose
effect it tells, so that there is either both or none. Whoever sends the same key meanwhile is told so, and another
request with it is refused. What a client may correct without another key is not kept: who it is, that it asks too often,
that something was in its way.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

import orjson

from gateway.caller import Caller
from gateway.errors import GatewayError, IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyRunning
from gateway.sealing import Seal, SealBroken
from gateway.tables import KeptAnswer
from gateway.writing.given import Spelling
from gateway.writing.work import Work, Writes

KEPT: Final = timedelta(hours=24)
LENGTH: Final = 255
REPLAYED: Final = (b"idempotency-replayed", b"true")
_NOT_KEPT: Final = frozenset({401, 403, 408, 409, 429})
_PURPOSE: Final = "kept answer"
_FAILED: Final = 500
_WRONG: Final = 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer as a door sends it."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is to be done once: the client's `key`, what it was sent to, and all that makes it another request
    when it differs."""

    key: str
    route: str
    request: bytes

    def identity(self, caller: Caller) -> str:
        """Keys of one caller are no business of another, and neither are those of another route."""
        return _digest(caller.kind, caller.id or caller.rate_key, self.route, self.key)


class Keeping:
    """One for each process: it knows which keys it is busy with, besides the locks in the database."""

    def __init__(self, secret: bytes) -> None:
        self._seal = Seal(secret)
        self._running: set[str] = set()

    async def once(
        self,
        writes: Writes,
        asking: tuple[Caller, Spelling],
        asked: Once,
        run: Callable[[Work], Awaitable[Outcome]],
        refused: Callable[[GatewayError], Outcome],
    ) -> Outcome:
        """The outcome of the first request with this key. `refused` renders an error, which may be kept as well. Raises
        IdempotencyRunning, IdempotencyKeyReused, and what `run` raises that is not kept."""
        caller, spelling = asking
        identity = asked.identity(caller)

        async def keep(work: Work) -> Outcome:
            await self._lock(work, identity)
            kept = await self._kept(work, identity, asked)
            if kept is not None:
                return kept
            try:
                async with work.savepoint():
                    outcome = await run(work)
            except GatewayError as error:
                if not _WRONG <= error.status < _FAILED or error.status in _NOT_KEPT:
                    raise
                outcome = refused(error)
            await self._keep(work, identity, asked, outcome)
            return outcome

        with self._busy(identity):
            return await writes.transact(caller, spelling, keep)

    @contextmanager
    def _busy(self, identity: str) -> Iterator[None]:
        if identity in self._running:
            raise _running()
        self._running.add(identity)
        try:
            yield
        finally:
            self._running.discard(identity)

    async def _lock(self, work: Work, identity: str) -> None:
        number = int.from_bytes(bytes.fromhex(identity)[:8], signed=True)
        if not await work.session.try_lock(number):
            raise _running()

    async def _kept(self, work: Work, identity: str, asked: Once) -> Outcome | None:
        found = await KeptAnswer.get_or_none(key=identity, using_db=work.session.client)
        if found is None:
            return None
        if found.expires_at <= work.moment:
            await found.delete(using_db=work.session.client)
            return None
        if found.hash != sha256(asked.request).hexdigest():
            raise IdempotencyKeyReused(
                "Another request was sent with this idempotency key.", hint="Make a new key for each request."
            )
        try:
            headers, body = orjson.loads(self._seal.open(found.sealed, _PURPOSE))
        except SealBroken as error:
            raise IdempotencyKeyReused("The answer to this idempotency key cannot be read any more.") from error
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return Outcome(found.status, (*pairs, REPLAYED), base64.b64decode(body))

    async def _keep(self, work: Work, identity: str, asked: Once, outcome: Outcome) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in outcome.headers]
        told = orjson.dumps([headers, base64.b64encode(outcome.body).decode()]).decode()
        await KeptAnswer.create(
            using_db=work.session.client,
            key=identity,
            hash=sha256(asked.request).hexdigest(),
            status=outcome.status,
            sealed=self._seal.close(told, _PURPOSE),
            expires_at=work.moment + KEPT,
        )


def key(text: str) -> str:
    """An idempotency key as a header carries it: a string of RFC 8941 in quotation marks, or bare. Raises
    IdempotencyKeyInvalid."""
    found = text.strip(" \t")
    if len(found) > 1 and found[0] == found[-1] == '"':
        found = found[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if not 1 <= len(found) <= LENGTH or not found.isascii() or not found.isprintable():
        raise IdempotencyKeyInvalid(
            f"An idempotency key has 1 to {LENGTH} printable ASCII characters.", hint="A random UUID will do."
        )
    return found


def _running() -> IdempotencyRunning:
    return IdempotencyRunning("The first request with this key is still running.", headers={"Retry-After": "1"})


def _digest(*parts: str) -> str:
    text = "".join(f"{len(part)}!{part}!" for part in parts)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
