"""The explorer, driven the way a person does: a real browser, the real page and policy, a small schema behind it."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from graphql import ExecutionResult, build_schema, graphql_sync
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.graphql import explorer

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NONCE = "bm9uY2UtZm9yLXRlc3Rz"
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"

SCHEMA = build_schema(
    '''
    """The record shop: releases, artists and what customers think of them."""
    schema { query: Query mutation: Mutation }

    type Query {
      """Every release the caller may see, a page at a time."""
      releases(
        "How many, 100 at most." first: Int = 20
        after: String
        filter: ReleaseFilter
        sort: [ReleaseSort!]
      ): ReleaseConnection!
      """One release by its global `id`."""
      release(id: ID!): Release
      artists(first: Int): ArtistConnection!
    }

    type Mutation { createReview(input: ReviewInput!): Review! }

    "A page of releases."
    type ReleaseConnection { nodes: [Release!]! pageInfo: PageInfo! totalCount: Int! }
    type ArtistConnection { nodes: [Artist!]! pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }

    """An album, single or EP. <img src=x onerror=alert(1)><script>alert(2)</script>"""
    type Release {
      id: ID!
      "As printed on the sleeve."
      title: String!
      price: Decimal!
      format: Format!
      releasedOn: String
      "What the shop paid."
      cost: Decimal
      label: String @deprecated(reason: "Use `artist.label`.")
      artist: Artist!
      reviews(first: Int): [Review!]!
    }

    type Artist { id: ID! name: String! country: String }
    type Review { id: ID! stars: Int! text: String }
    enum Format { VINYL CD CASSETTE DIGITAL }
    enum Direction { ASC DESC }
    "A number with decimals, as text."
    scalar Decimal
    input ReleaseFilter { title: TextFilter price: NumberFilter format: Format or: [ReleaseFilter!] }
    input TextFilter { eq: String ilike: String in: [String!] }
    input NumberFilter { gte: Decimal lt: Decimal }
    input ReleaseSort { title: Direction releasedOn: Direction }
    input ReviewInput { release: ID! stars: Int! text: String }
    '''
)

ROWS = [
    ("Kind of Blue", "18.50", "VINYL", "1959-08-17", "Miles Davis"),
    ("Blue Train", "16.00", "VINYL", "1958-01-15", "John Coltrane"),
    ("Homogenic", "12.90", "CD", "1997-09-22", "Björk"),
    ("Computer World", "21.00", "VINYL", "1981-05-10", "Kraftwerk"),
    ("Mezzanine", "14.20", "DIGITAL", "1998-04-20", HOSTILE),
]


def release(number: int) -> dict[str, Any]:
    title, price, form, released, artist = ROWS[number]
    row = {"id": f"UmVsZWFzZTo{number}", "title": title, "price": price, "format": form, "releasedOn": released}
    return row | {"artist": {"id": f"QXJ0aXN0O{number}", "name": artist, "country": None}, "reviews": []}


def releases(info: object, first: int = 20, **_: object) -> dict[str, Any]:
    page = {"hasNextPage": first < len(ROWS), "endCursor": "b2Zmc2V0OjU"}
    return {"nodes": [release(number) for number in range(len(ROWS))][:first], "pageInfo": page, "totalCount": 5}


ROOT: dict[str, object] = {
    "releases": releases,
    "release": lambda info, **_: None,
    "artists": lambda info, first=20: {"nodes": [], "pageInfo": {"hasNextPage": False}},
    "createReview": lambda info, **given: {"id": "1", "stars": given["input"]["stars"]},
}
REST_PATH = f"/api/v1/releases?{quote('filter[artist][name][ilike]')}={quote('%ac%')}&first=5&fields=id,title"


@dataclass
class Shop:
    """What a gateway would answer, and what it was asked."""

    url: str = ""
    trusted_alone: bool = False
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    async def graphql(self, request: Request) -> Response:
        if request.method == "GET":
            policy = {"Content-Security-Policy": explorer.content_security_policy(NONCE)}
            page = explorer.page(NONCE, "/graphql", trusted_alone=self.trusted_alone)
            return Response(page, media_type="text/html", headers=policy)
        body = await request.json()
        self.asked.append((dict(request.headers), body))
        if request.headers.get("authorization") == "Bearer stale":
            return JSONResponse({"errors": [{"message": "The token has expired"}]}, status_code=401)
        if body["query"].startswith("subscription"):
            events = "".join(f'event: next\ndata: {{"data": {{"number": {n}}}}}\n\n' for n in (1, 2))
            return Response(events + "event: complete\ndata:\n\n", media_type="text/event-stream")
        answer = graphql_sync(SCHEMA, body["query"], ROOT, None, body.get("variables"), body.get("operationName"))
        return self.rendered(body, answer)

    def rendered(self, body: dict[str, Any], answer: ExecutionResult) -> Response:
        payload: dict[str, Any] = dict(answer.formatted)
        extensions: dict[str, Any] = {}
        if body.get("extensions", {}).get("explain") and "releases" in body["query"]:
            extensions["rest"] = [{"field": "releases", "method": "GET", "path": REST_PATH}]
        if re.search(r"\bcost\b", body["query"]):
            extensions["withheld"] = [["releases", "nodes", row, "cost"] for row in range(len(ROWS))]
        payload |= {"extensions": extensions} if extensions else {}
        return JSONResponse(payload, headers={"x-request-id": "01J"}, media_type="application/graphql-response+json")

    def last(self) -> tuple[dict[str, str], dict[str, Any]]:
        return [one for one in self.asked if "ToriiExplorer" not in one[1]["query"]][-1]


@pytest.fixture(scope="module")
def server() -> Iterator[Shop]:
    shop = Shop()
    app = Starlette(routes=[Route("/graphql", shop.graphql, methods=["GET", "POST"])])
    listener = socket.create_server(("127.0.0.1", 0))
    shop.url = f"http://127.0.0.1:{listener.getsockname()[1]}/graphql"
    gateway = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=gateway.run, kwargs={"sockets": [listener]})
    thread.start()
    yield shop
    gateway.should_exit = True
    thread.join(timeout=5)
    listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def shop(server: Shop) -> Shop:
    server.asked.clear()
    server.trusted_alone = False
    return server


def explored(context: BrowserContext, shop: Shop) -> Iterator[Page]:
    """The open explorer with its schema read; afterwards the browser must have had nothing to complain about."""
    page = context.new_page()
    page.set_default_timeout(30_000)
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: None if request.url == shop.url else complaints.append(request.url))
    page.goto(shop.url)
    expect(page.get_by_role("button", name=re.compile(r"\d+ types"))).to_be_visible()
    yield page
    unexpected = [
        one
        for one in complaints
        if "401" not in one and "ERR_INTERNET_DISCONNECTED" not in one and not one.startswith("data:")
    ]
    assert unexpected == []


@pytest.fixture(scope="module")
def desk(browser: Browser, server: Shop) -> Iterator[Page]:
    """One open explorer for the tests that only type into it."""
    context = browser.new_context()
    yield from explored(context, server)
    context.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 860}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, shop: Shop) -> Iterator[Page]:
    yield from explored(context, shop)


def query(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Query", exact=True)


def ask(page: Page, text: str) -> None:
    query(page).fill(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result-status")).to_contain_text("ms")


def proposals(page: Page) -> Locator:
    return page.get_by_role("option")


def test_the_page_is_one_answer_with_a_nonce_on_everything() -> None:
    text = explorer.page("n0nce", '/graphql?a="b"').decode()
    assert "<title>Torii explorer</title>" in text
    assert 'data-endpoint="/graphql?a=&quot;b&quot;"' in text
    assert text.count("<script") == text.count('<script nonce="n0nce">') == len(explorer.SCRIPTS)
    assert text.count("<style") == text.count('<style nonce="n0nce">') == 1
    assert "{{" not in text
    assert not re.search(r"\s(?:on\w+|style)=\"|(?:src|href)=\"(?!data:|#)", text)


def test_the_page_says_where_only_trusted_documents_are_answered(page: Page, shop: Shop) -> None:
    notice = page.get_by_role("note").filter(has_text="trusted documents alone")
    expect(notice).to_have_count(0)
    shop.trusted_alone = True
    page.reload()
    expect(notice).to_be_visible()
    ask(page, "{ releases(first: 1) { nodes { title } } }")
    expect(page.locator("#result-json")).to_contain_text("Kind of Blue")


def test_no_script_turns_text_into_markup_or_code() -> None:
    for name in explorer.SCRIPTS:
        source = explorer._read(f"{name}.js")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|</script", source
        )


def test_the_policy_allows_own_scripts_and_the_own_origin_only() -> None:
    policy = explorer.content_security_policy("n0nce")
    for rule in ("default-src 'none'", "script-src 'nonce-n0nce'", "style-src 'nonce-n0nce'", "connect-src 'self'"):
        assert f"{rule};" in policy
    assert "unsafe" not in policy


def test_an_empty_editor_begins_with_a_query_from_the_schema_that_runs(page: Page, shop: Shop) -> None:
    expect(query(page)).to_have_value(
        re.compile(r"^query Releases \{\n  releases\(first: 5\) \{\n    nodes \{\n      id\n")
    )
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-json")).to_contain_text('"title": "Kind of Blue"')
    expect(page.locator("#result-status")).to_contain_text(re.compile(r"200 OK.*\d+ ms.*kB"))
    headers, body = shop.last()
    assert body["operationName"] == "Releases"
    assert body["extensions"] == {"explain": True}
    assert headers["accept"].startswith("application/graphql-response+json")


def test_a_query_is_written_with_proposals_alone(page: Page) -> None:
    editor = query(page)
    editor.fill("")
    editor.press_sequentially("{")
    editor.press("Enter")
    editor.press_sequentially("rels")
    expect(proposals(page).first).to_contain_text("releases")
    editor.press("Enter")
    expect(editor).to_have_value("{\n  releases {\n    \n  }\n}")
    expect(proposals(page)).to_have_count(4)
    editor.press_sequentially("no")
    editor.press("Tab")
    editor.press_sequentially("art")
    editor.press("Tab")
    editor.press_sequentially("name")
    expect(proposals(page)).to_have_count(0)
    editor.press("Control+Enter")
    expect(page.locator("#result-json")).to_contain_text('"name": "Miles Davis"')


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("{ releases(¦) { totalCount } }", ["first", "after", "filter", "sort"]),
        ("{ releases(first: 1, ¦) { totalCount } }", ["after", "filter", "sort"]),
        ("{ releases(filter: {¦}) { totalCount } }", ["title", "price", "format", "or"]),
        ("{ releases(filter: {title: {¦", ["eq", "ilike", "in"]),
        ("{ releases(filter: {or: [{price: {¦}}]}) { totalCount } }", ["gte", "lt"]),
        ("{ releases(filter: {format: ¦}) { totalCount } }", ["VINYL", "CD", "CASSETTE", "DIGITAL"]),
        ("{ releases(sort: [{title: D¦}]) { totalCount } }", ["DESC"]),
        ("query ($n: Int, $t: String) { releases(first: $¦) { totalCount } }", ["$n"]),
        ("query ($f: ReleaseF¦) { release(id: 1) { id } }", ["ReleaseFilter"]),
        ("{ releases { nodes { artist { ¦ } } } }", ["id", "name", "country", "__typename"]),
        ("{ releases { nodes { artist { ¦", ["id", "name", "country", "__typename"]),
        ("{ releases { nodes { ...¦ } } } fragment card on Release { id }", ["card", "on"]),
        ("fragment card on Art¦ { id }", ["Artist", "ArtistConnection"]),
        ("fragment card on Artist { na¦ }", ["name", "__typename"]),
        ("{ releases { totalCount @¦ } }", ["include", "skip"]),
        ("mutation { ¦ }", ["createReview", "__typename"]),
        ("mut¦", ["mutation"]),
        ("{ alias: releases { ¦ } }", ["nodes", "pageInfo", "totalCount", "__typename"]),
    ],
)
def test_proposals_fit_the_place(desk: Page, text: str, offered: list[str]) -> None:
    place(desk, text)
    desk.keyboard.press("Control+Space")
    expect(desk.locator("[role=option] .label")).to_have_text(offered)


def place(page: Page, text: str) -> None:
    """Write a text and put the cursor at the ¦ in it."""
    query(page).fill(text.replace("¦", ""))
    query(page).evaluate("(area, at) => area.setSelectionRange(at, at)", text.index("¦"))


def test_a_proposal_says_what_it_is_and_whether_it_is_deprecated(desk: Page) -> None:
    place(desk, "{ releases { nodes { labe¦ } } }")
    desk.keyboard.press("Control+Space")
    expect(proposals(desk).first).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#proposals")).to_contain_text("Deprecated: Use artist.label.")
    desk.keyboard.press("Escape")
    expect(desk.locator("#proposals")).to_be_hidden()


def test_brackets_close_lines_indent_and_pairs_vanish(desk: Page) -> None:
    editor = query(desk)
    editor.fill("")
    editor.press_sequentially("{")
    expect(editor).to_have_value("{}")
    editor.press("Backspace")
    expect(editor).to_have_value("")
    editor.press_sequentially("{")
    editor.press("Enter")
    editor.press_sequentially("artists(first: 1)")
    expect(editor).to_have_value("{\n  artists(first: 1)\n}")
    editor.press("Control+z")
    expect(editor).not_to_have_value("{\n  artists(first: 1)\n}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{ releases { nodes { tilte } } }", "Release has no field tilte. Did you mean title?"),
        ("{ releases { nodes { id } ", "This “{” is never closed"),
        ("{ releases }", "Choose fields of ReleaseConnection"),
        ("{ release { id } }", "id: ID! is required"),
        ("{ releases(fist: 1) { totalCount } }", "releases takes no argument fist. Did you mean first?"),
        ('{ releases(first: "1") { totalCount } }', "Expected Int"),
        ("{ releases(filter: {format: CDD}) { totalCount } }", "Not a value of Format. Did you mean CD?"),
        ("{ releases(first: $n) { totalCount } }", "$n is not declared"),
        ("query ($n: Int) { releases { totalCount } }", "$n is never used"),
        ("{ releases { nodes { label } } }", "label is deprecated: Use `artist.label`."),
        ("{ releases { ...card } }", "There is no fragment card"),
        ("subscription { x }", "There is no subscription here"),
    ],
)
def test_problems_are_shown_where_they_are(desk: Page, text: str, problem: str) -> None:
    query(desk).fill(text)
    expect(desk.locator("#query-problems")).to_contain_text(problem)
    expect(desk.locator("#query pre .wrong, #query pre .mild").first).to_be_attached()


def test_a_sound_document_has_no_problem(desk: Page) -> None:
    query(desk).fill("{ nonsense }")
    expect(desk.locator("#query-problems")).to_be_visible()
    query(desk).fill(
        """query A($f: ReleaseFilter, $with: Boolean = true) {
          some: releases(first: 2, filter: $f, sort: [{releasedOn: DESC}, {title: ASC}]) {
            nodes { ...card @include(if: $with) ... on Release { id reviews(first: 1) { stars } } __typename }
          }
          __type(name: "Release") { name }
        }
        fragment card on Release { title artist { name } }"""
    )
    expect(desk.locator("#query-problems")).to_be_hidden()


def test_prettify_arranges_and_keeps_comments(desk: Page) -> None:
    long = 'filter: {title: {ilike: "%blue%", in: ["Blue Train", "Kind of Blue"]}, price: {gte: "10"}}, first: 3'
    query(desk).fill(
        f"query A($n:Int=3){{# why\nreleases({long}){{nodes{{...c id}} totalCount}}}}fragment c on Release{{title}}"
    )
    desk.get_by_role("button", name="Prettify").click()
    expect(query(desk)).to_have_value(
        """query A($n: Int = 3) {
  # why
  releases(
    filter: {
      title: {ilike: "%blue%", in: ["Blue Train", "Kind of Blue"]}
      price: {gte: "10"}
    }
    first: 3
  ) {
    nodes {
      ...c
      id
    }
    totalCount
  }
}

fragment c on Release {
  title
}
"""
    )


def test_variables_are_proposed_checked_and_sent(page: Page, shop: Shop) -> None:
    query(page).fill(
        "query A($first: Int!, $sort: [ReleaseSort!]) { releases(first: $first, sort: $sort) { totalCount } }"
    )
    variables = page.get_by_role("textbox", name="Variables, as JSON")
    variables.fill("{")
    expect(page.locator("#variables-problems")).to_contain_text("never closed")
    variables.fill("{}")
    variables.evaluate("(area) => area.setSelectionRange(1, 1)")
    page.keyboard.press("Control+Space")
    expect(page.locator("[role=option] .label")).to_have_text(["first", "sort"])
    page.keyboard.press("Enter")
    expect(variables).to_have_value('{"first": }')
    variables.fill('{"first": 2, "sort": [{"title": "DOWN"}]}')
    expect(page.locator("#variables-problems")).to_contain_text("Not a value of Direction")
    variables.fill('{"first": 2, "sort": [{"title": "DESC"}]}')
    expect(page.locator("#variables-problems")).to_be_hidden()
    variables.press("Control+Enter")
    expect(page.locator("#result-json")).to_contain_text('"totalCount": 5')
    assert shop.last()[1]["variables"] == {"first": 2, "sort": [{"title": "DESC"}]}


def test_what_a_query_needs_is_filled_in(desk: Page) -> None:
    query(desk).fill("mutation M($input: ReviewInput!) { createReview(input: $input) { id } }")
    desk.get_by_role("button", name="Add $input").click()
    expect(desk.get_by_role("textbox", name="Variables, as JSON")).to_have_value(
        '{\n  "input": {\n    "release": "",\n    "stars": 1\n  }\n}'
    )


def test_a_token_and_headers_are_sent_and_the_token_stays_in_the_tab(
    page: Page, shop: Shop, context: BrowserContext
) -> None:
    page.get_by_role("tab", name="Headers").click()
    page.get_by_label("Token", exact=True).fill("Bearer s3cret")
    page.get_by_role("textbox", name="More request headers").fill("X-Shop: berlin")
    ask(page, "{ releases { totalCount } }")
    headers, _ = shop.last()
    assert headers["authorization"] == "Bearer s3cret"
    assert headers["x-shop"] == "berlin"
    page.reload()
    page.get_by_role("tab", name="Headers").click()
    expect(page.get_by_label("Token", exact=True)).to_have_value("Bearer s3cret")
    expect(query(page)).to_have_value("{ releases { totalCount } }")
    assert "s3cret" not in page.evaluate("JSON.stringify(localStorage)")
    fresh = context.new_page()
    fresh.goto(shop.url)
    expect(query(fresh)).to_have_value("{ releases { totalCount } }")
    expect(fresh.locator("#token")).to_have_value("")


def test_the_schema_is_read_again_with_a_new_token(page: Page, shop: Shop) -> None:
    page.get_by_role("tab", name="Headers").click()
    page.get_by_label("Token", exact=True).fill("stale")
    expect(page.locator("#docs-page")).to_contain_text("The token has expired")
    page.get_by_label("Token", exact=True).fill("fresh")
    expect(page.locator("#docs-page")).to_contain_text("releases")
    assert shop.asked[-1][0]["authorization"] == "Bearer fresh"


def test_the_same_question_as_rest(page: Page) -> None:
    page.get_by_role("tab", name="Headers").click()
    page.get_by_label("Token", exact=True).fill("s3cret")
    ask(page, "{ releases { totalCount } }")
    page.get_by_role("tab", name="As REST").click()
    card = page.get_by_role("article")
    expect(card).to_contain_text("/api/v1/releases")
    expect(card.get_by_role("term")).to_have_text(["filter[artist][name][ilike]", "first", "fields"])
    expect(card.get_by_role("definition")).to_have_text(["%ac%", "5", "id,title"])
    card.get_by_role("button", name="Copy as curl").click()
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl -g 'http://127.0.0.1:")
    assert REST_PATH in copied
    assert '-H "Authorization: Bearer $TOKEN"' in copied
    assert "s3cret" not in copied


def test_an_operation_without_a_twin_says_so(desk: Page) -> None:
    ask(desk, "{ artists { nodes { id } } }")
    desk.get_by_role("tab", name="As REST").click()
    expect(desk.get_by_role("tabpanel", name="As REST")).to_contain_text("no twin on the REST door")
    desk.get_by_role("tab", name="Result", exact=True).click()


def test_an_error_leads_to_its_place(desk: Page) -> None:
    ask(desk, "{\n  artists {\n    nope\n  }\n}")
    expect(desk.locator("#result-errors")).to_contain_text("Cannot query field 'nope'")
    desk.get_by_role("button", name="Line 3, column 5").click()
    expect(query(desk)).to_be_focused()
    assert query(desk).evaluate("(area) => area.selectionStart") == len("{\n  artists {\n    ")


def test_what_was_withheld_is_said(desk: Page) -> None:
    ask(desk, "{ releases { nodes { cost } } }")
    expect(desk.get_by_role("note")).to_have_text("Withheld from this caller: releases.nodes.cost (5 times)")


def test_response_headers_unfold(desk: Page) -> None:
    ask(desk, "{ releases { totalCount } }")
    desk.get_by_text("Response headers").click()
    expect(desk.locator("#result-headers")).to_contain_text("x-request-id")


def test_text_from_the_server_is_never_markup(page: Page) -> None:
    ask(page, "{ releases { nodes { artist { name } } } }")
    expect(page.locator("#result-json")).to_contain_text("<img src=x onerror=alert(1)><script>alert(2)</script>")
    page.get_by_role("searchbox").fill("Release")
    page.keyboard.press("Enter")
    expect(page.locator("#docs-page .prose")).to_contain_text("EP. " + HOSTILE)
    place(page, "fragment a on Releas¦")
    page.keyboard.press("Control+Space")
    expect(page.locator("#proposals .about")).to_contain_text(HOSTILE)
    assert page.locator("img").count() == 0


def test_docs_are_searched_and_walked(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("sleeve")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    docs = page.locator("#docs-page")
    expect(docs.get_by_role("heading", level=2)).to_have_text("title")
    docs.get_by_role("button", name="Release", exact=True).click()
    expect(docs).to_contain_text("Deprecated: Use artist.label.")
    docs.get_by_role("button", name="Format", exact=True).click()
    expect(docs).to_contain_text("CASSETTE")
    page.get_by_role("button", name="Back").click()
    expect(docs.get_by_role("heading", level=2)).to_have_text("Release")
    page.get_by_role("searchbox").fill("zzz")
    expect(docs).to_contain_text("Nothing is called “zzz”.")


def test_a_field_in_the_docs_becomes_a_query(page: Page) -> None:
    page.locator("#docs-page").get_by_role("button", name="release", exact=True).click()
    page.get_by_role("button", name="Write this query").click()
    expect(query(page)).to_have_value(re.compile(r"^query Release\(\$id: ID!\) \{\n  release\(id: \$id\) \{\n"))
    expect(page.get_by_role("textbox", name="Variables, as JSON")).to_have_value('{\n  "id": ""\n}')


def test_history_restores_and_clears(page: Page) -> None:
    ask(page, "query First { releases { totalCount } }")
    ask(page, "query Second { artists { nodes { id } } }")
    page.reload()
    page.get_by_role("tab", name="History").click()
    runs = page.locator("#history-list li")
    expect(runs).to_have_count(2)
    expect(page.locator("#samples")).to_contain_text("releases: the first five")
    runs.nth(1).get_by_role("button").click()
    expect(query(page)).to_have_value("query First { releases { totalCount } }")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#history-list")).to_contain_text("kept here, on this device")
    assert json.loads(page.evaluate("localStorage['torii /graphql history']")) == []


def test_history_keeps_fifty(page: Page) -> None:
    old = [{"query": f"{{ a{n} }}", "variables": "", "at": 0, "milliseconds": 1, "status": 200} for n in range(50)]
    page.evaluate("(old) => localStorage.setItem('torii /graphql history', JSON.stringify(old))", old)
    page.reload()
    ask(page, "query Newest { artists { nodes { id } } }")
    page.get_by_role("tab", name="History").click()
    expect(page.locator("#history-list li")).to_have_count(50)
    expect(page.locator("#history-list li").first).to_contain_text("Newest")


def test_one_of_several_operations_is_picked(page: Page, shop: Shop) -> None:
    query(page).fill("query One { releases { totalCount } }\nquery Two { artists { nodes { id } } }")
    page.get_by_label("Operation to run").select_option("One")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-json")).to_contain_text("totalCount")
    assert shop.last()[1]["operationName"] == "One"


def test_numbers_stay_as_the_server_wrote_them(desk: Page) -> None:
    text = desk.evaluate('json.pretty(\'{"a":12345678901234567890,"b":[1.10,{}],"c":[]}\')')
    assert text == '{\n  "a": 12345678901234567890,\n  "b": [\n    1.10,\n    {}\n  ],\n  "c": []\n}'


def test_no_text_makes_the_parser_fail_or_lose_a_character(desk: Page) -> None:
    lost = desk.evaluate(
        '''() => {
          const text = 'query A($a: [Int!]! = [1], ) @x(y: {b: "c"}) { f: g(h: $a, i: {j: [K, """l"""]}) { ...on T { m } ...N } } # é😀';
          const broken = [];
          for (let from = 0; from < text.length; from += 1) for (let to = from; to <= text.length; to += 3) {
            const part = text.slice(from, to);
            const tokens = parser.parse(part).tokens;
            if (tokens.map((token) => token.text).join("") !== part) broken.push(part);
            json.parse(part);
          }
          return broken;
        }'''
    )
    assert lost == []


def test_a_phone_shows_one_pane_at_a_time(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    expect(page.locator("#answer")).to_be_hidden()
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-json")).to_contain_text("Kind of Blue")
    expect(query(page)).to_be_hidden()
    page.get_by_role("tablist", name="Panes").get_by_role("tab", name="Docs").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_light_and_dark_follow_the_system_until_one_chooses(page: Page) -> None:
    paper = "getComputedStyle(document.querySelector('.pane')).backgroundColor"
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(paper)
    assert light != dark
    page.get_by_role("button", name="Dark theme", pressed=True).click()
    assert page.evaluate(paper) == light
    page.reload()
    assert page.evaluate(paper) == light


def test_every_control_has_a_name_and_the_keyboard_reaches_it(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea, select, [tabindex='0']")]
          .filter((node) => node.checkVisibility())
          .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.labels?.length))
          .map((node) => node.id)"""
    )
    assert nameless == []
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert {"schema-state", "theme", "docs-search"} <= reached


def test_a_subscription_shows_each_event(page: Page, shop: Shop) -> None:
    query(page).fill("subscription { releases { title } }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-json")).to_contain_text('"number": 2')
    expect(page.locator("#result-status")).to_contain_text("2 events")
    assert shop.last()[0]["accept"].startswith("text/event-stream")


def test_a_dead_server_is_said_in_words(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result-errors")).to_contain_text("The server did not answer")
    context.set_offline(False)


def test_invalid_variables_are_not_sent(page: Page, shop: Shop) -> None:
    page.get_by_role("textbox", name="Variables, as JSON").fill('{"a": }')
    page.keyboard.press("Control+Enter")
    expect(page.locator("#say")).to_have_text("The variables are not JSON yet: Expected a value")
    assert all("ToriiExplorer" in body["query"] for _, body in shop.asked)
