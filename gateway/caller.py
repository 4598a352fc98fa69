"""Who asks. An anonymous caller is a value like any other, never None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller as the rest of the house sees it, whatever credential it came with.

    `id` is the token's subject (prefixed with its issuer when that is not the gateway), `claims` every claim of the
    token by name, `id` among them as `sub`. What roles and claims allow is narrowed by `scopes`: without any of them a
    caller may do what an anonymous one may. `rate_key` names the budget that the caller spends from. `credential` is what
    it came with: a token, an API key, or the cookie of a login.
    """

    kind: Literal["anonymous", "person", "client"]
    id: str | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    claims: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    rate_key: str = "anonymous"
    credential: Literal["none", "token", "key", "session"] = "none"

    def claim(self, name: str) -> Any | None:
        """The claim's value, or None when the caller lacks it. An empty string counts as lacking."""
        value = self.id if name == "sub" else self.claims.get(name)
        return None if value == "" else value


def covers(scopes: frozenset[str], access: Literal["read", "write"], collection: str) -> bool:
    """Whether the scopes let a caller use its roles on a collection, which is named as in its path: `order-lines`."""
    return access in scopes or f"{collection}:{access}" in scopes


ANONYMOUS: Final = Caller(kind="anonymous")
