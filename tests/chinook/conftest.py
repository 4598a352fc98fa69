from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests import databases
from tests.chinook import original
from tests.doors import Doors, open_doors


@pytest.fixture(scope="session", params=databases.DIALECTS)
async def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    """Both doors over a copy of the original. Nobody writes to it."""
    if not original.FILE.exists():
        pytest.skip(original.MISSING)
    async with databases.empty(request, tmp_path_factory.mktemp("store"), "tests.chinook.domain") as settings:
        await original.copy(settings)
        async with open_doors(settings) as doors:
            yield doors
