"""What a client prefers (RFC 7240)."""

from __future__ import annotations


def read(text: str) -> dict[str, str]:
    """The preferences of a header, by name. Of two that exclude each other the first counts, and what is not known is not
    heard (section 2)."""
    found: dict[str, str] = {}
    for said in text.split(","):
        name, _, value = said.partition(";")[0].strip().lower().partition("=")
        found.setdefault(name.strip(), value.strip().strip('"'))
    return found


def dry(preferred: dict[str, str]) -> bool:
    """Whether it is to be tried and not done."""
    return preferred.get("tx") == "rollback"
