"""What the description says of writing is what the door takes, and what it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import jsonschema_rs
import orjson
import pytest
from openapi_spec_validator import validate
from tortoise.validators import MaxValueValidator, MinLengthValidator, MinValueValidator

from gateway import identity
from gateway.actions import NONE
from gateway.catalog import Catalog, Column, Resource, Writing, accepted, load
from gateway.declare import rule
from gateway.rest import openapi
from gateway.rest.upload import KINDS
from gateway.settings import Settings
from gateway.values import Type
from tests import shop

WRITES = ("post", "patch", "put", "delete")
DRY = {"Prefer": "tx=rollback"}
TOLD = {
    "etag",
    "x-consistency-token",
    "last-modified",
    "location",
    "preference-applied",
    "allow",
    "accept-post",
    "accept-patch",
}
RELEASE = {"title": "A", "artist_id": 1, "format": "CD", "released_on": "2020-01-01", "price": "1.00"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load("domain")


@pytest.fixture(scope="module")
def document(catalog: Catalog) -> dict[str, Any]:
    return described(catalog)


def described(catalog: Catalog) -> dict[str, Any]:
    served = identity.described(catalog) if catalog.domain == "domain" else NONE
    found: dict[str, Any] = orjson.loads(orjson.dumps(openapi.document(catalog, Settings(_env_file=None), served)))
    return found


def places(resource: Resource) -> tuple[str, str]:
    collection = f"/api/v1/{resource.plural.replace('_', '-')}"
    return collection, collection + "/{id}"


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in WRITES:
            if method in item:
                yield path, method, item[method]


def resolved(document: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in given:
        return given
    found = document
    for step in given["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def parameters(document: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    return {resolved(document, one)["name"] for one in operation.get("parameters", ())}


def is_valid(document: dict[str, Any], schema: dict[str, Any], body: Any) -> bool:
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.validator_for(whole, validate_formats=True).is_valid(body)


# --- what there is ----------------------------------------------------------------------------------------------------


def test_there_are_methods_for_what_some_rule_allows_and_no_others(catalog, document):
    for resource in catalog.served:
        collection, row = places(resource)
        rules = resource.written
        here = {"patch": rules.update, "delete": rules.delete}
        for path, expected in ((collection, here | {"post": rules.create}), (row, here | {"put": rules.update})):
            methods = {*document["paths"][path]} - {"parameters"}
            assert methods == {"get", "head", *(method for method, some in expected.items() if some)}, path


def test_a_body_holds_what_somebody_may_say(catalog, document):
    schemas = document["components"]["schemas"]
    for resource in catalog.served:
        back = {name: relation for name, relation in resource.relations.items() if relation.back}
        created = said(resource, "create")
        updated = said(resource, "update") - back.keys() - {"id"}
        expected = {"Create": created} if created else {}
        if updated:
            expected |= {"Update": updated, "Replace": updated, "Change": updated | {"id", "if_match"}}
        for name in created & back.keys():
            below = said(catalog.target(back[name]), "create") - {back[name].back}
            expected[f"{name.title().replace('_', '')}Create"] = below
        for name, members in expected.items():
            assert set(schemas[resource.name + name]["properties"]) == members
            assert schemas[resource.name + name]["additionalProperties"] is False
        mine = {name.removeprefix(resource.name) for name in schemas if name.startswith(resource.name)}
        assert {"Create", "Update", "Replace", "Change"} & mine == {"Create", "Update", "Replace", "Change"} & {
            *expected
        }


def said(resource: Resource, verb: str) -> set[str]:
    return set().union(*(accepted(resource, one) for one in getattr(resource.written, verb)))


def test_what_is_required_and_how_long_it_may_be(document):
    schemas = document["components"]["schemas"]
    assert schemas["ArtistCreate"]["required"] == ["name"]
    assert schemas["ArtistCreate"]["properties"]["name"]["maxLength"] == 200
    assert schemas["ArtistCreate"]["properties"]["formed"]["maximum"] == 2**15 - 1
    assert schemas["TrackCreate"]["required"] == ["position", "title", "seconds", "release_id"]
    # a row that is made with another belongs to that
    assert schemas["ReleaseTracksCreate"]["required"] == ["position", "title", "seconds"]
    assert schemas["ReleaseReplace"]["required"] == ["title", "format", "released_on", "price", "artist_id"]
    assert "required" not in schemas["ArtistUpdate"]
    assert schemas["ArtistChange"]["required"] == ["id"]
    # the rules fill in the rest, whoever writes
    assert "customer_id" not in schemas["ReviewCreate"]["properties"]


def test_defaults_are_those_of_new_rows(document):
    schemas = document["components"]["schemas"]
    for name in ("TrackCreate", "TrackReplace", "ReleaseTracksCreate"):
        assert schemas[name]["properties"]["explicit"]["default"] is False
    for name in ("TrackUpdate", "TrackChange"):
        assert "default" not in schemas[name]["properties"]["explicit"]


def test_ids_of_operations_are_readable_and_unique(document):
    ids = [
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert len(set(ids)) == len(ids)
    one, many = ("create", "update", "replace", "delete"), ("update", "delete")
    assert {f"{verb}Release" for verb in one} | {f"{verb}Releases" for verb in many} | {"batch"} <= set(ids)


def test_parameters_are_those_of_what_is_asked(document):
    releases, release = (document["paths"][f"/api/v1/releases{rest}"] for rest in ("", "/{id}"))
    asked = {method: parameters(document, releases[method]) for method in ("post", "patch", "delete")}
    assert asked["post"] == {"fields", "partial", "Idempotency-Key", "Prefer"}
    assert {"fields", "at_most", "filter[price][gte]", "Prefer"} <= asked["patch"]
    assert {"at_most", "filter[price][gte]", "Prefer"} <= asked["delete"] and "fields" not in asked["delete"]
    required = [one for one in releases["delete"]["parameters"] if one.get("required")]
    assert [one["name"] for one in required] == ["at_most"]
    conditions = {"If-Match", "If-None-Match", "If-Unmodified-Since", "Idempotency-Key", "Prefer"}
    assert parameters(document, release["patch"]) == {"fields", *conditions} == parameters(document, release["put"])
    assert parameters(document, release["delete"]) == conditions
    assert {"If-Match", "If-Modified-Since"} <= parameters(document, release["get"])
    [upsert] = [one for one in document["paths"]["/api/v1/labels"]["post"]["parameters"] if one.get("name") == "upsert"]
    assert upsert["schema"]["enum"] == ["name"]


def test_rows_are_taken_as_every_media_type_that_the_door_reads(catalog, document):
    # the third is what some call the second
    known = {"application/json", *KINDS} - {"application/x-jsonlines"}
    for resource in catalog.served:
        collection, row = (document["paths"][path] for path in places(resource))
        if resource.written.create:
            assert set(collection["post"]["requestBody"]["content"]) == known
        if resource.written.update:
            both = {"application/json", "application/merge-patch+json"}
            assert set(row["patch"]["requestBody"]["content"]) == both
            assert set(row["put"]["requestBody"]["content"]) == {"application/json"}


def test_who_says_nothing_of_itself_writes_only_what_everybody_may(catalog, document):
    for resource in catalog.served:
        if resource.written.create:
            post = document["paths"][places(resource)[0]]["post"]
            anybody = any(not one.roles for one in resource.written.create)
            assert ({} in post["security"]) is anybody


def test_actions_tell_of_their_own_errors(catalog, document):
    for action in identity.described(catalog).all:
        item = document["paths"][f"/api/v1/{action.path}"]
        responses = item["post" if action.changes else "get"]["responses"]
        told = set()
        for response in responses.values():
            content = response.get("content", {}).get("application/problem+json")
            told |= {example["value"]["code"] for example in content["examples"].values()} if content else set()
        assert told == {error.code for error in action.errors}
        for error in action.errors:
            content = responses[str(error.status)]["content"]["application/problem+json"]
            assert content["examples"][error.code]["value"]["title"] == error.title
            assert is_valid(document, content["schema"], content["examples"][error.code]["value"])


# --- models that the shop does not have -------------------------------------------------------------------------------


def test_who_must_say_what_it_has_seen_is_told_so(catalog):
    label = catalog.resources["Label"]
    strict = replace(label, written=replace(label.written, match_required=True))
    document = described(replace(catalog, domain="strict", resources={**catalog.resources, "Label": strict}))
    validate(document)
    told = {operation["operationId"] for _, _, operation in operations(document) if "428" in operation["responses"]}
    # which may change one by its name
    assert told == {
        *("createLabel", "updateLabel", "replaceLabel", "deleteLabel"), "updateLabels", "deleteLabels", "batch",
    }  # fmt: skip


def column(name: str, type_: Type, **more: Any) -> Column:
    writing = Writing(**more)
    return Column(name, name, type_, null=False, indexed=False, description="", writing=writing)


def test_values_are_described_as_the_model_takes_them(catalog):
    label = catalog.resources["Label"]
    columns = [
        column("least", Type("int", low=-10, high=10), validators=(MinValueValidator(3), MaxValueValidator(50))),
        column("word", Type("text"), length=9, validators=(MinLengthValidator(6),), required=True),
        column("cost", Type("decimal", digits=4, scale=2), default=Decimal("1.50")),
        column("large", Type("bigint", low=-(2**63), high=2**63 - 1), default=7),
        column("state", Type("enum", enum="State", members=(("ON", 1), ("OFF", 0))), default=0),
        column("made", Type("datetime"), filled="at creation"),
        column("gone", Type("bool"), default=bool),
    ]
    key = label.key
    named = rule(roles="clerk", fields={one.name for one in columns} - {"made"})
    odd = replace(
        label,
        columns={"id": key, **{one.name: one for one in columns}},
        relations={},
        written=replace(label.written, create=(named,), update=(), uniques=()),
    )
    document = described(Catalog("odd", {"Label": odd}))
    validate(document)
    schema = document["components"]["schemas"]["LabelCreate"]
    assert "LabelUpdate" not in document["components"]["schemas"]
    found = schema["properties"]
    assert set(found) == {"least", "word", "cost", "large", "state", "gone"}
    assert (found["least"]["minimum"], found["least"]["maximum"]) == (3, 10)
    assert (found["word"]["minLength"], found["word"]["maxLength"]) == (6, 9)
    assert (found["cost"]["default"], found["large"]["default"], found["state"]["default"]) == ("1.50", "7", "OFF")
    assert "default" not in found["gone"]
    assert schema["required"] == ["word"]
    post = document["paths"]["/api/v1/labels"]["post"]["requestBody"]["content"]
    for example in post["application/json"]["examples"].values():
        assert is_valid(document, post["application/json"]["schema"], example["value"])


COSTS: list[Any] = ["1.50", "-99.99", "100", "1.505", "1.500", 5, 99, 100, -100, 1.5, True, None, "1e1", "+1", "", "1."]


def test_decimals_are_what_the_door_reads(document, catalog):
    price = document["components"]["schemas"]["ReleaseCreate"]["properties"]["price"]
    type_ = catalog.resources["Release"].columns["price"].type
    for value in [*COSTS, "12345678.90", "123456789.00", 12345678, 123456789]:
        try:
            type_.parse(value)
        except ValueError:
            read = False
        else:
            read = True
        assert is_valid(document, price, value) is read, value


# --- what the door says ------------------------------------------------------------------------------------------------


@dataclass
class Asking:
    client: Any
    document: dict[str, Any]
    callers: dict[str, dict[str, str]]

    async def ask(self, method: str, path: str, caller: str, **more: Any) -> Any:
        """The reply, once it was found to be what the description says of this path; `path` may have `{id}` filled in
        and a query string."""
        headers = {**self.callers[caller], **more.pop("headers", {})}
        reply = await self.client.request(method, f"/api/v1{path}", headers=headers, **more)
        template = self.template(path.partition("?")[0])
        response = self.document["paths"][template][method.lower()]["responses"].get(str(reply.status_code))
        assert response is not None, (method, path, reply.status_code, reply.text)
        response = resolved(self.document, response)
        told = {name.lower() for name in response.get("headers", {})}
        assert TOLD & set(reply.headers) <= told, (method, path, reply.status_code, reply.headers)
        if reply.content:
            content = response["content"][reply.headers["content-type"]]
            whole = {**content["schema"], "components": self.document["components"]}
            jsonschema_rs.validator_for(whole, validate_formats=True).validate(reply.json())
        return reply

    def template(self, path: str) -> str:
        if f"/api/v1{path}" in self.document["paths"]:
            return f"/api/v1{path}"
        return f"/api/v1{path.rpartition('/')[0]}/{{id}}"


@pytest.fixture(scope="module")
async def asking(tmp_path_factory) -> AsyncIterator[Asking]:
    async with shop.serving(tmp_path_factory.mktemp("shop")) as (settings, client):
        document = (await client.get("/api/v1/openapi.json")).json()
        callers = {role: shop.bearer(settings, role) for role in (*shop.ROLES, "admin")}
        yield Asking(client, document, {**callers, "anonymous": {}})


BODIES: list[tuple[str, dict[str, Any]]] = [
    ("artists", {"name": "Ann"}),
    ("artists", {}),
    ("artists", {"name": "x" * 201}),
    ("artists", {"name": None}),
    ("artists", {"name": 5}),
    ("artists", {"name": "Ann", "no_such_field": 1}),
    ("artists", {"name": "Ann", "formed": 40_000}),
    ("artists", {"name": "Ann", "formed": "1990"}),
    ("artists", {"name": "Ann", "formed": None}),
    ("releases", RELEASE),
    ("releases", {**RELEASE, "format": "cd"}),
    ("releases", {**RELEASE, "released_on": "01.01.2020"}),
    ("releases", {**RELEASE, "price": 1.5}),
    ("releases", {**RELEASE, "price": 2}),
    ("releases", {**RELEASE, "price": "1.005"}),
    ("releases", {**RELEASE, "artist_id": None}),
    ("releases", {**RELEASE, "details": {"any": ["thing", None]}}),
    ("releases", {**RELEASE, "genres": [1, 2], "tracks": [{"title": "t", "position": 1, "seconds": 1}]}),
    ("releases", {**RELEASE, "genres": ["x"]}),
    ("releases", {**RELEASE, "tracks": [{"title": "t", "position": 1, "seconds": 1, "release_id": 1}]}),
    ("releases", {**RELEASE, "tracks": [{"title": "t"}]}),
    ("tracks", {"title": "t", "position": 99, "seconds": 1}),
    ("tracks", {"title": "t", "position": 99, "seconds": 1, "release_id": 1}),
]


@pytest.mark.parametrize(("plural", "body"), BODIES)
async def test_the_schema_takes_what_the_door_takes(catalog, asking, plural, body):
    name = catalog.collections[plural].name
    valid = is_valid(asking.document, {"$ref": f"#/components/schemas/{name}Create"}, body)
    reply = await asking.ask("POST", f"/{plural}", "clerk", json=body, headers=DRY)
    assert (reply.status_code == 201) == valid, reply.text
    assert reply.status_code in {201, 422}


CHANGES: list[tuple[str, Any]] = [
    ("PATCH", {}),
    ("PATCH", {"title": "B"}),
    ("PATCH", {"title": None}),
    ("PATCH", {"genres": [1]}),
    ("PATCH", {"genres": {"set": [1]}}),
    ("PATCH", {"genres": {"add": [1], "remove": [2]}}),
    ("PATCH", {"genres": {"set": [1], "add": [2]}}),
    ("PATCH", {"genres": {"more": [1]}}),
    ("PATCH", {"tracks": []}),
    ("PATCH", {"id": 7}),
    ("PUT", RELEASE),
    ("PUT", {"title": "B"}),
    ("PUT", {**RELEASE, "tracks": []}),
]


@pytest.mark.parametrize(("method", "body"), CHANGES)
async def test_the_schema_takes_the_changes_that_the_door_takes(asking, method, body):
    content = asking.document["paths"]["/api/v1/releases/{id}"][method.lower()]["requestBody"]["content"]
    reply = await asking.ask(method, "/releases/1", "clerk", json=body, headers=DRY)
    assert (reply.status_code == 200) == is_valid(asking.document, content["application/json"]["schema"], body)
    assert reply.status_code in {200, 422}


# examples do not know what there is already; in a file it is a line that is wrong
REFUSED = {"createCustomer": {409, 422}, "createTrack": {409, 422}}
CALLERS = {"createCustomer": "customer"}
PLACES = {"label-members": "admin", "reviews": "customer", "wishlist-entries": "customer"}


async def test_every_example_of_a_body_is_accepted(asking):
    """By who may do it: nothing is kept, so that each is the first."""
    seen = set()
    for path, method, operation in operations(asking.document):
        name = operation["operationId"]
        caller = CALLERS.get(name) or PLACES.get(path.split("/")[3], "clerk")
        for media_type, content in operation.get("requestBody", {"content": {}})["content"].items():
            found = [content["example"]] if "example" in content else []
            for value in [*found, *(example["value"] for example in content.get("examples", {}).values())]:
                assert is_valid(asking.document, content["schema"], value), (path, value)
                reply = await example(asking, method, path, caller, media_type, value)
                expected = REFUSED.get(name, {200, 201, 204})
                assert reply.status_code in expected, (path, caller, media_type, value, reply.text)
                seen.add(name)
    assert {"createRelease", "updateReleases", "replaceRelease", "updateReview", "batch"} <= seen


async def example(asking: Asking, method: str, path: str, caller: str, media_type: str, value: Any) -> Any:
    here = path.removeprefix("/api/v1")
    if method != "post":
        mine = "?filter[customer_id]=1" if caller == "customer" else ""
        rows = await asking.ask("GET", here.removesuffix("/{id}") + mine, caller)
        key = str(rows.json()["data"][0]["id"])
        here = here.replace("{id}", key)
        if isinstance(value, list):
            value = [{**{name: one for name, one in row.items() if name != "if_match"}, "id": key} for row in value]
        elif "{id}" not in path:
            here += f"?filter[id]={key}&at_most=50"
    body = value.encode() if isinstance(value, str) else orjson.dumps(value)
    return await asking.ask(method.upper(), here, caller, content=body, headers={**DRY, "Content-Type": media_type})


TAG = {"If-Match": '"another"'}
ANSWERS: list[tuple[str, str, str, Any, dict[str, str], int]] = [
    ("POST", "/artists", "clerk", {"name": "Ann"}, {}, 201),
    ("POST", "/artists", "clerk", [{"name": "Ann"}, {"name": "Bea"}], {}, 201),
    ("POST", "/artists", "clerk", {"name": "Ann"}, {"Prefer": "return=minimal"}, 201),
    ("POST", "/artists?partial=true", "clerk", [{"name": "Ann"}, {"name": 5}], {}, 200),
    ("POST", "/artists", "clerk", {"nothing": 1}, {}, 422),
    ("POST", "/artists", "clerk", {"name": "Ann"}, {"Idempotency-Key": ""}, 422),
    ("POST", "/artists", "clerk", {"name": "Ann"}, {"Accept": "text/html"}, 406),
    ("POST", "/artists", "customer", {"name": "Ann"}, {}, 403),
    ("POST", "/artists", "anonymous", {"name": "Ann"}, {}, 401),
    ("POST", "/artists", "clerk", {"name": "Ann"}, {"Content-Type": "application/xml"}, 415),
    ("POST", "/labels?upsert=name", "clerk", {"name": "A label", "country": "SE"}, {}, 201),
    ("POST", "/labels?upsert=name", "clerk", {"name": "A label", "country": "NO"}, {}, 200),
    ("POST", "/labels?upsert=name", "clerk", {"name": "A label"}, {"Prefer": "return=minimal"}, 204),
    ("POST", "/labels", "clerk", {"name": "A label"}, {}, 409),
    ("PATCH", "/releases/1?fields=id,duration", "clerk", {"title": "B"}, {}, 200),
    ("PATCH", "/releases/1", "clerk", {"title": "B"}, {"Prefer": "return=minimal"}, 204),
    ("PATCH", "/releases/1", "clerk", {"title": "B"}, TAG, 412),
    ("PATCH", "/releases/1", "clerk", {"title": "B"}, {"If-Match": "no tag"}, 422),
    ("PATCH", "/releases/1", "clerk", {"title": "B"}, {"Content-Type": "application/json-patch+json"}, 415),
    ("PATCH", "/releases/0", "clerk", {"title": "B"}, {}, 404),
    ("PATCH", "/releases", "clerk", [{"id": 1, "title": "C"}], {}, 200),
    ("PATCH", "/releases", "clerk", [{"id": 1, "title": "C", "if_match": '"another"'}], {}, 412),
    ("PATCH", "/releases?filter[id]=1&at_most=1", "clerk", {"title": "D"}, {}, 200),
    ("PATCH", "/releases?filter[id][gt]=1&at_most=1", "clerk", {"title": "D"}, {}, 422),
    ("DELETE", "/releases?filter[id]=0&at_most=1", "clerk", None, {}, 200),
    ("DELETE", "/artists/1", "clerk", None, TAG, 412),
    ("DELETE", "/artists/1", "clerk", None, {}, 409),
    ("DELETE", "/tracks/1", "clerk", None, {}, 204),
    ("POST", "/batch", "clerk", {"operations": [{"method": "DELETE", "path": "/tracks/2"}]}, {}, 200),
    ("POST", "/batch", "clerk", {"operations": [{"method": "DELETE", "path": "/artists/1"}]}, {}, 409),
    ("POST", "/batch", "clerk", {}, {}, 422),
    ("POST", "/releases/restock?fields=id,stock", "clerk", {"release": 4, "quantity": 2}, DRY, 200),
    ("POST", "/releases/restock", "clerk", {"release": 4, "quantity": 2}, {"Prefer": "return=minimal"}, 204),
    ("POST", "/orders/place-order", "customer", {"lines": []}, {}, 422),
    ("GET", "/releases/1", "clerk", None, {}, 200),
    ("GET", "/releases/1", "clerk", None, {"If-None-Match": "*"}, 304),
    ("GET", "/releases/1", "clerk", None, TAG, 412),
]


async def test_answers_are_as_they_are_described(asking):
    """In this order: the later ones know what the earlier ones did."""
    for method, path, caller, body, headers, status in ANSWERS:
        sent = {} if body is None else {"content": orjson.dumps(body)}
        media_type = {"Content-Type": "application/json"} if sent else {}
        reply = await asking.ask(method, path, caller, headers={**media_type, **headers}, **sent)
        assert reply.status_code == status, (method, path, body, reply.text)


async def test_refusals_of_actions_are_described_where_they_are_run(asking):
    full = (await asking.ask("GET", "/releases?filter[format]=CD&sort=-stock&first=1", "clerk")).json()["data"][0]
    said = {"release": full["id"], "quantity": 100_000}
    most = 2**31 - 1
    await asking.ask("PATCH", f"/releases/{full['id']}", "clerk", json={"stock": most})
    alone = await asking.ask("POST", "/releases/restock", "clerk", json=said)
    operation = {"method": "POST", "path": "/releases/restock", "body": said}
    batch = await asking.ask("POST", "/batch", "clerk", json={"operations": [operation]})
    assert alone.json()["code"] == batch.json()["code"] == "STOCK_TOO_LARGE"
    assert batch.json()["index"] == 0
