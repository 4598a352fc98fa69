"""What is sold."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, computed, rule

STAFF = ("agent", "manager")


class Artist(Model):
    artist_id = fields.IntField(primary_key=True)
    name = fields.CharField(120, null=True, db_index=True)

    class Meta:
        table = "artist"


class ArtistPolicy(Policy, model=Artist):
    read = rule(ALL)


class Album(Model):
    album_id = fields.IntField(primary_key=True)
    title = fields.CharField(160, db_index=True)
    artist: fields.ForeignKeyRelation[Artist] = fields.ForeignKeyField(
        "domain.Artist", related_name="albums", db_index=True
    )

    class Meta:
        table = "album"


class AlbumPolicy(Policy, model=Album):
    read = rule(ALL)


class MediaType(Model):
    media_type_id = fields.IntField(primary_key=True)
    name = fields.CharField(120, null=True)

    class Meta:
        table = "media_type"


class MediaTypePolicy(Policy, model=MediaType):
    read = rule(ALL)


class Genre(Model):
    genre_id = fields.IntField(primary_key=True)
    name = fields.CharField(120, null=True)

    class Meta:
        table = "genre"


class GenrePolicy(Policy, model=Genre):
    read = rule(ALL)


class Track(Model):
    track_id = fields.IntField(primary_key=True)
    name = fields.CharField(200)
    album: fields.ForeignKeyNullableRelation[Album] = fields.ForeignKeyField(
        "domain.Album", related_name="tracks", null=True, db_index=True
    )
    media_type: fields.ForeignKeyRelation[MediaType] = fields.ForeignKeyField(
        "domain.MediaType", related_name="tracks", db_index=True
    )
    genre: fields.ForeignKeyNullableRelation[Genre] = fields.ForeignKeyField(
        "domain.Genre", related_name="tracks", null=True, db_index=True
    )
    composer = fields.CharField(220, null=True, db_index=True)
    milliseconds = fields.IntField(db_index=True)
    # the name of the column would hide Python's own type in this class
    size = fields.IntField(null=True, source_field="bytes")
    unit_price = fields.DecimalField(10, 2)

    class Meta:
        table = "track"

    @computed(needs=("milliseconds",))
    def length(self) -> str:
        """How long it plays, in minutes and whole seconds."""
        minutes, seconds = divmod(self.milliseconds // 1000, 60)
        return f"{minutes}:{seconds:02}"


class TrackPolicy(Policy, model=Track):
    read = (rule(ALL, fields=EXCEPT("size")), rule(ALL, roles=STAFF))


class Playlist(Model):
    playlist_id = fields.IntField(primary_key=True)
    name = fields.CharField(120, null=True)
    tracks: fields.ManyToManyRelation[Track] = fields.ManyToManyField(
        "domain.Track",
        through="playlist_track",
        backward_key="playlist_id",
        forward_key="track_id",
        related_name="playlists",
    )

    class Meta:
        table = "playlist"


class PlaylistPolicy(Policy, model=Playlist):
    read = rule(ALL)
