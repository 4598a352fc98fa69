"""Actions as REST has them: `POST /<collection>/<action>` with a JSON object, and GET for those that only read."""

from __future__ import annotations

import orjson
from starlette.types import Scope

from gateway import actions
from gateway.actions import ActionSpec
from gateway.errors import MethodNotAllowed
from gateway.rest import grammar
from gateway.writing.given import Spelling


def allow(action: ActionSpec, *, row: bool) -> str:
    """The methods that its path has; `row`: a row may have the same path."""
    methods = ["GET", "HEAD"] if row or not action.changes else []
    return ", ".join([*methods, *(["POST"] if action.changes else []), "OPTIONS"])


def check(action: ActionSpec, scope: Scope, allowed: str) -> None:
    """Whether it is one that only reads, and may be run. Raises MethodNotAllowed, and what `actions.allow` does."""
    method = scope["method"]
    if action.changes or method not in {"GET", "HEAD"}:
        raise MethodNotAllowed(
            f"{method} is not possible here.", hint=f"Possible are {allowed}.", headers={"Allow": allowed}
        )
    # what is wrong with the arguments is told to those alone who may run it
    actions.allow(action, scope["caller"])


async def answer(action: ActionSpec, scope: Scope) -> bytes:
    """The body of the answer of an action that only reads; empty where it returns nothing."""
    given = dict(grammar.pairs(scope["query_string"]))
    done = await actions.run(action, scope["caller"], given, Spelling("key", textual=True))
    return b"" if action.result is None else orjson.dumps({"data": done})
