"""The REST door's own description: an OpenAPI 3.1 document that a generator, a page or a test can use as it is."""

from __future__ import annotations

from typing import Any, Final

from gateway.actions import NONE, Actions
from gateway.catalog import Catalog, Resource
from gateway.plan.context import Limits
from gateway.rest.grammar import PARAMETERS
from gateway.rest.openapi import actions, answers, naming, parameters, shapes, writing
from gateway.rest.openapi.bodies import Bodies
from gateway.rest.openapi.naming import kebab, several
from gateway.rest.openapi.paths import ABOUT, Paths
from gateway.settings import Settings

VERSION: Final = "1"
INTRODUCTION: Final = """\
One collection for each resource, and every relation below the rows it belongs to. What is described here is what there \
is: a parameter, field or operator that is not known is refused with a 422 that names it. Who may read what depends on \
the caller; what a caller may not read does not exist for it. The examples are those of a shop that sells releases.

**Fields.** `fields=id,title,artist(name),tracks(id,title)` selects what is answered. Nothing else is, so no member of a \
row is required.

**Filters.** `filter[price][gte]=18` compares a column, `filter[price]=18` is short for `[eq]`. Over a relation to one \
row: `filter[artist][name][ilike]=%25ac%25`. Over a list: `filter[tracks][some][seconds][gt]=600`, and `none` and \
`every` in place of `some`. Relations may be followed further in the same way: `filter[tracks][some][release][price]=18`. \
All filters must hold; `filter[or][0][price][lt]=9&filter[or][1][format]=VINYL` are alternatives, \
`filter[and][0]…` and `filter[not][price]=9` are there as well, at every level. Only the first step over a relation is \
listed with each operation, and only where a collection is asked as a whole.

**Order.** `sort=-released_on,artist.name`; the key is always the last thing that is sorted by.

**Pages.** `first` and `after`, or `last` and `before`, with the cursors of a page; `Link` has the neighbouring pages \
ready. There are {page_default} rows to a page unless asked, and {page_max} at most.

**Lists inside of rows** take the same words after their name: `tracks.first=3&tracks.sort=-seconds&\
tracks.filter[seconds][gt]=60`, and one inside of another with a further name and dot.

**Limits.** {parameters} parameters, {depth} levels, {nodes} selected fields, {cost} points of cost for one request: a row is a point, and what \
hangs on a row counts as often as there may be rows.

**Errors** are `application/problem+json` (RFC 9457): decide on `code`.
"""


def document(catalog: Catalog, settings: Settings, served: Actions = NONE) -> dict[str, Any]:
    """The same document for the same domain and settings, whoever asks: it says what can be read by anybody at all."""
    names = naming.names(catalog, served)
    tags = [{"name": ABOUT, "description": "What there is."}, *(_tag(resource) for resource in catalog.served)]
    bodies = Bodies(catalog, names).components()
    limits = Limits(settings.page_default, settings.page_max, settings.depth, settings.nodes, cost=settings.cost_limit)
    paths = Paths(catalog, names, limits, served, bodies)
    found = paths.all()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "REST API",
            "version": VERSION,
            "description": INTRODUCTION.format(
                parameters=PARAMETERS,
                page_default=limits.page_default,
                page_max=limits.page_max,
                depth=limits.depth,
                nodes=limits.nodes,
                cost=limits.cost,
            ),
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"bearer": []}],
        "tags": [*tags, *actions.tags(served, [tag["name"] for tag in tags])],
        "paths": found,
        "components": {
            "schemas": shapes.components(catalog, names)
            | actions.components(served, names)
            | {names.item: writing.item(names)}
            | bodies,
            "parameters": parameters.components(catalog, names, limits) | paths.parameters | writing.HEADERS,
            "responses": answers.components(names),
            "headers": answers.HEADERS,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token (RFC 9068). Without one, what everybody may read.",
                }
            },
        },
    }


def _tag(resource: Resource) -> dict[str, str]:
    return {"name": kebab(resource.plural), "description": resource.description or f"All {several(resource)}."}
