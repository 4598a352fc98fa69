"""What a page shows is run, and what there is, is on a page.

Conventions of the pages: a block of `graphql` or `http` is asked, and a block of `json` right behind it is the answer,
or one of `text` with its status and some of its headers.
`# asked by …` and `Authorization: Bearer <token of …>` say who asks: a sample account, or a name with roles and claims,
and with the scope of its token where that does not cover everything. A block of `python` whose first line names a file
is that file of a small domain, made for its page, and a table behind a line that names a table holds rows of it.
"""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from typer.core import TyperGroup as Group
from typer.main import get_command

from domain.seed import ACCOUNTS
from gateway import catalog, errors, identity, migrations, seed
from gateway.app import make_database, make_engine
from gateway.auth import scopes
from gateway.auth.administration import Administration
from gateway.auth.personal import Personal
from gateway.caller import ANONYMOUS, Caller
from gateway.cli import commands
from gateway.declare import ALL, Policy, rule
from gateway.graphql import schema
from gateway.package import modules
from gateway.plan.filters import QUANTIFIERS
from gateway.settings import Settings, variable
from gateway.values import OPERATORS
from tests import databases, doors, loading
from tests.doors import Doors, Reply, Sent

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = {str(path.relative_to(ROOT)): path.read_text() for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]}
README, CONTRACT, POLICIES = "README.md", "docs/contract.md", "docs/policies.md"
ACTIONS, WRITING = "docs/actions.md", "docs/writing.md"

BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE_GET: Final = re.compile(r"`(GET /api/v1/[^`]+)`")
ASKED_BY: Final = re.compile(r"# asked by (.+)|Authorization: Bearer <token of (.+)>")
FILE: Final = re.compile(r"# (\w+/\w+\.py)\n")
LINK: Final = re.compile(r"\[[^\]]*\]\(([^)]+)\)")
TODAY: Final = date(2026, 3, 1)
CURSORS: Final = {"cursor", "start_cursor", "end_cursor", "startCursor", "endCursor"}
MARK: Final = 16


@dataclass(frozen=True, slots=True)
class Question:
    """`answer` is None where a page shows none; then it has to be one without errors. `head` is how the answer begins,
    where a page shows that."""

    page: str
    language: str
    text: str
    answer: Any
    head: str = ""

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.text.split())[:70]}"


def blocks(page: str) -> list[tuple[str, str]]:
    return [(match[1], match[2]) for match in BLOCK.finditer(PAGES[page])]


def questions(page: str) -> Iterator[Question]:
    shown = blocks(page)
    for index, (language, text) in enumerate(shown):
        if language in {"graphql", "http"}:
            behind, answer = shown[index + 1] if index + 1 < len(shown) else ("", "")
            head, _, body = answer.partition("\n\n") if behind == "text" else ("", "", answer)
            known = behind in {"json", "text"} and body
            yield Question(page, language, text, orjson.loads(body) if known else None, head)
    for match in INLINE_GET.finditer(PAGES[page]):
        if "…" not in match[1]:
            yield Question(page, "http", match[1], None)


def who(text: str) -> Caller:
    match = ASKED_BY.search(text)
    if match is None:
        return ANONYMOUS
    name, *rest = (match[1] or match[2]).split(", ")
    account = next((known for known in ACCOUNTS if known.email == name), None)
    if account is not None:
        # as the pages mean it: logged in a moment ago
        return doors.person(*account.roles, account=account.subject, auth_time=int(doors.MOMENT.timestamp()))
    claims = dict(part.split("=") for part in rest if "=" in part)
    scope = claims.pop("scope", "read write")
    caller = doors.person(*(part for part in rest if "=" not in part), account=name, **claims)
    return replace(caller, scopes=frozenset(scope.split()))


async def ask(served: Doors, question: Question) -> Reply:
    if question.language == "graphql":
        return await served.graphql(question.text, None, who(question.text))
    (first, *more), body = question.text.partition("\n\n")[0].splitlines(), question.text.partition("\n\n")[2]
    method, _, address = first.partition(" ")
    path, _, query = address.partition("?")
    named = [line.partition(": ") for line in more if not line.startswith("Authorization")]
    headers = [(name.lower().encode(), value.encode()) for name, _, value in named]
    sent = Sent(method, path, doors.encoded(query), body.encode(), headers)
    return await served.ask(served.rest_door, sent, who(question.text))


def comparable(value: Any, name: str = "") -> Any:
    """Without what differs from house to house: the marks of cursors, and the ids of requests."""
    if isinstance(value, dict):
        return {key: comparable(inner, key) for key, inner in value.items() if key not in {"instance", "locations"}}
    if isinstance(value, list):
        return [comparable(inner) for inner in value]
    if name in CURSORS and value is not None:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))[MARK:]
    return value


def check(reply: Reply, question: Question) -> None:
    if question.head:
        status, *headers = question.head.splitlines()
        assert reply.status == int(status.split()[0]), reply.body.decode()
        for name, _, value in (line.partition(": ") for line in headers):
            assert reply.headers[name.lower()] == value
        assert comparable(reply.json if reply.body else None) == comparable(question.answer)
        return
    if question.answer is None:
        assert reply.status == 200 and "errors" not in reply.json, reply.body.decode()
        return
    assert comparable(reply.json) == comparable(question.answer), reply.body.decode()
    if question.language == "http":
        assert reply.status == question.answer.get("status", 200)


@asynccontextmanager
async def written(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Doors]:
    """The small domain of a page, on disk, with its rows."""
    sources = {match[1]: text for kind, text in blocks(page) if kind == "python" and (match := FILE.match(text))}
    [package] = {name.partition("/")[0] for name in sources}
    (folder / package).mkdir()
    (folder / package / "__init__.py").touch()
    for name, text in sources.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(folder)
    try:
        settings = databases.settings_of(None, folder / "var", package)
        catalog.load(package)
        await loading.make_tables(settings)
        await loading.fill(settings, rows(page))
        async with doors.open_doors(settings) as served:
            yield served
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def tables(page: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Every table with the paragraph before it; the first row is its head."""
    for match in re.finditer(r"^(.*)\n\n((?:\|.*\n)+)", PAGES[page], re.MULTILINE):
        lines = [re.split(r"(?<!\\) \| ", line.strip().strip("|").strip()) for line in match[2].splitlines()]
        yield match[1], [lines[0], *lines[2:]]


def rows(page: str) -> list[loading.Table]:
    def cell(text: str) -> Any:
        return orjson.loads(text) if re.fullmatch(r"\d+|null|true|false", text) else text

    found = [(re.fullmatch(r"`(\w+)`", before), table) for before, table in tables(page)]
    return [(name[1], head, [[cell(text) for text in row] for row in body]) for name, (head, *body) in found if name]


# --- what is shown is run ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    settings = databases.settings_of(None, tmp_path_factory.mktemp("documented"))
    await migrations.apply(settings)
    await seed.run(settings, today=TODAY)
    async with doors.open_doors(settings) as served:
        yield served


@pytest.mark.parametrize("question", [*questions(README), *questions(CONTRACT)], ids=str)
async def test_what_is_asked_of_the_shop(shop, question):
    check(await ask(shop, question), question)


@pytest.fixture(scope="module")
async def managed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Doors]:
    """The shop without rows, with the accounts of its sample data, at a moment of the test's."""
    settings = databases.settings_of(None, tmp_path_factory.mktemp("managed"))
    await migrations.apply(settings)
    database = make_database(settings)
    asking = identity.make_identity(settings, database, doors.MOMENT.timestamp)
    administration = Administration(asking.store, asking.people, asking.keys, scopes.known(catalog.load("domain")))
    with pytest.MonkeyPatch.context() as patch:
        # what an action does is in the transaction that the door began, in the same database
        patch.setattr(doors, "make_engine", lambda settings: replace(make_engine(settings), database=database))
        served = Doors(settings, doors.MOMENT, administration, Personal(asking.store), *modules("domain"))
    await database.open()
    try:
        async with asking.running():
            for account in ACCOUNTS:
                name, who = account.email.partition("@")[0].title(), account.subject
                await asking.people.create(account.email, None, name, account.roles, verified=True, account_id=who)
            yield served
    finally:
        await database.close()


@pytest.mark.parametrize("question", list(questions(ACTIONS)), ids=str)
async def test_what_is_done_with_actions(managed, question):
    check(await ask(managed, question), question)


def test_every_action_is_on_its_page():
    listed = [row[0].strip("`") for _, table in tables(ACTIONS) if table[0][0] == "action" for row in table[1:]]
    assert listed == list(identity.described(catalog.load("domain")).by_name)


async def test_a_filter_is_the_same_in_both_spellings(shop):
    [table] = [table for _, table in tables(CONTRACT) if table[0][0] == "operator"]
    for operator, graphql, rest, _ in table[1:]:
        asked = f"{{ releases(filter: {graphql.strip('`')}, first: 100) {{ totalCount nodes {{ id }} }} }}"
        listed = (await shop.data(asked))["releases"]
        found = await shop.found(f"/releases?{rest.strip('`')}&fields=node_id&first=100&count=exact")
        assert [row["id"] for row in listed["nodes"]] == [row["node_id"] for row in found["data"]], operator
        assert listed["totalCount"] == found["page"]["total"]
        # an operator that holds for all rows or none would show nothing
        assert 0 < found["page"]["total"] < 335, operator
    named = {row[0] for row in table[1:]}
    assert named == set().union(*OPERATORS.values(), {"and", "or", "not"}, QUANTIFIERS)


async def test_the_model_of_the_first_page(tmp_path, monkeypatch):
    async with written(README, tmp_path, monkeypatch) as served:
        settings = databases.settings_of(None, tmp_path / "var", "shop")
        columns = ("id", "stars", "text", "author", "published")
        reviews = [
            (1, 1, "Not for me, sadly.", "ann", True),
            (2, 5, "A masterpiece.", "bob", True),
            (3, 2, "Hm.", "ann", False),
            (4, 2, "Their last one was better.", "bob", True),
        ]
        await loading.fill(settings, [("review", columns, reviews)])
        [graphql, rest] = questions(README)
        check(await ask(served, graphql), graphql)
        shown = (await ask(served, rest)).json["data"]
        assert shown == rest.answer["data"]

        async def keys(caller: Caller) -> list[int]:
            return [row["id"] for row in (await served.found("/reviews?fields=id", caller))["data"]]

        assert await keys(doors.person("customer", account="ann")) == [1, 2, 3, 4]
        assert await keys(doors.person("customer", account="bob")) == [1, 2, 4]
        assert await keys(doors.person("clerk")) == [1, 2, 3, 4]
        assert (await served.rest("/reviews?fields=published")).status == 422
        assert (await served.rest("/reviews?fields=published", doors.person("clerk"))).status == 200


async def test_the_help_desk(tmp_path, monkeypatch):
    async with written(POLICIES, tmp_path, monkeypatch) as served:
        for question in questions(POLICIES):
            check(await ask(served, question), question)
        # what the page says and does not show
        ann, agent = doors.person("customer", account="ann"), doors.person("agent", account="eve", org="acme")
        assert (await served.rest("/tickets?fields=team_id", ann)).status == 422
        assert (await served.rest("/teams", ann)).status == 404
        assert (await served.found("/tickets/1?fields=team_id,remark", agent))["data"] == {
            "team_id": 1,
            "remark": "Third time",
        }
        assert (await served.rest("/tickets?fields=opened_by", doors.person("auditor"))).status == 422
        sdl = schema.sdl(served.engine.catalog)
        assert '@deprecated(reason: "Everybody works at home.")' in sdl


async def test_what_is_written_at_the_desk(tmp_path, monkeypatch):
    async with written(WRITING, tmp_path, monkeypatch) as served:
        for question in questions(WRITING):
            check(await ask(served, question), question)


# --- what there is, is on a page --------------------------------------------------------------------------------------


def every_error(error: type[errors.GatewayError] = errors.GatewayError) -> Iterator[type[errors.GatewayError]]:
    yield error
    for inner in error.__subclasses__():
        if inner.__module__ == errors.__name__:
            yield from every_error(inner)


def test_every_error_is_documented():
    shown = [row for _, table in tables("docs/errors.md") for row in table[1:]]
    assert {(code.strip("`"), status) for code, status, *_ in shown} == {(e.code, str(e.status)) for e in every_error()}
    assert len({code for code, *_ in shown}) == len(shown)
    assert all(meaning and remedy for _, _, meaning, remedy in shown)


def test_every_setting_is_documented():
    [table] = [table for _, table in tables("docs/settings.md") if table[0][0] == "variable"]
    known = {variable(name): field for name, field in Settings.model_fields.items()}
    assert [row[0].strip("`") for row in table[1:]] == list(known)
    for name, default, meaning in table[1:]:
        field = known[name.strip("`")]
        assert meaning == field.description
        if field.default_factory is None:
            written = str(field.default).lower() if isinstance(field.default, bool) else field.default
            assert default == ("none" if field.default in (None, ()) else f"`{written}`")


def violations() -> set[str]:
    [table] = [table for _, table in tables(WRITING) if table[0][0] == "violation"]
    return {row[0].strip("`") for row in table[1:]}


def refusals() -> set[str]:
    """Of the sample domain's actions."""
    return {error.code for spec in identity.described(catalog.load("domain")).all for error in spec.errors}


def test_every_refusal_is_documented_with_its_action():
    shown = {row[0]: row[-1] for _, table in tables(ACTIONS) if "refuses with" in table[0] for row in table[1:]}
    declared = {f"`{spec.name}`": spec.errors for spec in identity.described(catalog.load("domain")).all if spec.errors}
    assert {name: set(re.findall(r"`([A-Z_]+)`", text)) for name, text in shown.items()} == {
        name: {error.code for error in raised} for name, raised in declared.items()
    }


def test_every_violation_is_documented():
    sources = "".join(path.read_text() for path in (ROOT / "gateway" / "writing").glob("*.py"))
    assert violations() == set(re.findall(r'Violation\([^,]+, "([A-Z_]+)"', sources))


@pytest.mark.parametrize("page", PAGES)
def test_every_variable_and_code_that_is_named_exists(page):
    known = {variable(name) for name in Settings.model_fields}
    assert set(re.findall(r"\bGATEWAY_[A-Z_]+", PAGES[page])) - known - {"GATEWAY_"} == set()
    codes = {error.code for error in every_error()} | violations() | refusals()
    assert set(re.findall(r'"code": "(\w+)"|urn:torii:error:(\w+)', PAGES[page])) <= {
        pair for code in codes for pair in ((code, ""), ("", code))
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(PAGES[page]):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        reached = (ROOT / page).parent / path if path else ROOT / page
        assert reached.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", reached.read_text(), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}, target


def is_command(words: tuple[str, ...]) -> bool:
    """The second word of a command that is no group is an argument."""
    found = get_command(commands)
    for word in words:
        if not isinstance(found, Group):
            return True
        if word not in found.commands:
            return False
        found = found.commands[word]
    return True


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_shown_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = "\n".join(re.findall(r"`[^`\n]+`", PAGES[page]) + [text for kind, text in blocks(page) if kind == "sh"])
    assert set(re.findall(r"\bmake ([a-z]+)", shown)) <= targets
    named = {tuple(filter(None, match)) for match in re.findall(r"\bgateway ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", shown)}
    assert [words for words in named if not is_command(words)] == []


def test_what_the_procfile_runs_exists():
    started = re.findall(r"^\w+: gateway (\w+)", (ROOT / "Procfile").read_text(), re.MULTILINE)
    assert started == ["migrate", "serve"] and all(is_command((name,)) for name in started)


def test_every_module_has_its_place_in_the_house():
    page = PAGES["docs/architecture.md"]
    modules = {path.name for path in (ROOT / "gateway").iterdir() if (path / "__init__.py").exists()}
    modules |= {path.name for path in (ROOT / "gateway").glob("*.py")} - {"__init__.py"}
    assert [name for name in sorted(modules) if f"gateway/{name}" not in page] == []


def test_the_names_on_the_policy_page_are_those_of_the_language():
    assert set(Policy.__annotations__) == {
        *(
            "model",
            "read",
            "create",
            "update",
            "delete",
            "link",
            "match_required",
            "cache",
            "ttl",
            "plural",
            "deprecated",
        )
    }
    assert rule() == rule(ALL)
    for name in set(re.findall(r"`(caller\.\w+|now|today|plural|deprecated|ALL|EXCEPT)\b", PAGES[POLICIES])):
        assert re.search(rf"\b{name.partition('.')[0]}\b", (ROOT / "gateway" / "declare.py").read_text())
