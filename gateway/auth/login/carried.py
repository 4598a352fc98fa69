"""What a browser carries from one page to the next for us, in a cookie that only we can read, and for a time."""

from __future__ import annotations

from starlette.types import Scope

from gateway.auth.cookies import Cookie
from gateway.auth.store import Store
from gateway.sealing import SealBroken


class Carried:
    """One kind of it. `owner` is whom it is for: nobody else's text is read."""

    def __init__(self, store: Store, name: str, seconds: int) -> None:
        self._store, self._name, self._seconds = store, name, seconds
        self._cookie = Cookie(store.settings, name, seconds)

    def give(self, text: str, owner: str = "") -> str:
        """As the value of Set-Cookie."""
        expires = int(self._store.clock()) + self._seconds
        return self._cookie.give(self._store.seal.close(f"{expires} {text}", self._purpose(owner)))

    def read(self, scope: Scope, owner: str = "") -> str | None:
        box = self._cookie.read(scope)
        if not box:
            return None
        try:
            expires, _, text = self._store.seal.open(box, self._purpose(owner)).partition(" ")
        except SealBroken:
            return None
        return text if self._store.clock() < int(expires) else None

    def clear(self) -> str:
        return self._cookie.clear()

    def _purpose(self, owner: str) -> str:
        return f"cookie {self._name} {owner}"
