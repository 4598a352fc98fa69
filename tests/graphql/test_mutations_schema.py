"""What the schema says of mutations is true: there are no fields for what nobody may, and none that says less or more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from graphql import (
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    parse,
    print_ast,
)

from gateway import actions
from gateway.catalog import Catalog, load
from gateway.declare import action
from gateway.graphql import schema
from gateway.graphql.variables import Use, uses
from gateway.package import DomainError

CATALOG: Final = load("tests.archive")
SDL: Final = schema.sdl(CATALOG)


def members(name: str, sdl: str = SDL) -> dict[str, str]:
    """The fields of a type with their types and defaults, or the values of an enum."""
    [found] = [node for node in parse(sdl).definitions if getattr(getattr(node, "name", None), "value", None) == name]
    if isinstance(found, EnumTypeDefinitionNode):
        return {value.name.value: "" for value in found.values or ()}
    assert isinstance(found, ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode)
    return {field.name.value: print_ast(field.type) + _default(field) for field in found.fields or ()}


def _default(field: Any) -> str:
    default = getattr(field, "default_value", None)
    return f" = {print_ast(default)}" if default else ""


def test_there_are_fields_for_what_some_rule_allows():
    assert list(members("Mutation")) == [
        *("createFolder", "createFolders", "updateFolder", "replaceFolder", "updateFolders", "updateFoldersWhere"),
        *("createSheet", "createSheets", "upsertSheet"),
        *("updateSheet", "replaceSheet", "updateSheets", "updateSheetsWhere"),
        *("deleteSheet", "deleteSheets", "deleteSheetsWhere"),
        *("createLine", "createLines"),
        *("createLedger", "createLedgers", "deleteLedger", "deleteLedgers", "deleteLedgersWhere"),
    ]
    assert "LedgerUpdateInput" not in SDL and "LineUnique" not in SDL and "FolderUnique" not in SDL


def test_what_a_new_row_says():
    assert members("SheetCreateInput") == {
        "number": "Int!",
        "kind": "Kind! = LETTER",
        "weight": 'Decimal! = "1.50"',
        "legible": "Boolean! = true",
        "hand": 'String = "unknown"',
        "extra": "JSON",
        "mark": "String",
        "folderId": "ID!",
        "lines": "[SheetLinesInput!]",
    }
    # a key that nobody else makes is said; what one of the rules fills in may be left out
    assert members("FolderCreateInput") == {"id": "ID!", "title": "String", "sheets": "[FolderSheetsInput!]"}


def test_what_is_made_with_a_row_does_not_say_which():
    assert members("SheetLinesInput") == {"text": "String!"}
    assert members("LineCreateInput") == {"text": "String!", "sheetId": "ID!"}
    assert "folderId" not in members("FolderSheetsInput")


def test_a_change_says_what_it_changes():
    update, whole = members("SheetUpdateInput"), members("SheetReplaceInput")
    assert update.keys() == whole.keys() == members("SheetCreateInput").keys() - {"folderId", "lines"}
    assert not any("!" in type_ or "=" in type_ for type_ in update.values())
    assert (whole["number"], whole["kind"], whole["mark"]) == ("Int!", "Kind! = LETTER", "String")
    assert members("SheetChange") == {"id": "ID!", "ifMatch": "String", "input": "SheetUpdateInput!"}


def test_what_comes_back():
    assert members("SheetPayload") == {"sheet": "Sheet", "created": "Boolean!"}
    assert members("SheetsPayload") == {"sheets": "[Sheet]!", "count": "Int!", "errors": "[ItemError!]!"}
    assert members("SheetUnique").keys() == {"FOLDER_ID_NUMBER"}


def test_links_are_a_list_of_a_new_row_and_else_set_or_added_and_removed():
    sdl = schema.sdl(load("domain"))
    assert members("ReleaseCreateInput", sdl)["genres"] == members("ReleaseReplaceInput", sdl)["genres"] == "[ID!]"
    assert members("ReleaseUpdateInput", sdl)["genres"] == "LinksInput"
    assert members("LinksInput", sdl) == dict.fromkeys(("set", "add", "remove"), "[ID!]")
    # what a rule fills in, nobody says; what a column defaults to is true of those who may not say it as well
    assert members("ReviewCreateInput", sdl).keys().isdisjoint({"customerId", "published", "writtenAt"})
    assert members("ReleaseCreateInput", sdl)["stock"] == "Int! = 0"


def test_everything_is_described_in_the_words_of_the_domain():
    assert '"""What is written on its back."""' in SDL.partition("input FolderCreateInput")[2].partition("}")[0]


# --- names ------------------------------------------------------------------------------------------------------------


def renamed(name: str, **names: str) -> Catalog:
    resources = dict(CATALOG.resources)
    resources[name] = replace(resources[name], **names)  # type: ignore[arg-type]
    return replace(CATALOG, resources=resources)


def another(name: str) -> Catalog:
    """With a resource of this name besides."""
    made = replace(CATALOG.resources["Line"], name=name, singular="spare", plural="spares")
    return replace(CATALOG, resources={**CATALOG.resources, name: made})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: renamed("Ledger", singular="created"), "cannot be called created"),
        (lambda: renamed("Ledger", plural="errors"), "cannot be called errors"),
        (lambda: renamed("Ledger", plural="count"), "cannot be called count"),
        (lambda: renamed("Ledger", plural="folder"), "would both be written by createFolder"),
        (lambda: another("FolderPayload"), "FolderPayload"),
        (lambda: another("SheetCreateInput"), "SheetCreateInput"),
        (lambda: another("ItemError"), "ItemError"),
    ],
)
def test_two_things_of_one_name_stop_the_start(make: Callable[[], Catalog], said: str):
    with pytest.raises(DomainError, match=said):
        schema.build(make())


class Taken:
    @action(on="desk")
    async def create_folder(self) -> None: ...


def test_an_action_has_a_name_of_its_own():
    served = actions.collect(Taken, catalog=CATALOG)
    with pytest.raises(DomainError, match="createFolder"):
        schema.build(CATALOG, served)


# --- what variables decide --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("mutation ($v: X) { a(input: $v) { b } }", Use.WRITTEN),
        ("mutation ($v: X) { a(first: $v) { b } }", Use.WRITTEN),
        ("mutation ($v: X) { a(input: {b: [$v]}) { b } }", Use.WRITTEN),
        ("mutation ($v: X) { a(filter: $v) { b } }", Use.VALUE),
        ("mutation ($v: X) { a(input: $v) { b(filter: {c: $v}) } }", Use.VALUE),
        ("mutation ($v: X) { a(input: $v) { b(first: $v) } }", Use.SHAPE),
        ("mutation ($v: X) { a(input: $v) @include(if: $v) { b } }", Use.SHAPE),
        ("mutation ($v: X) { ...F } fragment F on Mutation { a(input: $v) { b } }", Use.WRITTEN),
        ("mutation ($v: X) { ... on Mutation { a(input: $v) { b } } }", Use.WRITTEN),
        ("mutation ($v: X) { a { ...F } } fragment F on A { b(input: $v) }", Use.VALUE),
        ("query ($v: X) { a(input: $v) { b } }", Use.VALUE),
        ("mutation A ($v: X) { a(input: $v) { b } } query B ($v: X) { a(input: $v) { b } }", Use.VALUE),
    ],
)
def test_what_is_written_decides_nothing(document: str, expected: Any):
    assert uses(parse(document)) == {"v": expected}
