"""Whose scripts may ask us from a browser: origins from the settings, and those of registered clients.

They are kept in memory. A new origin is known a second after it was registered at most, and one that was taken back is
forgotten after ten.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Iterator
from typing import Final

import structlog

from gateway.auth import redirects
from gateway.auth.clients import PUBLIC
from gateway.auth.csrf import origin_of
from gateway.auth.store import Store
from gateway.errors import GatewayError
from gateway.settings import SettingsError
from gateway.tables import Client

KNOWN_SECONDS: Final = 10.0
# a flood of origins that nobody knows costs one question per second
UNKNOWN_SECONDS: Final = 1.0
# what a request waits for a database that does not answer
PATIENCE: Final = 0.5

log = structlog.get_logger("gateway.auth")


class Origins:
    """Raises SettingsError for what is configured and is no origin."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._own = origin_of(store.settings.issuer)
        self._configured = frozenset(store.settings.cors_origins)
        self._registered: frozenset[str] = frozenset()
        self._read_at = -math.inf
        self._reading: asyncio.Task[None] | None = None
        if problems := list(_problems(self._configured)):
            raise SettingsError(problems)

    async def allows(self, origin: str) -> bool:
        """Raises nothing: without its database the gateway goes by what it knew."""
        if origin in self._configured:
            return True
        if origin == self._own:
            # our own pages need no leave
            return False
        fresh = KNOWN_SECONDS if origin in self._registered else UNKNOWN_SECONDS
        if self._store.timer() - self._read_at >= fresh:
            await self._refreshed()
        return origin in self._registered

    async def _refreshed(self) -> None:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        # whoever goes away leaves the reading to the others who wait for it
        await asyncio.wait({self._reading}, timeout=PATIENCE)

    async def _read(self) -> None:
        began = self._store.timer()
        try:
            async with self._store.transaction() as db:
                rows = (
                    await Client.filter(disabled_at=None)
                    .using_db(db)
                    .values_list("method", "browser", "origins", "redirect_uris")
                )
            self._registered = frozenset(
                origin
                for method, browser, origins, uris in rows
                for origin in _of_client(origins, uris, native=method == PUBLIC and not browser)
            )
        except GatewayError as error:
            log.warning("origins of clients cannot be read", error=error.code)
        finally:
            self._read_at, self._reading = began, None


def _of_client(origins: Iterable[str], redirect_uris: Iterable[str], *, native: bool) -> Iterator[str]:
    """A native program has no pages: who listens on its loopback address may be anybody's."""
    for address in (*origins, *(() if native else redirect_uris)):
        if (origin := origin_of(address)) is not None:
            yield origin


def _problems(configured: Iterable[str]) -> Iterator[str]:
    for origin in sorted(configured):
        if problem := redirects.origin_problem(origin):
            yield f"GATEWAY_CORS_ORIGINS: {origin!r} {problem}"
        elif origin_of(origin) != origin:
            yield f"GATEWAY_CORS_ORIGINS: {origin!r} has the port that browsers leave out"
