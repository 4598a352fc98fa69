"""Administration by commands, on both databases: what they do to the rows, what they say, and what they refuse."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import stat
import sys
from dataclasses import dataclass
from io import StringIO

import orjson
import pytest
from joserfc.jwk import ECKey

from gateway import cli, migrations, sample
from gateway.auth.keys import KeyRing
from gateway.auth.people.passwords import Passwords
from gateway.commands.opened import opened
from gateway.commands.terminal import shown
from gateway.settings import Settings
from gateway.tables import Account, ApiKey, Client
from tests import databases
from tests.servers import without_settings

CLERK = "clerk@amplitude.test"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return orjson.loads(self.out)


@pytest.fixture(params=databases.DIALECTS)
def settings(request, tmp_path):
    """An up-to-date database. Commands have a loop of their own, so tests of them have none."""
    with asyncio.Runner() as runner:
        made = databases.empty(request, tmp_path)
        settings = runner.run(made.__aenter__())
        try:
            runner.run(migrations.apply(settings))
            yield settings
        finally:
            runner.run(made.__aexit__(None, None, None))


@pytest.fixture
def run(settings, monkeypatch, capsys):
    for name in set(without_settings()) ^ set(os.environ):
        monkeypatch.delenv(name)
    monkeypatch.setenv("GATEWAY_VAR", str(settings.var))
    monkeypatch.setenv("COLUMNS", "300")
    if settings.database_url is not None:
        monkeypatch.setenv("DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setattr(sys, "path", [*sys.path])

    def command(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return command


def rows(settings, model, **which):
    async def read():
        async with opened(settings) as store, store.transaction() as db:
            return await model.filter(**which).using_db(db)

    return asyncio.run(read())


def made(done: Done) -> Done:
    assert done.code == 0, done.err
    return done


# --- accounts and roles -----------------------------------------------------------------------------------------------


def test_an_account_is_made_with_a_link_for_its_password(run, settings):
    done = made(run("accounts", "create", "Ann@Example.net", "--name", "Ann", "--role", "clerk"))
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/reset\?token=[\w-]{43}\n", done.out)
    [account] = rows(settings, Account)
    assert (account.email, account.name, account.password) == ("ann@example.net", "Ann", None)
    [listed] = made(run("accounts", "list", "--json")).json
    assert (listed["email"], listed["roles"], listed["verified"]) == ("ann@example.net", ["clerk"], False)
    assert run("accounts", "create", "ann@example.net").code == 1
    refused = run("accounts", "create", "nobody")
    assert refused.code == 1 and "nobody" in refused.err and "Traceback" not in refused.err


def test_a_verified_account_for_a_program(run):
    about = made(run("accounts", "create", "bob@example.net", "--verified", "--json")).json
    assert about.keys() == {"id", "email", "password_link"}
    shown_of = made(run("accounts", "show", about["id"], "--json")).json
    assert shown_of["email"] == "bob@example.net" and shown_of["verified"] and not shown_of["password"]


def test_accounts_are_searched_and_bounded(run):
    for name in ("ann", "bob", "cid"):
        made(run("accounts", "create", f"{name}@example.net", "--role", "clerk" if name == "ann" else "label"))
    assert [row["email"] for row in made(run("accounts", "list", "--search", "BOB", "--json")).json] == [
        "bob@example.net"
    ]
    assert len(made(run("accounts", "list", "--role", "label", "--json")).json) == 2
    bounded = made(run("accounts", "list", "--limit", "2"))
    assert "ann@example.net" in bounded.out and "cid@" not in bounded.out and "--limit" in bounded.err
    assert "no such account" in made(run("accounts", "list", "--search", "dan")).err


def test_an_account_is_disabled_enabled_and_deleted(run, settings):
    made(run("accounts", "create", "ann@example.net"))
    assert "void" in made(run("accounts", "disable", "ann@example.net")).err
    assert "disabled already" in made(run("accounts", "disable", "ann@example.net")).err
    assert run("accounts", "password", "ann@example.net").code == 1
    assert run("token", "ann@example.net").code == 1
    made(run("accounts", "enable", "ann@example.net"))
    assert "/reset?token=" in made(run("accounts", "password", "ann@example.net")).out
    made(run("accounts", "delete", "ann@example.net", "--yes"))
    assert rows(settings, Account) == []
    gone = run("accounts", "show", "ann@example.net")
    assert gone.code == 1 and "gateway accounts list" in gone.err


def test_what_is_deleted_is_meant(run, settings, monkeypatch):
    made(run("accounts", "create", "ann@example.net"))
    monkeypatch.setattr(sys, "stdin", StringIO())
    assert run("accounts", "delete", "ann@example.net").code == 1
    assert len(rows(settings, Account)) == 1


def test_roles_are_granted_and_revoked(run, settings):
    made(run("accounts", "create", "ann@example.net"))
    before = rows(settings, Account)[0].epoch
    assert "from now on" in made(run("roles", "grant", "ann@example.net", "clerk")).err
    assert "already" in made(run("roles", "grant", "ann@example.net", "clerk")).err
    [clerk] = [row for row in made(run("roles", "list", "--json")).json if row["role"] == "clerk"]
    assert clerk == {"role": "clerk", "accounts": 1, "clients": 0, "in_policies": True}
    assert "not clerk any more" in made(run("roles", "revoke", "ann@example.net", "clerk")).err
    assert "was not" in made(run("roles", "revoke", "ann@example.net", "clerk")).err
    assert rows(settings, Account)[0].epoch > before


def test_a_role_that_no_policy_speaks_of(run):
    made(run("accounts", "create", "ann@example.net"))
    refused = run("roles", "grant", "ann@example.net", "clerck")
    assert refused.code == 2 and "did you mean clerk?" in refused.err and "admin, clerk, customer, label" in refused.err
    assert run("accounts", "create", "bob@example.net", "--role", "clerck").code == 2
    made(run("roles", "grant", "ann@example.net", "clerck", "--force"))
    assert {"role": "clerck", "accounts": 1, "clients": 0, "in_policies": False} in run("roles", "list", "--json").json


def test_names_of_strangers_do_not_command_the_terminal(run):
    assert shown("a\x1b[2Jb\n") == "a�[2Jb�"
    made(run("accounts", "create", "ann@example.net", "--name", "[bold]Ann[/bold]"))
    assert "[bold]Ann[/bold]" in made(run("accounts", "list")).out


# --- clients ----------------------------------------------------------------------------------------------------------


def test_a_client_gets_a_secret_once(run, settings):
    web = ("--redirect-uri", "https://app.example/cb", "--scope", "openid", "--scope", "read")
    done = made(run("clients", "create", "app", "--name", "An app", *web))
    [client] = rows(settings, Client)
    assert client.secret not in {None, done.out.strip()} and client.method == "client_secret_basic"
    assert client.grant_types == ["authorization_code", "refresh_token"]
    assert client.default_scopes == client.scopes == ["openid", "read"]
    rotated = made(run("clients", "rotate-secret", "app"))
    assert rotated.out != done.out and rows(settings, Client)[0].secret != client.secret
    assert done.out.strip() not in made(run("clients", "show", "app")).out
    taken = run("clients", "create", "app", "--name", "Another", *web)
    assert taken.code == 1 and "taken" in taken.err


def test_a_public_client_has_none(run):
    done = made(run("clients", "create", "tv", "--name", "TV", "--public", "--grant", "device_code", "--json"))
    assert done.json == {"client_id": "tv", "client_secret": None}
    assert run("clients", "rotate-secret", "tv").code == 1
    about = made(run("clients", "show", "tv", "--json")).json
    assert about["method"] == "none" and about["grant_types"] == ["urn:ietf:params:oauth:grant-type:device_code"]
    assert run("clients", "create", "x", "--name", "X", "--public", "--method", "private_key_jwt").code == 2


def test_a_client_with_keys_of_its_own(run, tmp_path):
    key = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
    machine = ("--method", "private_key_jwt", "--grant", "client_credentials", "--scope", "read")
    file = tmp_path / "keys.json"
    file.write_bytes(orjson.dumps({"keys": [key.as_dict(private=True)]}))
    refused = run("clients", "create", "sync", "--name", "Sync", *machine, "--jwks", str(file))
    assert refused.code == 1 and "private key" in refused.err and str(key.as_dict(private=True)["d"]) not in refused.err
    file.write_text("no keys")
    assert "is not a JWK set" in run("clients", "create", "sync", "--name", "Sync", *machine, "--jwks", str(file)).err
    file.write_bytes(orjson.dumps({"keys": [key.as_dict(private=False)]}))
    done = made(run("clients", "create", "sync", "--name", "Sync", *machine, "--jwks", str(file), "--role", "label"))
    assert done.out == ""
    assert made(run("clients", "show", "sync", "--json")).json["keys"] == [key.kid]


def test_a_client_is_disabled_enabled_and_deleted(run, settings):
    made(run("clients", "create", "tv", "--name", "TV", "--public", "--grant", "device_code"))
    made(run("clients", "disable", "tv"))
    [client] = rows(settings, Client)
    assert client.disabled_at is not None and client.epoch == 1
    made(run("clients", "enable", "tv"))
    assert rows(settings, Client)[0].disabled_at is None
    made(run("clients", "delete", "tv", "--yes"))
    assert rows(settings, Client) == []
    for command in ("show", "disable", "enable", "rotate-secret"):
        gone = run("clients", command, "tv")
        assert gone.code == 1 and "there is no client tv" in gone.err


def test_what_a_client_may_not_be(run):
    refused = run("clients", "create", "x", "--name", "X", "--redirect-uri", "http://localhost:80@attacker.test/cb")
    assert refused.code == 1 and "user name" in refused.err
    refused = run("clients", "create", "x", "--name", "X", "--redirect-uri", "https://a.example/", "--scope", "reed")
    assert refused.code == 1 and "wishlist-entries:read" in refused.err
    assert run("clients", "create", "x", "--name", "X", "--role", "clerck").code == 2
    assert "no client is registered" in made(run("clients", "list")).err


# --- keys -------------------------------------------------------------------------------------------------------------


def test_signing_keys_rotate(run):
    assert "the first token makes one" in made(run("keys", "list")).err
    made(run("accounts", "create", "ann@example.net"))
    assert made(run("token", "ann@example.net")).out.count(".") == 2
    [active] = made(run("keys", "list", "--json")).json
    following = made(run("keys", "rotate")).out.strip()
    states = {row["kid"]: row["state"] for row in made(run("keys", "list", "--json")).json}
    assert states == {active["kid"]: "active", following: "next"}


def test_a_key_that_got_out_is_replaced_at_once(run, settings, monkeypatch):
    made(run("accounts", "create", "ann@example.net"))
    made(run("token", "ann@example.net"))
    monkeypatch.setattr(sys, "stdin", StringIO())
    asked = run("keys", "rotate", "--now")
    assert asked.code == 1 and "every access token that is out now becomes void" in asked.err
    assert len(made(run("keys", "list", "--json")).json) == 1
    kid = made(run("keys", "rotate", "--now", "--yes")).out.strip()
    [only] = made(run("keys", "list", "--json")).json
    assert (only["kid"], only["state"]) == (kid, "active")


def test_another_secret_key_is_told(run, monkeypatch):
    made(run("accounts", "create", "ann@example.net"))
    made(run("token", "ann@example.net"))
    monkeypatch.setenv("GATEWAY_SECRET_KEY", "another " * 8)
    for command in (["keys", "list"], ["token", "ann@example.net"]):
        told = run(*command)
        assert told.code == 1 and "another GATEWAY_SECRET_KEY" in told.err and "gateway check" in told.err
    made(run("keys", "rotate", "--now", "--yes"))
    made(run("token", "ann@example.net"))


def test_api_keys_are_made_listed_and_revoked(run, settings):
    made(run("accounts", "create", "ann@example.net"))
    done = made(run("api-keys", "create", "nightly", "--account", "ann@example.net", "--scope", "orders:read"))
    assert re.fullmatch(r"torii_[\w-]{43}\n", done.out)
    [listed] = made(run("api-keys", "list", "--account", "ann@example.net", "--json")).json
    assert (listed["name"], listed["of"], listed["scopes"]) == ("nightly", "ann@example.net", ["orders:read"])
    assert done.out.startswith(listed["begins"]) and listed["expires"]
    made(run("api-keys", "revoke", listed["id"]))
    assert rows(settings, ApiKey)[0].revoked_at is not None
    again = run("api-keys", "revoke", listed["id"])
    assert again.code == 1 and "gateway api-keys list" in again.err


def test_an_api_key_is_of_one_that_there_is(run):
    made(run("clients", "create", "tv", "--name", "TV", "--public", "--grant", "device_code", "--scope", "read"))
    assert (
        made(run("api-keys", "create", "for ever", "--client", "tv", "--days", "0", "--json")).json["expires_at"]
        is None
    )
    assert [row["of"] for row in made(run("api-keys", "list", "--client", "tv", "--json")).json] == ["tv"]
    for owner in ([], ["--client", "tv", "--account", "ann@example.net"]):
        assert run("api-keys", "create", "x", *owner).code == 2
    assert run("api-keys", "create", "x", "--client", "nobody").code == 1
    assert run("api-keys", "create", "x", "--account", "nobody").code == 1
    refused = run("api-keys", "create", "x", "--client", "tv", "--scope", "openid")
    assert refused.code == 2 and "orders:read" in refused.err


# --- the sample -------------------------------------------------------------------------------------------------------


def test_the_sample_has_accounts_only_in_the_embedded_database(run, settings):
    made(run("seed"))
    if not settings.embedded:
        assert rows(settings, Account) == [] and rows(settings, Client) == []
        assert not (settings.var / sample.FILE).exists()
        # the rows know the accounts, and development can be them
        assert made(run("token", CLERK)).out.count(".") == 2
        return
    kept = sample.kept(settings)
    assert kept is not None and kept.accounts.keys() == {account.email for account in rows(settings, Account)}
    assert stat.S_IMODE((settings.var / sample.FILE).stat().st_mode) == 0o600
    assert {client.id for client in rows(settings, Client)} == {"storefront", "storefront-cli", "label-sync"}
    assert kept.clients.keys() == {"label-sync"}
    [clerk] = rows(settings, Account, email=CLERK)
    assert clerk.email_verified_at is not None and asyncio.run(verified(settings, kept.accounts[CLERK], clerk.password))
    assert len(set(kept.accounts.values())) == 4 and all(len(password) >= 20 for password in kept.accounts.values())


async def verified(settings: Settings, password: str, hashed: str | None) -> bool:
    passwords = Passwords(settings)
    try:
        right, _ = await passwords.verify(password, hashed)
    finally:
        passwords.close()
    return right


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_sample_is_made_once_and_what_is_taken_away_stays_away(run, settings):
    async def fill() -> list[str]:
        async with opened(settings) as store:
            return await sample.fill(store)

    first = asyncio.run(fill())
    kept = sample.kept(settings)
    made(run("accounts", "delete", CLERK, "--yes"))
    assert CLERK in first and asyncio.run(fill()) == []
    assert sample.kept(settings) == kept and rows(settings, Account, email=CLERK) == []


def test_the_greeting_says_how_to_log_in(run, settings, capsys):
    made(run("seed"))
    cli._greet(settings)
    said = capsys.readouterr().err
    kept = sample.kept(settings)
    assert CLERK in said and "gateway token customer@amplitude.test" in said
    if kept is None:
        assert not settings.embedded and "/login" not in said and "storefront" not in said
        return
    assert all(f"{email:<23}   {password}" in said for email, password in kept.accounts.items())
    assert "http://127.0.0.1:8000/login" in said and "storefront " in said
    assert f"curl -u label-sync:{kept.clients['label-sync']} -d grant_type=client_credentials" in said


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_database_that_was_thrown_away_alone(run, settings):
    made(run("seed"))
    kept = sample.kept(settings)
    assert kept is not None
    (settings.var / "torii.sqlite3").unlink()
    made(run("migrate"))
    made(run("seed"))
    again = sample.kept(settings)
    assert again is not None and again.accounts == kept.accounts and again.clients != kept.clients
    [clerk] = rows(settings, Account, email=CLERK)
    assert asyncio.run(verified(settings, kept.accounts[CLERK], clerk.password))


def test_a_token_says_what_the_account_is_now(run, settings):
    made(run("accounts", "create", "ann@example.net", "--role", "clerk"))
    made(run("roles", "revoke", "ann@example.net", "clerk"))
    [account] = rows(settings, Account)
    claims = orjson.loads(_decoded(made(run("token", "ann@example.net")).out.split(".")[1]))
    assert (claims["sub"], claims["roles"], claims["epoch"]) == (account.id, [], account.epoch)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_a_database_that_is_not_up_to_date(run, settings):
    asyncio.run(databases.run(settings, "DELETE FROM aerich WHERE app = 'gateway'"))
    told = run("accounts", "list")
    assert told.code == 1 and "run `gateway migrate` first" in told.err


def test_the_key_of_a_command_is_the_servers(run, settings):
    made(run("accounts", "create", "ann@example.net"))
    token = made(run("token", "ann@example.net")).out

    async def kid() -> str:
        async with opened(settings) as store:
            return (await KeyRing(store).signing()).kid

    assert orjson.loads(_decoded(token.split(".")[0]))["kid"] == asyncio.run(kid())
