"""Where the neighbouring pages are (RFC 8288)."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

import orjson

from gateway.rest.grammar import Pairs

_PAGE: Final = b'"page":{'


def links(path: str, pairs: Pairs, body: bytes, default: int) -> list[tuple[bytes, bytes]]:
    """The header of a list, whose page is the last member of its body."""
    page = orjson.loads(body[body.rindex(_PAGE) + len(_PAGE) - 1 : -1])
    rest = [(name, value) for name, value in pairs if name not in {"first", "last", "after", "before"}]
    size = next((value for name, value in pairs if name in {"first", "last"}), None)
    found = []
    if page["has_next"] and page["end_cursor"]:
        found.append(_link(path, [*rest, *_sized("first", size), ("after", page["end_cursor"])], "next"))
    if page["has_previous"] and page["start_cursor"]:
        found.append(_link(path, [*rest, ("last", size or str(default)), ("before", page["start_cursor"])], "prev"))
    return [(b"link", ", ".join(found).encode())] if found else []


def _sized(word: str, size: str | None) -> Pairs:
    return [(word, size)] if size is not None else []


def _link(path: str, pairs: Pairs, relation: str) -> str:
    return f'<{quote(path)}?{urlencode(pairs, safe="[](),")}>; rel="{relation}"'
