"""The gateway's own tables are behind no door, until a policy is written for one; and what is secret never is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import orjson
import pytest

from gateway import migrations, tables
from gateway.app import create_app
from gateway.catalog import load
from gateway.graphql import schema
from gateway.rest import openapi
from gateway.settings import Settings
from tests import databases, doors, loading
from tests.doors import Doors, person

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
HASH: Final = "hash-of-a-password"


@pytest.fixture(params=databases.DIALECTS)
async def staff(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path, "tests.staff") as settings:
        await loading.make_tables(settings)
        await loading.fill(settings, _rows())
        async with doors.open_doors(settings) as found:
            yield found


def _rows() -> list[loading.Table]:
    account = ("id", "email", "name", "password", "totp_step", "failures", "epoch", "created_at")
    session = ("id", "hash", "account_id", "methods", "authenticated_at", "created_at", "seen_at", "idle_expires_at")
    return [
        (
            "gateway_account",
            account,
            [(name, f"{name}@x.example", name, HASH, 0, 0, 0, NOW) for name in ("ada", "bob")],
        ),
        (
            "gateway_session",
            (*session, "expires_at", "agent", "address"),
            [(f"s-{name}", f"hash-{name}", name, ["pwd"], *[NOW] * 5, "Browser", "") for name in ("ada", "bob")],
        ),
    ]


def test_no_table_of_ours_is_in_a_schema_without_a_policy():
    shop = load("domain")
    assert not {model.__name__ for model in tables.MODELS} & set(shop.resources)
    assert (
        "gateway_" not in schema.sdl(shop)
        and "gateway_" not in orjson.dumps(openapi.document(shop, Settings.model_validate({}))).decode()
    )


def test_secrets_are_no_columns_whatever_a_policy_says():
    resources = load("tests.staff").resources
    for model in tables.MODELS:
        secret = tables.SECRET & set(model._meta.fields_map)
        assert model.__name__ not in resources or not secret & set(resources[model.__name__].columns), model
    assert "password" not in resources["Account"].columns and "hash" not in resources["Session"].columns


def test_every_secret_column_is_known_to_be_one():
    """A new column that keeps a hash or a sealed text must be named among the secrets."""
    for model in tables.MODELS:
        for name, described in model._meta.fields_map.items():
            text = f"{name} {described.description or ''}".lower()
            if ("hash" in text or "sealed" in text) and name != "id":
                assert name in tables.SECRET, f"{model.__name__}.{name}"


async def test_a_policy_serves_its_rows(staff: Doors):
    ada, admin = person(account="ada"), person("admin", account="root")
    for caller, expected in ((ada, ["ada@x.example"]), (admin, ["ada@x.example", "bob@x.example"])):
        rest = await staff.found("/people?fields=email,sessions(agent)", caller)
        graphql = await staff.data("{ people { nodes { email sessions { nodes { agent } } } } }", caller=caller)
        assert [row["email"] for row in rest["data"]] == expected
        assert [row["email"] for row in graphql["people"]["nodes"]] == expected
    for question in ("/people?fields=password", "/logins?fields=hash", "/programs?fields=secret", "/recovery-codes"):
        assert (await staff.rest(question, admin)).status in {404, 422}


def test_the_application_serves_them_beside_its_actions(tmp_path: Path):
    app = create_app(databases.settings_of(None, tmp_path, "tests.staff"))
    assert app.state.identity is not None


async def test_migrations_make_the_same_tables(staff: Doors, tmp_path: Path):
    assert not await migrations.changed(migrations.ENGINE)
