"""The fields of Mutation that write rows: for each resource those verbs that some rule of its policy allows.

Their values were found before Strawberry runs; here is only what they look like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal

import strawberry

from gateway.catalog import Catalog, Resource, accepted, camel, presets
from gateway.graphql.fields import Argument, define, field
from gateway.graphql.inputs import Inputs
from gateway.graphql.scalars import DateTime, Enums
from gateway.graphql.writable import Input, Word, Writable
from gateway.package import DomainError

Verb = Literal["create", "update", "replace", "upsert", "delete"]
Many = Literal["one", "many", "where"]
Rows = Literal["rows", "created", "count", "errors"]

IDENTITY: Final = Argument(strawberry.ID, "The global id of the row.", required=True)
AT_MOST: Final = Argument(int, "How many rows are meant at most; if there are more, nothing happens.", required=True)
PARTIAL: Final = Argument(bool, "Make the rows that can be made, and say why the others could not.")
MATCH: Final = Argument(str, "Only if the row has one of these entity tags; `*`: if it is there.")
PRECONDITIONS: Final = {
    "ifMatch": MATCH,
    "ifUnmodifiedSince": Argument(DateTime, "Only if the row was not changed since."),
}


@dataclass(frozen=True, slots=True)
class Write:
    """A root field that writes rows of a resource: one, `many` of them, or those `where` a filter holds. `words` are the
    fields of its input, `uniques` the groups of columns by the names of an enum. `rows` is what its payload calls the
    row, or the rows."""

    verb: Verb
    many: Many
    resource: Resource
    words: Mapping[str, Word]
    uniques: Mapping[str, tuple[str, ...]]

    @property
    def payload(self) -> str:
        return _pascal(self.resource.singular if self.many == "one" else self.resource.plural) + "Payload"

    @property
    def rows(self) -> str:
        return camel(self.resource.singular if self.many == "one" else self.resource.plural)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a field looks like, besides its payload."""

    verb: Verb
    many: Many
    description: str
    arguments: Mapping[str, Argument]
    input: Input | None = None


class MutationFields:
    """`fields` of Mutation, and what each of them does."""

    def __init__(self, catalog: Catalog, enums: Enums, inputs: Inputs, types: Mapping[str, type]) -> None:
        self.inputs, self.types = inputs, types
        self.inputs_of = Writable(catalog, enums).of
        self.fields: dict[str, Any] = {}
        self.writes: dict[str, Write] = {}
        self._payloads: dict[str, type] = {}
        for resource in catalog.served:
            for asked in (*self._creates(resource), *self._updates(resource), *self._deletes(resource)):
                self._add(resource, asked)

    def _add(self, resource: Resource, asked: _Asked) -> None:
        words, uniques = asked.input.words if asked.input else {}, {}
        if asked.verb == "upsert":
            uniques = _uniques(resource)
        write = Write(asked.verb, asked.many, resource, words, uniques)
        stem = _pascal(resource.singular if asked.many == "one" else resource.plural)
        name = f"{asked.verb}{stem}{'Where' if asked.many == 'where' else ''}"
        if name in self.writes:
            other = self.writes[name].resource.name
            raise DomainError(f"{resource.name} and {other} would both be written by {name}: give one another plural")
        self.writes[name] = write
        self.fields[name] = field(name, self._payload(write), asked.description, arguments=asked.arguments)

    # --- verbs --------------------------------------------------------------------------------------------------------

    def _creates(self, resource: Resource) -> Iterator[_Asked]:
        if not resource.written.create:
            return
        given, one, many = self.inputs_of(resource, "create"), *_words(resource)
        yield _Asked("create", "one", f"Make a {one}.", _input(given), given)
        if given.type is not None:
            rows: Any = list[given.type]  # type: ignore[name-defined]  # which is a type that was made just now
            inputs = Argument(rows, f"The {many}, 1 to 1,000.", required=True)
            says = f"Make {many}: all of them, or none."
            yield _Asked("create", "many", says, {"inputs": inputs, "partial": PARTIAL}, given)
        if resource.written.update and (uniques := _uniques(resource)):
            by: Any = strawberry.enum(  # type: ignore[call-overload]
                Enum(f"{resource.name}Unique", {name: name for name in uniques}),
                name=f"{resource.name}Unique",
                description=f"Columns of {resource.name} that no two rows have the same values of.",
            )
            says = f"Change the {one} that has these values already, or make one."
            arguments = {"by": Argument(by, "Which values.", required=True), **_input(given)}
            yield _Asked("upsert", "one", says, arguments, given)

    def _updates(self, resource: Resource) -> Iterator[_Asked]:
        given = self.inputs_of(resource, "update") if resource.written.update else None
        if given is None or given.type is None:
            return
        one, many = _words(resource)
        arguments = {"id": IDENTITY, **_input(given), **PRECONDITIONS}
        yield _Asked("update", "one", f"Change what is said of a {one}.", arguments, given)
        whole = self.inputs_of(resource, "replace")
        arguments = {"id": IDENTITY, **_input(whole), **PRECONDITIONS}
        yield _Asked("replace", "one", f"Say all that can be said of a {one}.", arguments, whole)
        changes = Argument(list[self._change(resource, given)], "Each row once, 1 to 1,000.", required=True)  # type: ignore[misc]
        yield _Asked("update", "many", f"Change {many}: all of them, or none.", {"changes": changes}, given)
        yield _Asked("update", "where", f"Change all {many} that are so.", self._where(resource) | _input(given), given)

    def _deletes(self, resource: Resource) -> Iterator[_Asked]:
        if not resource.written.delete:
            return
        one, many = _words(resource)
        yield _Asked("delete", "one", f"Delete a {one}.", {"id": IDENTITY, **PRECONDITIONS})
        ids = Argument(list[strawberry.ID], f"Global ids of {many}, 1 to 1,000.", required=True)
        yield _Asked("delete", "many", f"Delete {many}: all of them, or none.", {"ids": ids})
        yield _Asked("delete", "where", f"Delete all {many} that are so.", self._where(resource))

    def _where(self, resource: Resource) -> dict[str, Argument]:
        says = "Which rows. Of them those count that you may change."
        return {
            "filter": Argument(self.inputs.filters[resource.name], says, required=True),
            "atMost": AT_MOST,
        }

    # --- types --------------------------------------------------------------------------------------------------------

    def _change(self, resource: Resource, given: Input) -> type:
        name = f"{resource.name}Change"
        made = type(name, (), {"__module__": __name__})
        made.__annotations__ = {"id_": strawberry.ID, "ifMatch_": str | None, "input_": given.type}
        made.id_ = strawberry.field(name="id", description=IDENTITY.description)  # type: ignore[attr-defined]
        made.ifMatch_ = strawberry.field(  # type: ignore[attr-defined]
            name="ifMatch", description=MATCH.description, default=strawberry.UNSET
        )
        made.input_ = strawberry.field(name="input", description="What is changed.")  # type: ignore[attr-defined]
        return strawberry.input(made, name=name, description=f"{resource.name}: which, and what is changed of it.")

    def _payload(self, write: Write) -> type:
        name = write.payload
        if name not in self._payloads:
            own: Any = self.types[write.resource.name]
            one, many = _words(write.resource)
            if write.many == "one":
                says = f"The {one}, as you may read it; after it was deleted, as it was."
                fields = {
                    write.rows: field(write.rows, own | None, says),
                    "created": field("created", bool, "Whether it is new."),
                }
            else:
                says = f"The {many}, as you may read them; after they were deleted, as they were."
                fields = {
                    write.rows: field(write.rows, list[own | None], says),
                    "count": field("count", int, "How many were written."),
                    "errors": field("errors", list[ItemError], "Why the others were not, where that was asked for."),
                }
            if len(fields) < (2 if write.many == "one" else 3):
                raise DomainError(
                    f"{write.resource.name} cannot be called {write.rows} in {name}: give it another name"
                )
            made = type(name, (), {})
            define(made, fields, f"What became of the {one if write.many == 'one' else many}.")
            self._payloads[name] = made
        return self._payloads[name]


def _uniques(resource: Resource) -> dict[str, tuple[str, ...]]:
    """The groups of columns that some rule lets a client say, or says itself."""
    known = set[str]()
    for rule in resource.written.create:
        known |= accepted(resource, rule) | {path.partition("__")[0] for path, _ in presets(resource, rule)}
    groups = [group for group in resource.written.uniques if group != ("id",) and known.issuperset(group)]
    found = {"_".join(group).upper(): group for group in groups}
    if len(found) < len(groups):
        raise DomainError(f"two groups of unique columns of {resource.name} would have one name")
    return found


def _input(given: Input) -> dict[str, Argument]:
    return {} if given.type is None else {"input": Argument(given.type, "What it says.", required=True)}


def _words(resource: Resource) -> tuple[str, str]:
    return resource.singular.replace("_", " "), resource.plural.replace("_", " ")


def _pascal(name: str) -> str:
    spelled = camel(name)
    return spelled[:1].upper() + spelled[1:]


class Violation:
    pass


class ItemError:
    pass


define(
    Violation,
    {
        "pointer": field("pointer", str, "Where: a JSON pointer, in names of the catalog."),
        "code": field("code", str, "What is wrong, for programs."),
        "message": field("message", str, "What is wrong."),
    },
    "What is wrong with one value.",
)
define(
    ItemError,
    {
        "index": field("index", int, "The place of the row."),
        "code": field("code", str, "What went wrong, for programs."),
        "title": field("title", str, "What that means."),
        "status": field("status", int, "The status that the other door would have."),
        "detail": field("detail", str, "What went wrong here."),
        "hint": field("hint", str | None, "What would be right."),
        "pointer": field("pointer", str | None, "Where."),
        "violations": field("violations", list[Violation], "Each value that is wrong."),
    },
    "Why one row of several was not written.",
)
