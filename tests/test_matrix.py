"""The matrix of who may do what: in words, as a page, and as the doors have it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from rich.console import Console
from tortoise.expressions import Q
from typer.testing import CliRunner

from gateway import matrix, rules
from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import Resource, camel, load
from gateway.cli import commands
from gateway.declare import ALL, caller, now, rule
from gateway.errors import GatewayError
from gateway.http.policies import PATH
from gateway.matrix import Cell, Entry, Matrix
from gateway.policy import Policies
from gateway.writing import changing, creating
from gateway.writing.asked import Change, Removal
from gateway.writing.given import Spelling
from gateway.writing.work import Work
from tests import application, databases
from tests.cases import shop, studio
from tests.cases.world import World, open_world
from tests.doors import Doors, person
from tests.test_errors_on_both_doors import told

SHOP: Final = matrix.matrix(Policies(load("domain")))
ATELIER: Final = matrix.matrix(Policies(load("tests.atelier")))
TRAPS: Final = load("tests.traps")

STUDIO: Final = """\
┌──────────┬────────────────┬──────┬─────────────────────────────┬──────────────────────────────────────┬───────────────────────────────┐
│ resource │ scope          │ may  │ who                         │ rows                                 │ fields                        │
├──────────┼────────────────┼──────┼─────────────────────────────┼──────────────────────────────────────┼───────────────────────────────┤
│ Painter  │ painters:read  │ read │ anonymous, painter, visitor │ all                                  │ all                           │
├──────────┼────────────────┼──────┼─────────────────────────────┼──────────────────────────────────────┼───────────────────────────────┤
│ Portrait │ portraits:read │ read │ anonymous, painter, visitor │ all                                  │ all                           │
├──────────┼────────────────┼──────┼─────────────────────────────┼──────────────────────────────────────┼───────────────────────────────┤
│ Canvas   │ canvases:read  │ read │ anonymous                   │ shown_at <= now                      │ all but worth, caption        │
│          │                │      │ painter                     │ shown_at <= now                      │ all but worth, caption        │
│          │                │      │                             │ painter_id = caller.claim("painter") │ all                           │
│          │                │      │ visitor                     │ shown_at <= now                      │ all but worth, caption        │
│          │                │      │                             │ not mood = GRIM                      │ only id, title, mood, painter │
├──────────┼────────────────┼──────┼─────────────────────────────┼──────────────────────────────────────┼───────────────────────────────┤
│ Frame    │ frames:read    │ read │ anonymous, painter, visitor │ all                                  │ all                           │
└──────────┴────────────────┴──────┴─────────────────────────────┴──────────────────────────────────────┴───────────────────────────────┘
A caller with several roles may do what each of them may.
A condition that names something of the caller is false where the caller does not have it.
Roles count where a scope covers the resource: read and write cover all, the scope of a resource this one alone.
Elsewhere a caller may do what anonymous may.
Only what a caller may read can be changed, deleted, linked or pointed to.
One line has to allow all that is written to a row.
"""
# what clerks may read of all rows leaves nothing to say of those that everybody may
SALES: Final = """\
| Release | releases:read | read | anonymous | released_on <= today | all but cost, wishlist_entries, order_lines |
|  |  |  | admin, clerk | all | all but wishlist_entries |
|  |  |  | customer | released_on <= today | all but cost |
|  |  |  | label | released_on <= today | all but cost, wishlist_entries |
|  |  |  |  | label.members.account_id = caller.id | all but wishlist_entries |
|  | releases:write | create | clerk | all | all |
|  |  |  | label | label.members[EDITS], afterwards | all but stock |
|  |  | update | clerk | all | all |
|  |  |  | label | label.members[EDITS], still afterwards | all but stock |
|  |  | delete | clerk | all |  |
|  |  |  | label | label.members[EDITS] |  |
|  |  | link genres | clerk | all |  |
|  |  |  | label | label.members[EDITS] |  |
""".replace("EDITS", "account_id = caller.id and role in (OWNER, EDITOR)")
ORDERS: Final = """\
| Order | orders:read | read | anonymous, label | none |  |
|  |  |  | admin, clerk | all | all |
|  |  |  | customer | customer.account_id = caller.id | all but staff_note |
|  | orders:write | update | clerk | all | only staff_note |
"""
REVIEWS: Final = """\
|  |  | update | clerk | all | only published |
|  |  |  | customer | customer.account_id = caller.id, still afterwards | only stars, text; sets published = false |
|  |  | delete | clerk | all |  |
|  |  |  | customer | customer.account_id = caller.id |  |
"""
REFUSALS: Final = {"WRITE_FORBIDDEN", "TOKEN_MISSING", "RESOURCE_UNKNOWN", "NOT_FOUND"}


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_world(request, tmp_path_factory) as opened:
        yield opened


# --- in words ---------------------------------------------------------------------------------------------------------


def test_the_table_of_a_terminal():
    out = io.StringIO()
    Console(file=out, width=150, color_system=None, legacy_windows=False).print(matrix.table(ATELIER))
    plain = out.getvalue().translate(str.maketrans("┏━┳┓┃┡╇┩", "┌─┬┐│├┼┤"))
    assert [line.rstrip() for line in plain.splitlines()] == STUDIO.splitlines()


def test_markdown():
    page = matrix.markdown(SHOP)
    heads = "| resource | scope | may | who | rows | fields |\n| --- | --- | --- | --- | --- | --- |\n| Label |"
    assert page.startswith(heads)
    assert SALES in page and ORDERS in page and REVIEWS in page
    assert {len(line.split(" | ")) for line in page.splitlines() if line.startswith("|")} == {6}
    assert page.endswith("".join(f"- {note}\n" for note in matrix.NOTES))


def test_what_the_page_about_policies_shows():
    page = (Path(__file__).parent.parent / "docs" / "policies.md").read_text()
    _, _, shown = page.partition("```text\n")
    lines = shown.partition("```")[0].splitlines()
    assert len(lines) > 1 and [line for line in lines if line not in matrix.markdown(SHOP).splitlines()] == []


def test_json_has_every_field_by_its_name():
    shown = matrix.document(SHOP)
    assert shown["roles"] == ["anonymous", "admin", "clerk", "customer", "label"]
    [lines] = [resource for resource in shown["resources"] if resource["name"] == "OrderLine"]
    assert lines["scope"] == "order-lines:read"
    [label] = [cell for cell in lines["read"] if cell["roles"] == ["label"]]
    assert label["rules"] == [
        {
            "rows": "release.label.members.account_id = caller.id",
            "fields": ["id", "quantity", "unit_price", "release_id", "release"],
        }
    ]


def test_json_has_what_is_written_as_well():
    shown = {resource["name"]: resource["write"] for resource in matrix.document(SHOP)["resources"]}
    assert shown["OrderLine"] == {"scope": "order-lines:write", "match_required": False}
    own = "customer.account_id = caller.id"
    assert shown["WishlistEntry"]["create"] == [
        {
            "roles": ["customer"],
            "rules": [
                {
                    "rows": "all",
                    "fields": ["note", "release_id"],
                    "after": "all",
                    "presets": {"customer.account_id": "caller.id"},
                }
            ],
        }
    ]
    [update] = [cell for cell in shown["Review"]["update"] if cell["roles"] == ["customer"]]
    assert update["rules"] == [
        {"rows": own, "fields": ["stars", "text"], "after": own, "presets": {"published": "false"}}
    ]
    assert [cell["roles"] for cell in shown["LabelMember"]["delete"]] == [["admin"]]


def test_who_has_to_say_which_state_was_seen():
    found = replace(load("tests.atelier"))
    [canvas, *_] = [one for one in found.served if one.name == "Canvas"]
    rules = (rule(Q(mood="GRIM"), roles="painter", fields={"title"}, check=ALL), rule(roles="visitor", fields=ALL))
    canvas = replace(canvas, written=replace(canvas.written, update=rules, match_required=True))
    [entry] = [
        entry
        for entry in matrix.matrix(Policies(replace(found, resources={**found.resources, "Canvas": canvas}))).entries
        if entry.resource == "Canvas"
    ]
    written = [(verb, cell.roles, [line.condition for line in cell.lines]) for verb, _, cell in entry.all][-2:]
    assert written == [
        ("update with If-Match", ("painter",), ["mood = GRIM"]),
        ("update with If-Match", ("visitor",), ["all"]),
    ]


@pytest.mark.parametrize(
    ("rows", "after", "words"),
    [
        ("all", "all", "all"),
        ("a = 1", "all", "a = 1"),
        ("a = 1", "a = 1", "a = 1, still afterwards"),
        ("all", "b = 1", "b = 1, afterwards"),
        ("a = 1", "b = 1", "a = 1; afterwards b = 1"),
    ],
)
def test_rows_before_and_after(rows: str, after: str, words: str):
    assert matrix.Line(rows, (), "all", after).condition == words


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_command(form: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GATEWAY_DOMAIN", "tests.atelier")
    done = CliRunner().invoke(commands, ["policies", "--format", form])
    assert done.exit_code == 0
    if form == "json":
        assert orjson.loads(done.stdout) == matrix.document(ATELIER)
    else:
        # only a table has to fit its lines to the width
        assert all(word in done.stdout for word in ("canvases:read", "shown_at <= now", "not mood = GRIM"))
        assert (done.stdout == matrix.markdown(ATELIER)) == (form == "markdown")


def test_the_command_knows_its_formats():
    assert CliRunner().invoke(commands, ["policies", "--format", "xml"]).exit_code == 2


def words_of(resource: str, when: Q) -> str:
    claims = frozenset({"sub", "level", "teams"})
    return matrix.condition(rules.condition(when, TRAPS.resources[resource], claims, TRAPS))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (Q(owner=caller.id), "owner = caller.id"),
        (Q(secret__gte=caller.claim("level")), 'secret >= caller.claim("level")'),
        (Q(team_id__in=caller.claim("teams")), 'team_id in caller.claim("teams")'),
        (Q(secret=caller.claim("other")), "none"),
        (Q(owner=None), "owner is null"),
        (Q(until__isnull=False), "until is not null"),
        (Q(until__lt=now), "until < now"),
        (Q(public=True) & ~Q(secret=5), "public = true and not secret = 5"),
        (Q(public=True) | Q(secret=5) & Q(secret__not=6), "public = true or (secret = 5 and secret != 6)"),
        (Q(Q(public=True) | Q(owner="x"), Q(secret=1)), 'secret = 1 and (public = true or owner = "x")'),
        (Q(public=True) | Q(Q(owner="x") | Q(secret=1)), 'public = true or owner = "x" or secret = 1'),
        (~Q(Q(owner="x"), Q(secret=1)), 'not owner = "x" or not secret = 1'),
        (Q(owner__not_in=["x", "y"]), 'owner not in ("x", "y")'),
        (Q(team__name="x"), 'team.name = "x"'),
        (Q(team__members__account=caller.id), "team.members.account = caller.id"),
        (
            Q(team__members__account=caller.id, team__members__role="OWNER"),
            'team.members[account = caller.id and role = "OWNER"]',
        ),
        (~Q(team__members__role="OWNER"), 'not team.members.role = "OWNER"'),
        (Q(team__name="[bold]"), 'team.name = "[bold]"'),
    ],
    # the object itself is called otherwise in each process
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_conditions_are_said_as_they_were_written(when: Q, words: str):
    assert words_of("Masked", when) == words


def test_callers_without_a_role_are_told_from_strangers_where_that_matters():
    """Policies of the traps speak of claims and ask for no role; those of the shop ask for one."""
    found = matrix.matrix(Policies(TRAPS))
    assert found.roles == ("anonymous", "authenticated", "auditor")
    [mine] = [entry for entry in found.entries if entry.resource == "NotMine"]
    assert [(cell.roles, [line.rows for line in cell.lines]) for cell in mine.cells] == [
        (("anonymous",), []),
        (("authenticated", "auditor"), ["not owner = caller.id"]),
    ]
    # what no policy serves has no name
    assert "unserved" not in str(matrix.document(found))


# --- as the doors have it ---------------------------------------------------------------------------------------------


def cell_of(entry: Entry, role: str) -> Cell:
    [cell] = [cell for cell in entry.cells if role in cell.roles]
    return cell


def asker(role: str, account: str, **claims: Any) -> Caller:
    """Somebody in this role alone, with every claim that policies speak of."""
    if role == matrix.ANONYMOUS:
        return ANONYMOUS
    return person(*([] if role == matrix.AUTHENTICATED else [role]), account=account, **claims)


async def agree(doors: Doors, found: Matrix, account: str, claims: dict[str, Any], counts: dict[str, int]) -> None:
    for entry in found.entries:
        resource = doors.engine.catalog.resources[entry.resource]
        for role in found.roles:
            cell, known = cell_of(entry, role), asker(role, account, **claims)
            if cell.lines:
                await some(doors, resource, cell, known, counts[resource.table])
                await only(doors, entry, resource, cell, known)
            else:
                await none(doors, resource, known)


async def none(doors: Doors, resource: Resource, known: Caller) -> None:
    """Nothing can be read: not the rows, not one of them, not their number."""
    path, root = f"/{resource.plural.replace('_', '-')}", camel(resource.plural)
    for address in (path, f"{path}?count=exact&first=0", f"{path}/1"):
        assert told(await doors.rest(address, known))[0] == "RESOURCE_UNKNOWN"
    for query in (f"{{ {root} {{ totalCount }} }}", f'{{ node(id: "{resource.name}:1") {{ id }} }}'):
        assert told(await doors.graphql(query, caller=known))[0] == "RESOURCE_UNKNOWN"


async def some(doors: Doors, resource: Resource, cell: Cell, known: Caller, count: int) -> None:
    """Where a line says all, there are as many rows as in the table; otherwise there may be fewer."""
    path, root = f"/{resource.plural.replace('_', '-')}", camel(resource.plural)
    total = (await doors.found(f"{path}?count=exact&fields=id", known))["page"]["total"]
    assert total == (await doors.data(f"{{ {root} {{ totalCount }} }}", caller=known))[root]["totalCount"]
    assert total == count if any(line.rows == "all" for line in cell.lines) else total <= count


async def only(doors: Doors, entry: Entry, resource: Resource, cell: Cell, known: Caller) -> None:
    """The fields of the lines exist, and no others; those of a line on all rows are nowhere withheld."""
    path = f"/{resource.plural.replace('_', '-')}"
    listed = {name for line in cell.lines for name in line.fields}
    everywhere = {name for line in cell.lines if line.rows == "all" for name in line.fields}
    for name in entry.fields:
        relation = resource.relations.get(name)
        reply = await doors.rest(f"{path}?fields={name}" + ("(id)" if relation else ""), known)
        assert (reply.status == 200) == (name in listed), (resource.name, name)
        assert name in listed or told(reply)[0] == "FIELD_UNKNOWN"
        assert name not in everywhere or "withheld" not in reply.json
        below = "" if relation is None else "{ nodes { id } }" if relation.many else "{ id }"
        query = f"{{ {camel(resource.plural)} {{ nodes {{ {camel(name)} {below} }} }} }}"
        assert (await doors.graphql(query, caller=known)).status == reply.status


async def writes(doors: Doors, found: Matrix, account: str, claims: dict[str, Any]) -> None:
    """Who is not named may not, and of those that are, each field of a line is known, and no other."""
    for entry in found.entries:
        resource = doors.engine.catalog.resources[entry.resource]
        for role in found.roles:
            known = asker(role, account, **claims)
            for verb in matrix.VERBS:
                lines = [line for cell in entry.writes.get(verb, ()) if role in cell.roles for line in cell.lines]
                for name in resource.names:
                    ended = await said(doors, resource, verb, known, name)
                    if not lines:
                        assert ended in REFUSALS, (resource.name, verb, role, ended)
                    elif verb != "delete" and any(line.rows == "all" for line in lines):
                        listed = any(name in line.fields for line in lines)
                        assert (ended != "FIELD_UNKNOWN") == listed, (resource.name, verb, role, name, ended)


async def said(doors: Doors, resource: Resource, verb: str, known: Caller, name: str) -> str | None:
    """What is said of a field that is written as nothing can be, or of a row that is deleted."""

    async def run(work: Work) -> None:
        if verb == "create":
            await creating.create(work, resource, [{name: {"no": "value"}}], [""])
        elif verb == "update":
            await changing.update(work, resource, [Change(1, {name: {"no": "value"}})])
        else:
            await changing.delete(work, resource, [Removal(1)])

    try:
        await doors.writes.transact(known, Spelling("key"), run, dry=True)
    except GatewayError as error:
        [*codes] = [one.code for one in error.violations if one.pointer == f"/{name}"]
        return codes[0] if codes else error.code
    return None


async def test_the_shop_agrees_about_what_is_written(world: World):
    await writes(world.shop, SHOP, "acct-ada", {})


async def test_the_shop_agrees(world: World):
    tables = {name: len(list(rows)) for name, _, rows in shop.TABLES}
    await agree(world.shop, SHOP, "acct-ada", {}, tables)


async def test_the_studio_agrees(world: World):
    tables = {name: len(list(rows)) for name, _, rows in studio.TABLES}
    await agree(world.atelier, ATELIER, "acct-ida", {"painter": "ida"}, tables)


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("docs", [True, False])
async def test_the_page_is_there_in_development(tmp_path: Path, docs: bool):
    settings = databases.settings_of(None, tmp_path).model_copy(update={"docs": docs})
    async with application.opened(settings) as app:
        page, index = await app.get(PATH), (await app.get("/")).json
    assert ("policies" in index) == docs
    if not docs:
        assert page.status == 404
        return
    assert index["policies"] == PATH
    assert page.status == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
    text = page.body.decode()
    for entry in SHOP.entries:
        assert entry.writing in text or not entry.writes
        assert f'<h2 id="{entry.resource}">{entry.resource}</h2>' in text and entry.scope in text
        for line in (line for _, _, cell in entry.all for line in cell.lines):
            assert line.condition.replace("<", "&lt;").replace('"', "&#34;") in text and line.values in text
    assert "script" not in page.headers["content-security-policy"] and "<script" not in text
    nonce = page.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    assert f'<style nonce="{nonce}">' in text and len(nonce) > 20
    assert "http://" not in text and "https://" not in text
