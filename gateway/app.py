"""The composition root: settings in, application out. The only file that knows everyone."""

from __future__ import annotations

import gc
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Final

import orjson
from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway import tables
from gateway.actions import Writing
from gateway.auth import scopes
from gateway.auth.middleware import Authentication
from gateway.auth.oauth.routes import SCRIPTED
from gateway.cache.answers import AnswerCache
from gateway.cache.consistency import Tokens
from gateway.catalog import load
from gateway.graphql import explorer, schema
from gateway.graphql.document import Documents
from gateway.graphql.endpoint import GraphQLDoor
from gateway.graphql.execute import Executor
from gateway.graphql.limits import DocumentLimits
from gateway.graphql.persisted import trusted
from gateway.graphql.persisted.asked import Persisted
from gateway.graphql.persisted.registered import Registered
from gateway.graphql.persisted.trusted import Manifest, Trusted
from gateway.graphql.schema import Door
from gateway.http import docs, health, policies
from gateway.http.application import UNTRACED, Application
from gateway.http.cors import Sharing
from gateway.http.doors import Doors
from gateway.http.problem import problem
from gateway.http.stack import EXCEPTION_HANDLERS, middlewares
from gateway.identity import Identity, described, make_identity
from gateway.limits import Budget, Gate, Metering, make_budget
from gateway.limits.routes import limiter
from gateway.matrix import matrix
from gateway.observe import logs
from gateway.package import app_label, model_modules
from gateway.pipeline import Engine
from gateway.plan.cache import Cache
from gateway.plan.context import Limits
from gateway.policy import Policies
from gateway.rest import openapi
from gateway.rest.endpoint import RestDoor
from gateway.rest.spell import spell
from gateway.settings import Settings, load_settings
from gateway.sql.bind import Binder
from gateway.sql.dialect import Dialect
from gateway.sql.execute import Database, PostgresDatabase, SqliteDatabase, probe
from gateway.sql.outside import listening
from gateway.sql.postgres import Postgres
from gateway.sql.sqlite import Sqlite
from gateway.writing.keeping import Keeping
from gateway.writing.work import Writes, make_writes

GRAPHQL: Final = "/graphql"
REST: Final = "/api/v1"
DOORS: Final = (GRAPHQL, REST)
OPENAPI: Final = f"{REST}/openapi.json"


def create_app(settings: Settings | None = None, clock: Callable[[], float] = time.time) -> FastAPI:
    """`clock` is what the time of day is for everything about who is asking."""
    settings = settings or load_settings()
    logs.configure(settings.log_level, settings.log_format)

    engine = make_engine(settings)
    writes = make_writes(engine)
    identity = make_identity(settings, engine.database, clock)
    writing = Writing(writes, Keeping(settings.secret), identity.actions(engine.catalog))
    graphql = make_graphql(settings, engine, writing)
    shared = engine.cache.shared if engine.cache is not None else None
    budget = make_budget(settings, shared.pipelined if shared is not None else None)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await engine.database.open()
        # what is here now stays as long as the process: the collector would look through it in vain, again and again
        gc.freeze()
        try:
            async with identity.running(), graphql.running(), caching(settings, engine, writes):
                yield
        finally:
            await budget.close()
            gc.unfreeze()
            await engine.database.close()

    app = Application(
        title="Torii",
        lifespan=lifespan,
        middleware=[
            *middlewares(settings, Sharing((*DOORS, *SCRIPTED), identity.origins.allows), compressed=DOORS),
            # innermost: the doors have all the others before them
            _doors(settings, engine, identity, graphql, budget),
        ],
        routes=_routes(settings, engine, identity),
        exception_handlers=EXCEPTION_HANDLERS,
        # of routes that somebody adds by hand
        dependencies=[Depends(limiter)],
        # the REST door writes its own OpenAPI document
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=UNTRACED,
    )
    app.state.settings = settings
    app.state.budget = budget
    app.state.identity = identity
    return app


def make_engine(settings: Settings) -> Engine:
    """Catalog, policies and database as the settings want them; raises DomainError for a domain that cannot be served."""
    catalog = load(settings.domain)
    cursor_key = hmac.digest(settings.secret, b"cursor", "sha256")
    dialect: Dialect = Postgres() if settings.database.dialect == "postgres" else Sqlite()
    limits = Limits(settings.page_default, settings.page_max, settings.depth, settings.nodes, cost=settings.cost_limit)
    binder, database, cache = Binder(dialect, cursor_key), make_database(settings), make_cache(settings)
    return Engine(catalog, Policies(catalog), limits, binder, database, cache=cache)


def make_cache(settings: Settings) -> AnswerCache | None:
    if not settings.cache_bytes:
        return None
    redis = None
    if settings.redis_url is not None:
        # whoever has another secret, domain or database has other answers; the host may have several names
        credentials = settings.database.credentials
        where = f"{settings.domain} {credentials.get('database', credentials.get('file_path'))}"
        name = hmac.digest(settings.secret, f"cache {where}".encode(), "sha256").hex()[:16]
        redis = settings.redis_url.get_secret_value(), name
    alone = settings.database.dialect == "sqlite"
    tokens = Tokens(hmac.digest(settings.secret, b"consistency", "sha256"))
    return AnswerCache(settings.cache_bytes, tokens, recent=settings.cache_recent_seconds, alone=alone, redis=redis)


@asynccontextmanager
async def caching(settings: Settings, engine: Engine, writes: Writes) -> AsyncIterator[None]:
    """Within it answers are kept in Redis, where there is one."""
    invalidation = writes.invalidation
    if invalidation is None:
        yield
        return

    async def catch_up(*, everything: bool) -> bool:
        return await invalidation.catch_up(engine.clock(), everything=everything)

    async with AsyncExitStack() as stack:
        shared = invalidation.cache.shared
        if shared is not None and settings.database.dialect == "postgres":
            await stack.enter_async_context(listening(settings, shared.hurry))
        await stack.enter_async_context(invalidation.cache.running(catch_up))
        yield


def make_database(settings: Settings) -> Database:
    """The database as the settings want it, not opened yet, with the models of the engine and of the domain."""
    config = settings.tortoise_config(
        {tables.APP: tables.MODULES, app_label(settings.domain): model_modules(settings.domain)}
    )
    if settings.database.dialect == "postgres":
        return PostgresDatabase(config, settings.pool_acquire_seconds)
    return SqliteDatabase(config, hmac.digest(settings.secret, b"cursor", "sha256"))


def _doors(settings: Settings, engine: Engine, identity: Identity, graphql: GraphQLDoor, budget: Budget) -> Middleware:
    # they are told who asks; everything else is for anybody, or asks in its own way
    known = partial(
        Authentication,
        verifier=identity.verifier,
        keys=identity.api_keys,
        sessions=identity.sessions,
        csrf=identity.csrf,
        metadata=f"{settings.issuer}/.well-known/oauth-protected-resource",
    )
    writing = graphql.executor.writing
    description = orjson.dumps(openapi.document(engine.catalog, settings, writing.actions))
    # one for both doors: they share what they ask of
    gate = Gate(settings.concurrency or 2 * settings.pool_max, settings.cost_limit // 10)
    rest = Metering(
        known(RestDoor(engine, Cache(settings.prepared_cache_bytes), description, writing, problem)), budget, gate
    )
    at = {GRAPHQL: Metering(known(graphql), budget, gate), REST: rest}
    return Middleware(Doors, at=at, below={f"{REST}/": rest})


def _routes(settings: Settings, engine: Engine, identity: Identity) -> list[BaseRoute]:
    found: list[BaseRoute] = [
        *health.routes(partial(probe, engine.database)),
        *identity.routes(scopes.known(engine.catalog)),
        Route("/", _index(settings)),
    ]
    if settings.docs:
        found += [*docs.routes(OPENAPI), *policies.routes(partial(matrix, engine.policies))]
    return found


def make_graphql(settings: Settings, engine: Engine, writing: Writing) -> GraphQLDoor:
    door = schema.build(engine.catalog, writing.actions)
    executor = Executor(door, engine, writing, Cache(settings.prepared_cache_bytes), settings.errors)
    documents = _documents(settings, door)
    redis = settings.redis_url.get_secret_value() if settings.redis_url else None
    registered = Registered(settings.registered_cache_bytes, redis if settings.documents == "automatic" else None)
    manifest = Manifest(settings.document_manifest, documents)
    return GraphQLDoor(
        Persisted(documents, settings.documents, manifest, registered),
        executor,
        introspection=settings.introspection,
        page=partial(_explorer, trusted_alone=settings.documents == "trusted") if settings.explorer else None,
        explain=partial(spell, catalog=engine.catalog) if settings.explorer else None,
    )


def read_manifest(settings: Settings, path: Path) -> Trusted:
    """The documents of a manifest, held against the whole schema; raises ManifestInvalid and OSError."""
    catalog = load(settings.domain)
    return trusted.load(path, _documents(settings, schema.build(catalog, described(catalog))), Trusted())


def _documents(settings: Settings, door: Door) -> Documents:
    bounds = DocumentLimits(
        bytes=settings.document_bytes,
        tokens=settings.tokens,
        depth=settings.depth,
        aliases=settings.aliases,
        root_fields=settings.root_fields,
        directives=settings.directives,
        repeats=settings.repeats,
        fragments=settings.fragments,
        nodes=settings.nodes,
        operations=settings.operations,
        errors=settings.errors,
    )
    # Strawberry gives no other way to the schema of graphql-core
    return Documents(door.schema._schema, bounds, Cache(settings.document_cache_bytes))  # noqa: SLF001


def _explorer(*, trusted_alone: bool) -> tuple[list[tuple[bytes, bytes]], bytes]:
    nonce = token_urlsafe(16)
    policy = explorer.content_security_policy(nonce).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", policy)]
    return headers, explorer.page(nonce, GRAPHQL, trusted_alone=trusted_alone)


def _index(settings: Settings) -> Callable[[Request], Awaitable[Response]]:
    """Where to go from here, for whoever opens the bare address."""
    places = {"graphql": GRAPHQL, "rest": REST, "health": "/health/ready"}
    if settings.docs:
        places |= {"openapi": OPENAPI, "docs": "/docs", "redoc": "/redoc", "policies": policies.PATH}
    body = orjson.dumps(places)

    async def index(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    return index
