"""Preconditions of a request, by RFC 9110 section 13: which state of a row a client has seen, or does not want again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Literal

from gateway.errors import PreconditionFailed, PreconditionInvalid
from gateway.plan import etag
from gateway.writing.asked import State

# RFC 9110 section 8.8.3: any visible character but the quotation mark
_TAG: Final = re.compile(r'[ \t]*((?:W/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?:,|\Z)')
_EMPTY: Final = re.compile(r"[ \t]*(?:,|\Z)")
_LONGEST: Final = 8192


@dataclass(frozen=True, slots=True)
class Tags:
    """Entity tags of a list, or any at all."""

    tags: tuple[str, ...] = ()
    anything: bool = False

    def strongly(self, tag: str | None) -> bool:
        """Whether the current tag is one of them by the strong comparison, for which a weak one is none."""
        return tag is not None and (self.anything or tag in self.tags)

    def weakly(self, tag: str | None) -> bool:
        return tag is not None and (self.anything or tag in {one.removeprefix("W/") for one in self.tags})


@dataclass(frozen=True, slots=True)
class Preconditions:
    """What a request demands of the current state. A date that cannot be read demands nothing (sections 13.1.3 and
    13.1.4)."""

    match: Tags | None = None
    none_match: Tags | None = None
    unmodified_since: datetime | None = None
    modified_since: datetime | None = None

    def __bool__(self) -> bool:
        return self != NONE

    def of_read(self, tag: str, modified: datetime | None) -> Literal[200, 304]:
        """What to answer GET and HEAD with; raises PreconditionFailed. In the order of section 13.2.2."""
        if self.match is not None:
            if not self.match.strongly(tag):
                raise _failed("If-Match")
        elif self.unmodified_since is not None and modified is not None and _later(modified, self.unmodified_since):
            raise _failed("If-Unmodified-Since")
        if self.none_match is not None:
            return 304 if self.none_match.weakly(tag) else 200
        if self.modified_since is not None and modified is not None and not _later(modified, self.modified_since):
            return 304
        return 200

    def of_write(self, state: State) -> bool:
        """Whether it says which state was seen, which a date does not of a row that has none. Raises PreconditionFailed
        where the row is in another state than the client demands. A tag that an answer with more than the row was given
        out with says which state of the row it showed."""
        if self.match is not None:
            seen = Tags(tuple(etag.of_row(tag) for tag in self.match.tags), self.match.anything)
            if not seen.strongly(state.tag):
                raise _failed("If-Match")
        elif self.unmodified_since is not None and state.modified and _later(state.modified, self.unmodified_since):
            raise _failed("If-Unmodified-Since")
        if self.none_match is not None and self.none_match.weakly(state.tag):
            raise _failed("If-None-Match")
        return self.match is not None or (self.unmodified_since is not None and state.modified is not None)

    @property
    def demands(self) -> bool:
        """Whether it says which state of a row has been seen."""
        return self.match is not None or self.unmodified_since is not None


NONE: Final = Preconditions()


def tags(text: str, pointer: str) -> Tags:
    """A list of entity tags as a header carries it, or `*`; raises PreconditionInvalid."""
    if text.strip(" \t") == "*":
        return Tags(anything=True)
    found, at = [], 0
    while at < len(text) <= _LONGEST:
        if (one := _TAG.match(text, at)) is not None:
            found.append(one[1])
        elif (one := _EMPTY.match(text, at)) is None:
            break
        at = one.end()
    if not found or at < len(text):
        raise PreconditionInvalid(
            "This is no list of entity tags.",
            hint='Send the tag as it was given out, such as "x1Yz", or *.',
            pointer=pointer,
        )
    return Tags(tuple(found))


def date(text: str) -> datetime | None:
    """An HTTP date in any of its three forms; None for what is none, which a request may say and is not heard for."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _later(modified: datetime, than: datetime) -> bool:
    """HTTP dates have no fraction of a second."""
    return modified.replace(microsecond=0) > than


def _failed(name: str) -> PreconditionFailed:
    return PreconditionFailed(f"The row is not in the state that {name} demands.", hint="Read it again.")
