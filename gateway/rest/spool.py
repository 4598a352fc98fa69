"""A body of any size, taken in before anything is done with it: what is small in memory, the rest in a file without a name.

A transaction that waited for a client would hold its locks as long as the client pleases, and could not be run again when
it is in the way of another. So the body is here first, and can be read more than once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Final

from gateway.errors import Overloaded

# bytes that stay in memory, and that are written or read at once
BLOCK: Final = 262_144


class Spool:
    def __init__(self, file: SpooledTemporaryFile[bytes]) -> None:
        self._file, self._hash = file, sha256()
        self.lines = self.size = 0

    @property
    def digest(self) -> bytes:
        return self._hash.digest()

    async def add(self, data: bytes) -> None:
        await asyncio.to_thread(self._add, data)

    async def blocks(self) -> AsyncIterator[bytes]:
        """The whole of it, from its beginning."""
        await asyncio.to_thread(self._file.seek, 0)
        while block := await asyncio.to_thread(self._file.read, BLOCK):
            yield block

    def _add(self, data: bytes) -> None:
        self._hash.update(data)
        self.lines += data.count(b"\n")
        self.size += len(data)
        self._file.write(data)


@asynccontextmanager
async def spooled(chunks: AsyncIterator[bytes]) -> AsyncIterator[Spool]:
    """Raises what reading the chunks raises, and Overloaded where there is no room for them."""
    with SpooledTemporaryFile(max_size=BLOCK) as file:
        spool = Spool(file)
        try:
            await _fill(spool, chunks)
        except OSError as error:
            raise Overloaded("There is no room for a body of this size just now.") from error
        yield spool


async def _fill(spool: Spool, chunks: AsyncIterator[bytes]) -> None:
    waiting, size = list[bytes](), 0
    async for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= BLOCK:
            await spool.add(b"".join(waiting))
            waiting, size = [], 0
    await spool.add(b"".join(waiting))
