"""An action asked on either door, from what both doors know of it; and a set of them without any domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import orjson

from gateway.actions import ActionSpec, Record, Shape
from gateway.caller import Caller
from gateway.catalog import camel, snake
from gateway.declare import action
from gateway.errors import Conflict
from gateway.values import Type
from tests.doors import Reply

Arguments = Mapping[str, Any]


def document(spec: ActionSpec, arguments: Arguments) -> str:
    """The operation that runs an action with these arguments, and asks for all that it returns."""
    given = ", ".join(
        f"{camel(name)}: {_literal(value, spec.parameters[name].shape if name in spec.parameters else None)}"
        for name, value in arguments.items()
    )
    asked = f"{camel(spec.name)}{f'({given})' if given else ''}{_selection(spec.result)}"
    return f"{'mutation' if spec.changes else 'query'} {{ {asked} }}"


def _literal(value: Any, shape: Shape | None) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item, shape) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{camel(name)}: {_literal(inner, None)}" for name, inner in value.items()) + "}"
    enum = shape is not None and isinstance(shape.of, Type) and shape.of.kind == "enum"
    return value if enum and isinstance(value, str) else orjson.dumps(value).decode()


def _selection(shape: Shape | None) -> str:
    if shape is None or not isinstance(shape.of, Record):
        return ""
    inner = " ".join(camel(one.name) + _selection(one.shape) for one in shape.of.members)
    return f" {{ {inner} }}"


def address(spec: ActionSpec, arguments: Arguments) -> str:
    """The path below the prefix, with the query string of one that only reads."""
    if spec.changes:
        return f"/{spec.path}"
    pairs = {name: ",".join(value) if isinstance(value, list) else value for name, value in arguments.items()}
    return f"/{spec.path}?{urlencode(pairs)}" if pairs else f"/{spec.path}"


def body(spec: ActionSpec, arguments: Arguments) -> bytes:
    return orjson.dumps(dict(arguments)) if spec.changes else b""


def by_rest(reply: Reply) -> Any:
    """What the action returned."""
    assert reply.status == (200 if reply.body else 204), reply.body.decode()
    return reply.json["data"] if reply.body else None


def by_graphql(reply: Reply) -> Any:
    """The same, as REST spells it."""
    assert reply.status == 200 and "errors" not in reply.json, reply.body.decode()
    [value] = reply.json["data"].values()
    return None if value is True else _snake(value)


def _snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {snake(name): _snake(inner) for name, inner in value.items()}
    return [_snake(item) for item in value] if isinstance(value, list) else value


# --- actions without a domain -----------------------------------------------------------------------------------------


class Mood(Enum):
    CALM = "CALM"
    WILD = "WILD"


class Level(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class Thing:
    """Of every type."""

    text: str
    number: int
    fraction: float
    flag: bool
    moment: datetime
    day: date
    id: UUID
    mood: Mood
    moods: list[Mood]
    words: tuple[str, ...]
    word: Annotated[str | None, "Perhaps."] = None


@dataclass(frozen=True, slots=True)
class Box:
    things: list[Thing]
    best: Thing | None
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A part of an order."""

    article: str
    count: Annotated[int, "How many.", range(1, 10)] = 1
    notes: tuple[str, ...] = ()
    mood: Mood = Mood.CALM


@dataclass(frozen=True, slots=True)
class Receipt:
    total: int
    articles: list[str]
    note: str | None


class Toys:
    """What they were given last is in `given`."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    @action(on="toys")
    async def make(  # noqa: PLR0917  (one of every type)
        self,
        caller: Caller,
        text: Annotated[str, "Some words."],
        number: int,
        fraction: float,
        flag: bool,
        moment: datetime,
        day: date,
        id: UUID,  # noqa: A002  (its name outside)
        mood: Mood,
        moods: list[Mood],
        words: tuple[str, ...] = ("a", "b"),
        size: Literal["small", "large"] = "small",
        level: Level = Level.LOW,
        word: str | None = None,
        extra: dict[str, Any] | None = None,
    ) -> Box:
        """Make a thing."""
        self.given = {name: value for name, value in locals().items() if name not in {"self", "caller"}}
        thing = Thing(text, number, fraction, flag, moment, day, id, mood, moods, words, word)
        return Box([thing], None, caller.id or "")

    @action(on="toys", scope="read")
    async def find(
        self,
        words: tuple[str, ...] = (),
        number: Annotated[int, range(5)] = 1,
        flag: bool = True,
        mood: Mood | None = None,
        since: datetime | None = None,
    ) -> list[Receipt]:
        """Look for something."""
        self.given = {"words": words, "number": number, "flag": flag, "mood": mood, "since": since}
        return [Receipt(number, list(words), None)]

    @action(on="releases", roles=("clerk", "keeper"))
    async def place(self, lines: list[Line], note: str | None = None) -> Receipt:
        """Order some."""
        self.given = {"lines": lines, "note": note}
        return Receipt(sum(line.count for line in lines), [line.article for line in lines], note)

    @action(on="toys")
    async def forget(self) -> None:
        """Forget it."""
        self.given = {}

    @action(on="toys")
    async def fail(self, how: Literal["ours", "conflict"]) -> Receipt:
        """Fail."""
        if how == "conflict":
            raise Conflict("It is so already.", hint="Leave it.", pointer="/how")
        raise RuntimeError("the password is hunter2")


GIVEN: dict[str, Any] = {
    "text": "über",
    "number": -7,
    "fraction": 1.5,
    "flag": True,
    "moment": "2026-03-01T12:00:00.250000+01:00",
    "day": "2026-03-01",
    "id": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "mood": "WILD",
    "moods": ["CALM", "WILD"],
}
MADE: dict[str, Any] = {
    "text": "über",
    "number": -7,
    "fraction": 1.5,
    "flag": True,
    "moment": datetime(2026, 3, 1, 11, 0, 0, 250000, tzinfo=UTC),
    "day": date(2026, 3, 1),
    "id": UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    "mood": Mood.WILD,
    "moods": [Mood.CALM, Mood.WILD],
    "words": ("a", "b"),
    "size": "small",
    "level": Level.LOW,
    "word": None,
    "extra": None,
}
