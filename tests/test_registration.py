"""Clients: what a registration may say, on both databases, and what becomes of what a client was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from gateway import migrations
from gateway.app import make_database
from gateway.auth import api_keys, clients, families
from gateway.auth.clients import ClientUnknown, Registration, RegistrationInvalid
from gateway.auth.digests import digest
from gateway.auth.revocations import Marks
from gateway.auth.store import Store
from gateway.errors import TokenInvalid
from gateway.tables import Account, ApiKey, Client, Consent, Family, RefreshToken
from tests import databases

SCOPES = frozenset({"openid", "read", "write", "orders:read"})
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
WEB = Registration(
    id="web",
    name="A web application",
    method="client_secret_basic",
    grant_types=("authorization_code", "refresh_token"),
    redirect_uris=("https://app.example/cb",),
    scopes=("openid", "read"),
)
NATIVE = replace(WEB, id="native", method="none", redirect_uris=("http://127.0.0.1/cb", "com.example.app:/cb"))
MACHINE = Registration(
    id="machine", name="A machine", method="client_secret_basic", grant_types=("client_credentials",), scopes=("read",)
)
KEY = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)


def key_set(*keys: dict[str, Any]) -> dict[str, Any]:
    return {"keys": list(keys)}


@pytest.fixture(params=databases.DIALECTS)
async def store(request, tmp_path):
    async with databases.empty(request, tmp_path) as settings:
        await migrations.apply(settings)
        database = make_database(settings)
        await database.open()
        try:
            yield Store(settings, database)
        finally:
            await database.close()


async def registered(store: Store, registration: Registration) -> tuple[Client, str | None]:
    async with store.transaction() as db:
        return await clients.register(store, db, registration, scopes=SCOPES)


async def test_a_secret_is_shown_once_and_kept_as_a_hash(store):
    client, secret = await registered(store, WEB)
    assert secret is not None and len(secret) == 43 and client.secret == digest(secret)
    _, other = await registered(store, replace(WEB, id="other"))
    assert other != secret
    _, none = await registered(store, NATIVE)
    assert none is None


async def test_what_is_registered_is_what_is_read(store):
    wanted = replace(
        WEB,
        post_logout_redirect_uris=("https://app.example/",),
        origins=("https://app.example",),
        default_scopes=("openid",),
        roles=("label",),
        pushed_only=True,
        first_party=True,
    )
    await registered(store, wanted)
    async with store.transaction() as db:
        client = await Client.filter(id="web").using_db(db).get()
    for name in ("grant_types", "redirect_uris", "post_logout_redirect_uris", "origins", "scopes", "roles"):
        assert tuple(getattr(client, name)) == getattr(wanted, name)
    assert client.default_scopes == ["openid"] and client.pushed_only and client.first_party and not client.browser


async def test_without_default_scopes_all_are(store):
    client, _ = await registered(store, WEB)
    assert client.default_scopes == ["openid", "read"]
    client, _ = await registered(store, replace(WEB, id="none", default_scopes=()))
    assert client.default_scopes == []


async def test_a_name_is_taken_once(store):
    await registered(store, WEB)
    with pytest.raises(RegistrationInvalid, match="taken") as raised:
        await registered(store, WEB)
    assert raised.value.field == "id"


@pytest.mark.parametrize(
    ("registration", "field"),
    [
        *(
            (replace(WEB, id=wrong), "id")
            for wrong in ("", "-x", "a b", "a/b", "x" * 65, "ü", "x\n", "https", "HTTPS.x", "acct-customer", "Acct-x")
        ),
        *((replace(WEB, name=wrong), "name") for wrong in ("", "  ", "x" * 121, "a\x1bb", "a\u202eb", "a\nb")),
        (replace(WEB, method="client_secret_jwt"), "method"),
        (replace(WEB, method="client_secret_post"), "method"),
        (replace(WEB, browser=True), "method"),
        (replace(WEB, grant_types=()), "grant_types"),
        (replace(WEB, grant_types=("password",)), "grant_types"),
        (replace(WEB, grant_types=("implicit",)), "grant_types"),
        (replace(WEB, grant_types=("authorization_code",) * 2), "grant_types"),
        (replace(MACHINE, grant_types=("client_credentials", "refresh_token")), "grant_types"),
        (replace(MACHINE, method="none"), "grant_types"),
        (replace(WEB, redirect_uris=()), "redirect_uris"),
        (replace(MACHINE, redirect_uris=("https://app.example/cb",)), "redirect_uris"),
        (replace(WEB, redirect_uris=("com.example.app:/cb",)), "redirect_uris"),
        (replace(NATIVE, browser=True), "redirect_uris"),
        (replace(NATIVE, redirect_uris=("http://localhost/cb",)), "redirect_uris"),
        (replace(WEB, redirect_uris=("https://app.example/cb",) * 2), "redirect_uris"),
        (replace(WEB, redirect_uris=tuple(f"https://app.example/{n}" for n in range(51))), "redirect_uris"),
        (replace(WEB, post_logout_redirect_uris=("javascript:x",)), "post_logout_redirect_uris"),
        (replace(WEB, origins=("https://app.example/",)), "origins"),
        (replace(MACHINE, pushed_only=True), "pushed_only"),
        (replace(WEB, scopes=("openid", "everything")), "scopes"),
        (replace(WEB, scopes=("orders:write",)), "scopes"),
        (replace(WEB, scopes=("read write",)), "scopes"),
        (replace(WEB, default_scopes=("write",)), "default_scopes"),
        (replace(WEB, roles=("a role",)), "roles"),
        (replace(MACHINE, method="private_key_jwt"), "jwks"),
        (replace(MACHINE, jwks=key_set(KEY.as_dict(private=False))), "jwks"),
    ],
)
async def test_what_cannot_be_registered(tmp_path, registration, field):
    with pytest.raises(RegistrationInvalid) as raised:
        clients._check(registration, SCOPES, secret_post=False)
    assert raised.value.field == field and raised.value.message


def test_a_secret_in_the_body_by_setting():
    clients._check(replace(WEB, method="client_secret_post"), SCOPES, secret_post=True)


@pytest.mark.parametrize(
    ("jwks", "told"),
    [
        (key_set(KEY.as_dict(private=True)), "private key"),
        (KEY.as_dict(private=True), "private key"),
        (key_set(KEY.as_dict(private=False), KEY.as_dict(private=True)), "private key"),
        (key_set(OctKey.generate_key(256, {"kid": "x"}).as_dict(private=True)), "private key"),
        (KEY.as_dict(private=False), "no public key"),
        (key_set(), "no public key"),
        (key_set({"kty": "EC", "kid": "x"}), "no public key"),
        (
            key_set({name: value for name, value in KEY.as_dict(private=False).items() if name != "kid"}),
            "no public key",
        ),
        (key_set(ECKey.generate_key("P-384", auto_kid=True).as_dict(private=False)), "no public key"),
        ({"keys": "x"}, "no public key"),
    ],
)
def test_keys_that_do_not_do(jwks, told):
    with pytest.raises(RegistrationInvalid, match=told) as raised:
        clients._check(replace(MACHINE, method="private_key_jwt", jwks=jwks), SCOPES, secret_post=False)
    assert raised.value.field == "jwks" and str(KEY.as_dict(private=True)["d"]) not in str(raised.value)


async def test_public_keys_are_kept_and_no_secret_is_made(store):
    jwks = key_set(KEY.as_dict(private=False))
    client, secret = await registered(store, replace(MACHINE, method="private_key_jwt", jwks=jwks))
    assert client.jwks == jwks and secret is None and client.secret is None


async def test_the_port_of_a_loopback_address_is_free_for_native_clients_alone(store):
    native, _ = await registered(store, NATIVE)
    browser, _ = await registered(
        store, replace(NATIVE, id="browser", browser=True, redirect_uris=("http://127.0.0.1/cb",))
    )
    confidential, _ = await registered(store, replace(WEB, redirect_uris=("http://127.0.0.1/cb",)))
    for client, free in ((native, True), (browser, False), (confidential, False)):
        assert clients.redirect_allowed(client, "http://127.0.0.1/cb")
        assert clients.redirect_allowed(client, "http://127.0.0.1:5000/cb") is free
        assert not clients.redirect_allowed(client, "http://127.0.0.1:5000@attacker.test/cb")
        assert not clients.post_logout_redirect_allowed(client, "http://127.0.0.1/cb")


async def test_another_secret_in_place_of_the_first(store):
    _, first = await registered(store, WEB)
    async with store.transaction() as db:
        second = await clients.rotate_secret(store, db, "web")
        client = await Client.filter(id="web").using_db(db).get()
    assert second != first and client.secret == digest(second)
    await registered(store, NATIVE)
    async with store.transaction() as db:
        with pytest.raises(RegistrationInvalid, match="no secret"):
            await clients.rotate_secret(store, db, "native")


async def test_what_was_given_for_the_first_secret_is_void(store):
    await registered(store, WEB)
    family, _ = await given_out(store, "web")
    own, of_person = Marks((), "client:web", 0), Marks((f"family:{family.id}",), "account:ann", 0)
    await store.revocations.check(own)
    await store.revocations.check(of_person)
    async with store.transaction() as db:
        await clients.rotate_secret(store, db, "web")
        family = await Family.filter(id=family.id).using_db(db).get()
        client = await Client.filter(id="web").using_db(db).get()
    assert family.revoked_at is not None and family.reason == "secret rotated"
    for marks in (own, of_person):
        with pytest.raises(TokenInvalid):
            await store.revocations.check(marks)
    await store.revocations.check(Marks((), "client:web", client.epoch))


async def test_a_client_is_not_called_like_an_account(store):
    async with store.transaction() as db:
        await Account.create(using_db=db, id="ann", email="ann@example.net", created_at=store.now())
    with pytest.raises(RegistrationInvalid, match="taken") as raised:
        await registered(store, replace(WEB, id="ann"))
    assert raised.value.field == "id"


async def test_clients_that_there_are_not(store):
    async with store.transaction() as db:
        for work in (
            clients.rotate_secret(store, db, "nobody"),
            clients.disable(store, db, "nobody"),
            clients.enable(db, "nobody"),
            clients.delete(store, db, "nobody"),
        ):
            with pytest.raises(ClientUnknown, match="nobody"):
                await work


async def given_out(store: Store, client_id: str) -> tuple[Family, ApiKey]:
    """A family with a refresh token, a consent and an API key of the client."""
    now = store.now()
    async with store.transaction() as db:
        account = await Account.create(using_db=db, id="ann", email="ann@example.net", created_at=now)
        family = await Family.create(
            using_db=db, id="f", client_id=client_id, account_id=account.id, expires_at=now + timedelta(days=1)
        )
        await RefreshToken.create(
            using_db=db,
            id="r",
            hash="h",
            family_id=family.id,
            scope="read",
            authenticated_at=now,
            methods=["pwd"],
            expires_at=now + timedelta(days=1),
        )
        await Consent.create(using_db=db, account_id=account.id, client_id=client_id, scopes=["read"])
        key, _ = await api_keys.create(store, db, name="a key", scopes=["read"], client_id=client_id)
    return family, key


async def test_a_disabled_client_has_nothing(store):
    await registered(store, WEB)
    family, _ = await given_out(store, "web")
    own, of_person = Marks((), "client:web", 0), Marks((f"family:{family.id}",), "account:ann", 0)
    await store.revocations.check(own)
    await store.revocations.check(of_person)
    async with store.transaction() as db:
        await clients.disable(store, db, "web")
        row = await Family.filter(id=family.id).using_db(db).get()
        assert row.revoked_at is not None
    for marks in (own, of_person):
        with pytest.raises(TokenInvalid):
            await store.revocations.check(marks)
    async with store.transaction() as db:
        await clients.enable(db, "web")
        client = await Client.filter(id="web").using_db(db).get()
    # what was void stays void; what it gets from now on is not
    await store.revocations.check(Marks((), "client:web", client.epoch))
    with pytest.raises(TokenInvalid):
        await store.revocations.check(own)


async def test_what_belongs_to_a_client_goes_with_it(store):
    await registered(store, WEB)
    _, key = await given_out(store, "web")
    async with store.transaction() as db:
        await clients.delete(store, db, "web")
    async with store.transaction() as db:
        for model in (Client, Family, RefreshToken, Consent, ApiKey):
            assert await model.all().using_db(db).count() == 0
        assert await Account.all().using_db(db).count() == 1
    for marks in (Marks((), "client:web", 0), Marks((f"key:{key.id}",)), Marks(("family:f",))):
        with pytest.raises(TokenInvalid):
            await store.revocations.check(marks)


async def test_a_name_that_is_used_again_does_not_bring_old_tokens_back(store):
    await registered(store, MACHINE)
    async with store.transaction() as db:
        await families.void_client(store, db, "machine")
        await clients.delete(store, db, "machine")
    client, _ = await registered(store, MACHINE)
    await store.revocations.check(Marks((), "client:machine", client.epoch))
    with pytest.raises(TokenInvalid):
        await store.revocations.check(Marks((), "client:machine", client.epoch - 1))
