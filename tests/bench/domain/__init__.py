"""The part of the Chinook database that the measurements ask for."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from gateway.declare import ALL, Policy, rule


class Genre(Model):
    id = fields.IntField(primary_key=True, source_field="genre_id")
    name = fields.CharField(120, null=True)

    class Meta:
        table = "genre"


class GenrePolicy(Policy, model=Genre):
    read = rule(ALL)


class Artist(Model):
    id = fields.IntField(primary_key=True, source_field="artist_id")
    name = fields.CharField(120, null=True)
    albums: fields.ReverseRelation[Album]

    class Meta:
        table = "artist"


class ArtistPolicy(Policy, model=Artist):
    read = rule(ALL)


class Album(Model):
    id = fields.IntField(primary_key=True, source_field="album_id")
    title = fields.CharField(160)
    artist: fields.ForeignKeyRelation[Artist] = fields.ForeignKeyField(
        "domain.Artist", related_name="albums", source_field="artist_id", db_index=True
    )
    tracks: fields.ReverseRelation[Track]

    class Meta:
        table = "album"


class AlbumPolicy(Policy, model=Album):
    read = rule(ALL)


class Track(Model):
    id = fields.IntField(primary_key=True, source_field="track_id")
    name = fields.CharField(200, db_index=True)
    album: fields.ForeignKeyNullableRelation[Album] = fields.ForeignKeyField(
        "domain.Album", related_name="tracks", source_field="album_id", null=True, db_index=True
    )
    genre: fields.ForeignKeyNullableRelation[Genre] = fields.ForeignKeyField(
        "domain.Genre", related_name="tracks", source_field="genre_id", null=True, db_index=True
    )
    composer = fields.CharField(220, null=True)
    milliseconds = fields.IntField(db_index=True)
    bytes = fields.IntField(null=True)
    unit_price = fields.DecimalField(10, 2)

    class Meta:
        table = "track"


class TrackPolicy(Policy, model=Track):
    read = rule(ALL)
