"""The command line as a person meets it: real processes, a real file, a real server."""

import re
import subprocess
import sys

import orjson
import pytest

from tests import servers
from tests.http.raw import get
from tests.servers import without_settings

COMMAND = ("-m", "gateway.cli")


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return str(tmp_path_factory.mktemp("var"))


@pytest.fixture
def run(var):
    def command(*arguments: str, **environment: str):
        return subprocess.run(
            [sys.executable, *COMMAND, *arguments],
            env={**without_settings(), "GATEWAY_VAR": var, "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def test_help_lists_the_commands(run):
    done = run("--help")
    for command in (
        *("serve", "migrate", "makemigrations", "seed", "check", "schema", "token", "policies"),
        *("accounts", "roles", "clients", "keys", "api-keys"),
    ):
        assert command in done.stdout


def test_wrong_settings_are_a_list_and_exit_2(run):
    done = run("migrate", PORT="none", GATEWAY_DEPHT="1")
    assert done.returncode == 2 and not done.stdout
    assert "  - GATEWAY_DEPHT is not a setting; did you mean GATEWAY_DEPTH?\n" in done.stderr
    assert "  - PORT: " in done.stderr and "Traceback" not in done.stderr


def test_an_absent_database_is_told_in_a_line(run):
    done = run("migrate", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("gateway: ") and "Traceback" not in done.stderr


def test_migrate_then_seed_once(run, tmp_path):
    here = {"GATEWAY_VAR": str(tmp_path)}
    assert "migrated" in run("migrate", **here).stderr
    assert "up to date" in run("migrate", **here).stderr
    first = run("seed", **here)
    assert first.returncode == 0 and "seeded" in first.stderr
    again = run("seed", **here)
    assert again.returncode == 1 and again.stderr.strip().startswith("gateway: ")


def test_the_models_have_their_migrations(run):
    assert "have not changed" in run("makemigrations").stderr


def test_the_sample_domain_is_well(run):
    run("migrate")
    done = run("check")
    assert done.returncode == 0, done.stderr


def test_schemas_are_printed(run):
    sdl = run("schema", "graphql").stdout
    assert "type Query" in sdl and "type Mutation" in sdl
    assert orjson.loads(run("schema", "openapi").stdout)["openapi"].startswith("3.1")


def test_a_token_is_printed_alone(run):
    account = re.findall(r"\S+@\S+?(?=,|\s|$)", run("token", "nobody").stderr)[0]
    done = run("token", account)
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", done.stdout), done.stderr


def test_sample_things_are_not_for_production(run):
    production = {
        "GATEWAY_ENVIRONMENT": "production",
        "GATEWAY_SECRET_KEY": "s" * 32,
        "GATEWAY_ISSUER": "https://api.example",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    }
    for command in (["seed"], ["token", "anyone"]):
        done = run(*command, **production)
        assert done.returncode == 2 and "not for production" in done.stderr


def test_serve_needs_nothing_and_says_how_to_go_on(tmp_path):
    with servers.gateway(*COMMAND, "serve", GATEWAY_VAR=str(tmp_path / "var"), COLUMNS="200") as server:
        assert get(server.port, b"/health/ready").status == 200
        assert get(server.port, b"/api/v1/openapi.json").status == 200
        assert server.stop() == 0
    assert all(orjson.loads(line) for line in server.lines if line)
    with servers.gateway(*COMMAND, "serve", GATEWAY_VAR=str(tmp_path / "var")) as again:
        assert again.stop() == 0
