"""Cookies that only our host can set and read: one name, one value, no guessing (RFC 6265bis)."""

from __future__ import annotations

from starlette.types import Scope

from gateway.headers import headers_of
from gateway.settings import Settings


class Cookie:
    """`__Host-` keeps neighbours and plain http from planting it, but needs https; development has a bare name."""

    def __init__(self, settings: Settings, name: str, seconds: int) -> None:
        self._secure = settings.issuer.startswith("https://")
        self._seconds = seconds
        self.name = f"__Host-{name}" if self._secure else name
        self._name = self.name.encode()

    def read(self, scope: Scope) -> str | None:
        """Its value; None when it was not sent. Sent twice it is empty, which matches nothing: one of them is planted."""
        if b"cookie" not in headers_of(scope):
            return None
        found: str | None = None
        for header, value in scope["headers"]:
            if header == b"cookie" and self._name in value:
                for pair in value.split(b";"):
                    # nothing but these two is dropped: what else looks like a space would let another name pass
                    name, separator, content = pair.strip(b" \t").partition(b"=")
                    if separator and name == self._name:
                        found = "" if found is not None else content.decode("latin-1")
        return found

    def give(self, value: str) -> str:
        """As the value of Set-Cookie."""
        return self._written(value, self._seconds)

    def clear(self) -> str:
        return self._written("", 0)

    def _written(self, value: str, seconds: int) -> str:
        secure = "; Secure" if self._secure else ""
        return f"{self.name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
