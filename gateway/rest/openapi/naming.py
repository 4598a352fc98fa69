"""Names that a generator makes into classes and functions: each is given once, also where a domain uses ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gateway import actions
from gateway.actions import Actions
from gateway.catalog import Catalog, Resource, accepted, camel, plural
from gateway.values import Type

SCHEMAS: Final = "#/components/schemas/"
Enum = tuple[str, tuple[tuple[str, str | int], ...]]


@dataclass(frozen=True, slots=True)
class Names:
    """What schemas are called: rows by resource, lists by resource, and what they are written with: new ones, changes, whole
    rows, changes in a list of such, and by resource and relation what is made with a row. What actions return by its name,
    enums by what they are made of, and our own."""

    rows: Mapping[str, str]
    lists: Mapping[str, str]
    creates: Mapping[str, str]
    updates: Mapping[str, str]
    replaces: Mapping[str, str]
    changes: Mapping[str, str]
    below: Mapping[tuple[str, str], str]
    enums: Mapping[Enum, str]
    records: Mapping[str, str]
    page: str
    problem: str
    violation: str
    price: str
    item: str

    def enum(self, type_: Type) -> str:
        return self.enums[enum_of(type_)]


def names(catalog: Catalog, served: Actions = actions.NONE) -> Names:
    taken: set[str] = set()
    rows = {resource.name: free(resource.name, taken) for resource in catalog.served}
    types = [column.type for resource in catalog.served for column in resource.columns.values()]
    types += [type_ for action in served.all for type_ in action.types]
    enums = {enum_of(type_): "" for type_ in types if type_.kind == "enum"}
    return Names(
        rows=rows,
        enums={enum: free(enum[0], taken) for enum in enums},
        records={name: free(name, taken) for name in (*served.taken, *served.returned)},
        lists={name: free(f"{name}List", taken) for name in rows},
        creates={r.name: free(f"{r.name}Create", taken) for r in catalog.served if r.written.create},
        updates={r.name: free(f"{r.name}Update", taken) for r in catalog.served if r.written.update},
        replaces={r.name: free(f"{r.name}Replace", taken) for r in catalog.served if r.written.update},
        changes={r.name: free(f"{r.name}Change", taken) for r in catalog.served if r.written.update},
        below={(r.name, name): free(_below(r, name), taken) for r in catalog.served for name in owned(r)},
        page=free("PageInfo", taken),
        problem=free("Problem", taken),
        violation=free("Violation", taken),
        price=free("Price", taken),
        item=free("ItemError", taken),
    )


def owned(resource: Resource) -> list[str]:
    """The relations by which rows are made with a new row, as some rule lets somebody do it."""
    back = [name for name, relation in resource.relations.items() if relation.back]
    said = frozenset[str]().union(*(accepted(resource, rule) for rule in resource.written.create)) if back else ()
    return [name for name in back if name in said]


def _below(resource: Resource, relation: str) -> str:
    spelled = camel(relation)
    return f"{resource.name}{spelled[:1].upper()}{spelled[1:]}Create"


def enum_of(type_: Type) -> Enum:
    return type_.enum or "Enum", type_.members


def free(name: str, taken: set[str]) -> str:
    """The name, or the first of `name2`, `name3`… that nobody has; it is taken then."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name}{number}", number + 1
    taken.add(found)
    return found


def kebab(name: str) -> str:
    return name.replace("_", "-")


def words(name: str) -> str:
    return name.replace("_", " ")


def operation(*parts: str) -> str:
    return camel("_".join(parts))


def listed(items: Iterable[str]) -> str:
    return ", ".join(f"`{item}`" for item in items)


def several(resource: Resource) -> str:
    return words(plural(resource.singular))
