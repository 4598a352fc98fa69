"""What is answered about rows that were written: as a read of them would answer, by the same parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from gateway.catalog import Resource
from gateway.errors import CostLimit
from gateway.pipeline import Engine, unmarked
from gateway.plan import etag
from gateway.plan.cache import Cache
from gateway.plan.nodes import Etag, One, Plan, Value
from gateway.rest import parse
from gateway.rest.computed import compute_row, computes
from gateway.rest.grammar import Pairs
from gateway.rest.operations import Done, values
from gateway.rest.parse import Target
from gateway.writing import answering
from gateway.writing.answering import Asked, Shown
from gateway.writing.work import Author


class Answers:
    def __init__(self, engine: Engine, cache: Cache[Asked]) -> None:
        self.engine, self.catalog, self.cache = engine, engine.catalog, cache

    def asked(self, author: Author, resource: Resource, pairs: Pairs, rows: int = 1) -> Asked | None:
        """What to answer of so many rows, kept for the next request of this shape. Raises CostLimit where a page of them
        would cost too much to read."""
        standing = author.reading
        key = (parse.shape(Target(resource, ""), pairs), standing)
        found = self.cache.get(key)
        if found is None:
            items = parse.selection(resource, pairs, self.catalog)
            found = answering.prepare(resource, items, values(pairs), standing, self.engine, "key")
            if found is not None:
                self.cache.put(key, found)
        if found is not None:
            self.check_price(found, rows)
        return found

    def check_price(self, asked: Asked, rows: int) -> None:
        self.check(asked.plan.price * rows)

    def check(self, price: int) -> None:
        if price > self.engine.limits.cost:
            raise CostLimit(
                f"The answer would cost {price} points; one request may cost {self.engine.limits.cost}.",
                hint="Write fewer rows at once, or ask for fewer fields of them.",
                pointer="/fields",
            )

    def single(self, asked: Asked | None, shown: Shown | None, status: int, *, minimal: bool) -> Done:
        if shown is None or asked is None:
            # it is done, and the caller may not see it
            return Done(status, b"" if minimal else b'{"data":null}')
        body = self.body(asked, b'{"data":' + shown.text + b"}")
        tag = shown.tag if _plain(asked.one) else etag.representation(shown.tag, body)
        return Done(status, b"" if minimal else body, ((b"etag", tag.encode()),), asked.plan.price)

    def many(
        self, asked: Asked | None, shown: Sequence[Shown | None], more: Mapping[str, Any], status: int = 200
    ) -> Done:
        texts = b",".join(b"null" if one is None else one.text for one in shown)
        body = b'{"data":[' + texts + b"]}"
        body = self.body(asked, body) if asked is not None else body
        body = body[:-1] + b"," + orjson.dumps(more)[1:] if more else body
        return Done(status, body, price=asked.plan.price * len(shown) if asked is not None else 0)

    def body(self, asked: Asked, body: bytes) -> bytes:
        found = unmarked(body)
        body = found.body
        if computes(Plan((asked.one,))):
            answer = orjson.loads(body)
            for row in answer["data"] if isinstance(answer["data"], list) else [answer["data"]]:
                if row is not None:
                    compute_row(asked.one, row, self.catalog)
            body = orjson.dumps(answer)
        if found.withheld:
            pointers = ["".join(f"/{step}" for step in path) for path in found.withheld]
            body = body[:-1] + b',"withheld":' + orjson.dumps(pointers) + b"}"
        return body


def _plain(one: One) -> bool:
    """Whether it shows the row's own columns and nothing that may change without them."""
    return all(isinstance(item, Value | Etag) for item in one.items)
