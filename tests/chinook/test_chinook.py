"""The public data set through both doors on both databases, against SQL written by hand on the original."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gateway.catalog import snake
from tests.chinook import original
from tests.chinook.questions import FRANK, JANE, NANCY, NOBODY, QUESTIONS, STRANGER, Question


def plain(answer: Any) -> Any:
    """An answer of either door without its envelopes: snake_case names, lists as lists, counts beside them."""
    if isinstance(answer, list):
        return [plain(item) for item in answer]
    if not isinstance(answer, dict):
        return answer
    found: dict[str, Any] = {}
    for key, value in answer.items():
        name = "id" if key == "databaseId" else snake(key)
        if isinstance(value, dict) and ({"nodes", "totalCount"} & set(value) or {"data", "page"} <= set(value)):
            found[name] = plain(value.get("nodes", value.get("data")))
            total = value.get("totalCount", value.get("page", {}).get("total"))
            found |= {} if total is None else {f"{name}:total": total}
        else:
            found[name] = plain(value)
    return found


def rows(answer: Any, columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(column) for column in columns.split()) for item in answer for row in flat(item)]


def flat(item: dict[str, Any], prefix: str = "") -> list[dict[str, Any]]:
    """Each row of an outer join of an object with its lists."""
    found: list[dict[str, Any]] = [{}]
    for key, value in item.items():
        path = prefix + key
        if isinstance(value, dict):
            more = flat(value, f"{path}.")
        elif isinstance(value, list):
            more = [row for inner in value for row in flat(inner, f"{path}.")] or [{}]
        else:
            more = [{path: value}]
        found = [one | another for one in found for another in more]
    return found


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
async def test_both_doors_say_what_sql_says(store, question: Question):
    graphql = plain(await store.data(question.graphql, caller=question.caller))
    rest = plain({"list": await store.found(question.rest, question.caller)})
    name = next(name for name in graphql if ":" not in name)
    expected = original.select(question.sql)
    assert expected, "a question that finds nothing proves nothing"
    assert rows(graphql[name], question.columns) == expected
    assert rows(rest["list"], question.columns) == expected
    if question.total:
        ((total,),) = original.select(question.total)
        assert (graphql[f"{name}:total"], rest["list:total"]) == (total, total)


async def test_all_pages_of_a_list_are_the_list(store):
    """Forwards, each page by the other door with the cursor of the last."""
    found: list[int] = []
    after = None
    while True:
        page = await store.found(
            "/tracks?first=100&sort=-composer,milliseconds&fields=id" + (f"&after={after}" if after else "")
        )
        found += [row["id"] for row in page["data"]]
        assert page["page"]["has_previous"] is (after is not None)
        if not page["page"]["has_next"]:
            break
        query = """query ($after: String) { tracks(first: 100, after: $after, sort: [{composer: DESC}, {milliseconds: ASC}])
                   { nodes { databaseId } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
        data = (await store.data(query, {"after": page["page"]["end_cursor"]}))["tracks"]
        assert data["pageInfo"]["hasPreviousPage"]
        found += [row["databaseId"] for row in data["nodes"]]
        after = data["pageInfo"]["endCursor"]
        if not data["pageInfo"]["hasNextPage"]:
            break
    statement = "SELECT TrackId FROM Track ORDER BY Composer IS NULL DESC, Composer DESC, Milliseconds, TrackId"
    assert found == [key for (key,) in original.select(statement)]


async def test_all_pages_backwards_by_the_links_of_rest(store):
    found: list[int] = []
    address = "/invoices?last=60&sort=billing_country,-total&fields=id"
    while address:
        reply = await store.rest(address, NANCY)
        assert reply.json["page"]["has_next"] is bool(found)
        found = [row["id"] for row in reply.json["data"]] + found
        link = re.search(r'<([^>]*)>; rel="prev"', reply.headers.get("link", ""))
        address = link[1].removeprefix("/api/v1") if link else ""
    statement = "SELECT InvoiceId FROM Invoice ORDER BY BillingCountry, Total DESC, InvoiceId DESC"
    assert found == [key for (key,) in original.select(statement)]


async def test_all_pages_of_a_list_below_a_row(store):
    query = """query ($after: String) { artist(id: "Artist:90") { albums(first: 4, after: $after, sort: [{title: DESC}])
               { edges { cursor node { title } } pageInfo { hasNextPage } } } }"""
    found: list[str] = []
    after, more = None, True
    while more:
        albums = (await store.data(query, {"after": after}))["artist"]["albums"]
        found += [edge["node"]["title"] for edge in albums["edges"]]
        after, more = albums["edges"][-1]["cursor"], albums["pageInfo"]["hasNextPage"]
    expected = original.select("SELECT Title FROM Album WHERE ArtistId = 90 ORDER BY Title DESC, AlbumId DESC")
    assert found == [title for (title,) in expected]


async def test_one_row_by_its_key(store):
    graphql = await store.data('{ employee(id: "Employee:3") { databaseId birthDate reportsToId } }', caller=JANE)
    rest = await store.found("/employees/3?fields=id,birth_date,reports_to_id", JANE)
    assert graphql["employee"] == {"databaseId": 3, "birthDate": "1973-08-29", "reportsToId": "Employee:2"}
    assert rest["data"] == {"id": 3, "birth_date": "1973-08-29", "reports_to_id": 2}


async def test_what_hangs_on_one_row(store):
    expected = original.select("SELECT Title FROM Album WHERE ArtistId = 8 ORDER BY Title")
    graphql = await store.data('{ artist(id: "Artist:8") { albums(sort: [{title: ASC}]) { nodes { title } } } }')
    rest = await store.found("/artists/8/albums?sort=title&fields=title")
    assert [(album["title"],) for album in rest["data"]] == expected
    assert [(album["title"],) for album in graphql["artist"]["albums"]["nodes"]] == expected


HIDDEN = [
    ("invoice", "/invoices/1?fields=id", FRANK),  # another customer's
    ("invoice", "/invoices/2?fields=id", JANE),  # of another representative's customer
    ("customer", "/customers/1?fields=id", FRANK),
    ("employee", "/employees/1?fields=id", FRANK),  # not its own representative
]


@pytest.mark.parametrize(("name", "address", "caller"), HIDDEN)
async def test_a_row_of_others_is_not_there(store, name, address, caller):
    key = re.search(r"\d+", address)
    assert key
    query = f'{{ {name}(id: "{name.capitalize()}:{key[0]}") {{ id }} }}'
    assert await store.data(query, caller=caller) == {name: None}
    reply = await store.rest(address, caller)
    assert (reply.status, reply.json["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("caller", [NOBODY, STRANGER])
@pytest.mark.parametrize(
    ("query", "address"),
    [("{ invoices { nodes { id } } }", "/invoices"), ("{ customers { nodes { id } } }", "/customers")],
)
async def test_without_the_claim_nothing_is_there(store, caller, query, address):
    graphql, rest = await store.graphql(query, caller=caller), await store.rest(address, caller)
    assert graphql.json["errors"][0]["extensions"]["code"] == rest.json["code"] == "RESOURCE_UNKNOWN"


@pytest.mark.parametrize(
    ("query", "address", "caller"),
    [
        ("{ tracks { nodes { size } } }", "/tracks?fields=size", FRANK),
        ("{ tracks(sort: [{size: ASC}]) { nodes { name } } }", "/tracks?sort=size&fields=name", FRANK),
        ("{ employees { nodes { title } } }", "/employees?fields=title", FRANK),
        ("{ customers { nodes { phone } } }", "/customers?fields=phone", NANCY),
        ("{ invoices { nodes { customerId } } }", "/invoices?fields=customer_id", NANCY),
        ("{ invoices { nodes { customer { id } } } }", "/invoices?fields=customer(id)", NANCY),
        (
            '{ invoices(filter: {customer: {lastName: {eq: "a"}}}) { nodes { id } } }',
            "/invoices?filter[customer][last_name]=a&fields=id",
            NANCY,
        ),
    ],
)
async def test_a_field_that_may_not_be_read_does_not_exist(store, query, address, caller):
    graphql, rest = await store.graphql(query, caller=caller), await store.rest(address, caller)
    assert graphql.json["errors"][0]["extensions"]["code"] == rest.json["code"] == "FIELD_UNKNOWN"
    assert graphql.json["errors"][0]["message"] == rest.json["detail"]


async def test_the_same_bytes_for_the_same_rows(store):
    """Every column of every row of a page, on both doors."""
    columns = ("name", "composer", "milliseconds", "unit_price")
    spelled = "name composer milliseconds unitPrice"
    graphql = await store.graphql(f"{{ tracks(first: 100, sort: [{{name: ASC}}]) {{ nodes {{ {spelled} }} }} }}")
    rest = await store.rest(f"/tracks?first=100&sort=name&fields={','.join(columns)}")
    start, end = graphql.body.index(b"["), graphql.body.rindex(b"]") + 1
    assert graphql.body[start:end].replace(b"unitPrice", b"unit_price") in rest.body
