from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from gateway import migrations, seed
from gateway.settings import Settings
from tests import databases

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="session", params=databases.DIALECTS)
async def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """The shop with its sample data. Tests leave it as they found it."""
    async with databases.empty(request, tmp_path_factory.mktemp("shop")) as settings:
        await migrations.apply(settings)
        await seed.run(settings, today=TODAY)
        yield settings
