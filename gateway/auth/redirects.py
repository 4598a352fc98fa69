"""Where a browser may be sent with an answer: what can be registered, and what is the same as what is registered.

An address is compared as a text (RFC 9700 section 4.1.3). So only addresses are registered that every reader reads
alike: no wildcard, no detour, nothing that one program takes for a host and another for a user name.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote

LENGTH_MAX: Final = 2000
PORT_MAX: Final = 65535
# RFC 3986 section 2 without `*`, which nobody means literally here, and without `#`
CHARACTERS: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()+,;=]|%[0-9A-Fa-f]{2})+\Z")
SCHEME: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?P<rest>.*)\Z")
AUTHORITY: Final = re.compile(r"//(?P<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?].*)?\Z")
LOOPBACK: Final = re.compile(r"(?P<host>http://(?:127\.0\.0\.1|\[::1\]))(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?].*)?\Z")
NAME: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z")
LITERALS: Final = frozenset({"127.0.0.1", "[::1]"})
# a private scheme is a domain name turned around (RFC 8252 section 7.1)
PRIVATE: Final = re.compile(r"[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+\Z")
# what an answer says; an address that says it already would say it twice
ANSWER: Final = frozenset({"code", "state", "iss", "error", "error_description", "error_uri", "response"})


def problem(uri: str, *, native: bool) -> str | None:
    """Why the address cannot be registered; None when it can. Only a native program may have a scheme of its own."""
    if "#" in uri:
        return "has a fragment, which no server ever sees"
    if "*" in uri:
        return "has a wildcard; addresses are compared letter by letter, so list each one"
    if len(uri) > LENGTH_MAX or not CHARACTERS.match(uri):
        return f"is not an address of at most {LENGTH_MAX} characters, each one of RFC 3986 or percent-encoded"
    found = SCHEME.match(uri)
    if found is None:
        return "does not begin with a scheme in lower case, such as https://"
    scheme, rest = found["scheme"], found["rest"]
    if scheme in {"http", "https"}:
        return _web_problem(scheme, rest)
    return _private_problem(scheme, rest, native=native)


def origin_problem(origin: str) -> str | None:
    """Why the text is not the origin of a page (RFC 6454): a scheme, a host, perhaps a port, and nothing else."""
    found = SCHEME.match(origin)
    authority = AUTHORITY.match(found["rest"]) if found else None
    if found is None or authority is None or authority["rest"] or _host_problem(authority):
        return "is not an origin, such as https://shop.example or http://127.0.0.1:5173"
    if found["scheme"] != "https" and not (found["scheme"] == "http" and authority["host"] in LITERALS | {"localhost"}):
        return "is not an https:// origin; only this machine may do without TLS"
    return None


def same(registered: Collection[str], uri: str, *, native: bool) -> bool:
    """True for a registered address, letter by letter. A native program is given a port when it starts, so that of a
    loopback literal does not count (RFC 8252 section 7.3); everything else of it does."""
    if uri in registered:
        return True
    asked = _portless(uri) if native else None
    return asked is not None and any(_portless(known) == asked for known in registered)


def _portless(uri: str) -> tuple[str, str] | None:
    found = LOOPBACK.match(uri)
    if found is None or (found["port"] is not None and not 0 < int(found["port"]) <= PORT_MAX):
        return None
    return found["host"], found["rest"] or ""


def _web_problem(scheme: str, rest: str) -> str | None:
    authority = AUTHORITY.match(rest)
    if authority is None:
        if "@" in rest.partition("?")[0]:
            return "has a user name; what comes before an @ looks like the host and is not"
        return "does not name a host in lower case"
    if wrong := _host_problem(authority):
        return wrong
    if scheme == "http" and authority["host"] not in LITERALS:
        return "is not encrypted; use https://, or http://127.0.0.1 or http://[::1] for a program on the same machine"
    return _path_problem(authority["rest"] or "")


def _host_problem(authority: re.Match[str]) -> str | None:
    host = authority["host"]
    if not NAME.match(host) and not _is_address(host):
        return "does not name a host"
    if authority["port"] is not None and not 0 < int(authority["port"]) <= PORT_MAX:
        return "has a port that there is not"
    return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host[1:-1])
    except ValueError:
        return False
    return host.startswith("[")


def _private_problem(scheme: str, rest: str, *, native: bool) -> str | None:
    if not native:
        return f"has the scheme {scheme}:, which is only for public clients outside of a browser; use https://"
    if not PRIVATE.match(scheme):
        return f"has the scheme {scheme}:, which is not a domain name turned around, such as com.example.app:/callback"
    if not rest.startswith("/"):
        return "has no path; write it like com.example.app:/callback"
    if "@" in rest.partition("?")[0]:
        return "has a user name"
    return _path_problem(rest)


def _path_problem(rest: str) -> str | None:
    path, _, query = rest.partition("?")
    plain = _decoded(path)
    if not plain.isprintable() or not _decoded(query).isprintable():
        return "has a control character"
    # `;` begins a parameter of a segment, which some servers take away before they look at it
    if any(segment.partition(";")[0] in {".", ".."} for segment in re.split(r"[/\\]", plain)):
        return "has a detour in its path (. or ..)"
    if "\\" in plain:
        return "has a backslash, which some browsers read as a slash"
    if taken := sorted(ANSWER & {unquote(pair.partition("=")[0]) for pair in query.split("&")}):
        return f"says {', '.join(taken)}, which is for the answer to say"
    return None


def _decoded(text: str) -> str:
    """Percent-decoded as often as somebody on the way might."""
    while (decoded := unquote(text, errors="replace")) != text:
        text = decoded
    return text
