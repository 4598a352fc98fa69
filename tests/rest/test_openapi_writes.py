"""What the description says of writing is what the door takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import jsonschema_rs
import orjson
import pytest

from gateway.catalog import Catalog, accepted, load
from gateway.rest import openapi
from gateway.settings import Settings
from tests import shop


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load("domain")


@pytest.fixture(scope="module")
def document(catalog: Catalog) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(orjson.dumps(openapi.document(catalog, Settings(_env_file=None))))
    return found


def test_there_are_methods_for_what_some_rule_allows_and_no_others(catalog, document):
    for resource in catalog.served:
        collection = f"/api/v1/{resource.plural.replace('_', '-')}"
        methods = {*document["paths"][collection], *document["paths"][collection + "/{id}"]} - {"parameters"}
        rules = resource.written
        expected = {"get", "head"}
        expected |= {"post"} if rules.create else set()
        expected |= {"patch", "put"} if rules.update else set()
        expected |= {"delete"} if rules.delete else set()
        assert methods == expected, resource.name


def test_a_body_holds_what_somebody_may_say(catalog, document):
    schemas = document["components"]["schemas"]
    for resource in catalog.served:
        for name, rules in (("Create", resource.written.create), ("Update", resource.written.update)):
            if rules:
                said = set().union(*(accepted(resource, rule) for rule in rules))
                below = {n for n in said if n in resource.relations and resource.relations[n].back}
                expected = said if name == "Create" else said - below - {"id"}
                assert set(schemas[resource.name + name]["properties"]) == expected
                assert schemas[resource.name + name]["additionalProperties"] is False


def test_what_is_required_and_how_long_it_may_be(document):
    schemas = document["components"]["schemas"]
    assert schemas["ArtistCreate"]["required"] == ["name"]
    assert schemas["ArtistCreate"]["properties"]["name"]["maxLength"] == 200
    # the release of a track may be the one that it is made with
    assert schemas["TrackCreate"]["required"] == ["position", "title", "seconds"]
    assert "required" not in schemas["ArtistUpdate"]
    assert schemas["TrackCreate"]["properties"]["explicit"]["default"] is False


def test_ids_of_operations_are_readable_and_unique(document):
    ids = [
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert len(set(ids)) == len(ids)
    assert {"createRelease", "updateRelease", "replaceRelease", "deleteRelease", "updateReleases", "batch"} <= set(ids)


@pytest.fixture(scope="module")
async def asking(tmp_path_factory) -> AsyncIterator[Any]:
    async with shop.serving(tmp_path_factory.mktemp("shop")) as (settings, client):
        yield client, shop.bearer(settings, "clerk")


BODIES = [
    ("artists", {"name": "Ann"}),
    ("artists", {}),
    ("artists", {"name": "x" * 201}),
    ("artists", {"name": None}),
    ("artists", {"name": 5}),
    ("artists", {"name": "Ann", "no_such_field": 1}),
    ("artists", {"name": "Ann", "formed": 40_000}),
    ("artists", {"name": "Ann", "formed": "1990"}),
    ("releases", {"title": "A", "artist_id": 1, "format": "CD", "released_on": "2020-01-01", "price": "1.00"}),
    ("releases", {"title": "A", "artist_id": 1, "format": "cd", "released_on": "2020-01-01", "price": "1.00"}),
    ("releases", {"title": "A", "artist_id": 1, "format": "CD", "released_on": "01.01.2020", "price": "1.00"}),
    ("releases", {"title": "A", "artist_id": 1, "format": "CD", "released_on": "2020-01-01", "price": 1.5}),
    (
        "releases",
        {
            "title": "A",
            "artist_id": 1,
            "format": "CD",
            "released_on": "2020-01-01",
            "price": "1.00",
            "genres": [1, 2],
            "tracks": [{"title": "t", "position": 1, "seconds": 1}],
        },
    ),
]


@pytest.mark.parametrize(("plural", "body"), BODIES)
async def test_the_schema_takes_what_the_door_takes(catalog, document, asking, plural, body):
    client, headers = asking
    name = catalog.collections[plural].name
    schema = {"$ref": f"#/components/schemas/{name}Create", "components": document["components"]}
    valid = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(body)
    reply = await client.post(f"/api/v1/{plural}", json=body, headers={**headers, "Prefer": "tx=rollback"})
    assert (reply.status_code == 201) == valid, reply.text
    assert reply.status_code in {201, 422}
