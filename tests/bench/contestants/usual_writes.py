"""The usual stack that writes: a Strawberry mutation that looks for the row it refers to and creates one with Tortoise."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from urllib.parse import urlencode, urlsplit, urlunsplit

import strawberry
from fastapi import FastAPI
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.fastapi import GraphQLRouter
from tortoise.contrib.fastapi import RegisterTortoise
from tortoise.transactions import in_transaction

from tests.bench import ledger


@strawberry.type(name="Entry")
class EntryType:
    id: int
    title: str
    amount: Decimal
    note: str | None
    settled: bool


@strawberry.input
class EntryInput:
    book_id: int
    title: str
    amount: Decimal
    note: str | None = None


@strawberry.type
class Query:
    @strawberry.field
    async def entry(self, id: int) -> EntryType | None:  # noqa: A002
        return await ledger.Entry.get_or_none(id=id)  # type: ignore[return-value]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def create_entry(self, input: EntryInput) -> EntryType:  # noqa: A002
        async with in_transaction():
            book = await ledger.Book.get(id=input.book_id)
            entry = ledger.Entry(book=book, title=input.title, amount=input.amount, note=input.note)
            await entry.save()
        return entry  # type: ignore[return-value]


def create() -> FastAPI:
    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        async with RegisterTortoise(application, config=_config()):
            yield

    application = FastAPI(lifespan=lifespan, telemetry={"tracing": False, "metrics": False, "logs": False})
    extensions = [lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)]
    schema = strawberry.Schema(Query, Mutation, extensions=extensions)
    application.include_router(GraphQLRouter(schema), prefix="/graphql")
    return application


def _config() -> dict[str, object]:
    parts = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(parts._replace(query=urlencode({"minsize": 10, "maxsize": 10})))
    return {
        "connections": {"default": address},
        "apps": {"ledger": {"models": ["tests.bench.ledger"], "default_connection": "default"}},
    }
