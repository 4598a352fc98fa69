"""Which origins may ask from a browser, through the whole application, and what it costs to know."""

from __future__ import annotations

import asyncio
import math
from typing import Any, Final

import pytest

from gateway.auth import clients
from gateway.auth.origins import KNOWN_SECONDS, UNKNOWN_SECONDS, Origins
from gateway.auth.store import Store
from gateway.errors import DatabaseUnavailable
from gateway.settings import SettingsError
from tests.auth.oauth.world import World

GOOD: Final = "https://good.example"
DOORS: Final = ("/graphql", "/api/v1/releases")
REFUSED: Final = (
    "https://good.example.evil.com",
    "https://evilgood.example",
    "https://good.example@evil.com",
    "https://evil.com/https://good.example",
    "https://sub.good.example",
    "http://good.example",
    "https://good.example:443",
    "https://good.example:8443",
    "https://GOOD.example",
    "HTTPS://good.example",
    "https://good.example.",
    "https://good.example/",
    " https://good.example",
    "https://good.example https://evil.com",
    "good.example",
    "null",
    "*",
    "",
    "file://",
    "https://*.example",
)


async def allowed(world: World, origin: str, path: str = "/graphql") -> bool:
    answer = await world.http.options(path, headers={"origin": origin, "access-control-request-method": "POST"})
    said = answer.headers.get("access-control-allow-origin")
    assert said in {None, origin} and "origin" in answer.headers["vary"].lower()
    return said is not None


async def test_an_origin_is_compared_letter_by_letter_on_both_doors(world: World, subtests: pytest.Subtests) -> None:
    await world.client("spa", browser=True, origins=[GOOD], redirect_uris=["https://app.example:8443/callback"])
    for path in DOORS:
        assert await allowed(world, GOOD, path) and await allowed(world, "https://app.example:8443", path)
        for origin in REFUSED:
            with subtests.test(origin, path=path):
                assert not await allowed(world, origin, path)


async def test_a_refusal_of_a_door_can_be_read(world: World) -> None:
    await world.client("spa", browser=True, origins=[GOOD])
    headers = {"origin": GOOD, "authorization": "Bearer nonsense"}
    for path in DOORS:
        answer = await world.http.get(path, headers=headers)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, GOOD)
        assert "www-authenticate" in answer.headers["access-control-expose-headers"]


async def test_redirect_addresses_count_for_pages_and_not_for_programs(world: World) -> None:
    await world.client("native", redirect_uris=["http://127.0.0.1/callback", "com.example.app:/callback"])
    await world.client("web", method="client_secret_basic", redirect_uris=["https://web.example:443/callback?a=b"])
    assert await allowed(world, "https://web.example")
    assert not await allowed(world, "http://127.0.0.1")
    assert not await allowed(world, "com.example.app:")


class Counting:
    """The store, and how often it is asked."""

    def __init__(self, store: Store) -> None:
        self.store, self.asked, self.fails, self.seconds = store, 0, False, 0.0
        self.settings = store.settings

    def timer(self) -> float:
        return self.seconds

    def transaction(self) -> Any:
        self.asked += 1
        if self.fails:
            raise DatabaseUnavailable
        return self.store.transaction()


async def test_it_is_known_from_memory_and_a_change_is_seen_in_time(world: World) -> None:
    store = Counting(world.identity.store)
    origins = Origins(store)  # type: ignore[arg-type]  # the same but for the counting
    assert not await origins.allows(GOOD)
    assert not any(await asyncio.gather(*(origins.allows(f"https://{n}.example") for n in range(100))))
    assert store.asked == 1
    await world.client("spa", browser=True, origins=[GOOD])
    store.seconds += UNKNOWN_SECONDS
    assert all(await asyncio.gather(*(origins.allows(GOOD) for _ in range(100))))
    assert store.asked == 2
    async with world.identity.store.transaction() as db:
        await clients.disable(world.identity.store, db, "spa")
    store.seconds += math.nextafter(KNOWN_SECONDS, 0)
    assert await origins.allows(GOOD) and store.asked == 2
    store.seconds += UNKNOWN_SECONDS
    assert not await origins.allows(GOOD) and store.asked == 3


async def test_without_its_database_it_goes_by_what_it_knew(world: World) -> None:
    await world.client("spa", browser=True, origins=[GOOD])
    store = Counting(world.identity.store)
    origins = Origins(store)  # type: ignore[arg-type]  # the same but for the counting
    assert await origins.allows(GOOD)
    store.fails, store.seconds = True, 2 * KNOWN_SECONDS
    assert await origins.allows(GOOD) and not await origins.allows("https://evil.example")
    assert store.asked == 2


async def test_configured_origins_and_our_own_are_not_looked_up(world: World) -> None:
    settings = world.settings.model_copy(update={"cors_origins": (GOOD,)})
    store = Counting(world.identity.store)
    store.settings = settings
    origins = Origins(store)  # type: ignore[arg-type]  # the same but for the counting
    assert await origins.allows(GOOD) and not await origins.allows(settings.issuer)
    assert store.asked == 0


@pytest.mark.parametrize(
    "origin", ["*", "null", "http://good.example", "https://good.example/", "https://a.example:443"]
)
async def test_what_is_configured_is_an_origin(world: World, origin: str) -> None:
    store = Counting(world.identity.store)
    store.settings = world.settings.model_copy(update={"cors_origins": (origin,)})
    with pytest.raises(SettingsError) as raised:
        Origins(store)  # type: ignore[arg-type]  # the same but for the counting
    assert "GATEWAY_CORS_ORIGINS" in str(raised.value)
