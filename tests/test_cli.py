"""The command line as a person meets it: real processes, a real file, a real server."""

import re
import subprocess
import sys

import orjson
import pytest

from tests import servers
from tests.graphql.persisted import manifests
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
        *("accounts", "roles", "clients", "keys", "api-keys", "documents"),
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


def test_documents_of_a_manifest_are_listed_and_checked(run, tmp_path):
    manifests.write(tmp_path / "m.json", manifests.apollo(manifests.RELEASE, manifests.REVIEW, client="phone"))
    named = {"GATEWAY_DOCUMENT_MANIFEST": str(tmp_path)}
    rows = orjson.loads(run("documents", "list", "--json", **named).stdout)
    assert [(row["name"], row["type"], row["client"], row["file"]) for row in rows] == [
        ("Release", "query", "phone", "m.json"),
        ("Review", "mutation", "phone", "m.json"),
    ]
    assert manifests.sha(manifests.RELEASE) in run("documents", "list", str(tmp_path / "m.json")).stdout
    done = run("documents", "check", **named)
    assert (done.returncode, done.stderr) == (0, "2 documents under 2 ids are sound\n")
    manifests.write(
        tmp_path / "n.json", {"a": "{ releases { nodes { titel } } }", manifests.sha("x"): "{ __typename }"}
    )
    # a server that would answer it does not start either
    for arguments in (["documents", "check", str(tmp_path)], ["documents", "list"], ["serve"]):
        done = run(*arguments, **named)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == 'gateway: n.json: a: line 1: Release has no field "titel"\n'


def test_without_a_manifest_there_are_no_documents(run):
    for command in ("list", "check"):
        done = run("documents", command)
        assert done.returncode == 2 and "GATEWAY_DOCUMENT_MANIFEST" in done.stderr


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
