"""The statements that Torii runs for a question, overheard at the driver: it counts all of them and knows none of ours."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from asgi_lifespan import LifespanManager
from asyncpg.connection import Connection
from httpx2 import ASGITransport, AsyncClient

from tests.bench.contestants import torii
from tests.servers import without_settings

# a key that nothing else in a statement is equal to
KEY: Final = 137


@dataclass(frozen=True, slots=True)
class Overheard:
    """The statement that answered, its parameters, and how many statements there were in all."""

    sql: str
    parameters: list[Any]
    statements: int

    @property
    def place(self) -> int | None:
        """Which of the parameters is the key."""
        return self.parameters.index(KEY) if KEY in self.parameters else None


async def overhear(settings: Mapping[str, str], requests: Mapping[str, bytes]) -> dict[str, Overheard]:
    found = {}
    with _environment(settings), _listening() as heard:
        async with LifespanManager(torii.create()) as manager:
            transport = ASGITransport(app=manager.app)
            async with AsyncClient(transport=transport, base_url="http://bench") as client:
                for name, request in requests.items():
                    await _send(client, request)
                    heard.clear()
                    await _send(client, request)
                    found[name] = Overheard(heard[-1].query, list(heard[-1].args), len(heard))
    return found


async def _send(client: AsyncClient, request: bytes) -> None:
    head, _, body = request.partition(b"\r\n\r\n")
    method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
    lines = [line.decode().partition(": ") for line in head.split(b"\r\n")[1:]]
    headers = {name: value for name, _, value in lines if name != "Host"}
    answer = await client.request(method, path, content=body or None, headers=headers)
    assert answer.status_code == 200 and b'"errors"' not in answer.content, answer.text


@contextmanager
def _listening() -> Iterator[list[Any]]:
    heard: list[Any] = []
    original = Connection.__init__

    def overheard(connection: Connection, *arguments: Any, **named: Any) -> None:
        original(connection, *arguments, **named)
        connection.add_query_logger(heard.append)

    Connection.__init__ = overheard
    try:
        yield heard
    finally:
        Connection.__init__ = original


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({**without_settings(), **settings})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
