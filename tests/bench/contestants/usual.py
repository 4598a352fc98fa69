"""The usual stack, as somebody writes it who knows it well: FastAPI, Strawberry with its caches, Tortoise with prefetching.

The second door is written by hand as well, with Pydantic models, over the same prefetched rows.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from urllib.parse import urlencode, urlsplit, urlunsplit

import strawberry
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.fastapi import GraphQLRouter
from tortoise.contrib.fastapi import RegisterTortoise
from tortoise.query_utils import Prefetch

from tests.bench import domain

ALBUMS, TRACKS = 5, 20


async def artists(first: int) -> list[domain.Artist]:
    """Three statements, whatever the number of artists."""
    tracks = Prefetch("tracks", domain.Track.all().select_related("genre").order_by("id"))
    albums = Prefetch("albums", domain.Album.all().prefetch_related(tracks).order_by("id"))
    return await domain.Artist.all().order_by("id").limit(first).prefetch_related(albums)


# --- GraphQL ----------------------------------------------------------------------------------------------------------


@strawberry.type(name="Genre")
class GenreType:
    name: str | None


@strawberry.type(name="Track")
class TrackType:
    name: str
    milliseconds: int
    unit_price: Decimal
    genre: GenreType | None


@strawberry.type(name="Album")
class AlbumType:
    title: str

    @strawberry.field
    def tracks(self, first: int = TRACKS) -> list[TrackType]:
        return list(self.tracks)[:first]  # type: ignore[call-overload, no-any-return]


@strawberry.type(name="Artist")
class ArtistType:
    id: int
    name: str | None

    @strawberry.field
    def albums(self, first: int = ALBUMS) -> list[AlbumType]:
        return list(self.albums)[:first]  # type: ignore[call-overload, no-any-return]


@strawberry.type
class Query:
    @strawberry.field
    async def artists(self, first: int = 20) -> list[ArtistType]:
        return await artists(first)  # type: ignore[return-value]

    @strawberry.field
    async def artist(self, id: int) -> ArtistType | None:  # noqa: A002
        return await domain.Artist.get_or_none(id=id)  # type: ignore[return-value]


# --- REST -------------------------------------------------------------------------------------------------------------


class GenreOut(BaseModel):
    name: str | None


class TrackOut(BaseModel):
    name: str
    milliseconds: int
    unit_price: Decimal
    genre: GenreOut | None


class AlbumOut(BaseModel):
    title: str
    tracks: list[TrackOut]


class ArtistOut(BaseModel):
    id: int
    name: str | None


class ArtistWithAlbums(ArtistOut):
    albums: list[AlbumOut]


def _album(album: domain.Album) -> AlbumOut:
    return AlbumOut(title=album.title, tracks=[_track(track) for track in list(album.tracks)[:TRACKS]])


def _track(track: domain.Track) -> TrackOut:
    genre = GenreOut(name=track.genre.name) if track.genre else None
    return TrackOut(name=track.name, milliseconds=track.milliseconds, unit_price=track.unit_price, genre=genre)


def create() -> FastAPI:
    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        async with RegisterTortoise(application, config=_config()):
            yield

    application = FastAPI(lifespan=lifespan, telemetry={"tracing": False, "metrics": False, "logs": False})
    extensions = [lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)]
    application.include_router(GraphQLRouter(strawberry.Schema(Query, extensions=extensions)), prefix="/graphql")

    @application.get("/artists")
    async def many(first: int = 20) -> list[ArtistWithAlbums]:
        found = await artists(first)
        albums = ([_album(album) for album in list(artist.albums)[:ALBUMS]] for artist in found)
        return [ArtistWithAlbums(id=a.id, name=a.name, albums=inner) for a, inner in zip(found, albums, strict=True)]

    @application.get("/artists/{key}")
    async def one(key: int) -> ArtistOut:
        artist = await domain.Artist.get_or_none(id=key)
        if artist is None:
            raise HTTPException(404)
        return ArtistOut(id=artist.id, name=artist.name)

    return application


def _config() -> dict[str, object]:
    parts = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(parts._replace(query=urlencode({"minsize": 10, "maxsize": 10})))
    return {
        "connections": {"default": address},
        "apps": {"domain": {"models": ["tests.bench.domain"], "default_connection": "default"}},
    }
