"""An answer as an address shows it: with what Python adds to it, its entity tag, and the neighbouring pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import orjson

from gateway.errors import NotFound
from gateway.pipeline import Answer, Engine, Prepared
from gateway.plan import etag
from gateway.rest.computed import compute
from gateway.rest.grammar import Pairs
from gateway.rest.links import links
from gateway.rest.parse import Target

# the last member of a row that was asked with its entity tag, which is cut from the answer; no field has this name
TAG_KEY: Final = ":etag"
_TAG: Final = b',":etag":'


@dataclass(frozen=True, slots=True)
class Served:
    """A prepared plan, whether the door has to run Python over its answer, and how the answer's entity tag is found: it is
    that of the row's own columns, which are all that is answered (`row`), or which were asked for besides (`asked`)."""

    prepared: Prepared
    computes: bool
    tagged: str = ""
    shows_more: bool = False

    @property
    def size(self) -> int:
        return self.prepared.size


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as an address shows it: that and the query, the body, its entity tag, where the neighbouring pages are, and
    what a client sends to hear whether it still is right."""

    asked: tuple[str, bytes]
    body: bytes
    tag: str
    modified: datetime | None
    links: list[tuple[bytes, bytes]]
    validators: list[tuple[bytes, bytes]] = field(init=False)

    def __post_init__(self) -> None:
        validators = [(b"etag", self.tag.encode())]
        if self.modified is not None:
            validators.append((b"last-modified", self.modified.strftime("%a, %d %b %Y %H:%M:%S GMT").encode()))
        object.__setattr__(self, "validators", validators)


def show(
    target: Target, pairs: Pairs, answered: tuple[Served, Answer], asked: tuple[str, bytes], engine: Engine
) -> Shown:
    """Raises NotFound."""
    served, found = answered
    if found.body in {b"null", b'{"data":null}'}:
        raise NotFound("There is nothing here that you may read.")
    found, tag = _tagged(served, found)
    body = compute(served.prepared.plan, found.body, engine.catalog) if served.computes else found.body
    listed = target.key is None or (target.relation and target.relation.many)
    neighbours = links(asked[0], pairs, found.body, engine.limits.page_default) if listed else []
    body = _with_withheld(body, found)
    if tag is None:
        # of what is no row the tag is that of the answer
        return Shown(asked, body, etag.entity(body), None, neighbours)
    if served.shows_more:
        tag = etag.representation(tag, body)
    return Shown(asked, body, tag, _modified(target, found.body), neighbours)


def _tagged(served: Served, found: Answer) -> tuple[Answer, str | None]:
    """The answer by itself, and the entity tag of the row that it shows."""
    if not served.tagged:
        return found, None
    if served.tagged == "row":
        return found, etag.entity(found.body[len(b'{"data":') : -1])
    cut = found.body.rindex(_TAG)
    tag: str = orjson.loads(found.body[cut + len(_TAG) : -2])
    return found._replace(body=found.body[:cut] + b"}}"), tag


def _modified(target: Target, body: bytes) -> datetime | None:
    """When the row was last changed, where it has a column that says so and that was answered."""
    for column in target.resource.columns.values():
        if column.writing.filled == "at change" and column.type.kind == "datetime":
            said = orjson.loads(body)["data"].get(column.name)
            return None if said is None else datetime.fromisoformat(said)
    return None


def _with_withheld(body: bytes, found: Answer) -> bytes:
    """`withheld` beside `data`: JSON pointers (RFC 6901) to the nulls that stand for what the caller may not read."""
    if not found.withheld:
        return body
    pointers = ["".join(f"/{step}" for step in path) for path in found.withheld]
    return body[:-1] + b',"withheld":' + orjson.dumps(pointers) + b"}"
