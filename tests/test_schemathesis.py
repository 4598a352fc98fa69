"""Both doors against what they say of themselves, by requests that nobody thought of.

`TORII_SOAK` makes it many more requests.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from schemathesis.graphql import nodes
from schemathesis.python import asgi

from gateway import identity
from gateway.app import create_app
from gateway.catalog import load
from gateway.settings import Settings
from tests import shop

SOAK = "TORII_SOAK" in os.environ
OPENAPI = "/api/v1/openapi.json"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
CALLERS = ("anonymous", "clerk")
# what a description cannot say: that two parameters exclude each other, who may read what, how long an address may be
REST_CHECKS = {
    "positive_data_acceptance": {
        "expected-statuses": ["2xx", "304", "400", "401", "403", "404", "409", "412", "414", "422"]
    },
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422"]
    },
    # which tells what the caller may do, and not what somebody may
    "allow_header_conformance": {"enabled": False},
}
# of a row that is not there, everybody is told just that
WRITE_CHECKS = REST_CHECKS | {
    "ignored_auth": {"enabled": False},
    # and what of a request cannot be read, whoever sent it
    "missing_required_header": {"enabled": False},
}
READS, WRITES = ["GET", "HEAD"], ["POST", "PATCH", "PUT", "DELETE"]
ACTIONS = [f"/api/v1/{path}" for path in identity.described(load("domain")).by_path]
# an id that leads nowhere, first and last together, a list sorted twice by a field: all fit the schema
# and an error of one field beside the data is none of the server; those that are have a code that no answer may have
GRAPHQL_CHECKS = {"positive_data_acceptance": {"enabled": False}, "not_a_server_error": {"enabled": False}}
# one path of each shape; each value of each parameter is tried, and there are hundreds of parameters
SHAPES = ("/api/v1", "/api/v1/genres/{id}", "/api/v1/genres/{id}/parent", "/api/v1/releases/{id}/genres")
WRITTEN = ("/api/v1/artists/{id}", "/api/v1/labels")
BROKEN = {"INTERNAL", "NOT JSON"}
NAMES = ("Artist", "Genre", "Label", "Release", "Track")

schemathesis.graphql.scalar(
    "ID", st.builds("{}:{}".format, st.sampled_from(NAMES), st.integers(1, 50)).map(nodes.String)
)
schemathesis.graphql.scalar("Int", st.integers(0, 100).map(nodes.Int))
schemathesis.graphql.scalar("Decimal", st.decimals(0, 50, places=2).map(str).map(nodes.String))
schemathesis.graphql.scalar("BigInt", st.integers(-(2**63), 2**63 - 1).map(str).map(nodes.String))
schemathesis.graphql.scalar("UUID", st.uuids().map(str).map(nodes.String))
schemathesis.graphql.scalar("Time", st.times().map(str).map(nodes.String))
schemathesis.graphql.scalar("JSON", st.sampled_from([nodes.String("red"), nodes.Int(1), nodes.Boolean(True)]))


# lines of a file are made of texts that are none most of the time: what is read of them is for other tests
@schemathesis.serializer("application/jsonl", "application/x-ndjson", "text/csv")
def lines(_: Any, value: Any) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else json.dumps(value).encode()


@dataclass
class Run:
    """What came of many requests: how often each status and each code of a GraphQL error, and what was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
async def settings(tmp_path_factory):
    return await shop.seeded(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def app(settings) -> Iterator[FastAPI]:
    # requests with every parameter at once are the test's habit, and their length is not its subject
    yield create_app(settings.model_copy(update={"uri_bytes": 2**20}))
    asgi.shutdown_lifespans()


@pytest.fixture(params=CALLERS)
def headers(request, settings) -> dict[str, str]:
    return {} if request.param == "anonymous" else shop.bearer(settings, request.param)


def config(headers: Mapping[str, str], examples: int, phases: Sequence[str], **more: Any) -> SchemathesisConfig:
    generation = {"max-examples": examples, "deterministic": not SOAK}
    return SchemathesisConfig.from_dict(
        {
            "headers": headers,
            "continue-on-failure": True,
            "phases": {phase: {"enabled": phase in phases} for phase in PHASES},
            "checks": more.pop("checks", REST_CHECKS),
            "parameters": more.pop("parameters", {}),
            "generation": generation | more,
        }
    )


def run(schema: Any) -> Run:
    found = Run()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            found.wrong.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.ScenarioFinished):
            recorder = event.recorder
            for response in (asked.response for asked in recorder.interactions.values() if asked.response):
                found.statuses[response.status_code] += 1
                found.codes.update(_codes(response.content))
            for check in (check for checks in recorder.checks.values() for check in checks):
                if check.failure_info is not None:
                    failed = check.failure_info
                    found.wrong.append(f"{recorder.label}: {failed.failure}\n{failed.code_sample}")
    return found


def _codes(body: bytes) -> list[str]:
    try:
        answer = orjson.loads(body or b"null")
    except orjson.JSONDecodeError:
        return ["NOT JSON"]
    errors = answer.get("errors") if isinstance(answer, dict) else None
    return [error["extensions"]["code"] for error in errors or ()]


def test_rest_keeps_its_word(app, headers):
    wanted = config(headers, examples=300 if SOAK else 2, phases=("examples", "fuzzing", "stateful"))
    schema = schemathesis.openapi.from_asgi(OPENAPI, app, config=wanted)
    found = run(schema.include(method=READS if SOAK else "GET"))
    assert found.wrong == []
    assert {200, 404, 422} <= set(found.statuses)


@pytest.mark.parametrize("role", ["customer", "admin"])
def test_actions_keep_their_word(app, settings, role):
    wanted = config(
        shop.bearer(settings, role), examples=100 if SOAK else 2, phases=("examples", "coverage", "fuzzing")
    )
    schema = schemathesis.openapi.from_asgi(OPENAPI, app, config=wanted)
    # it would end the run: no token is good any more
    found = run(schema.include(path=ACTIONS).exclude(path="/api/v1/signing-keys/rotate-signing-key"))
    assert found.wrong == []
    assert {403, 405, 422} <= set(found.statuses) and 500 not in found.statuses


def test_rest_keeps_its_word_to_the_last_value(app, headers):
    schema = schemathesis.openapi.from_asgi(OPENAPI, app, config=config(headers, 1, ("coverage",)))
    found = run(schema.include(method=READS) if SOAK else schema.include(path=list(SHAPES), method=READS))
    assert found.wrong == []
    assert {200, 405, 422} <= set(found.statuses)


@pytest.fixture
async def own(tmp_path) -> tuple[FastAPI, Settings]:
    """The shop on a database that may be written to."""
    settings = await shop.seeded(tmp_path)
    return create_app(settings.model_copy(update={"uri_bytes": 2**20})), settings


def test_writes_keep_their_word(own):
    app, settings = own
    headers = shop.bearer(settings, "clerk")
    wanted = config(headers, examples=100 if SOAK else 2, phases=("examples", "fuzzing"), checks=WRITE_CHECKS)
    schema = schemathesis.openapi.from_asgi(OPENAPI, app, config=wanted)
    found = run(schema.include(method=WRITES).exclude(path=ACTIONS))
    asgi.shutdown_lifespans()
    assert found.wrong == []
    assert {200, 201, 204, 404, 409, 422} <= set(found.statuses) and 500 not in found.statuses


def test_writes_keep_their_word_to_the_last_value(own):
    app, settings = own
    statuses = Counter[int]()
    # nothing says by itself which state of a row was seen
    for seen in ({"header.If-Match": '"another"'}, {}):
        wanted = config(shop.bearer(settings, "clerk"), 1, ("coverage",), checks=WRITE_CHECKS, parameters=seen)
        schema = schemathesis.openapi.from_asgi(OPENAPI, app, config=wanted)
        few = schema.include(path=list(WRITTEN), method=WRITES)
        found = run(schema.include(method=WRITES).exclude(path=ACTIONS) if SOAK else few)
        assert found.wrong == []
        statuses.update(found.statuses)
    asgi.shutdown_lifespans()
    assert {200, 405, 409, 412, 422} <= set(statuses) and 500 not in statuses


@pytest.mark.parametrize("caller", CALLERS)
def test_graphql_keeps_its_word(own, caller):
    app, settings = own
    headers = {} if caller == "anonymous" else shop.bearer(settings, caller)
    wanted = config(headers, examples=500 if SOAK else 4, phases=("coverage", "fuzzing"), checks=GRAPHQL_CHECKS)
    found = run(schemathesis.graphql.from_asgi("/graphql", app, config=wanted))
    asgi.shutdown_lifespans()
    assert found.wrong == []
    # a document that writes is answered with the status of what failed
    assert set(found.statuses) <= {200, 401, 403, 404, 409, 412, 422} and BROKEN.isdisjoint(found.codes)


def test_graphql_answers(app, settings):
    """Many questions about lists that fit the schema, without ids and pages, have an answer."""
    headers = shop.bearer(settings, *shop.ROLES)
    wanted = config(headers, examples=500 if SOAK else 4, phases=("fuzzing",), mode="positive", checks=GRAPHQL_CHECKS)
    served = schemathesis.graphql.from_asgi("/graphql", app, config=wanted)
    schema = schemathesis.graphql.from_dict(without_ids_and_pages(served.raw_schema), config=wanted)
    schema.app, schema.location = app, "/graphql"
    found = run(schema)
    assert found.wrong == []
    assert found.statuses[200] > found.statuses[422] / 3 and BROKEN.isdisjoint(found.codes), found


def without_ids_and_pages(description: dict[str, Any]) -> dict[str, Any]:
    # actions are for other tests
    description["__schema"]["mutationType"] = None
    for type_ in description["__schema"]["types"]:
        for one in type_["fields"] or ():
            one["args"] = [argument for argument in one["args"] if argument["name"] in {"filter", "sort"}]
        inputs = type_["inputFields"] or ()
        type_["inputFields"] = [one for one in inputs if one["type"]["name"] != "IDFilter"] or type_["inputFields"]
        if type_["name"] == "Query":
            type_["fields"] = [one for one in type_["fields"] if one["args"]]
    return description
