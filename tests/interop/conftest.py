from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import DIALECTS
from tests.interop.led import Led, led
from tests.interop.served import Served, served
from tests.servers import PostgresServer


@pytest.fixture(scope="module", params=DIALECTS)
async def torii(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    var = tmp_path_factory.mktemp("var")
    if request.param == "sqlite":
        async with served(None, var) as found:
            yield found
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    async with server.database() as url, served(url, var) as found:
        yield found


@pytest.fixture(scope="module")
async def openid_client(node_modules: Path) -> AsyncIterator[Led]:
    async with led(Path(__file__).parent / "openid_client.js") as program:
        yield program
