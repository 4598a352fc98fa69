"""Entity tags (RFC 9110 section 8.8.3): one for each state of a row as callers see it who may read the same of it.

It is a digest of the columns that a caller may read, as REST writes them where nothing is selected. So it is the same on
both doors and for every token, whatever else was asked, and a change of what the caller may not read does not show.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

# 132 of the 256 bits
LENGTH: Final = 22


def digest(text: bytes) -> str:
    return urlsafe_b64encode(sha256(text).digest())[:LENGTH].decode()


def entity(row: bytes) -> str:
    """The tag of a row that is written so, with its quotation marks."""
    return f'"{digest(row)}"'


def representation(tag: str, body: bytes) -> str:
    """The tag of an answer that shows more than the row: what hangs on it may change without it. It begins with the tag of
    the row, so that it says as well which state of the row was seen."""
    return f'{tag[:-1]}.{digest(body)}"'


def of_row(tag: str) -> str:
    """The tag of the row, of whatever answer a tag was given out with."""
    return tag.partition(".")[0].removesuffix('"') + '"'
