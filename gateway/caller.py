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
    token by name, `id` among them as `sub`. `rate_key` names the budget that the caller spends from.
    """

    kind: Literal["anonymous", "person", "client"]
    id: str | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    claims: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    rate_key: str = "anonymous"

    def claim(self, name: str) -> Any | None:
        """The claim's value, or None when the caller lacks it. An empty string counts as lacking."""
        value = self.id if name == "sub" else self.claims.get(name)
        return None if value == "" else value


ANONYMOUS: Final = Caller(kind="anonymous")
