"""The description of the REST door: valid, complete, and true of the application that serves it."""

from __future__ import annotations

import ast
import copy
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from gateway import errors, identity
from gateway.catalog import Calculation, Catalog, Column, Resource, Written, load
from gateway.rest import openapi
from gateway.rest.openapi.answers import GIVEN
from gateway.settings import Settings
from gateway.values import Kind, Type
from tests import shop
from tests.servers import without_settings

GATEWAY = Path(errors.__file__).parent
SERVED = identity.described(load("domain"))
METHODS = {"get", "head", "post", "patch", "put", "delete"}
PATHS = ("/api/v1/artists", "/api/v1/artists/{id}", "/api/v1/genres/{id}/releases", "/api/v1/releases/{id}/artist")


@dataclass
class Shop:
    """The running application, its description, and callers of whom somebody may read everything."""

    client: Any
    document: dict[str, Any]
    bytes: bytes
    callers: Mapping[str, Mapping[str, str]]

    async def ask(self, path, parameters, caller):
        return await self.client.get(path, params=parameters, headers=self.callers[caller])

    @property
    def paths(self) -> dict[str, dict[str, Any]]:
        """Those where rows are read: all but those of actions and batches."""
        acting = {f"/api/v1/{path}" for path in (*SERVED.by_path, "batch")}
        return {path: item for path, item in self.document["paths"].items() if path not in acting}

    def operations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, item in self.document["paths"].items():
            for method in METHODS & item.keys():
                yield path, item[method]

    def parameters(self, path) -> dict[str, dict[str, Any]]:
        found = [self.resolved(parameter) for parameter in self.given(path)]
        assert len({parameter["name"] for parameter in found}) == len(found)
        return {parameter["name"]: parameter for parameter in found}

    def given(self, path) -> list[dict[str, Any]]:
        """What a read of the path takes."""
        item = self.document["paths"][path]
        return [*item.get("parameters", ()), *item["get"].get("parameters", ())]

    def resolved(self, given):
        if "$ref" not in given:
            return given
        found = self.document
        for step in given["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return found


@pytest.fixture(scope="module")
async def served(tmp_path_factory):
    async with shop.serving(tmp_path_factory.mktemp("shop")) as (settings, client):
        written = (await client.get("/api/v1/openapi.json")).content
        callers = {role: shop.bearer(settings, role) for role in shop.ROLES}
        callers |= {"anonymous": {}, "all": shop.bearer(settings, *shop.ROLES)}
        yield Shop(client, orjson.loads(written), written, callers)


@pytest.fixture(scope="module")
def catalog():
    return load("domain")


def kebab(name):
    return name.replace("_", "-")


def examples(schema, document):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "array" and "examples" not in schema:
        return [",".join(str(example) for example in examples(schema["items"], document))]
    found = schema.get("examples", schema.get("enum", ()))
    return [
        ",".join(value)
        if isinstance(value, list)
        else orjson.dumps(value).decode().strip('"')
        if not isinstance(value, str)
        else value
        for value in found
    ]


def test_it_is_valid(served):
    validate(served.document)
    assert served.document["openapi"].startswith("3.1")


def test_it_is_the_same_bytes_at_every_start(served):
    for seed in ("1", "2"):
        printed = subprocess.run(
            [sys.executable, "-m", "gateway.cli", "schema", "openapi"],
            env={**without_settings(), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert orjson.dumps(orjson.loads(printed.stdout)) == served.bytes


def test_every_resource_and_relation_has_its_path(served, catalog):
    expected = {"/api/v1", "/api/v1/openapi.json"}
    for resource in catalog.served:
        expected |= {f"/api/v1/{kebab(resource.plural)}", f"/api/v1/{kebab(resource.plural)}/{{id}}"}
        expected |= {f"/api/v1/{kebab(resource.plural)}/{{id}}/{kebab(name)}" for name in resource.relations}
    assert set(served.paths) == expected


def test_every_action_has_its_path(served):
    for action in SERVED.all:
        item = served.document["paths"][f"/api/v1/{action.path}"]
        assert METHODS & item.keys() == ({"post"} if action.changes else {"get", "head"})
        for operation in (item[method] for method in METHODS & item.keys()):
            assert operation["description"].startswith(action.description)
            assert {"401", "403", "422"} <= set(operation["responses"])
            assert ("200" if action.result else "204") in operation["responses"]


def test_every_field_has_its_schema(served, catalog):
    for resource in catalog.served:
        schema = served.document["components"]["schemas"][resource.name]
        assert set(schema["properties"]) == {*resource.names, "node_id", "etag"}
        assert resource.description in schema["description"]
    assert all(
        "description" in schema for schema in served.document["components"]["schemas"]["Release"]["properties"].values()
    )


def test_every_parameter_is_described(served, catalog):
    shared = {"fields", "sort", "first", "last", "after", "before", "count"}
    for resource in catalog.served:
        own = {f"filter[{c.name}][{operator}]" for c in resource.columns.values() for operator in c.type.operators}
        own |= {f"filter[{c.name}]" for c in resource.columns.values() if "eq" in c.type.operators}
        listed = set(served.parameters(f"/api/v1/{kebab(resource.plural)}"))
        assert shared | own <= listed
        for relation in resource.relations.values():
            columns = catalog.target(relation).columns.values()
            compared = [column for column in columns if "eq" in column.type.operators]
            if relation.many:
                words = ("some", "none", "every")
                expected = {f"filter[{relation.name}][{word}][{c.name}]" for word in words for c in compared}
                expected |= {f"{relation.name}.{word}" for word in shared - {"fields"}}
            else:
                expected = {f"filter[{relation.name}][{c.name}]" for c in compared}
                expected |= {f"filter[{relation.name}][{c.name}][{o}]" for c in columns for o in c.type.operators}
            assert expected <= listed


def test_operations_have_names_of_their_own(served):
    ids = [operation["operationId"] for _, operation in served.operations()]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch("[a-z]+([A-Z][a-z]*)*", name)] == []
    assert {"listOrderLines", "listLinesOfOrder", "getOrder", "headOrder"} <= set(ids)


def test_operations_have_a_tag_that_is_described(served):
    described = {tag["name"]: tag["description"] for tag in served.document["tags"]}
    assert {tag for _, operation in served.operations() for tag in operation["tags"]} == set(described)
    assert described["reviews"] == "What a customer thinks of a release."


async def test_links_lead_somewhere(served):
    paths = {operation["operationId"]: path for path, operation in served.operations()}
    for path in PATHS:
        here = path.replace("{id}", "2")
        answer = (await served.ask(here, {}, "clerk")).json()
        links = served.document["paths"][path]["get"]["responses"]["200"]["links"]
        assert links
        for link in links.values():
            key = answer
            for step in link["parameters"]["id"].removeprefix("$response.body#/").split("/"):
                key = key[int(step) if step.isdigit() else step]
            reached = await served.ask(paths[link["operationId"]].replace("{id}", str(key)), {}, "clerk")
            assert reached.status_code == 200, (here, link)


async def place(served, catalog, path, caller) -> Any:
    """A path with the key of a row, where the caller can read one that leads on."""
    _, _, _, plural, *rest = path.split("/")
    if not rest:
        return path
    resource = catalog.collections[plural.replace("-", "_")]
    relation = resource.relations[rest[1].replace("-", "_")] if len(rest) > 1 else None
    query = {"first": "1", "fields": "id"}
    if relation and relation.via:
        query[f"filter[{relation.via}][is_null]"] = "false"
    rows = await served.ask("/".join(path.split("/")[:4]), query, caller)
    found = rows.json()["data"] if rows.status_code == 200 else []
    return path.replace("{id}", str(found[0]["id"])) if found else None


async def test_every_example_is_accepted(served, catalog):
    """Filters that many paths share are asked of one of them, all else everywhere."""
    asked: set[tuple[str, str]] = set()
    for path in list(served.paths)[2:]:
        here = await place(served, catalog, path, "all")
        for written in served.given(path):
            parameter = served.resolved(written)
            name, reference = parameter["name"], written.get("$ref", "")
            asking = (reference if ".filter." in reference else path, name)
            if parameter["in"] != "query" or asking in asked:
                continue
            asked.add(asking)
            nested = {"fields": f"{name.partition('.')[0]}(id)"} if "." in name else {}
            for value in examples(parameter["schema"], served.document):
                answer = await served.ask(here, {name: value, **nested}, "all")
                assert answer.status_code == 200, (here, name, value, answer.text)
    assert len(asked) > 1000


async def test_a_parameter_that_is_not_described_is_refused(served):
    for path in PATHS:
        answer = await served.ask(path.replace("{id}", "1"), {"nothing": "1"}, "clerk")
        assert (answer.status_code, answer.json()["code"]) == (422, "PARAMETER_UNKNOWN")


def strict(document):
    """The schemas, with nothing in an answer that they do not describe."""
    schemas = copy.deepcopy(document["components"]["schemas"])
    for schema in schemas.values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return schemas


def validator(schema, document):
    found = {**schema, "components": {"schemas": strict(document)}}
    return jsonschema_rs.Draft202012Validator(found, validate_formats=True)


async def test_answers_are_what_the_schemas_say(served, catalog):
    """Every field, asked by everybody; each is answered to somebody."""
    for resource in catalog.served:
        path = f"/api/v1/{kebab(resource.plural)}"
        content = served.document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        rows = validator(content["schema"], served.document)
        row = validator({"$ref": f"#/components/schemas/{resource.name}"}, served.document)
        for name in (*resource.names, "node_id"):
            answered = False
            for caller in served.callers:
                size = "20" if name in resource.relations else "100"
                query = {"fields": f"id,{name}" if name != "id" else name, "count": "exact", "first": size}
                answer = await served.ask(path, query, caller)
                if answer.status_code == 200:
                    answered = answered or bool(answer.json()["data"])
                    rows.validate(answer.json())
                    for one in answer.json()["data"][:1]:
                        alone = await served.ask(f"{path}/{one['id']}", {"fields": name}, caller)
                        row.validate(alone.json()["data"])
                else:
                    assert answer.status_code in {404, 422}, answer.text
            assert answered, f"{resource.name}.{name}"


async def test_sub_resources_answer_what_the_schemas_say(served, catalog):
    for path, operation in list(served.paths.items())[2:]:
        content = operation["get"]["responses"]["200"]["content"]["application/json"]
        expected = validator(content["schema"], served.document)
        for caller in served.callers:
            here = await place(served, catalog, path, caller)
            answer = await served.ask(here, {}, caller) if here else None
            if answer is not None and answer.status_code == 200:
                expected.validate(answer.json())
            else:
                assert caller != "all", path


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/v1/artists?sort=nothing", {}, 422),
        ("/api/v1/artists?fields=(", {}, 400),
        ("/api/v1/artists/0", {}, 404),
        ("/api/v1/nothing", {}, 404),
        ("/api/v1/artists", {"Accept": "text/html"}, 406),
        ("/api/v1/artists", {"Authorization": "Bearer nobody"}, 401),
        ("/api/v1/artists", {"Content-Encoding": "gzip"}, 415),
    ],
)
async def test_problems_are_what_the_schemas_say(served, path, headers, status):
    answer = await served.client.get(path, headers=headers)
    assert answer.status_code == status
    described = served.resolved(served.document["paths"]["/api/v1/artists"]["get"]["responses"][str(status)])
    content = described["content"][answer.headers["content-type"]]
    validator(content["schema"], served.document).validate(answer.json())
    for name, header in described["headers"].items():
        assert name in answer.headers or not served.resolved(header).get("required")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/artists", "/api/v1/artists"),
        ("/api/v1/artists/{id}", "/api/v1/artists/1"),
        ("/api/v1/artists/{id}/releases", "/api/v1/artists/1/releases"),
    ],
)
async def test_a_price_is_what_the_schema_says(served, path, address):
    assert "Prefer" in served.parameters(path)
    answer = await served.client.get(address, headers={"Prefer": "tx=rollback"})
    described = served.document["paths"][path]["get"]["responses"]["200"]
    content = described["content"][answer.headers["content-type"]]
    validator(content["schema"], served.document).validate(answer.json())
    assert answer.headers["content-type"] != "application/json" and "Preference-Applied" in described["headers"]


def test_examples_of_problems_are_problems(served):
    for response in served.document["components"]["responses"].values():
        content = response["content"]["application/problem+json"]
        for example in content["examples"].values():
            validator(content["schema"], served.document).validate(example["value"])


def raised(*names: str) -> set[str]:
    """The errors that are raised below these places, directly or by a function that gives one."""
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.GatewayError)
    }
    found = set()
    for name in names:
        place = GATEWAY / name
        for file in place.rglob("*.py") if place.is_dir() else [place]:
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    found.add(node.func.id)
                elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
                    found.add(node.exc.id)
    return found & classes


def test_every_error_that_rest_can_give_is_described(served):
    places = ["actions", "auth", "http", "limits", "plan", "rest", "sql", "writing", "pipeline.py", "policy.py"]
    # what an action of a domain raises is its own
    assert {error.__name__ for error in GIVEN} == raised(*places) | {"Refusal"}
    codes = {
        code
        for response in served.document["components"]["responses"].values()
        for code in response["content"]["application/problem+json"]["examples"]
    }
    assert codes == {error.code for error in GIVEN}


# --- a domain that nobody would write ---------------------------------------------------------------------------------


@dataclass
class Span:
    start: int
    end: int | None


def kinds() -> dict[str, Type]:
    plain: tuple[Kind, ...] = ("float", "bool", "text", "datetime", "date", "time", "uuid", "json")
    return {
        **{kind: Type(kind) for kind in plain},
        "int": Type("int", low=-(2**31), high=2**31 - 1),
        "bigint": Type("bigint", low=-(2**63), high=2**63 - 1),
        "fraction": Type("decimal", digits=4, scale=4),
        "digit": Type("decimal", digits=3, scale=2),
        "whole": Type("decimal", digits=9, scale=0),
        "state": Type("enum", enum="PageInfo", members=(("ON", "on"), ("OFF", "off"))),
    }


def resource(name: str, plural: str, catalog: Catalog) -> Resource:
    model = catalog.resources["Artist"]
    key = Column("id", "id", Type("identity", target=name, key=Type("uuid")), null=False, indexed=True, description="")
    columns = {
        kind: Column(kind, kind, type_, null=kind == "json", indexed=False, description="", deprecated="gone")
        for kind, type_ in kinds().items()
    }
    span = Calculation("span", lambda _: None, (), Span | None, "")
    return replace(
        model,
        name=name,
        singular=name.lower(),
        plural=plural,
        key=key,
        columns={"id": key, **columns},
        relations={},
        calculations={"span": span},
        written=Written(),
        description="",
    )


def test_the_names_of_a_domain_may_be_ours(catalog):
    names = {"Problem": "problems", "PageInfo": "infos", "Wish": "wishes", "WishList": "wishlists", "Index": "indices"}
    resources = {name: resource(name, plural, catalog) for name, plural in names.items()}
    document = openapi.document(Catalog("odd", resources), Settings(_env_file=None))
    validate(document)
    ids = [item[method]["operationId"] for item in document["paths"].values() for method in METHODS & item.keys()]
    assert len(set(ids)) == len(ids)
    schemas = document["components"]["schemas"]
    assert schemas["Span"]["type"] == "object" and "float" in schemas["Problem"]["properties"]
    assert schemas["Wish"]["properties"]["state"]["deprecated"]


WRITTEN = {
    "digit": st.decimals(Decimal("-9.99"), Decimal("9.99"), places=2),
    "whole": st.decimals(Decimal(-999999999), Decimal(999999999), places=0),
    "bigint": st.integers(-(2**63), 2**63 - 1),
}


@pytest.fixture(scope="module")
def odd(catalog):
    return openapi.document(Catalog("odd", {"Wish": resource("Wish", "wishes", catalog)}), Settings(_env_file=None))


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.data())
def test_numbers_that_are_texts_have_the_pattern_of_their_type(odd, data):
    for name, numbers in WRITTEN.items():
        number = data.draw(numbers)
        text = str(number or abs(number))  # no minus before a zero
        for schema in (
            odd["components"]["schemas"]["Wish"]["properties"][name],
            odd["components"]["parameters"][f"Wish.filter.{name}"]["schema"],
        ):
            jsonschema_rs.validate(schema, text)
            assert not jsonschema_rs.is_valid(schema, "0" + text.lstrip("-"))
        assert kinds()[name].parse(text) == number
