"""A program for Node that a test leads, line by line."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

# an answer may be longer than a line that asyncio reads by default
LINE_BYTES = 2**20


class Refused(Exception):
    """The program says no: `code` is its own word for it, `error` that of the server."""

    def __init__(self, said: dict[str, str]) -> None:
        super().__init__(str(said))
        self.code, self.error = said.get("code"), said.get("error")


class Led:
    def __init__(self, process: Process) -> None:
        self._process = process

    async def ask(self, op: str, **given: Any) -> Any:
        """Raises Refused."""
        read, write = self._process.stdout, self._process.stdin
        assert read is not None and write is not None
        write.write(orjson.dumps({"op": op, **given}) + b"\n")
        line = await asyncio.wait_for(read.readline(), 60)
        assert line, "the program has ended"
        answer = orjson.loads(line)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer.get("value")


@asynccontextmanager
async def led(script: Path) -> AsyncIterator[Led]:
    process = await asyncio.create_subprocess_exec("node", script, stdin=PIPE, stdout=PIPE, limit=LINE_BYTES)
    try:
        yield Led(process)
    finally:
        process.kill()
        await process.wait()
