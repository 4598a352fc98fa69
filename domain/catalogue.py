"""What is for sale: labels, artists, genres, releases and their tracks.

Everyone browses the catalogue. What a release cost, and releases that are not out yet, are between the shop and the label.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from gateway.caller import Caller
from gateway.declare import ALL, EXCEPT, Policy, Refusal, action, caller, computed, rule, today

# who reads everything; what the shop does is done by clerks
BACK_OFFICE = ("clerk", "admin")
CLERK: Final = "clerk"


class Format(StrEnum):
    """What a release is delivered as."""

    VINYL = "VINYL"
    CD = "CD"
    CASSETTE = "CASSETTE"
    DOWNLOAD = "DOWNLOAD"


class Label(Model):
    """A record label that publishes releases and keeps their stock up to date."""

    id = fields.IntField(primary_key=True, description="The label's key.")
    name = fields.CharField(200, unique=True, description="The name the label trades under.")
    country = fields.CharField(2, null=True, db_index=True, description="Where it is based, as an ISO 3166-1 code.")
    founded = fields.SmallIntField(null=True, db_index=True, description="The year it was founded.")
    website = fields.CharField(300, null=True, description="Its own website.")

    class Meta:
        table = "label"


class LabelPolicy(Policy, model=Label):
    read = rule(ALL)
    create = rule(roles=CLERK, fields=ALL)
    update = rule(roles=CLERK, fields=ALL)
    delete = rule(roles=CLERK)


class Artist(Model):
    """A person or a band that makes records."""

    id = fields.IntField(primary_key=True, description="The artist's key.")
    name = fields.CharField(200, db_index=True, description="The name on the sleeve.")
    country = fields.CharField(2, null=True, db_index=True, description="Where the artist is from (ISO 3166-1 code).")
    formed = fields.SmallIntField(null=True, db_index=True, description="The year of the first record or of birth.")
    biography = fields.TextField(null=True, description="A few sentences about the artist.")

    class Meta:
        table = "artist"

    @computed(needs=("name",))
    def initials(self) -> str:
        """The first letter of each word of the name, for a small badge."""
        return "".join(word[0].upper() for word in self.name.split() if word[0].isalnum())


class ArtistPolicy(Policy, model=Artist):
    read = rule(ALL)
    create = rule(roles=CLERK, fields=ALL)
    update = rule(roles=CLERK, fields=ALL)
    delete = rule(roles=CLERK)


class Genre(Model):
    """A kind of music. Genres form a tree: a genre without a parent is at its top."""

    id = fields.IntField(primary_key=True, description="The genre's key.")
    name = fields.CharField(100, unique=True, description="What the genre is called.")
    parent: fields.ForeignKeyNullableRelation[Genre] = fields.ForeignKeyField(
        "domain.Genre",
        related_name="children",
        null=True,
        db_index=True,
        on_delete=fields.RESTRICT,
        description="The wider genre this one belongs to.",
    )

    class Meta:
        table = "genre"
        constraints = (CheckConstraint(name="genre_parent_other", check="parent_id <> id"),)


class GenrePolicy(Policy, model=Genre):
    read = rule(ALL)
    create = rule(roles=CLERK, fields=ALL)
    update = rule(roles=CLERK, fields=ALL)
    delete = rule(roles=CLERK)


class Release(Model):
    """A record or download that is for sale, or will be."""

    id = fields.IntField(primary_key=True, description="The release's key.")
    title = fields.CharField(300, db_index=True, description="The title on the sleeve.")
    artist: fields.ForeignKeyRelation[Artist] = fields.ForeignKeyField(
        "domain.Artist",
        related_name="releases",
        db_index=True,
        on_delete=fields.RESTRICT,
        description="Who made it.",
    )
    label: fields.ForeignKeyNullableRelation[Label] = fields.ForeignKeyField(
        "domain.Label",
        related_name="releases",
        null=True,
        db_index=True,
        on_delete=fields.RESTRICT,
        description="The label that published it; none when the artist did.",
    )
    genres: fields.ManyToManyRelation[Genre] = fields.ManyToManyField(
        "domain.Genre",
        through="release_genre",
        forward_key="genre_id",
        backward_key="release_id",
        related_name="releases",
        description="The genres it is filed under.",
    )
    format = fields.CharEnumField(Format, max_length=16, db_index=True, description="What it is delivered as.")
    released_on = fields.DateField(db_index=True, description="The day it comes out, or came out.")
    price = fields.DecimalField(10, 2, db_index=True, description="What a customer pays for one, in euros.")
    cost = fields.DecimalField(10, 2, null=True, db_index=True, description="What the shop pays the label for one.")
    stock = fields.IntField(default=0, db_index=True, description="How many are left to sell.")
    details = fields.JSONField[Any](null=True, description="More about this edition: pressing, colour, credits.")
    cover = fields.CharField(300, null=True, description="The picture of its sleeve, as a relative URL.")
    tracks: fields.ReverseRelation[Track]

    class Meta:
        table = "release"
        constraints = (
            CheckConstraint(name="release_price", check="CAST(price AS NUMERIC) >= 0"),
            CheckConstraint(name="release_cost", check="CAST(cost AS NUMERIC) >= 0"),
            CheckConstraint(name="release_stock", check="stock >= 0"),
        )

    @computed(needs=("tracks.seconds",))
    def duration(self) -> str:
        """How long all tracks play, as `m:ss` or `h:mm:ss`."""
        minutes, seconds = divmod(sum(track.seconds for track in self.tracks), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


# Who only reads for a label changes nothing for it.
_EDITORS: Final = ("OWNER", "EDITOR")
_EDITS = Q(label__members__account_id=caller.id, label__members__role__in=_EDITORS)
_SAID_BY_LABEL = {
    "title", "artist", "label", "format", "released_on", "price", "cost", "details", "cover", "genres",
}  # fmt: skip
_SAID_BY_SHOP = _SAID_BY_LABEL | {"stock"}


class ReleasePolicy(Policy, model=Release):
    read = (
        rule(Q(released_on__lte=today), fields=EXCEPT("cost")),
        rule(Q(label__members__account_id=caller.id), roles="label"),
        rule(ALL, roles=BACK_OFFICE),
    )
    # Stock is moved by selling and restocking, which count it; a label says what it delivers by restocking.
    create = (
        rule(roles=CLERK, fields=_SAID_BY_SHOP | {"tracks"}),
        rule(roles="label", fields=_SAID_BY_LABEL | {"tracks"}, check=_EDITS),
    )
    update = (
        rule(roles=CLERK, fields=_SAID_BY_SHOP),
        rule(_EDITS, roles="label", fields=_SAID_BY_LABEL, check=_EDITS),
    )
    delete = rule(roles=CLERK) | rule(_EDITS, roles="label")
    link = {"genres": rule(roles=CLERK) | rule(_EDITS, roles="label")}  # noqa: RUF012  (read once, at the start)


class NoStock(Refusal):
    code, title = "NO_STOCK", "A download is never out of stock, and never in it"


class StockTooLarge(Refusal):
    code, title = "STOCK_TOO_LARGE", "No shelf is as long as that"


class NotOfYourLabel(Refusal):
    code, title, status = "NOT_OF_YOUR_LABEL", "Only who edits for its label may do this", 403


# what the column holds on every database
_MOST: Final = 2**31 - 1


@action(on=Release, roles=("label", CLERK), errors=(NoStock, StockTooLarge, NotOfYourLabel))
async def restock(
    caller: Caller,
    release: Annotated[int, Release, "The release that was delivered."],
    quantity: Annotated[int, range(1, 100_001), "How many of it."],
) -> Release:
    """Count what a label has delivered into the stock of one of its releases."""
    one = Release.filter(id=release)
    edits = {"label__members__account_id": caller.id, "label__members__role__in": _EDITORS}
    if CLERK not in caller.roles and not await one.filter(**edits).exists():
        raise NotOfYourLabel(f"Release {release} is not of a label that you edit for.", pointer="/release")
    # one statement, so that what is sold meanwhile is not put back
    counted = one.filter(stock__lte=_MOST - quantity).exclude(format=Format.DOWNLOAD)
    if not await counted.update(stock=F("stock") + quantity):
        if await one.filter(format=Format.DOWNLOAD).exists():
            raise NoStock(f"Release {release} is a download.", pointer="/release")
        raise StockTooLarge(f"With {quantity} more of release {release} there would be too many.", pointer="/quantity")
    return await one.get()


class Track(Model):
    """One piece of music on a release."""

    id = fields.IntField(primary_key=True, description="The track's key.")
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "domain.Release",
        related_name="tracks",
        db_index=True,
        on_delete=fields.CASCADE,
        description="The release it is on.",
    )
    position = fields.SmallIntField(db_index=True, description="Its place on the release, counted from 1.")
    title = fields.CharField(300, db_index=True, description="What the track is called.")
    seconds = fields.IntField(db_index=True, description="How long it plays, in seconds.")
    explicit = fields.BooleanField(default=False, db_index=True, description="Whether its words are not for children.")

    class Meta:
        table = "track"
        unique_together = (("release", "position"),)
        constraints = (
            CheckConstraint(name="track_position", check="position >= 1"),
            CheckConstraint(name="track_seconds", check="seconds >= 0"),
        )


_EDITS_RELEASE = Q(release__label__members__account_id=caller.id, release__label__members__role__in=_EDITORS)


class TrackPolicy(Policy, model=Track):
    read = (
        rule(Q(release__released_on__lte=today)),
        rule(Q(release__label__members__account_id=caller.id), roles="label"),
        rule(ALL, roles=BACK_OFFICE),
    )
    create = (
        rule(roles=CLERK, fields=ALL),
        rule(roles="label", fields=ALL, check=_EDITS_RELEASE),
    )
    update = (
        rule(roles=CLERK, fields=ALL),
        rule(_EDITS_RELEASE, roles="label", fields=ALL, check=_EDITS_RELEASE),
    )
    delete = rule(roles=CLERK) | rule(_EDITS_RELEASE, roles="label")
