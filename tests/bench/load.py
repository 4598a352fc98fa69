"""The load generator: a process that keeps connections busy with requests made beforehand, and counts the answers.

It reads jobs as JSON lines and answers each with a line. What it does per answer is next to nothing, for it shares the
processors with the server that it measures.
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final, cast

import uvloop

PATIENCE: Final = 30


@dataclass(frozen=True, slots=True)
class Count:
    """`wrong` are answers that were not 200; `first` is the start of one answer's body, `bytes` the size of all bodies."""

    answers: int
    wrong: int
    seconds: float
    first: bytes
    bytes: int

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


class Generator:
    """The load generator's process, seen from outside."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._turn = threading.Lock()

    def run(
        self,
        port: int,
        requests: list[bytes],
        *,
        seconds: float = 0,
        answers: int = 0,
        connections: int = 16,
        restless: bool = False,
    ) -> Count:
        """Send the requests over and over, for some seconds or until there were so many answers. One that is `restless` never
        sleeps: who answers it need not wake it, which on one machine is the server's time, and with many answers in a second
        is nobody's."""
        assert self.process.stdin is not None and self.process.stdout is not None
        job: dict[str, Any] = {"port": port, "seconds": seconds, "answers": answers, "connections": connections}
        job["restless"] = restless
        job["requests"] = [request.decode("latin-1") for request in requests]
        with self._turn:
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
            done: dict[str, Any] = json.loads(self.process.stdout.readline())
        if done["wrong"]:
            raise AssertionError(
                f"{done['wrong']} answers were not 200, the first: {base64.b64decode(done['sample'])!r}"
            )
        return Count(done["answers"], done["wrong"], done["seconds"], base64.b64decode(done["first"]), done["bytes"])

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Round:
    """What all connections of one job share."""

    def __init__(self, requests: list[bytes], answers: int) -> None:
        self.requests, self.limit = requests, answers
        self.sent = self.answers = self.wrong = self.bytes = 0
        self.stopping = False
        self.first = self.sample = b""

    def next(self) -> bytes | None:
        if self.stopping or (self.limit and self.sent >= self.limit):
            return None
        request = self.requests[self.sent % len(self.requests)]
        self.sent += 1
        return request


class Client(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, turn: Round) -> None:
        self.turn, self.missing, self.kept, self.good = turn, 0, b"", False
        self.parts: list[bytes] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop has transports of its own kind
        self.transport = cast("asyncio.Transport", transport)
        self.ask()

    def ask(self) -> None:
        request = self.turn.next()
        if request is None:
            self.finish()
        else:
            self.transport.write(request)

    def finish(self) -> None:
        self.transport.abort()
        if not self.done.done():
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        if self.missing:
            self.missing -= len(data)
            self.keep(data)
        else:
            self.kept += data
            end = self.kept.find(b"\r\n\r\n")
            if end < 0:
                return
            head, body, self.kept = self.kept[:end].lower(), self.kept[end + 4 :], b""
            self.good = head.startswith(b"http/1.1 200")
            self.missing = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0]) - len(body)
            self.keep(body)
        if not self.missing:
            self.answered()

    def keep(self, data: bytes) -> None:
        """Of the bodies, the first of all is kept, and the first that is wrong; at most as much of it as says enough."""
        self.turn.bytes += len(data)
        if not self.turn.first or (not self.good and not self.turn.sample):
            self.parts.append(data)

    def answered(self) -> None:
        turn = self.turn
        turn.answers += 1
        if self.parts:
            turn.first = turn.first or b"".join(self.parts)
            if not self.good:
                turn.sample = turn.sample or b"".join(self.parts)[:500]
            self.parts = []
        turn.wrong += not self.good
        self.ask()

    def connection_lost(self, _error: Exception | None) -> None:
        self.finish()


def stay_awake(turn: Round) -> None:
    if not turn.stopping:
        asyncio.get_running_loop().call_soon(stay_awake, turn)


async def run(job: dict[str, Any]) -> dict[str, Any]:
    turn = Round([request.encode("latin-1") for request in job["requests"]], job["answers"])
    loop = asyncio.get_running_loop()
    started = perf_counter()
    connections = min(job["connections"], job["answers"] or job["connections"])
    if job["restless"]:
        loop.call_soon(stay_awake, turn)
    pairs = [await loop.create_connection(lambda: Client(turn), "127.0.0.1", job["port"]) for _ in range(connections)]
    if job["seconds"]:
        await asyncio.sleep(job["seconds"])
        turn.stopping = True
    # an answer that never comes is counted as wrong; a soak takes as long as it takes
    await asyncio.wait([client.done for _, client in pairs], timeout=PATIENCE if job["seconds"] else None)
    wrong = turn.wrong + (turn.sent - turn.answers)
    return {
        "answers": turn.answers,
        "wrong": wrong,
        "seconds": perf_counter() - started,
        "bytes": turn.bytes,
        "first": base64.b64encode(turn.first[:1_000_000]).decode(),
        "sample": base64.b64encode(turn.sample).decode(),
    }


def main() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            print(json.dumps(runner.run(run(json.loads(line)))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
