"""A contestant's server process, and what it costs the machine."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Final, Self

from tests.servers import free_port, without_settings

TICKS: Final = os.sysconf("SC_CLK_TCK")
PATIENCE: Final = 60


class Server:
    """Runs from `with` to its end; `started` is the time it took until it listened."""

    def __init__(self, factory: str, **environment: str) -> None:
        self.factory, self.environment = factory, environment
        self.port = free_port()
        self.started = 0.0

    def __enter__(self) -> Self:
        began = monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.serve", self.factory, str(self.port)],
            env={**without_settings(), **self.environment},
        )
        try:
            self._wait(began + PATIENCE)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        self.started = monotonic() - began
        return self

    def _wait(self, until: float) -> None:
        """uvicorn listens when the application has started."""
        while monotonic() < until:
            assert self.process.poll() is None, f"{self.factory} did not start"
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            sleep(0.01)
        raise TimeoutError(self.factory)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far; unlike the clock it does not mind who else uses the machine. 0 where /proc is not."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return 0.0
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / TICKS

    @property
    def resident(self) -> int:
        return self._memory("VmRSS")

    @property
    def peak(self) -> int:
        return self._memory("VmHWM")

    def _memory(self, name: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(rf"{name}:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024
