"""A query, from a document that is known to the JSON of its answer. What was asked before by somebody of the same standing, word
for word, is not read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, Final, NamedTuple

import orjson

from gateway.caller import Caller
from gateway.catalog import camel
from gateway.graphql import effects
from gateway.graphql.execute import Asked, Executable, Executor, Question, Result
from gateway.graphql.persisted.trusted import Trusted
from gateway.graphql.request import Request
from gateway.graphql.variables import VALUES, bound
from gateway.limits import Admission, Cost, Spending
from gateway.pipeline import Answer, at_hand
from gateway.plan import etag
from gateway.plan.cache import Cache
from gateway.plan.nodes import Plan
from gateway.policy import Standing

Explain = Callable[[Plan, Sequence[Any]], object]

# bytes of a request that is remembered word for word
LARGE: Final = 16_384
# what is made of a kept answer
_SHOWN: Final = "graphql"
_TAG: Final = "graphql tag"


class Sent(NamedTuple):
    """A request as it was sent, by callers of one standing: its body, or its query string."""

    body: bool
    text: bytes
    content_type: bytes | None
    standing: Standing


class Query(NamedTuple):
    """A request and what it asks: without what it is bound to where that is not the same for all who ask it."""

    request: Request
    question: Question


class _Known(NamedTuple):
    """`trusted` are the documents by which it was read, `text` is how many bytes it was sent in."""

    query: Query
    trusted: Trusted
    text: int

    @property
    def size(self) -> int:
        """Bytes it takes in a cache, at most: what is made of variables is many times their text."""
        return self.query.question.executable.size + 32 * self.text


class Querying:
    """`explain` gives the REST requests that the explorer shows beside a query; None where it is switched off."""

    def __init__(self, executor: Executor, explain: Explain | None) -> None:
        self.executor, self.explain = executor, explain
        self._known: Cache[_Known] = Cache(executor.cache.capacity)

    def known(self, sent: Sent, trusted: Trusted) -> Query | None:
        """What was sent in these words before."""
        found = self._known.get(sent)
        return found.query if found is not None and found.trusted is trusted else None

    def remember(self, sent: Sent, query: Query, trusted: Trusted) -> None:
        """Where nothing but the standing decides what it asks. It must have been let in."""
        request, (_, executable, variables, bound) = query
        if not executable.asking.pure or request.extensions or len(sent.text) > LARGE:
            return
        common = executable.prepared is not None and executable.prepared.common
        # what was sent besides, and whatever else is only read once, is not kept
        question = Question(None, executable, {} if common else variables, bound if common else None)
        kept = Query(replace(request, query=None, variables={}), question)
        self._known.put(sent, _Known(kept, trusted, len(sent.text)))

    async def read(self, request: Request, asked: Asked, caller: Caller, spending: Spending) -> Query:
        """Raises what is wrong with it."""
        bound(request.variables, VALUES)
        executable, variables = self.executor.kept(*asked, caller)
        if not isinstance(executable, Executable):
            await spending.enter(known=False)
            executable, variables = self.executor.executable(*asked, caller)
        return Query(request, self.executor.question(asked, executable, variables, caller))

    async def answer(
        self, query: Query, caller: Caller, consistency_token: str | None, spending: Spending
    ) -> tuple[bytes, Answer | None]:
        """The answer, and what is known of it where it may be kept; of a dry run the price alone."""
        request, question = query
        price, actions = question.executable.price, question.executable.asking.actions
        if question.bound is None:
            question = self.executor.question(question.asked, question.executable, question.variables, caller)
        if question.bound is not None and question.executable.asking.pure and not request.extensions:
            kept = at_hand(question.bound, self.executor.engine, consistency_token)
            if kept is not None:
                await spending.reserve(price, actions, at_hand=True)
                return shown(kept), kept
        if request.extensions and effects.dry(request.extensions):
            await spending.enter()
            return envelope(Result(b"null"), {"cost": told(spending.told(price))}), None
        admit = Admission(spending, price, actions, made=not question.executable.asking.pure)
        result = await self.executor.run(question, caller, admit, consistency_token)
        spending.answered(at_hand=result.kept is not None and result.kept.at_hand)
        if request.extensions:
            return envelope(result, self._extensions(query, spending)), result.kept
        if result.kept is None:
            return envelope(result, {}), None
        return shown(result.kept), result.kept

    def _extensions(self, query: Query, spending: Spending) -> dict[str, Any]:
        request, (_, executable, variables, _) = query.request, query.question
        found = cost(request, spending)
        if self.explain is not None and request.extensions.get("explain") is True:
            found["rest"] = self.explain(executable.asking.plan, executable.asking.values(variables))
        return found


def shown(kept: Answer) -> bytes:
    """Made once for all who are answered with the same."""
    derived = kept.found.derived if kept.found is not None else {}
    body: bytes | None = derived.get(_SHOWN)
    if body is None:
        body = derived[_SHOWN] = envelope(Result(kept.body, kept.withheld), {})
    return body


def tag_of(body: bytes, kept: Answer | None) -> str:
    """The entity tag of an answer, made once with it where it is that of others as well."""
    found = kept.found if kept is not None else None
    if found is None or found.derived.get(_SHOWN) is not body:
        return etag.entity(body)
    tag: str | None = found.derived.get(_TAG)
    if tag is None:
        tag = found.derived[_TAG] = etag.entity(body)
    return tag


def cost(request: Request, spending: Spending) -> dict[str, Any]:
    """Only where it is asked for: what is left differs each time, and the same question has the same answer."""
    return {"cost": told(spending.cost)} if request.extensions.get("cost") is True else {}


def told(cost: Cost) -> dict[str, int | None]:
    return {camel(name): value for name, value in asdict(cost).items()}


def envelope(result: Result, extensions: dict[str, Any]) -> bytes:
    if result.withheld:
        extensions = {"withheld": result.withheld, **extensions}
    parts = [b'{"data":', result.data]
    if result.errors:
        parts += [b',"errors":', orjson.dumps(result.errors)]
    if extensions:
        parts += [b',"extensions":', orjson.dumps(extensions)]
    return b"".join([*parts, b"}"])
