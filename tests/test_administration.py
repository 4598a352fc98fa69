"""Accounts, clients and keys, managed from outside on both doors; and what a person does with its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
import pytest
from fastapi import FastAPI

from gateway import actions, migrations
from gateway.actions import Actions, Record, Shape
from gateway.app import create_app
from gateway.auth import api_keys, scopes, tokens
from gateway.auth.administration import Administration
from gateway.auth.digests import digest, new_secret
from gateway.auth.keys import OwnKey
from gateway.auth.personal import Personal
from gateway.catalog import load
from gateway.identity import Identity
from gateway.tables import (
    SECRET,
    Account,
    ApiKey,
    AuthorizationCode,
    Client,
    Consent,
    DeviceCode,
    Family,
    Revocation,
    Session,
    SigningKey,
)
from tests import acting, databases
from tests.application import JSON, Application
from tests.doors import Reply
from tests.test_errors_on_both_doors import told

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOORS: Final = ("rest", "graphql")
SERVED: Final = actions.collect(Administration, Personal, catalog=load("domain"))
ALL: Final = "read write"
REGISTRATION: Final = {
    "id": "robot",
    "name": "The robot",
    "method": "client_secret_basic",
    "grant_types": ["client_credentials"],
    "scopes": ["read", "accounts:write"],
    "roles": ["admin"],
}
# arguments that would do something, of every action
ARGUMENTS: Final[Mapping[str, dict[str, Any]]] = {
    "list_accounts": {},
    "grant_role": {"account": "ida@people.example", "role": "clerk"},
    "revoke_role": {"account": "ida@people.example", "role": "customer"},
    "disable_account": {"account": "ida@people.example"},
    "enable_account": {"account": "ida@people.example"},
    "end_sessions": {"account": "ida@people.example"},
    "list_clients": {},
    "register_client": {"client": REGISTRATION},
    "rotate_client_secret": {"client": "robot"},
    "disable_client": {"client": "robot"},
    "enable_client": {"client": "robot"},
    "delete_client": {"client": "robot"},
    "list_api_keys": {},
    "create_api_key": {"name": "backup", "scopes": ["read"], "account": "ida"},
    "revoke_api_key": {"id": "k"},
    "list_signing_keys": {},
    "rotate_signing_key": {},
    "my_sessions": {},
    "revoke_session": {"id": "s"},
    "my_api_keys": {},
    "create_my_api_key": {"name": "backup", "scopes": ["read"]},
    "revoke_my_api_key": {"id": "k"},
    "my_grants": {},
    "revoke_grant": {"client": "robot"},
}
PERSONAL: Final = {
    "my_sessions",
    "revoke_session",
    "my_api_keys",
    "create_my_api_key",
    "revoke_my_api_key",
    "my_grants",
    "revoke_grant",
}


@dataclass
class Somebody:
    subject: str
    roles: tuple[str, ...]
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass
class House:
    """The application, and whoever works in it."""

    app: Application
    identity: Identity
    key: OwnKey

    def bearer(
        self, subject: str, *roles: str, scope: str = ALL, ago: timedelta = timedelta(), **claims: Any
    ) -> dict[str, str]:
        """`ago` is how long ago it was issued, after a login."""
        account, clock = Somebody(subject, roles, claims), (NOW - ago).timestamp
        token = tokens.issue(self.identity.store.settings, self.key, account, scope=scope, clock=clock)
        return {"authorization": f"Bearer {token}"}

    @property
    def admin(self) -> dict[str, str]:
        return self.bearer("root", "admin")

    @property
    def ida(self) -> dict[str, str]:
        return self.bearer("ida", "customer")

    async def ask(self, door: str, name: str, arguments: Any, headers: Mapping[str, str]) -> Reply:
        spec = SERVED.by_name[name]
        if door == "graphql":
            return await self.app.post({"query": acting.document(spec, arguments)}, headers)
        place = f"/api/v1{acting.address(spec, arguments)}"
        if not spec.changes:
            return await self.app.get(place, headers)
        return await self.app.ask("POST", place, JSON | dict(headers), acting.body(spec, arguments))

    async def do(self, door: str, name: str, headers: Mapping[str, str] | None = None, /, **arguments: Any) -> Any:
        reply = await self.ask(door, name, arguments, headers or self.admin)
        return acting.by_graphql(reply) if door == "graphql" else acting.by_rest(reply)

    async def refused(self, name: str, headers: Mapping[str, str], /, **arguments: Any) -> tuple[Any, ...]:
        """The error, in the same words on both doors."""
        rest, graphql = [await self.ask(door, name, arguments, headers) for door in DOORS]
        assert told(rest) == told(graphql)
        assert rest.status == told(rest)[3]
        return told(rest)

    async def status(self, headers: Mapping[str, str]) -> int:
        """Whether a credential is accepted, and on what it counts."""
        return (await self.app.get("/api/v1/customers?fields=id", headers)).status

    async def rows(self, model: Any, **which: Any) -> list[Any]:
        async with self.identity.store.transaction() as db:
            return sorted(await model.filter(**which).using_db(db), key=lambda row: row.pk)

    async def make(self, model: Any, **values: Any) -> Any:
        async with self.identity.store.transaction() as db:
            return await model.create(using_db=db, **values)


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    async with databases.empty(request, tmp_path_factory.mktemp("house")) as settings:
        await migrations.apply(settings)
        found = create_app(settings, NOW.timestamp)
        async with found.router.lifespan_context(found):
            yield found


@pytest.fixture
async def house(app: FastAPI) -> House:
    """With three accounts, and nothing of the test before."""
    found: Identity = app.state.identity
    async with found.store.transaction() as db:
        for model in (Account, Client, Revocation):
            await model.all().using_db(db).delete()
    # what a process knows to be revoked it knows for an hour, whatever becomes of the rows
    found.store.revocations._subjects.clear()
    for name, roles in (("root", ["admin"]), ("ida", ["customer"]), ("bob", [])):
        await found.people.create(f"{name}@people.example", None, name.title(), roles, verified=True, account_id=name)
    return House(Application(app), found, await found.keys.signing())


# --- who may ----------------------------------------------------------------------------------------------------------


def test_every_action_is_tested():
    assert set(ARGUMENTS) == set(SERVED.by_name)
    assert {name for name, spec in SERVED.by_name.items() if not spec.roles} == PERSONAL
    assert all(spec.roles == {"admin"} for name, spec in SERVED.by_name.items() if name not in PERSONAL)
    assert all(spec.description for spec in SERVED.all)


def test_every_scope_of_an_action_is_known():
    assert SERVED.scopes <= scopes.known(load("domain"))


async def test_nobody_may_do_what_is_not_for_them(house: House):
    """Every action, asked by those who may not, on both doors."""
    callers = {
        "TOKEN_MISSING": {},
        "FORBIDDEN": house.ida,
        "INSUFFICIENT_SCOPE": house.bearer("root", "admin", scope="introspect releases:write openid"),
    }
    for name, arguments in ARGUMENTS.items():
        for code, headers in callers.items():
            if code == "FORBIDDEN" and name in PERSONAL:
                continue
            assert (await house.refused(name, headers, **arguments))[0] == code, name
        spec = SERVED.by_name[name]
        other = "read" if spec.changes else "write"
        wrong = house.bearer("root", "admin", scope=f"{other} {spec.on.replace('_', '-')}:{other}")
        assert (await house.refused(name, wrong, **arguments))[0] == "INSUFFICIENT_SCOPE", name
    assert [row.id for row in await house.rows(Account, disabled_at=None)] == ["bob", "ida", "root"]
    assert [await house.rows(model) for model in (Client, ApiKey)] == [[], []]


@pytest.mark.parametrize("door", DOORS)
async def test_a_narrow_scope_is_enough(house: House, door: str):
    narrow = house.bearer("root", "admin", scope="accounts:write")
    assert (await house.do(door, "grant_role", narrow, account="bob", role="clerk"))["roles"] == ["clerk"]


@pytest.mark.parametrize("door", DOORS)
async def test_a_client_with_the_role_may(house: House, door: str):
    await house.do(door, "register_client", client=REGISTRATION)
    async with house.identity.store.transaction() as db:
        _, key = await api_keys.create(house.identity.store, db, name="k", scopes=["accounts:write"], client_id="robot")
    headers = {"authorization": f"Bearer {key}"}
    assert (await house.do(door, "grant_role", headers, account="bob", role="clerk"))["roles"] == ["clerk"]
    assert (await house.refused("my_sessions", headers))[0] == "INSUFFICIENT_SCOPE"
    assert (await house.refused("revoke_session", headers, id="x"))[0] == "INSUFFICIENT_SCOPE"


# --- accounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
async def test_accounts_are_listed(house: House, door: str):
    page = await house.do(door, "list_accounts", first=2)
    assert [one["email"] for one in page["accounts"]] == ["bob@people.example", "ida@people.example"]
    assert page["accounts"][1] == {
        "id": "ida",
        "email": "ida@people.example",
        "name": "Ida",
        "roles": ["customer"],
        "verified": True,
        "second_factor": False,
        "created_at": "2026-06-01T12:00:00Z",
        "disabled_at": None,
    }
    rest = await house.do(door, "list_accounts", first=2, page=page["next"])
    assert ([one["id"] for one in rest["accounts"]], rest["next"]) == (["root"], None)
    found = await house.do(door, "list_accounts", search="IDA@")
    assert [one["id"] for one in found["accounts"]] == ["ida"]
    assert (await house.refused("list_accounts", house.admin, first=0))[5] == "/first"
    assert (await house.refused("list_accounts", house.admin, first=101))[5] == "/first"


@pytest.mark.parametrize("door", DOORS)
async def test_a_role_counts_at_once(house: House, door: str):
    before = house.bearer("bob", scope="read")
    assert await house.status(before) == 404
    granted = await house.do(door, "grant_role", account="bob@People.example", role="clerk")
    assert (granted["id"], granted["roles"]) == ("bob", ["clerk"])
    assert await house.status(before) == 401
    after = house.bearer("bob", "clerk", epoch=1)
    assert await house.status(after) == 200
    again = await house.do(door, "grant_role", account="bob", role="clerk")
    assert again["roles"] == ["clerk"] and await house.status(after) == 200
    revoked = await house.do(door, "revoke_role", account="bob", role="clerk")
    assert revoked["roles"] == [] and await house.status(after) == 401
    assert await house.status(house.bearer("bob", epoch=2)) == 404


@pytest.mark.parametrize("role", ["", "a b", "ä", "x" * 65, "a\nb"])
async def test_a_role_has_a_name(house: House, role: str):
    code, *_, pointer = await house.refused("grant_role", house.admin, account="bob", role=role)
    assert (code, pointer) == ("VALUE_INVALID", "/role")


@pytest.mark.parametrize(
    "name", ["grant_role", "revoke_role", "disable_account", "enable_account", "end_sessions", "create_api_key"]
)
@pytest.mark.parametrize("account", ["nobody", "nobody@people.example", "", "@"])
async def test_an_account_that_there_is_not(house: House, name: str, account: str):
    code, *_, pointer = await house.refused(name, house.admin, **ARGUMENTS[name] | {"account": account})
    assert (code, pointer) == ("VALUE_INVALID", "/account")


@pytest.mark.parametrize("door", DOORS)
async def test_an_account_is_disabled_and_enabled(house: House, door: str):
    made = await house.do(door, "create_my_api_key", house.ida, name="mine", scopes=["read"])
    key = {"authorization": f"Bearer {made['key']}"}
    assert await house.status(key) == await house.status(house.ida) == 200
    disabled = await house.do(door, "disable_account", account="ida")
    assert disabled["disabled_at"] == "2026-06-01T12:00:00Z"
    assert await house.status(key) == await house.status(house.ida) == 401
    assert (await house.do(door, "disable_account", account="ida"))["disabled_at"] == disabled["disabled_at"]
    assert (await house.do(door, "enable_account", account="ida"))["disabled_at"] is None
    # what was void stays void
    assert await house.status(key) == await house.status(house.ida) == 401
    assert await house.status(house.bearer("ida", "customer", epoch=1)) == 200


async def with_session(house: House, session: str, account: str = "ida", *, authenticated_at: datetime = NOW) -> str:
    cookie = new_secret()
    await house.make(
        Session,
        id=session,
        hash=digest(cookie),
        account_id=account,
        methods=["pwd"],
        authenticated_at=authenticated_at,
        created_at=NOW,
        seen_at=NOW,
        idle_expires_at=NOW + timedelta(hours=1),
        expires_at=NOW + timedelta(days=1),
        agent="Mozilla",
        address="192.0.2.1",
    )
    return cookie


async def with_grant(house: House, client: str = "app", *, first_party: bool = False) -> dict[str, str]:
    """A client that ida has allowed something; the header of its token."""
    await house.make(Client, id=client, name="An app", method="none", scopes=["read", "write"], first_party=first_party)
    await house.make(Consent, account_id="ida", client_id=client, scopes=["read"], created_at=NOW)
    await house.make(
        Family, id=f"f-{client}", client_id=client, account_id="ida", created_at=NOW, expires_at=NOW + timedelta(days=9)
    )
    return house.bearer("ida", "customer", family=f"f-{client}")


def browser(house: House, cookie: str) -> dict[str, str]:
    return {"cookie": f"{house.identity.sessions.name}={cookie}", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize("door", DOORS)
async def test_sessions_are_ended(house: House, door: str):
    mine, others = await with_session(house, "s1"), await with_session(house, "s2", "bob")
    token = await with_grant(house)
    assert [await house.status(headers) for headers in (browser(house, mine), token)] == [200, 200]
    assert await house.do(door, "end_sessions", account="ida") is None
    assert [await house.status(headers) for headers in (browser(house, mine), token)] == [401, 401]
    assert await house.status(browser(house, others)) == 404


# --- clients ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
async def test_the_life_of_a_client(house: House, door: str):
    made = await house.do(door, "register_client", client=REGISTRATION)
    secret = made["secret"]
    [row] = await house.rows(Client)
    assert row.secret == digest(secret) and made["client"]["default_scopes"] == REGISTRATION["scopes"]
    listed = await house.do(door, "list_clients")
    assert listed == {"clients": [made["client"]], "next": None}
    assert secret not in orjson.dumps(listed).decode()

    rotated = await house.do(door, "rotate_client_secret", client="robot")
    [row] = await house.rows(Client)
    assert rotated["secret"] != secret and row.secret == digest(rotated["secret"])

    epoch = row.epoch
    assert (await house.do(door, "disable_client", client="robot"))["disabled_at"] == "2026-06-01T12:00:00Z"
    [row] = await house.rows(Client)
    assert row.epoch == epoch + 1
    assert (await house.do(door, "enable_client", client="robot"))["disabled_at"] is None
    assert await house.do(door, "delete_client", client="robot") is None
    assert await house.rows(Client) == []


async def test_clients_are_listed_in_pages(house: House):
    for name in ("a", "b", "c"):
        await house.make(Client, id=name, name=name, method="none")
    for door in DOORS:
        page = await house.do(door, "list_clients", first=2)
        assert ([one["id"] for one in page["clients"]], page["next"]) == (["a", "b"], "b")
        page = await house.do(door, "list_clients", first=2, page="b")
        assert ([one["id"] for one in page["clients"]], page["next"]) == (["c"], None)


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"id": "no id"}, "id"),
        ({"name": ""}, "name"),
        ({"method": "guess"}, "method"),
        ({"grant_types": ["password"]}, "grant_types"),
        ({"grant_types": ["authorization_code"], "redirect_uris": ["http://evil.example/*"]}, "redirect_uris"),
        ({"scopes": ["write", "everything:write"]}, "scopes"),
        ({"default_scopes": ["write"]}, "default_scopes"),
        ({"roles": ["a b"]}, "roles"),
        ({"method": "private_key_jwt", "jwks": {"keys": [{"kty": "EC", "d": "private"}]}}, "jwks"),
    ],
)
async def test_a_registration_that_is_wrong(house: House, change: dict[str, Any], member: str):
    code, *_, pointer = await house.refused("register_client", house.admin, client=REGISTRATION | change)
    assert (code, pointer) == ("VALUE_INVALID", f"/client/{member}")
    assert await house.rows(Client) == []


async def test_a_client_is_registered_once(house: House):
    await house.do("rest", "register_client", client=REGISTRATION)
    assert (await house.refused("register_client", house.admin, client=REGISTRATION))[5] == "/client/id"


@pytest.mark.parametrize("name", ["rotate_client_secret", "disable_client", "enable_client", "delete_client"])
async def test_a_client_that_there_is_not(house: House, name: str):
    assert (await house.refused(name, house.admin, client="nobody"))[5] == "/client"


async def test_a_client_without_a_secret_has_none_to_rotate(house: House):
    await house.make(Client, id="app", name="An app", method="none")
    assert (await house.refused("rotate_client_secret", house.admin, client="app"))[5] == "/client"


# --- API keys ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
async def test_the_life_of_an_api_key(house: House, door: str):
    ends = "2026-07-01T00:00:00Z"
    made = await house.do(
        door, "create_api_key", name="backup", scopes=["read"], account="ida@people.example", expires_at=ends
    )
    shown, key = made["api_key"], {"authorization": f"Bearer {made['key']}"}
    assert (shown["account"], shown["client"], shown["scopes"], shown["expires_at"]) == ("ida", None, ["read"], ends)
    assert made["key"].startswith(shown["prefix"])
    assert await house.status(key) == 200
    [row] = await house.rows(ApiKey)
    assert row.hash == digest(made["key"])
    used = shown | {"used_at": "2026-06-01T12:00:00Z"}
    assert await house.do(door, "list_api_keys") == {"api_keys": [used], "next": None}
    assert await house.do(door, "list_api_keys", account="ida") == {"api_keys": [used], "next": None}
    assert await house.do(door, "list_api_keys", account="bob") == {"api_keys": [], "next": None}
    assert await house.do(door, "revoke_api_key", id=shown["id"]) is None
    assert await house.status(key) == 401
    assert await house.do(door, "list_api_keys") == {"api_keys": [], "next": None}
    assert (await house.refused("revoke_api_key", house.admin, id=shown["id"]))[5] == "/id"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"expires_at": "2026-05-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2027-06-03T00:00:00Z"}, "/expires_at"),
        ({"client": "nobody", "account": None}, "/client"),
        ({"client": "robot"}, "/account"),
        ({"account": None}, "/account"),
    ],
)
async def test_a_key_that_is_wrong(house: House, change: dict[str, Any], pointer: str):
    code, *_, at = await house.refused("create_api_key", house.admin, **ARGUMENTS["create_api_key"] | change)
    assert (code, at) == ("VALUE_INVALID", pointer)


# --- no more than one has ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["write", "accounts:write", "clients:read", "introspect", "read"])
async def test_nobody_gives_more_than_they_have(house: House, wanted: str):
    narrow = house.bearer("root", "admin", scope="api-keys:write clients:write releases:read")
    keys = {"name": "k", "scopes": ["releases:read", wanted]}
    assert (await house.refused("create_my_api_key", narrow, **keys))[:1] == ("INSUFFICIENT_SCOPE",)
    assert (await house.refused("create_api_key", narrow, account="root", **keys))[5] == "/scopes"
    client = REGISTRATION | {"scopes": ["releases:read", wanted]}
    assert (await house.refused("register_client", narrow, client=client))[5] == "/client/scopes"
    await house.make(Client, id="wide", name="w", method="client_secret_basic", scopes=[wanted], roles=["admin"])
    assert (await house.refused("rotate_client_secret", narrow, client="wide"))[0] == "INSUFFICIENT_SCOPE"
    assert await house.rows(ApiKey) == []


@pytest.mark.parametrize("door", DOORS)
async def test_what_one_has_may_be_given(house: House, door: str):
    narrow = house.bearer("root", "admin", scope="api-keys:write clients:write read")
    made = await house.do(door, "create_my_api_key", narrow, name="k", scopes=["releases:read", "api-keys:write"])
    assert made["api_key"]["scopes"] == ["api-keys:write", "releases:read"]
    client = REGISTRATION | {
        "grant_types": ["authorization_code"],
        "redirect_uris": ["https://app.example/cb"],
        "scopes": ["openid", "email", "offline_access", "read"],
    }
    assert (await house.do(door, "register_client", narrow, client=client))["client"]["scopes"] == client["scopes"]


async def test_an_administrator_is_made_with_a_full_scope_alone(house: House):
    narrow = house.bearer("root", "admin", scope="accounts:write")
    assert (await house.refused("grant_role", narrow, account="bob", role="admin"))[0] == "INSUFFICIENT_SCOPE"
    assert (await house.do("rest", "grant_role", account="bob", role="admin"))["roles"] == ["admin"]


# --- signing keys -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
async def test_signing_keys_are_rotated(house: House, door: str):
    await house.do(door, "rotate_signing_key", now=True)
    house.key = await house.identity.keys.signing()
    [first] = await house.do(door, "list_signing_keys")
    assert (first["kid"], first["state"], first["until"]) == (house.key.kid, "active", None)
    [old, new] = await house.do(door, "rotate_signing_key")
    assert (old["kid"], old["state"], new["state"]) == (first["kid"], "active", "next")
    assert new["signs_from"] == "2026-06-01T12:10:00Z"
    assert await house.do(door, "list_signing_keys") == [old, new]
    admin = house.admin
    [last] = await house.do(door, "rotate_signing_key", now=True)
    assert last["state"] == "active" and last["kid"] not in {old["kid"], new["kid"]}
    assert len(await house.rows(SigningKey)) == 1
    published = (await house.app.get("/.well-known/jwks.json")).json["keys"]
    assert [key["kid"] for key in published] == [last["kid"]]
    assert "d" not in published[0] and admin


# --- one's own --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
async def test_my_sessions(house: House, door: str):
    mine, others = await with_session(house, "s1"), await with_session(house, "s2", "bob")
    assert await house.do(door, "my_sessions", house.ida) == [
        {
            "id": "s1",
            "agent": "Mozilla",
            "address": "192.0.2.1",
            "methods": ["pwd"],
            "authenticated_at": "2026-06-01T12:00:00Z",
            "seen_at": "2026-06-01T12:00:00Z",
            "expires_at": "2026-06-02T12:00:00Z",
        }
    ]
    assert (await house.refused("revoke_session", house.ida, id="s2"))[5] == "/id"
    assert await house.do(door, "revoke_session", house.ida, id="s1") is None
    assert await house.status(browser(house, mine)) == 401
    assert await house.status(browser(house, others)) == 404
    assert await house.do(door, "my_sessions", house.ida) == []


@pytest.mark.parametrize("door", DOORS)
async def test_my_api_keys(house: House, door: str):
    foreign = await house.do(door, "create_api_key", name="k", scopes=["read"], account="bob")
    made = await house.do(door, "create_my_api_key", house.ida, name="mine", scopes=["releases:read"])
    assert await house.do(door, "my_api_keys", house.ida) == [made["api_key"]]
    assert (await house.refused("revoke_my_api_key", house.ida, id=foreign["api_key"]["id"]))[5] == "/id"
    assert await house.do(door, "revoke_my_api_key", house.ida, id=made["api_key"]["id"]) is None
    assert await house.status({"authorization": f"Bearer {made['key']}"}) == 401
    assert await house.do(door, "my_api_keys", house.ida) == []


@pytest.mark.parametrize("door", DOORS)
async def test_my_grants(house: House, door: str):
    token = await with_grant(house)
    assert await house.do(door, "my_grants", house.ida) == [
        {"client": "app", "name": "An app", "scopes": ["read"], "since": "2026-06-01T12:00:00Z"}
    ]
    assert await house.status(token) == 200
    assert (await house.refused("revoke_grant", house.bearer("bob"), client="app"))[5] == "/client"
    assert await house.do(door, "revoke_grant", house.ida, client="app") is None
    assert await house.status(token) == 401
    assert await house.do(door, "my_grants", house.ida) == []
    assert (await house.refused("revoke_grant", house.ida, client="app"))[5] == "/client"


@pytest.mark.parametrize("name", sorted(PERSONAL))
async def test_who_has_no_account_has_nothing_of_its_own(house: House, name: str):
    for headers in (house.bearer("stranger", "admin"), house.bearer(tokens.CLI_CLIENT, "admin")):
        assert (await house.refused(name, headers, **ARGUMENTS[name]))[0] == "FORBIDDEN"


async def test_a_browser_needs_no_token(house: House):
    cookie = await with_session(house, "s1")
    for door in DOORS:
        assert len(await house.do(door, "my_sessions", browser(house, cookie))) == 1
        await house.do(door, "create_my_api_key", browser(house, cookie), name="k", scopes=["read"])
        elsewhere = browser(house, cookie) | {"sec-fetch-site": "cross-site"}
        assert told(await house.ask(door, "create_my_api_key", ARGUMENTS["create_my_api_key"], elsewhere))[0] == (
            "CROSS_SITE"
        )


# --- what nobody sees -------------------------------------------------------------------------------------------------


def members(served: Actions) -> dict[str, set[str]]:
    return {name: {one.name for one in record.members} for name, record in served.returned.items()}


def test_what_is_secret_is_in_no_list():
    shown = members(SERVED)
    secrets = {name: found & (SECRET | {"key"}) for name, found in shown.items()}
    assert {name: found for name, found in secrets.items() if found} == {
        "GatewayClientSecret": {"secret"},
        "GatewayNewApiKey": {"key"},
    }
    givers = {
        name
        for name, spec in SERVED.by_name.items()
        if {"GatewayClientSecret", "GatewayNewApiKey"} & {record.name for record in spec.returned}
    }
    assert givers == {"register_client", "rotate_client_secret", "create_api_key", "create_my_api_key"}
    assert all(isinstance(spec.result, Shape | None) for spec in SERVED.all)
    assert all(isinstance(record, Record) for record in SERVED.returned.values())


@pytest.mark.parametrize("door", DOORS)
async def test_every_action_of_an_administrator_is_a_line(house: House, door: str, capfd):
    done: dict[str, str] = {}
    secrets = []
    capfd.readouterr()
    for name, arguments in ARGUMENTS.items():
        if name in PERSONAL or name in {"revoke_api_key", "rotate_signing_key"}:
            continue
        result = await house.do(door, name, **arguments)
        done[name] = ""
        secrets += [result[one] for one in ("secret", "key") if isinstance(result, dict) and result.get(one)]
        if name == "create_api_key":
            await house.do(door, "revoke_api_key", id=result["api_key"]["id"])
            done["revoke_api_key"] = ""
    await house.do(door, "rotate_signing_key")
    done["rotate_signing_key"] = ""
    written = capfd.readouterr().out
    lines = [orjson.loads(line) for line in written.splitlines()]
    audit = [line for line in lines if line["event"] == "administration"]
    assert sorted(line["action"] for line in audit) == sorted(done)
    assert {line["by"] for line in audit} == {"person:root"}
    assert {line["action"]: line["on"] for line in audit if "list" not in line["action"]} | {"x": ""} == {
        "grant_role": "account:ida",
        "revoke_role": "account:ida",
        "disable_account": "account:ida",
        "enable_account": "account:ida",
        "end_sessions": "account:ida",
        "register_client": "client:robot",
        "rotate_client_secret": "client:robot",
        "disable_client": "client:robot",
        "enable_client": "client:robot",
        "delete_client": "client:robot",
        "create_api_key": audit_of(audit, "create_api_key"),
        "revoke_api_key": audit_of(audit, "create_api_key"),
        "rotate_signing_key": audit_of(audit, "rotate_signing_key"),
        "x": "",
    }
    assert len(secrets) == 3
    assert [secret for secret in secrets if secret in written] == []
    assert all("request_id" in line for line in audit)


def audit_of(lines: list[dict[str, Any]], name: str) -> str:
    [found] = [line["on"] for line in lines if line["action"] == name]
    assert found.partition(":")[0] in {"key", "signing-key"} and found.partition(":")[2]
    return str(found)


async def test_what_is_refused_is_no_line(house: House, capfd):
    capfd.readouterr()
    await house.refused("grant_role", house.admin, account="nobody", role="clerk")
    await house.refused("grant_role", house.ida, account="bob", role="clerk")
    assert "administration" not in capfd.readouterr().out


@pytest.mark.parametrize("member", ["epoch", "secret", "created_at", "disabled_at", "default", "hash"])
async def test_a_registration_sets_nothing_else(house: House, member: str):
    body = orjson.dumps({"client": REGISTRATION | {member: 1}})
    reply = await house.app.ask("POST", "/api/v1/clients/register-client", JSON | house.admin, body)
    assert (told(reply)[0], told(reply)[5]) == ("PARAMETER_UNKNOWN", f"/client/{member}")
    for name in ("grant_role", "create_my_api_key"):
        spec = SERVED.by_name[name]
        body = orjson.dumps(ARGUMENTS[name] | {member: 1})
        reply = await house.app.ask("POST", f"/api/v1/{spec.path}", JSON | house.admin, body)
        assert told(reply)[0] == "PARAMETER_UNKNOWN"
    assert await house.rows(Client) == await house.rows(ApiKey) == []


# what outlives the credential that it was done with
LASTING: Final = ("grant_role", "register_client", "rotate_client_secret", "create_api_key", "create_my_api_key")


@pytest.mark.parametrize("name", LASTING)
async def test_a_client_of_somebody_else_does_nothing_that_lasts(house: House, name: str):
    await house.make(Client, id=tokens.CLI_CLIENT, name="An app", method="none")
    if name == "rotate_client_secret":
        await house.make(Client, id="robot", name="Robot", method="client_secret_basic", secret="old")
    before = [(row.id, row.secret) for row in await house.rows(Client)]
    assert (await house.refused(name, house.admin, **ARGUMENTS[name]))[0] == "FORBIDDEN"
    assert [(row.id, row.secret) for row in await house.rows(Client)] == before
    assert await house.rows(ApiKey) == []
    [ida] = [one for one in (await house.do("rest", "list_accounts"))["accounts"] if one["id"] == "ida"]
    assert ida["roles"] == ["customer"]


@pytest.mark.parametrize("name", LASTING)
async def test_a_client_of_ours_does_what_lasts(house: House, name: str):
    await house.make(Client, id=tokens.CLI_CLIENT, name="Our app", method="none", first_party=True)
    if name == "rotate_client_secret":
        await house.make(Client, id="robot", name="Robot", method="client_secret_basic", secret="old")
    assert (await house.ask("rest", name, ARGUMENTS[name], house.admin)).status == 200


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["create_api_key", "create_my_api_key"])
async def test_a_key_makes_no_keys(house: House, door: str, name: str):
    made = await house.do(door, "create_my_api_key", name="first", scopes=["read", "write"])
    key = {"authorization": f"Bearer {made['key']}"}
    assert (await house.refused(name, key, **ARGUMENTS[name]))[0] == "FORBIDDEN"
    assert [row.name for row in await house.rows(ApiKey)] == ["first"]


@pytest.mark.parametrize(("seconds", "accepted"), [(0, True), (299, True), (300, False), (540, False)])
async def test_a_key_needs_a_login_of_a_moment_ago(house: House, seconds: int, accepted: bool):
    ago = timedelta(seconds=seconds)
    cookie = await with_session(house, "s1", authenticated_at=NOW - ago)
    own = ARGUMENTS["create_my_api_key"]
    asked: list[tuple[str, dict[str, Any], dict[str, str]]] = [
        ("create_my_api_key", own, browser(house, cookie)),
        ("create_my_api_key", own, house.bearer("ida", "customer", ago=ago)),
        # an administrator does not get one by the other door of the same house
        ("create_api_key", own | {"account": "root"}, house.bearer("root", "admin", ago=ago)),
    ]
    for name, arguments, headers in asked:
        if accepted:
            await house.do("rest", name, headers, **arguments)
            continue
        found = await house.refused(name, headers, **arguments)
        assert found[0] == "FORBIDDEN" and "Log in again." in found
    assert len(await house.rows(ApiKey)) == (len(asked) if accepted else 0)


@pytest.mark.parametrize("door", DOORS)
async def test_a_key_ends_unless_somebody_says_when(house: House, door: str):
    for name in ("create_api_key", "create_my_api_key"):
        made = await house.do(door, name, **ARGUMENTS[name])
        assert made["api_key"]["expires_at"] == "2026-08-30T12:00:00Z"


@pytest.mark.parametrize("what", ["code", "device"])
async def test_what_is_on_its_way_is_taken_back_as_well(house: House, what: str):
    await house.make(Client, id="app", name="An app", method="none", scopes=["read"])
    soon = NOW + timedelta(minutes=1)
    pending = {"hash": what, "account_id": "ida", "client_id": "app", "scope": "read", "expires_at": soon}
    model: Any
    if what == "code":
        model, more = AuthorizationCode, {"family_id": "f", "redirect_uri": "x", "redirect_uri_given": True}
        more |= {"challenge": "c", "authenticated_at": NOW, "methods": ["pwd"]}
    else:
        model, more = DeviceCode, {"user_code": "u", "approved": True, "interval": 5}
    await house.make(model, **pending, **more)
    assert (await house.refused("revoke_grant", house.bearer("bob"), client="app"))[5] == "/client"
    assert [row.used_at for row in await house.rows(model)] == [None]
    assert await house.do("rest", "revoke_grant", house.ida, client="app") is None
    assert [row.used_at for row in await house.rows(model)] == [NOW]
    assert (await house.refused("revoke_grant", house.ida, client="app"))[5] == "/client"


def test_the_doors_show_the_same_actions():
    assert {spec.path for spec in SERVED.all} == set(SERVED.by_path)
    assert len(SERVED.all) == len(ARGUMENTS)
