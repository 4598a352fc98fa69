"""Who may do what, in words: for every resource and role the rows and the fields, as the doors serve them.

Written from the compiled rules, so that it says what is done, not what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from gateway.catalog import Column, Resource, accepted
from gateway.declare import Rule
from gateway.plan.nodes import (
    ALWAYS,
    Always,
    And,
    Claim,
    Clock,
    Compare,
    Condition,
    Fixed,
    Never,
    Not,
    Operand,
    Or,
    Related,
)
from gateway.policy import NOBODY, Policies, Standing, collection
from gateway.rules import disjunction
from gateway.values import Type
from gateway.writing.asked import Verb
from gateway.writing.rights import LinkRight, Preset, Right, Rights

ANONYMOUS: Final = "anonymous"
AUTHENTICATED: Final = "authenticated"
HEADS: Final = ("resource", "scope", "may", "who", "rows", "fields")
NOTES: Final = (
    "A caller with several roles may do what each of them may.",
    "A condition that names something of the caller is false where the caller does not have it.",
    "Roles count where a scope covers the resource: read and write cover all, the scope of a resource this one alone.",
    "Elsewhere a caller may do what anonymous may.",
    "Only what a caller may read can be changed, deleted, linked or pointed to.",
    "One line has to allow all that is written to a row.",
)
VERBS: Final[tuple[Verb, ...]] = ("create", "update", "delete")
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
    """These fields, on these rows. `after` is what a row that is written must be then; `presets` are what it gets whatever
    the caller says, as pairs of a path and a value in words."""

    rows: str
    fields: tuple[str, ...]
    said: str
    after: str = "all"
    presets: tuple[tuple[str, str], ...] = ()

    @property
    def condition(self) -> str:
        """The rows as they are, and as they must be when they are written."""
        if self.after in {"all", self.rows}:
            return self.rows if self.after == "all" else f"{self.rows}, still afterwards"
        return f"{self.after}, afterwards" if self.rows == "all" else f"{self.rows}; afterwards {self.after}"

    @property
    def values(self) -> str:
        """The fields, and what is set besides."""
        if not self.presets:
            return self.said
        return f"{self.said}; sets " + ", ".join(f"{path} = {value}" for path, value in self.presets)


@dataclass(frozen=True, slots=True)
class Cell:
    """What callers in one of these roles may do; nothing, where it has no lines."""

    roles: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource. Every role is in one of the cells of reading; `writes` are the cells of those who may, by what they may:
    `create`, `update`, `delete`, `link genres`. `seen`: a row is changed only by who says which state of it was seen."""

    resource: str
    scope: str
    fields: tuple[str, ...]
    cells: tuple[Cell, ...]
    writes: Mapping[str, tuple[Cell, ...]]
    seen: bool = False

    @property
    def writing(self) -> str:
        """The scope that writing takes."""
        return self.scope.replace(":read", ":write")

    @property
    def all(self) -> Iterator[tuple[str, str, Cell]]:
        """What may be done, the scope it takes, and by whom."""
        yield from (("read", self.scope, cell) for cell in self.cells)
        for verb, cells in self.writes.items():
            how = " with If-Match" if self.seen and verb in {"update", "delete"} else ""
            yield from ((verb + how, self.writing, cell) for cell in cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    roles: tuple[str, ...]
    entries: tuple[Entry, ...]


def matrix(policies: Policies) -> Matrix:
    claims = frozenset(policies.claims)
    standings = {ANONYMOUS: NOBODY, AUTHENTICATED: Standing(frozenset(), claims)}
    standings |= {role: Standing(frozenset({role}), claims) for role in sorted(policies.roles)}
    rights = Rights(policies)
    entries = tuple(_entry(resource, standings, rights) for resource in policies.catalog.served)
    if all(_same(cell, ANONYMOUS, AUTHENTICATED) for entry in entries for _, _, cell in entry.all):
        del standings[AUTHENTICATED]
        entries = tuple(_entry(resource, standings, rights) for resource in policies.catalog.served)
    return Matrix(tuple(standings), entries)


def _same(cell: Cell, one: str, other: str) -> bool:
    return (one in cell.roles) == (other in cell.roles)


def _entry(resource: Resource, standings: Mapping[str, Standing], rights: Rights) -> Entry:
    policies, catalog = rights.policies, rights.catalog
    hidden = {name for name, relation in resource.relations.items() if not catalog.target(relation).served}
    every = tuple(name for name in resource.names if name not in hidden)
    reading = _cells({role: _lines(resource, every, standing, policies) for role, standing in standings.items()})
    writes: dict[str, tuple[Cell, ...]] = {}
    for verb in VERBS:
        may = {role: _written(resource, verb, rights.of(resource.name, verb, one)) for role, one in standings.items()}
        writes[verb] = _cells(may)
    for name in resource.written.link:
        linking = {role: rights.links(resource.name, name, standing) for role, standing in standings.items()}
        writes[f"link {name}"] = _cells({role: _linked(name, found) for role, found in linking.items()})
    # who is not named may not
    able = {verb: tuple(cell for cell in cells if cell.lines) for verb, cells in writes.items()}
    able = {verb: cells for verb, cells in able.items() if cells}
    scope = f"{collection(resource)}:read"
    return Entry(resource.name, scope, every, reading, able, resource.written.match_required)


def _cells(lines: Mapping[str, Iterable[Line]]) -> tuple[Cell, ...]:
    """Roles that may the same stand together."""
    cells: dict[tuple[Line, ...], list[str]] = {}
    for role, found in lines.items():
        cells.setdefault(tuple(dict.fromkeys(found)), []).append(role)
    return tuple(Cell(tuple(roles), found) for found, roles in cells.items())


def _written(resource: Resource, verb: Verb, rights: Sequence[Right]) -> Iterator[Line]:
    names = tuple(_writable(resource, verb))
    for right in rights:
        set_ = {one.column for one in right.presets}
        every = [name for name in names if name not in set_]
        given = tuple(name for name in every if name in right.fields)
        said = "" if verb == "delete" else _in_words(given, every) if given else "none"
        presets = tuple(_preset(resource, one) for one in right.presets)
        yield Line(condition(right.rows), given, said, condition(right.after), presets)


def _writable(resource: Resource, verb: Verb) -> Iterator[str]:
    """What clients can say of a row at all, and what some rule lets them say besides: a key, rows that are made with it."""
    said = frozenset[str]().union(*(accepted(resource, rule) for rule in resource.written.create))
    for name in () if verb == "delete" else (*resource.columns, *resource.relations):
        column = resource.columns.get(name)
        below = column is None and not resource.written.link.get(name)
        if (verb == "create" and name in said) or (name != "id" and not below and _said(column)):
            yield name


def _said(column: Column | None) -> bool:
    return column is None or column.writing.filled == "by client"


def _preset(resource: Resource, preset: Preset) -> tuple[str, str]:
    relation = next((name for name, relation in resource.relations.items() if relation.via == preset.column), None)
    path = f"{relation or preset.column}.{preset.over}" if preset.over else preset.column
    return path, _operand(preset.operand)


def _linked(relation: str, rights: Sequence[LinkRight]) -> Iterator[Line]:
    for right in rights:
        target = "" if right.target == ALWAYS else f"{relation}: {condition(right.target)}"
        yield Line(condition(right.rows), (relation,), target)


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


def _in_words(given: Sequence[str], every: Sequence[str], resource: Resource | None = None) -> str:
    """What can be read of a resource: a foreign key goes by the name of its relation, where both are given or both are
    not. What can be written goes by the name that it is written under."""
    withheld = [name for name in every if name not in given]
    if not withheld:
        return "all"
    relations = resource.relations.items() if resource is not None else ()
    pairs = [(relation.via, name) for name, relation in relations if relation.via]
    silent = {key for key, name in pairs if (key in given) == (name in given)}
    few = len(withheld) <= len(given) if resource is not None else len(withheld) < len(given)
    word, names = ("all but", withheld) if few else ("only", given)
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
        above: tuple[str, ...] = ("", "", "", "")
        for verb, scope, cell in entry.all:
            for line in cell.lines or (Line("none", (), ""),):
                head = (entry.resource, scope, verb, ", ".join(cell.roles))
                first = next((at for at, (one, other) in enumerate(zip(head, above, strict=True)) if one != other), 4)
                yield (*("" if at < first else name for at, name in enumerate(head)), line.condition, line.values)
                above = head


def document(found: Matrix) -> dict[str, Any]:
    """For JSON."""
    return {
        "roles": list(found.roles),
        "resources": [
            {
                "name": entry.resource,
                "scope": entry.scope,
                "read": [_cell(cell, written=False) for cell in entry.cells],
                "write": {
                    "scope": entry.writing,
                    "match_required": entry.seen,
                    **{verb: [_cell(cell, written=True) for cell in cells] for verb, cells in entry.writes.items()},
                },
            }
            for entry in found.entries
        ],
        "notes": list(NOTES),
    }


def _cell(cell: Cell, *, written: bool) -> dict[str, Any]:
    def rule(line: Line) -> dict[str, Any]:
        more = {"after": line.after, "presets": dict(line.presets)} if written else {}
        return {"rows": line.rows, "fields": list(line.fields), **more}

    return {"roles": list(cell.roles), "rules": [rule(line) for line in cell.lines]}


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
