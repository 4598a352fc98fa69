"""What is answered to GET: an address becomes a question, once for all callers of one standing, and the answer to it is shown
as this address shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

import orjson
from starlette.types import Scope

from gateway.cache import consistency
from gateway.cache import headers as caching
from gateway.errors import NotAcceptable, ResourceUnknown
from gateway.headers import headers_of
from gateway.limits import Admission, spending_of
from gateway.pipeline import Answer, Bound, Engine, answer, at_hand, bind, prepare
from gateway.plan.cache import Cache
from gateway.plan.context import out_of_scope
from gateway.plan.nodes import Etag, Field, One, Plan, Value
from gateway.policy import Standing
from gateway.rest import arriving, grammar, parse
from gateway.rest.computed import computes
from gateway.rest.grammar import Pairs
from gateway.rest.parse import Target
from gateway.rest.showing import TAG_KEY, Served, Shown, show

Headers = list[tuple[bytes, bytes]]
# status, headers and body
Reply = tuple[int, Headers, bytes]

MEDIA_TYPE: Final = (b"content-type", b"application/json")
_ACCEPTED: Final = ("application/json", "application/*", "*/*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks. `bound` is None where it asks something else of each caller, or at each moment."""

    address: tuple[str, bytes]
    target: Target
    pairs: Pairs
    values: list[Any]
    served: Served
    bound: Bound | None = None

    @property
    def size(self) -> int:
        """Bytes it takes in a cache, at most: what is made of a list of values is many times its text."""
        return self.served.size + 32 * sum(map(len, self.address))


class Reader:
    def __init__(self, engine: Engine, cache: Cache[Served]) -> None:
        self.engine, self.cache = engine, cache
        self.asked: Cache[Asked] = Cache(cache.capacity)

    async def read(self, path: str, standing: Standing, scope: Scope) -> Reply:
        """What is below `/api/v1` at the path."""
        sent = path, scope["query_string"], standing
        known, spending, given = self.asked.get(sent), spending_of(scope), headers_of(scope)
        target = known.target if known is not None else self.target(path, standing)
        check_accept(scope)
        asked = known or await self.question(target, standing, scope)
        bound = asked.bound or bind(asked.served.prepared, asked.values, scope["caller"], self.engine)
        price = bound.prepared.plan.price
        if b"prefer" in given and arriving.asks_price(given[b"prefer"]):
            await spending.enter()
            told = {"cost": asdict(spending.told(price))}
            return 200, [(b"content-type", arriving.PRICE.encode()), arriving.ROLLED_BACK], orjson.dumps(told)
        token = consistency.given(given)
        kept = at_hand(bound, self.engine, token)
        if kept is not None:
            await spending.reserve(price, at_hand=True)
        found = kept or await answer(bound, self.engine, Admission(spending, price), token)
        spending.answered(at_hand=found.at_hand)
        if known is None:
            # only what was let in is remembered
            self.asked.put(sent, replace(asked, bound=bound) if bound.prepared.common else asked)
        shown = self.shown(asked, found)
        headers = [MEDIA_TYPE, *caching.headers(found.keeping, found.found, scope["caller"]), *shown.links]
        return _conditioned(scope, given, headers, shown)

    async def question(self, target: Target, standing: Standing, scope: Scope) -> Asked:
        """Raises what is wrong with the query string."""
        pairs = grammar.pairs(scope["query_string"])
        values = parse.values(target, pairs)
        served = self.cache.get((parse.shape(target, pairs), standing))
        if served is None:
            await spending_of(scope).enter(known=False)
            served = self.served(target, pairs, values, standing)
        return Asked((scope["path"], scope["query_string"]), target, pairs, values, served)

    def target(self, path: str, standing: Standing) -> Target:
        """What the path names. What the caller may not read is named by no path."""
        segments = path.split("/")
        found = parse.rest_path(self.engine.catalog, segments)
        names = self.engine.policies.readable(standing)[found.resource.name] if found else frozenset()
        relation = found.relation.name if found and found.relation else None
        if found is None or not names or (relation and relation not in names):
            refused = relation if names else None
            if found and (scopes := self.engine.policies.missing(standing, found.resource, refused)):
                raise out_of_scope(scopes, found.resource, refused, refused and f"/{refused}")
            collections = [kebab(name) for name in self.collections(standing)]
            close = get_close_matches(segments[0], collections, n=3)
            hint = f"Did you mean {', '.join(close)}?" if close and segments[0] not in collections else None
            raise ResourceUnknown("There is no such resource that you may read.", hint=hint)
        return found

    def collections(self, standing: Standing) -> list[str]:
        readable = self.engine.policies.readable(standing)
        return [name for name, resource in self.engine.catalog.collections.items() if readable[resource.name]]

    def shown(self, asked: Asked, found: Answer) -> Shown:
        """The answer as this address shows it, made once for all who are answered with the same. Raises NotFound."""
        address, served = asked.address, asked.served
        derived = found.found.derived if found.found is not None and not served.computes else {}
        shown: Shown | None = derived.get("rest")
        if shown is None or shown.asked != address:
            shown = derived["rest"] = show(asked.target, asked.pairs, (served, found), address, self.engine)
        return shown

    def served(self, target: Target, pairs: Pairs, values: Sequence[Any], standing: Standing) -> Served:
        key = (parse.shape(target, pairs), standing)
        served = self.cache.get(key)
        if served is None:
            served = self.prepared(target, pairs, values, standing)
            self.cache.put(key, served)
        return served

    def prepared(self, target: Target, pairs: Pairs, values: Sequence[Any], standing: Standing) -> Served:
        plan = parse.plan(target, pairs, self.engine.catalog)
        [root] = plan.roots
        tagged = ""
        if isinstance(root, One) and not root.only:
            tagged = "asked" if root.items else "row"
        if tagged == "asked" and isinstance(root, One):
            plan = Plan((replace(root, items=(*root.items, Field(TAG_KEY, "etag"))),))
        prepared = prepare(plan, values, standing, self.engine, "key")
        first = prepared.plan.roots[0]
        more = isinstance(first, One) and not all(isinstance(item, Value | Etag) for item in first.items)
        return Served(prepared, computes(prepared.plan), tagged, more)


def check_accept(scope: Scope) -> None:
    accept = headers_of(scope).get(b"accept")
    if accept is not None and not _accepts(accept):
        raise NotAcceptable("The answer is application/json, which the Accept header does not allow.")


@lru_cache(maxsize=256)
def _accepts(value: bytes) -> bool:
    accepted = [part.partition(";")[0].strip().lower() for part in value.decode("latin-1").split(",")]
    return any(part in _ACCEPTED for part in accepted)


def _conditioned(scope: Scope, given: Mapping[bytes, bytes], headers: Headers, shown: Shown) -> Reply:
    """The answer, or 304 where the client has it already. Raises PreconditionFailed."""
    if not arriving.CONDITIONS.isdisjoint(given):
        conditions = arriving.preconditions(arriving.headers(scope))
        if conditions.of_read(shown.tag, shown.modified) == 304:  # noqa: PLR2004  (Not Modified)
            kept = [header for header in headers if header[0] in caching.NOT_MODIFIED]
            return 304, [*kept, *shown.validators], b""
    return 200, [*headers, *shown.validators], shown.body


def kebab(name: str) -> str:
    return name.replace("_", "-")
