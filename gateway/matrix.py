"""Who may read what, in words: for every resource and role the rows and the fields, as the doors serve them.

Written from the compiled rules, so that it says what is done, not what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from gateway.catalog import Resource
from gateway.declare import Rule
from gateway.plan.nodes import Always, And, Claim, Clock, Compare, Condition, Fixed, Never, Not, Operand, Or, Related
from gateway.policy import NOBODY, Policies, Standing, collection
from gateway.rules import disjunction
from gateway.values import Type

ANONYMOUS: Final = "anonymous"
AUTHENTICATED: Final = "authenticated"
HEADS: Final = ("resource", "scope", "who", "rows", "fields")
NOTES: Final = (
    "A caller with several roles may read what each of them may.",
    "A condition that names something of the caller is false where the caller does not have it.",
    "Roles count where a scope covers the resource: read covers all, and the scope of a resource this one alone.",
    "Elsewhere a caller may read what anonymous may.",
)
OPERATORS: Final[Mapping[str, str]] = {
    "eq": "=",
    "neq": "!=",
    "in": "in",
    "nin": "not in",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
    "is_null": "is null",
    "is_not_null": "is not null",
}


@dataclass(frozen=True, slots=True)
class Line:
    """These fields, on these rows."""

    rows: str
    fields: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What callers in one of these roles may read of a resource; nothing, where it has no lines."""

    roles: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource; every role is in one of its cells."""

    resource: str
    scope: str
    fields: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    roles: tuple[str, ...]
    entries: tuple[Entry, ...]


def matrix(policies: Policies) -> Matrix:
    claims = frozenset(policies.claims)
    standings = {ANONYMOUS: NOBODY, AUTHENTICATED: Standing(frozenset(), claims)}
    standings |= {role: Standing(frozenset({role}), claims) for role in sorted(policies.roles)}
    if policies.grants(standings[AUTHENTICATED]) == policies.grants(NOBODY):
        del standings[AUTHENTICATED]
    entries = tuple(_entry(resource, standings, policies) for resource in policies.catalog.served)
    return Matrix(tuple(standings), entries)


def _entry(resource: Resource, standings: Mapping[str, Standing], policies: Policies) -> Entry:
    catalog = policies.catalog
    hidden = {name for name, relation in resource.relations.items() if not catalog.target(relation).served}
    every = tuple(name for name in resource.names if name not in hidden)
    cells: dict[tuple[Line, ...], list[str]] = {}
    for role, standing in standings.items():
        cells.setdefault(tuple(_lines(resource, every, standing, policies)), []).append(role)
    found = tuple(Cell(tuple(roles), lines) for lines, roles in cells.items())
    return Entry(resource.name, f"{collection(resource)}:read", every, found)


def _lines(resource: Resource, every: Sequence[str], standing: Standing, policies: Policies) -> Iterator[Line]:
    readable = policies.readable(standing)[resource.name]
    rows: dict[frozenset[str], list[Condition]] = {}
    for rule, when in policies.rules(resource, standing):
        rows.setdefault(frozenset(_given(resource, rule, readable)), []).append(when)
    found = {fields: disjunction(conditions) for fields, conditions in rows.items()}
    everywhere = [fields for fields, when in found.items() if isinstance(when, Always)]
    for fields, when in found.items():
        if not any(fields < others for others in everywhere):
            given = tuple(name for name in every if name in fields)
            yield Line(condition(when), given, _in_words(given, every, resource))


def _given(resource: Resource, rule: Rule, readable: frozenset[str]) -> Iterator[str]:
    """The fields that a rule gives: a computed one by itself, and with what it needs of the row."""
    for name in readable:
        calculation = resource.calculations.get(name)
        needs = [need.partition(".")[0] for need in calculation.needs] if calculation else []
        if all(resource.gives(rule, needed) for needed in (name, *needs)):
            yield name


def _in_words(given: Sequence[str], every: Sequence[str], resource: Resource) -> str:
    """A foreign key goes by the name of its relation, where both are given or both are not."""
    withheld = [name for name in every if name not in given]
    if not withheld:
        return "all"
    pairs = [(relation.via, name) for name, relation in resource.relations.items() if relation.via]
    silent = {key for key, name in pairs if (key in given) == (name in given)}
    word, names = ("all but", withheld) if len(withheld) <= len(given) else ("only", given)
    return f"{word} {', '.join(name for name in names if name not in silent)}"


# --- conditions in words ----------------------------------------------------------------------------------------------


def condition(when: Condition) -> str:
    """The rows that a condition leaves, in the words of the policy language."""
    match when:
        case Always():
            return "all"
        case Never():
            return "none"
        case And(items):
            return " and ".join(_enclosed(item, within=And) for item in items)
        case Or(items):
            return " or ".join(_enclosed(item, within=Or) for item in items)
        case Not(item):
            return f"not {_enclosed(item, within=Not)}"
        case Compare(field=name, operator=operator, operand=operand):
            return f"{name} {OPERATORS[operator]}" + ("" if operand is None else f" {_operand(operand)}")
        case Related(relation=name, item=Compare() | Related() as item):
            return f"{name}.{condition(item)}"
        case Related(relation=name, item=Always()):
            return f"some {name}"
        case Related(relation=name, item=item):
            return f"{name}[{condition(item)}]"


def _enclosed(when: Condition, *, within: type[Condition]) -> str:
    joined = isinstance(when, And | Or) and not isinstance(when, within)
    return f"({condition(when)})" if joined else condition(when)


def _operand(operand: Operand) -> str:
    match operand:
        case Claim(name="sub"):
            return "caller.id"
        case Claim(name=name):
            return f'caller.claim("{name}")'
        case Clock(name=name):
            return name
        case Fixed(value=value, type=type_, form="many") if isinstance(value, tuple):
            return "(" + ", ".join(_value(item, type_) for item in value) + ")"
        case Fixed(value=value, type=type_):
            return _value(value, type_)
    raise TypeError(f"a policy cannot compare with a {type(operand).__name__}")


def _value(value: Any, type_: Type) -> str:
    if type_.kind == "enum":
        return next((name for name, stored in type_.members if stored == value), str(value))
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


# --- the whole, as it is shown ----------------------------------------------------------------------------------------


def rows(found: Matrix) -> Iterator[tuple[str, ...]]:
    """What is below the heads of a table. What is the same as above is left out."""
    for entry in found.entries:
        name = (entry.resource, entry.scope)
        for cell in entry.cells:
            who = ", ".join(cell.roles)
            for line in cell.lines or (Line("none", (), ""),):
                yield (*name, who, line.rows, line.said)
                name, who = ("", ""), ""


def document(found: Matrix) -> dict[str, Any]:
    """For JSON."""
    return {
        "roles": list(found.roles),
        "resources": [
            {
                "name": entry.resource,
                "scope": entry.scope,
                "read": [
                    {
                        "roles": list(cell.roles),
                        "rules": [{"rows": line.rows, "fields": list(line.fields)} for line in cell.lines],
                    }
                    for cell in entry.cells
                ],
            }
            for entry in found.entries
        ],
        "notes": list(NOTES),
    }


def markdown(found: Matrix) -> str:
    table = [HEADS, tuple("---" for _ in HEADS), *rows(found)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table]
    return "\n".join([*lines, "", *(f"- {note}" for note in NOTES), ""])


def table(found: Matrix) -> Table:
    """For a terminal."""
    shown = Table(*HEADS, caption="\n".join(NOTES), caption_justify="left")
    last = ""
    for row in rows(found):
        if row[0] and last:
            shown.add_section()
        last = row[0] or last
        # brackets of a condition are no markup
        shown.add_row(*(Text(cell) for cell in row))
    return shown
