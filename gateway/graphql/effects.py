"""What a request that changes something asks for besides: that it is done once however often it is sent, and that it is
tried and not done. A query that is not done is priced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from gateway.errors import BodyInvalid, IdempotencyKeyInvalid
from gateway.writing import keeping, preferences
from gateway.writing.keeping import Once

ROUTE: Final = "graphql"
APPLIED: Final = (b"preference-applied", b"tx=rollback")


@dataclass(frozen=True, slots=True)
class Wishes:
    """`applied` are the headers that tell which preferences were heard."""

    key: str | None = None
    dry: bool = False
    applied: tuple[tuple[bytes, bytes], ...] = ()

    def once(self, query: str, variables: Mapping[str, Any], operation: str | None) -> Once | None:
        """None where nothing is to be kept: what is only tried leaves nothing behind."""
        if self.key is None or self.dry:
            return None
        request = orjson.dumps([query, variables, operation], option=orjson.OPT_SORT_KEYS)
        return Once(self.key, ROUTE, request)


def wishes(headers: Mapping[bytes, bytes], extensions: Mapping[str, Any]) -> Wishes:
    """Raises IdempotencyKeyInvalid and BodyInvalid."""
    said = headers.get(b"prefer")
    preferred = said is not None and preferences.dry(preferences.read(said.decode("latin-1")))
    return Wishes(_key(headers, extensions), dry(extensions) or preferred, (APPLIED,) if preferred else ())


def dry(extensions: Mapping[str, Any]) -> bool:
    """Whether it is not to be done; raises BodyInvalid."""
    said = extensions.get("dryRun")
    if not isinstance(said, bool | None):
        raise BodyInvalid("In a GraphQL request, extensions.dryRun is true or false.")
    return bool(said)


def _key(headers: Mapping[bytes, bytes], extensions: Mapping[str, Any]) -> str | None:
    said, sent = extensions.get("idempotencyKey"), headers.get(b"idempotency-key")
    if not isinstance(said, str | None):
        raise IdempotencyKeyInvalid("An idempotency key is a text.", hint="A random UUID will do.")
    keys = {keeping.key(one) for one in (said, None if sent is None else sent.decode("latin-1")) if one is not None}
    if len(keys) > 1:
        raise IdempotencyKeyInvalid("The header and the extension say different idempotency keys.")
    return next(iter(keys), None)
