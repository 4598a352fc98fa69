"""Addresses in settings. DATABASE_URL is read by us: the drivers neither decode a user's name nor know `sslmode`."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import AfterValidator

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
PARAMETERS: Final = ("application_name", "host", "sslmode", "sslrootcert")
MAIL: Final = ("smtp", "smtps")


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


def check_address(address: str) -> str:
    """Return the address of a document that may be fetched: https, or http on this machine. ValueError otherwise."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("is not an https:// address")
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("has no host, or has credentials or a fragment")
    if not address.isascii() or not address.isprintable() or " " in address:
        raise ValueError("has characters that an address cannot have")
    _ = parts.port  # raises when it is not a number
    return address


Fetchable = Annotated[str, AfterValidator(check_address)]


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """`anybody` who connects is taken for a proxy: one that nobody can go around."""

    networks: tuple[IPv4Network | IPv6Network, ...]
    anybody: bool = False


def proxies(text: str) -> TrustedProxies:
    """Read `10.0.0.0/8, ::1` or `*`; raises ValueError."""
    named = [name.strip() for name in text.split(",") if name.strip()]
    try:
        networks = tuple(ip_network(name) for name in named if name != "*")
    except ValueError as error:
        raise ValueError("is not a list of addresses and networks, such as 10.0.0.0/8,::1") from error
    return TrustedProxies(networks, "*" in named)


def check_proxies(text: str) -> str:
    proxies(text)
    return text


ProxyList = Annotated[str, AfterValidator(check_proxies)]


def is_mail_server(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in MAIL and bool(parts.hostname)
