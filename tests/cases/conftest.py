"""Golden cases: a folder for each, written by `pytest tests/cases --update-cases` and read by whoever reviews the change.

    request.graphql, request.json   the question as GraphQL, and its variables if it has some
    request.http                    the same question as REST, as many requests as it takes
    caller.txt                      who asks: roles, then an account, then claims and `scopes=`; all but roles may be missing
    plan.txt                        what both spellings mean, for this caller
    postgres.sql, sqlite.sql        the statements of the REST spelling
    response.*.json                 the answers

A case whose name begins with `atelier-` is about that domain, any other about the shop. In `writes` are those that change
something, each with a few files more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests import databases
from tests.cases.world import World, open_world


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases", action="store_true", help="write what the golden cases give instead of comparing"
    )


@pytest.fixture(scope="session", params=databases.DIALECTS)
async def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(request, tmp_path_factory) as world:
        yield world
