from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cache.processes import Process, processes, settings_of
from tests.loading import make_tables


@pytest.fixture
async def pair(postgres_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes, in which note 1 is called "old"."""
    settings = settings_of(postgres_url, redis_url, tmp_path)
    await make_tables(settings)
    async with processes(settings) as (one, other):
        await one.note_down("old")
        yield one, other
