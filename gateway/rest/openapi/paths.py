"""Every path: the collections, their rows, and what is related to a row; each with GET and HEAD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.actions import Actions
from gateway.catalog import Catalog, Relation, Resource
from gateway.plan.context import Limits
from gateway.rest.openapi import actions, answers, naming, parameters, shapes
from gateway.rest.openapi.answers import Response
from gateway.rest.openapi.naming import Names, kebab, several, words
from gateway.rest.openapi.parameters import Parameter
from gateway.rest.openapi.shapes import Schema
from gateway.rest.openapi.writing import READ, Writes, referred

PathItem = dict[str, Any]

PREFIX: Final = "/api/v1"
ABOUT: Final = "about"


@dataclass(frozen=True, slots=True)
class Reading:
    """GET and HEAD of one path; `ids` names the two. What the path is not answered with is in `never`; what is
    `conditional` has an entity tag, and may be there already."""

    ids: tuple[str, str]
    summary: str
    tag: str
    found: Response
    asked: tuple[Parameter, ...] = ()
    says: str = ""
    never: tuple[int, ...] = ()
    conditional: bool = False

    def item(self) -> PathItem:
        known = answers.known(self.found) if self.conditional else {}
        get = {
            "operationId": self.ids[0],
            "summary": self.summary,
            "description": self.says,
            "tags": [self.tag],
            "responses": answers.responses(self.found, self.never) | known,
        }
        head = {
            "operationId": self.ids[1],
            "summary": f"{self.summary}: the headers alone",
            "tags": [self.tag],
            "responses": answers.responses(answers.headed(self.found), self.never) | known,
        }
        asked = [*self.asked, *(referred(READ) if self.conditional else ())]
        return ({"parameters": asked} if asked else {}) | {"get": get, "head": head}


class Paths:
    def __init__(
        self, catalog: Catalog, names: Names, limits: Limits, served: Actions, bodies: Mapping[str, Schema]
    ) -> None:
        self.catalog, self.names, self.limits, self.actions = catalog, names, limits, served
        self.taken: set[str] = set()
        # what a list and what is below a row are asked with, which two methods or more take; by the names of components
        self.parameters: dict[str, Parameter] = {}
        self.nested = {
            resource.name: parameters.shared(
                resource, parameters.nested(resource, catalog, limits), self.parameters, "list"
            )
            for resource in catalog.served
        }
        self.writes = Writes(catalog, names, bodies, self.free)
        # ahead of their turn: links of other paths lead to them
        self.singles = {resource.name: self.free("get", resource.singular) for resource in catalog.served}

    def all(self) -> dict[str, PathItem]:
        found = {
            PREFIX: self.index(),
            f"{PREFIX}/openapi.json": self.description(),
            f"{PREFIX}/batch": self.writes.batch(self.actions, ABOUT),
        }
        for resource in self.catalog.served:
            relations = [r for r in resource.relations.values() if self.catalog.target(r).served]
            related = {
                r.name: self.free("list" if r.many else "get", r.name, "of", resource.singular) for r in relations
            }
            collection = f"{PREFIX}/{kebab(resource.plural)}"
            written = self.writes.of_collection(resource)
            read = self.collection(resource)
            # what lists are asked with is of no use to who writes
            shared = {m: o | {"parameters": read["parameters"]} for m, o in read.items() if m in {"get", "head"}}
            found[collection] = (shared if written else read) | written
            found[f"{collection}/{{id}}"] = self.row(resource, related)
            for relation in relations:
                item = self.related(resource, relation, related[relation.name])
                found[f"{collection}/{{id}}/{kebab(relation.name)}"] = item
        return found | {f"{PREFIX}/{p}": i for p, i in actions.paths(self.actions, self.names, self.taken).items()}

    def free(self, *parts: str) -> str:
        """An operation's id. `listLinesOfOrder` says whose: there may be a collection of order lines as well."""
        return naming.free(naming.operation(*parts), self.taken)

    def index(self) -> PathItem:
        found = answers.success("The collections.", shapes.INDEX)
        says = "The collections that the caller may read from."
        ids = self.free("get", "index"), self.free("head", "index")
        return Reading(ids, "Where to go from here", ABOUT, found, says=says, never=answers.LOOKED_UP).item()

    def description(self) -> PathItem:
        found = answers.success("The document.", {"type": "object", "required": ["openapi", "info", "paths"]})
        says = "It is the same for every caller."
        ids = self.free("get", "openapi"), self.free("head", "openapi")
        return Reading(ids, "This document", ABOUT, found, says=says, never=answers.LOOKED_UP).item()

    def collection(self, resource: Resource) -> PathItem:
        single = self.singles[resource.name]
        links = {single: answers.link(single, "The first row of the page.", "$response.body#/data/0/id")}
        schema = shapes.reference(self.names.lists[resource.name])
        over = parameters.over_relations(resource, self.catalog, self.names)
        asked = (
            *parameters.of_rows(resource, self.names),
            *parameters.shared(resource, over, self.parameters),
            *self.nested[resource.name],
        )
        return Reading(
            ids=(self.free("list", resource.plural), self.free("head", resource.plural)),
            summary=f"List {several(resource)}",
            tag=kebab(resource.plural),
            found=answers.priced(
                answers.rows(f"A page of {several(resource)}.", schema, links, pages=True), self.names
            ),
            asked=(*asked, *referred(["PreferPrice"])),
            says="Filters that reach further than those listed, and `and`, `or` and `not`, are written as the "
            "introduction says.",
            conditional=True,
        ).item()

    def row(self, resource: Resource, related: dict[str, str]) -> PathItem:
        links = {
            operation: answers.link(operation, f"Its {words(name)}.", "$response.body#/data/id")
            for name, operation in related.items()
        }
        schema = shapes.single(shapes.reference(self.names.rows[resource.name]))
        headers = answers.read_headers(*(["Last-Modified"] if _dated(resource) else []))
        read = Reading(
            ids=(self.singles[resource.name], self.free("head", resource.singular)),
            summary=f"One {words(resource.singular)} by its key",
            tag=kebab(resource.plural),
            found=answers.priced(
                answers.success(f"The {words(resource.singular)}.", schema, links) | {"headers": headers}, self.names
            ),
            asked=(*parameters.of_row(resource), *self.nested[resource.name], *referred(["PreferPrice"])),
            conditional=True,
        ).item()
        shared = read.pop("parameters")
        for method in ("get", "head"):
            read[method] |= {"parameters": shared}
        key = {"parameters": [parameters.key(resource, self.names)]}
        return key | read | self.writes.of_row(resource)

    def related(self, resource: Resource, relation: Relation, operation: str) -> PathItem:
        target = self.catalog.target(relation)
        single, row = self.singles[target.name], shapes.reference(self.names.rows[target.name])
        if relation.many:
            schema, asked = shapes.reference(self.names.lists[target.name]), parameters.of_rows(target, self.names)
            more = f"It takes all that `GET {PREFIX}/{kebab(target.plural)}` takes, also what is not listed here again."
            first = "$response.body#/data/0/id"
        else:
            schema, asked = shapes.single(row), parameters.of_row(target)
            more = "It is a 404 where there is none."
            first = "$response.body#/data/id"
        says = relation.description or f"Its {words(relation.name)}."
        links = {single: answers.link(single, f"The {words(target.singular)} by itself.", first)}
        return Reading(
            ids=(operation, self.free("head", relation.name, "of", resource.singular)),
            summary=f"The {words(relation.name)} of one {words(resource.singular)}",
            tag=kebab(resource.plural),
            found=answers.priced(answers.rows(says, schema, links, pages=relation.many), self.names),
            asked=(parameters.key(resource, self.names), *asked, *referred(["PreferPrice"])),
            says=f"{says} {more}",
            conditional=True,
        ).item()


def _dated(resource: Resource) -> bool:
    """Whether a row says when it was last changed."""
    return any(c.writing.filled == "at change" and c.type.kind == "datetime" for c in resource.columns.values())
