"""Authorization requests that come ahead of their browser (RFC 9126): nobody on the way can read or change them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import orjson
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.queryset import QuerySet

from gateway.auth.clients import ID
from gateway.auth.digests import digest, new_secret
from gateway.auth.oauth.parameters import Parameters
from gateway.auth.store import Store
from gateway.tables import PushedRequest

PURPOSE: Final = "pushed request"
PREFIX: Final = "urn:ietf:params:oauth:request_uri:"
LIFETIME: Final = timedelta(seconds=60)
# how long somebody may take to log in and decide, once the browser has come
DECISION: Final = timedelta(minutes=10)


async def save(store: Store, db: BaseDBAsyncClient, client_id: str, parameters: Parameters) -> str:
    """The request_uri under which it can be referred to."""
    secret = new_secret()
    # a hint in it is a token, and no token is kept in clear
    text = orjson.dumps([parameters.values, parameters.resources]).decode()
    await PushedRequest.filter(expires_at__lt=store.now() - DECISION).using_db(db).delete()
    await PushedRequest.create(
        using_db=db,
        hash=digest(secret),
        client_id=client_id,
        parameters={"sealed": store.seal.close(text, PURPOSE)},
        expires_at=store.now() + LIFETIME,
    )
    return PREFIX + secret


async def find(
    store: Store, db: BaseDBAsyncClient, client_id: str, request_uri: str, *, begun: bool
) -> Parameters | None:
    """What was pushed. A login that has begun in time may take longer than the request_uri lives."""
    row = await _alive(store, db, client_id, request_uri, begun=begun).first()
    if row is None:
        return None
    values, resources = orjson.loads(store.seal.open(row.parameters["sealed"], PURPOSE))
    return Parameters(values, tuple(resources))


async def consume(store: Store, db: BaseDBAsyncClient, client_id: str, request_uri: str) -> bool:
    """With the decision it is used up."""
    alive = _alive(store, db, client_id, request_uri, begun=True)
    return bool(await alive.update(used_at=store.now()) == 1)


def _alive(
    store: Store, db: BaseDBAsyncClient, client_id: str, request_uri: str, *, begun: bool
) -> QuerySet[PushedRequest]:
    if not request_uri.startswith(PREFIX) or ID.match(client_id) is None:
        return PushedRequest.filter(hash="").using_db(db)
    earliest = store.now() - (DECISION if begun else timedelta())
    found = PushedRequest.filter(hash=digest(request_uri.removeprefix(PREFIX)), client_id=client_id)
    return found.filter(used_at=None, expires_at__gt=earliest).using_db(db)
