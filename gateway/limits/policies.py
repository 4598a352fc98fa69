"""Quotas, as the settings give them out: points by role and window, requests by address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from gateway.caller import Caller
from gateway.configured import Budgets, Quota

MICROSECONDS: Final = 1_000_000
_DEFAULT: Final = "default"
_ANONYMOUS: Final = "anonymous"
_MINUTE: Final = 60
_HOUR: Final = 3600
_KEPT: Final = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """`quota` points, or what else it counts, in `window` seconds. All may be spent at once; they come back evenly."""

    name: str
    quota: int
    window: int
    unit: str = "points"
    microseconds: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "microseconds", self.window * MICROSECONDS)


class Charge(NamedTuple):
    """Points to be taken from the bucket that a key names; negative where they are given back."""

    key: str
    policy: Policy
    points: int


class Level(NamedTuple):
    """What there is of a quota. Times are microseconds: until it is whole again, and until what was asked can be had; 0
    where it can."""

    policy: Policy
    remaining: int
    reset: int
    wait: int = 0


class Policies:
    def __init__(self, budgets: Budgets, address_requests: int) -> None:
        self._budgets = budgets
        self.of_address = Policy("address", address_requests, _MINUTE, "requests") if address_requests else None
        quotas = [quota for of_role in budgets.values() for quota in (of_role.minute, of_role.hour)]
        # whether there is anything to count
        self.any = self.of_address is not None or quotas.count(None) < len(quotas)
        self._of_roles = lru_cache(maxsize=_KEPT)(self._found)

    def of(self, caller: Caller) -> tuple[Policy, ...]:
        """Of the quotas that a caller's roles have, the largest of each window."""
        return self._of_roles(caller.roles, caller.kind == "anonymous")

    def _found(self, roles: frozenset[str], anonymous: bool) -> tuple[Policy, ...]:  # noqa: FBT001  (a key of the cache)
        default = self._budgets.get(_DEFAULT, Quota())
        if anonymous:
            quotas = [self._budgets.get(_ANONYMOUS, default)]
        else:
            # these two are no roles, though somebody may have a role of that name
            named = sorted(roles & (self._budgets.keys() - {_DEFAULT, _ANONYMOUS}))
            quotas = [self._budgets[role] for role in named] or [default]
        windows = (
            ("minute", _MINUTE, _largest(quota.minute for quota in quotas)),
            ("hour", _HOUR, _largest(quota.hour for quota in quotas)),
        )
        return tuple(Policy(name, quota, window) for name, window, quota in windows if quota is not None)


@lru_cache(maxsize=_KEPT)
def counting(name: str, count: int, seconds: int) -> Policy:
    """So many calls of something with a name."""
    return Policy(f"{name} {count}/{seconds}s", count, seconds, "calls")


def _largest(quotas: Iterable[int | None]) -> int | None:
    found = list(quotas)
    return None if None in found else max(quota for quota in found if quota is not None)
