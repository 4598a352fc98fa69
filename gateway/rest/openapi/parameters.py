"""Every parameter of the query string, with its type: what a list is asked with, and what a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from gateway.catalog import Catalog, Column, Relation, Resource
from gateway.plan.context import Limits
from gateway.plan.cost import COUNT
from gateway.plan.cursor import CURSOR_LENGTH
from gateway.plan.filters import QUANTIFIERS
from gateway.rest.openapi.naming import Names, listed, words
from gateway.rest.openapi.shapes import Schema, operand

Parameter = dict[str, Any]

PARAMETERS: Final = "#/components/parameters/"
SAYS: Final = {
    "eq": "equals this",
    "neq": "does not equal this",
    "in": "is one of these",
    "nin": "is none of these",
    "is_null": "is null (`true`) or not (`false`)",
    "lt": "is less than this",
    "lte": "is this or less",
    "gt": "is greater than this",
    "gte": "is this or greater",
    "like": "matches this pattern: `%` is any text, `_` one character",
    "ilike": "matches this pattern, whatever the case: `%` is any text, `_` one character",
    "starts_with": "starts with this",
    "contains": "contains this",
}
_HOLDS: Final = {
    "some": "some row for which",
    "none": "no row for which",
    "every": "only rows for which",
}


def reference(name: str) -> Parameter:
    return {"$ref": PARAMETERS + name}


def components(catalog: Catalog, names: Names, limits: Limits) -> dict[str, Parameter]:
    """The parameters that more than one path takes."""
    found = {parameter["name"]: parameter for parameter in _paging(limits)}
    for resource in catalog.served:
        found[f"{resource.name}.fields"] = _fields(resource, catalog)
        found[f"{resource.name}.sort"] = _sort(resource, catalog, limits)
        found |= {_component(resource, parameter): parameter for parameter in _filters(resource, names)}
    return found


def of_rows(resource: Resource, names: Names) -> list[Parameter]:
    """What every list of the resource takes."""
    own = [_component(resource, parameter) for parameter in _filters(resource, names)]
    shared = [parameter["name"] for parameter in _paging(Limits())]
    return [reference(name) for name in (f"{resource.name}.fields", f"{resource.name}.sort", *shared, *own)]


def filters(resource: Resource, names: Names) -> list[Parameter]:
    return [reference(_component(resource, parameter)) for parameter in _filters(resource, names)]


def of_row(resource: Resource) -> list[Parameter]:
    return [reference(f"{resource.name}.fields")]


def key(resource: Resource, names: Names) -> Parameter:
    says = resource.key.description or f"The key of one {words(resource.singular)}."
    schema = operand(resource.key.type, "one", names)
    example = {"example": schema["examples"][0]} if "examples" in schema else {}
    return {"name": "id", "in": "path", "required": True, "description": says, "schema": schema, **example}


def over_relations(resource: Resource, catalog: Catalog, names: Names) -> Iterator[Parameter]:
    """Filters one relation away: on its columns with every operator, on those of a list for equality."""
    for relation in _relations(resource, catalog):
        target = catalog.target(relation)
        if not relation.many:
            for column in target.columns.values():
                yield from _comparisons(column, f"filter[{relation.name}]", f"whose {words(relation.name)}'s", names)
            continue
        for quantifier in QUANTIFIERS:
            start, whose = f"filter[{relation.name}][{quantifier}]", f"that have in {words(relation.name)}"
            for column in target.columns.values():
                if "eq" in column.type.operators:
                    says = f"Only rows {whose} {_HOLDS[quantifier]} `{column.name}` equals this. Other operators: " + (
                        listed(f"{start}[{column.name}][{operator}]" for operator in ("neq", "in"))
                        + " and so on, as for the column of the list itself."
                    )
                    yield _query(f"{start}[{column.name}]", says, operand(column.type, "one", names), column)


def nested(resource: Resource, catalog: Catalog, limits: Limits) -> Iterator[Parameter]:
    """What the lists inside of a row take, when `fields` names them."""
    for relation in _relations(resource, catalog):
        if relation.many:
            target = catalog.target(relation)
            where = f"Of the list `{relation.name}` of each row, and only when `fields` names it:"
            for parameter in (_sort(target, catalog, limits), *_paging(limits)):
                says = parameter["description"]
                yield parameter | {
                    "name": f"{relation.name}.{parameter['name']}",
                    "description": f"{where} {says[:1].lower()}{says[1:]}",
                }


def shared(resource: Resource, found: Iterable[Parameter], taken: dict[str, Parameter], *steps: str) -> list[Parameter]:
    """References to these parameters, which become components."""
    named = {_component(resource, parameter, *steps): parameter for parameter in found}
    taken |= named
    return [reference(name) for name in named]


def _component(resource: Resource, parameter: Parameter, *steps: str) -> str:
    """`filter[price][gte]` of Release as the name of a component: `Release.filter.price.gte`."""
    return ".".join([resource.name, *steps, ""]) + str(parameter["name"]).replace("][", ".").replace("[", ".").rstrip(
        "]"
    )


def _relations(resource: Resource, catalog: Catalog) -> list[Relation]:
    return [relation for relation in resource.relations.values() if catalog.target(relation).served]


def _filters(resource: Resource, names: Names) -> Iterator[Parameter]:
    for column in resource.columns.values():
        yield from _comparisons(column, "filter", "whose", names)


def _comparisons(column: Column, start: str, whose: str, names: Names) -> Iterator[Parameter]:
    for operator, form in column.type.operators.items():
        says = f"Only rows {whose} `{column.name}` {SAYS[operator]}."
        if form == "many":
            says += " A comma inside of a value is written `\\,`."
        schema = operand(column.type, form, names)
        if operator == "eq":
            yield _query(f"{start}[{column.name}]", f"{says} Short for `[eq]`.", schema, column)
        yield _query(f"{start}[{column.name}][{operator}]", says, schema, column)


def _query(name: str, says: str, schema: Schema, column: Column | None = None) -> Parameter:
    parameter: Parameter = {"name": name, "in": "query", "description": says, "schema": schema}
    if schema.get("type") == "array":
        parameter |= {"style": "form", "explode": False}
    if column is not None and column.deprecated:
        parameter |= {"deprecated": True, "description": f"{says} Deprecated: {column.deprecated}"}
    return parameter


def _fields(resource: Resource, catalog: Catalog) -> Parameter:
    relations = [relation.name for relation in _relations(resource, catalog)]
    says = (
        "What to answer with: names with commas between them, and behind a relation the names wanted of it in "
        "parentheses. A relation without parentheses is answered with its own columns. Without this parameter: the row's "
        "own columns.\n\n"
        f"Columns: {listed([*resource.columns, 'node_id'])}."
    )
    if resource.calculations:
        says += f" Computed: {listed(resource.calculations)}."
    if relations:
        says += f" Relations: {listed(relations)}."
    schema = {
        "type": "string",
        "pattern": r"^[A-Za-z0-9_,()\s]*$",
        "examples": [_selection(resource, catalog)],
    }
    return _query("fields", says, schema)


def _selection(resource: Resource, catalog: Catalog) -> str:
    """An example that everybody may ask who may read the resource at all."""
    columns = [name for name in resource.columns if resource.gives_everyone(name)]
    parts = ["id", *[name for name in columns if name != "id"][:2]]
    related = [relation for relation in _relations(resource, catalog) if _reached(resource, relation, catalog)]
    for many in (False, True):
        parts += [f"{relation.name}(id)" for relation in related if relation.many is many][:1]
    return ",".join(parts)


def _reached(resource: Resource, relation: Relation, catalog: Catalog) -> bool:
    """Whether whoever may read the resource may follow the relation."""
    rules = catalog.target(relation).rules
    roles = frozenset[str]().union(*(rule.roles for rule in rules))
    open_to_all = any(not rule.roles for rule in rules)
    return resource.gives_everyone(relation.name) and all(
        open_to_all or (rule.roles and rule.roles <= roles) for rule in resource.rules
    )


def _sort(resource: Resource, catalog: Catalog, limits: Limits) -> Parameter:
    columns = [column.name for column in resource.columns.values() if column.type.sortable]
    steps = [relation.name for relation in _relations(resource, catalog) if not relation.many]
    over = rf"|({'|'.join(steps)})(\.[a-z0-9_]+)+" if steps else ""
    says = f"In which order: columns with commas between them, `-` before one that descends. By: {listed(columns)}."
    if steps:
        says += f" Also by columns of {listed(steps)}, as in `{steps[0]}.id`."
    says += " Rows that are equal in it follow their key; null is the largest value."
    last = next((name for name in columns[1:] if resource.gives_everyone(name)), "id")
    return _query(
        "sort",
        says,
        {
            "type": "array",
            "items": {"type": "string", "pattern": f"^-?({'|'.join(columns)}{over})$"},
            "minItems": 1,
            "maxItems": limits.sort_keys,
            "uniqueItems": True,
            "examples": [[f"-{last}"]],
        },
    )


def _paging(limits: Limits) -> Iterator[Parameter]:
    size = {"type": "integer", "minimum": 0, "maximum": limits.page_max, "examples": [3]}
    cursor = {"type": "string", "minLength": 1, "maxLength": CURSOR_LENGTH}
    says = (
        f"How many rows, from the front. Without `first` and `last`: {limits.page_default}. Not together with `last`."
    )
    yield _query("first", says, size)
    yield _query("last", "How many rows, from the end. Not together with `first`.", size)
    yield _query("after", "Rows after this cursor: the `end_cursor` of a page of the same list and order.", cursor)
    yield _query("before", "Rows before this cursor: the `start_cursor` of a page of the same list and order.", cursor)
    says = f"Count the rows of the whole list, as `page.total`. It costs as much as {COUNT} rows."
    yield _query("count", says, {"type": "string", "enum": ["exact"]})
