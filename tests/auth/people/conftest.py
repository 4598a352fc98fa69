from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway import migrations
from gateway.app import make_database
from gateway.settings import Settings
from gateway.sql.execute import Database
from tests import databases
from tests.auth.people.house import ISSUER, House


@pytest.fixture(scope="session", params=databases.DIALECTS)
async def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Settings, Database]]:
    async with databases.empty(request, tmp_path_factory.mktemp("people")) as found:
        # many at once wait for one row here, on a machine that may have much else to do
        settings = found.model_copy(update={"pool_acquire_seconds": 30.0})
        await migrations.apply(settings)
        database = make_database(settings)
        await database.open()
        try:
            yield (
                settings.model_copy(update={"issuer": ISSUER, "sign_up_roles": ("customer",), "password_queue": 100}),
                database,
            )
        finally:
            await database.close()


@pytest.fixture
async def house(opened: tuple[Settings, Database], tmp_path: Path) -> AsyncIterator[House]:
    house = House(*opened, tmp_path / "mail")
    yield house
    await house.people.close()
    await house.attempts.close()
