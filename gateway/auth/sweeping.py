"""What has expired is thrown away: in small portions, so that nobody waits for it, by whichever process comes to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from secrets import SystemRandom
from typing import Final

import structlog
from tortoise.models import Model

from gateway.auth.store import Store
from gateway.errors import GatewayError
from gateway.tables import (
    AuthorizationCode,
    ClientAssertion,
    DeviceCode,
    Family,
    KeptAnswer,
    MailedLink,
    PushedRequest,
    RefreshToken,
    Revocation,
    Session,
)

# what is kept beyond its end: a code, to recognize a second use; a link, to say that it was used
DAY: Final = timedelta(days=1)
EXPIRED: Final[tuple[tuple[type[Model], timedelta], ...]] = (
    (PushedRequest, timedelta(hours=1)),
    (ClientAssertion, timedelta(hours=1)),
    (Revocation, timedelta(hours=1)),
    (DeviceCode, DAY),
    (AuthorizationCode, DAY),
    (MailedLink, DAY),
    (RefreshToken, DAY),
    (Family, DAY),
    (Session, DAY),
    (KeptAnswer, timedelta()),
)
# a token that was used is kept as long as its family, or nobody would notice that somebody else has it
TIMES: Final[Mapping[type[Model], str]] = {RefreshToken: "family__expires_at"}
PORTION: Final = 500
EVERY_SECONDS: Final = 600.0

log = structlog.get_logger()


async def sweep(store: Store) -> int:
    """Delete every row whose time is over; how many there were."""
    total = 0
    for model, kept in EXPIRED:
        found = PORTION
        while found == PORTION:
            async with store.transaction() as db:
                over = f"{TIMES.get(model, 'expires_at')}__lt"
                old = model.filter(**{over: store.now() - kept}).using_db(db)
                keys = await old.limit(PORTION).values_list(model._meta.pk_attr, flat=True)  # noqa: SLF001  (Tortoise spells pk here by name only)
                found = len(keys)
                if keys:
                    await model.filter(pk__in=keys).using_db(db).delete()
            total += found
    return total


@asynccontextmanager
async def sweeping(store: Store) -> AsyncIterator[None]:
    task = asyncio.create_task(_forever(store))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _forever(store: Store) -> None:
    while True:
        # not all processes at once
        await asyncio.sleep(EVERY_SECONDS * SystemRandom().uniform(0.8, 1.2))
        try:
            await sweep(store)
        except GatewayError as error:
            log.warning("sweeping failed", error=type(error).__name__)
