from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest
from pydantic import SecretStr

from gateway import check, migrations
from gateway.catalog import load
from gateway.check import Problem
from gateway.declare import ALL, caller, rule
from gateway.policy import Policies
from gateway.settings import Settings
from tests import databases, shop

DOMAIN = "tests.faulty"


def _said(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.severity, problem.where) for problem in problems}


async def test_a_sound_house(tmp_path):
    settings = databases.settings_of(None, tmp_path)
    await migrations.apply(settings)
    assert await check.problems(settings) == []


async def test_a_faulty_domain(tmp_path):
    settings = databases.settings_of(None, tmp_path, DOMAIN)
    await migrations.make(settings, folder=tmp_path)
    await migrations.apply(settings, tmp_path)
    found = await check.problems(settings, tmp_path)
    assert _said(found) == {
        ("error", "Thing.owner_id"),
        ("warning", "Owner"),
        ("warning", "Thing"),
        ("warning", "Thing.name"),
        ("warning", "Thing.shout"),
        ("warning", "ThingPolicy"),
    }
    assert {problem.what for problem in found if problem.where == "ThingPolicy"} == {
        "asks for Owner.account, which has no index, on every read",
        "asks for Thing.name, which has no index, on every read",
    }
    assert [problem.severity for problem in found] == sorted(problem.severity for problem in found)
    assert all(problem.fix for problem in found)


def wrong(name: str, **said: Any) -> list[tuple[str, str]]:
    """What is wrong with the shop when the policy of this model says so of writing."""
    known = load("domain")
    resource = known.resources[name]
    changed = replace(resource, written=replace(resource.written, **said))
    found = list(check._domain(Policies(replace(known, resources={**known.resources, name: changed}))))
    assert all(one.where == f"{name}Policy" and one.fix for one in found)
    return [(one.severity, one.what) for one in found]


OWN: Final = {"customer__account_id": caller.id}


@pytest.mark.parametrize(
    ("name", "said", "found"),
    [
        ("Review", {"create": (rule(roles="customer", fields={"release", "stars"}, preset=OWN),)}, []),
        (
            "Review",
            {"create": (rule(roles="customer", fields={"release", "text"}, preset=OWN),)},
            [("error", "lets customer create rows, and nobody fills stars, which has no default")],
        ),
        (
            "Review",
            {"create": (rule(roles=("customer", "admin"), fields={"release", "stars"}),)},
            [("error", "lets admin or customer create rows, and nobody fills customer_id, which has no default")],
        ),
        # a track is made with its release
        ("Track", {"create": (rule(roles="clerk", fields={"position", "title", "seconds"}),)}, []),
        (
            "WishlistEntry",
            {"create": (rule(roles=("clerk", "label"), fields=ALL),)},
            [],
        ),
        (
            "WishlistEntry",
            {"create": (rule(roles="label", fields=ALL),)},
            [("warning", "lets label create rows that point to a Customer, of which they may read none")],
        ),
        (
            "WishlistEntry",
            {"create": (rule(fields=ALL),)},
            [("warning", "lets everyone create rows that point to a Customer, of which they may read none")],
        ),
        (
            "Order",
            {"update": (rule(roles="label", fields={"staff_note"}),)},
            [("warning", "lets label update rows of which they may read none, and what cannot be read is not there")],
        ),
        (
            "Order",
            {"delete": (rule(roles=("clerk", "label")), rule(roles="label"))},
            [("warning", "lets label delete rows of which they may read none, and what cannot be read is not there")],
        ),
        (
            "Order",
            {"update": (rule(roles="clerk", fields={"id", "lines"}),)},
            [("warning", "lets clerk change rows, and nothing of them")],
        ),
        (
            "Release",
            {"update": (rule(roles="clerk", fields={"title", "genres"}),), "create": (), "link": {}},
            [("warning", "names genres, which no rule lets anybody link")],
        ),
    ],
)
def test_what_nobody_can_ever_write(name, said, found):
    assert wrong(name, **said) == found


async def test_migrations_that_wait(tmp_path):
    found = await check.problems(databases.settings_of(None, tmp_path))
    assert found and {problem.fix for problem in found} == {"gateway migrate"}


async def test_models_without_a_migration(tmp_path):
    found = await check.problems(databases.settings_of(None, tmp_path), tmp_path)
    assert [problem.fix for problem in found] == ["gateway makemigrations"]


MODEL: Final = """
from tortoise import fields
from tortoise.models import Model
from gateway.declare import ALL, Policy, action, rule

class Thing(Model):
    id = fields.IntField(primary_key=True)

class ThingPolicy(Policy, model=Thing):
    read = rule(ALL)
"""
CREATES_ANYTHING: Final = f"{MODEL}    create = rule(ALL)\n"
ACTS_AT_ONCE: Final = f"""{MODEL}
@action(on=Thing)
def polish() -> None:
    pass
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("import nowhere_to_be_found", "nowhere_to_be_found"),
        ("def", "SyntaxError"),
        ("unheard_of", "NameError"),
        ("", "no models"),
        (CREATES_ANYTHING, "does not say which fields"),
        (ACTS_AT_ONCE, "is no async function"),
    ],
)
async def test_a_domain_that_cannot_be_imported(tmp_path, monkeypatch, text, complaint):
    name = f"broken{abs(hash(text))}"
    (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    [problem] = await check.problems(databases.settings_of(None, tmp_path, name))
    assert (problem.severity, problem.where) == ("error", name)
    assert complaint in problem.what


async def test_a_domain_that_is_not_there(tmp_path):
    [problem] = await check.problems(databases.settings_of(None, tmp_path, "nowhere_to_be_found"))
    assert problem.severity == "error"


async def test_a_database_that_is_not_there(tmp_path):
    settings = databases.settings_of("postgres://nobody:hush@127.0.0.1:1/none?sslmode=disable", tmp_path)
    [problem] = await check.problems(settings)
    assert problem.where == "PostgreSQL none at 127.0.0.1:1"
    assert problem.severity == "error"
    assert "hush" not in repr(problem)


async def test_another_secret_key(tmp_path):
    settings = databases.settings_of(None, tmp_path)
    await migrations.apply(settings)
    await shop.read_signing_key(settings)
    assert await check.problems(settings) == []
    [problem] = await check.problems(Settings(var=tmp_path, secret_key=SecretStr("another " * 8)))
    assert (problem.severity, problem.where) == ("error", "GATEWAY_SECRET_KEY")
    assert "gateway keys rotate --now" in problem.fix and "another" not in problem.what


async def test_a_role_for_newcomers_that_means_nothing(tmp_path):
    settings = databases.settings_of(None, tmp_path)
    await migrations.apply(settings)
    found = await check.problems(settings.model_copy(update={"sign_up_roles": ("customer", "costumer")}))
    assert [(problem.severity, problem.where) for problem in found] == [("warning", "GATEWAY_SIGN_UP_ROLES")]
    assert "'costumer'" in found[0].what and "customer" in found[0].fix


async def test_the_engines_tables_are_missing(tmp_path):
    found = await check.problems(databases.settings_of(None, tmp_path))
    assert [problem.what for problem in found if "gateway/0_" in problem.what]


def _exposed(**values) -> set[str]:
    production = {"environment": "production", "database_url": "postgres://a:b@db.example.net/shop"}
    settings = Settings.model_validate({**production, "smtp_url": "smtp://mail.example.net", **values})
    return {problem.where for problem in check._settings(settings)}


def test_settings_that_are_fit_for_a_laptop():
    assert _exposed(
        introspection=True,
        explorer=True,
        docs=True,
        log_level="debug",
        redis_url="redis://r.example.net",
        smtp_url=None,
    ) == {
        "GATEWAY_INTROSPECTION",
        "GATEWAY_EXPLORER",
        "GATEWAY_DOCS",
        "GATEWAY_LOG_LEVEL",
        "DATABASE_URL",
        "REDIS_URL",
        "GATEWAY_SMTP_URL",
    }
    assert "GATEWAY_SMTP_URL" not in _exposed(smtp_url=None, sign_up=False)


@pytest.mark.parametrize("host", ["db", "10.0.0.7", "127.0.0.1", "localhost"])
def test_a_private_network_needs_no_encryption(host):
    assert _exposed(database_url=f"postgres://a:b@{host}/shop", redis_url=f"redis://{host}") == set()


def test_settings_that_are_sound():
    assert (
        _exposed(database_url="postgres://a:b@db.example.net/shop?sslmode=verify-full", redis_url="rediss://r.net")
        == set()
    )


def test_timeouts_in_the_wrong_order():
    assert "GATEWAY_STATEMENT_TIMEOUT_MS" in _exposed(command_timeout=1)


def test_keys_without_tls():
    assert "GATEWAY_TRUSTED_ISSUERS" in _exposed(trusted_issuers='["http://id.example.net"]')
