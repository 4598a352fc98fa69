"""DATABASE_URL, read by us: the drivers neither decode a user's name nor know `sslmode`."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
PARAMETERS: Final = ("application_name", "host", "sslmode", "sslrootcert")


class AddressInvalid(ValueError):
    """The message never repeats the address: it holds a password."""


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """`engine` and `credentials` are what Tortoise wants of a connection; `label` is what may be shown and logged."""

    dialect: Literal["sqlite", "postgres"]
    engine: str
    label: str
    credentials: Mapping[str, Any] = field(repr=False)


def parse(url: str) -> DatabaseAddress:
    """Read `postgres://user:password@host:5432/name?sslmode=require` or `sqlite://path/of/file`."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return sqlite(unquote(rest))
    if separator and scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    raise AddressInvalid("starts with neither postgres:// nor postgresql:// nor sqlite://")


def sqlite(path: str) -> DatabaseAddress:
    if not path:
        raise AddressInvalid("names no file: write sqlite://path/of/file")
    return DatabaseAddress(
        dialect="sqlite",
        engine="tortoise.backends.sqlite",
        label=f"SQLite in {path}",
        credentials=MappingProxyType(
            {"file_path": path, "journal_mode": "WAL", "synchronous": "NORMAL", "busy_timeout": 5000}
        ),
    )


def _postgres(url: str) -> DatabaseAddress:
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError as error:
        raise AddressInvalid("has no readable host and port; percent-encode the password") from error
    parameters = _parameters(parts)
    # a directory names a Unix socket, as libpq has it
    host = parameters.get("host") or parts.hostname or "localhost"
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database:
        raise AddressInvalid("names no database: write postgres://user:password@host:5432/name")
    return DatabaseAddress(
        dialect="postgres",
        engine="tortoise.backends.asyncpg",
        label=f"PostgreSQL {database} at {host}:{port}",
        credentials=MappingProxyType(
            {
                "host": host,
                "port": port,
                "user": unquote(parts.username) if parts.username else None,
                "password": unquote(parts.password) if parts.password else None,
                "database": database,
                "ssl": _ssl(parameters.get("sslmode", "prefer"), parameters.get("sslrootcert"), host),
                "application_name": parameters.get("application_name", "torii"),
            }
        ),
    )


def _parameters(parts: SplitResult) -> dict[str, str]:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, _ in pairs:
        if name not in PARAMETERS:
            near = get_close_matches(name, PARAMETERS, n=1)
            known = f"did you mean {near[0]}?" if near else f"known are {', '.join(PARAMETERS)}"
            raise AddressInvalid(f"has an unknown parameter {name!r}; {known}")
    return dict(pairs)


def _ssl(mode: str, root: str | None, host: str) -> bool | str | ssl.SSLContext:
    if mode not in SSL_MODES:
        raise AddressInvalid(f"has sslmode={mode!r}; known are {', '.join(SSL_MODES)}")
    if mode == "disable" or host.startswith("/"):
        return False
    if mode not in {"verify-ca", "verify-full"}:
        return mode
    try:
        context = ssl.create_default_context(cafile=root)
    except OSError as error:
        raise AddressInvalid("has an sslrootcert that cannot be read") from error
    context.check_hostname = mode == "verify-full"
    return context
