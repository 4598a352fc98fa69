"""The header fields RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-11), as structured fields.

`r` is what is left. `t` is in how many seconds the quota is whole again; of one that refuses, in how many what was asked
can be had.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gateway.limits.policies import MICROSECONDS, Level, Policy

_KEPT: Final = 1024


def texts(levels: Sequence[Level]) -> dict[str, str]:
    if not levels:
        return {}
    return {"RateLimit-Policy": _policies(tuple([level.policy for level in levels])), "RateLimit": _left(levels)}


def encoded(levels: Sequence[Level]) -> list[tuple[bytes, bytes]]:
    if not levels:
        return []
    policies = _policies(tuple([level.policy for level in levels]))
    return [(b"ratelimit-policy", policies.encode()), (b"ratelimit", _left(levels).encode())]


def seconds(microseconds: int) -> int:
    """Whole seconds, so that none is too early."""
    return -(-microseconds // MICROSECONDS)


def _left(levels: Sequence[Level]) -> str:
    return ", ".join([f'"{policy.name}";r={left};t={seconds(wait or reset)}' for policy, left, reset, wait in levels])


@lru_cache(maxsize=_KEPT)
def _policies(policies: tuple[Policy, ...]) -> str:
    return ", ".join(f'"{policy.name}";q={policy.quota};w={policy.window}' for policy in policies)
