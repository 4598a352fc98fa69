"""Keys of scripts, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from gateway.auth import api_keys, families
from gateway.auth.api_keys import Keys
from gateway.errors import TokenInvalid, ValueInvalid
from gateway.tables import Account, AccountRole, ApiKey, Client
from tests import databases
from tests.auth.stores import change, person, program


@pytest.fixture
def keys(store):
    return Keys(store)


@pytest.fixture
def others(elsewhere):
    return Keys(elsewhere)


async def make(store, *scopes, name="nightly export", expires_at=None, **owner):
    async with store.transaction() as db:
        return await api_keys.create(store, db, name=name, scopes=scopes or ["read"], expires_at=expires_at, **owner)


async def refused(keys, text):
    with pytest.raises(TokenInvalid) as error:
        await keys.caller(text)
    assert error.value.detail == "The API key is not accepted"
    assert error.value.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    return True


async def used_at(store, key):
    async with store.transaction() as db:
        return (await ApiKey.filter(id=key.id).using_db(db).get()).used_at


async def test_a_key_of_a_person(store, keys):
    account_id = await person(store, "clerk")
    key, text = await make(store, "read", "orders:write", account_id=account_id)
    caller = await keys.caller(text)
    assert (caller.kind, caller.id, caller.rate_key) == ("person", account_id, f"person:{account_id}")
    assert (caller.roles, caller.scopes) == ({"clerk"}, {"read", "orders:write"})
    assert (caller.claim("sub"), caller.claim("email")) == (account_id, f"{account_id}@people.example")
    assert caller.credential == "key"
    assert text.startswith(key.prefix) and key.prefix.startswith("torii_") and len(text) == 49


async def test_a_key_of_a_client(store, keys):
    client_id = await program(store, roles=["sync"], scopes=["read", "orders:write"])
    _, text = await make(store, "orders:read", "orders:write", "tracks:write", client_id=client_id)
    caller = await keys.caller(text)
    assert (caller.kind, caller.id, caller.rate_key) == ("client", client_id, f"client:{client_id}")
    # no more than the client may ask for itself
    assert (caller.roles, caller.scopes) == ({"sync"}, {"orders:read", "orders:write"})
    assert (caller.claim("client_id"), caller.credential) == (client_id, "key")


async def test_the_key_is_kept_nowhere(store, settings, keys, capsys):
    key, text = await make(store, account_id=await person(store))
    await keys.caller(text)
    await refused(keys, text[:-1])
    dump = repr(await databases.run(settings, "SELECT * FROM gateway_api_key"))
    assert key.hash in dump
    printed = capsys.readouterr()
    for secret in (text, text.removeprefix("torii_"), text[12:]):
        assert secret not in dump
        assert secret not in printed.out + printed.err
        assert secret not in repr(key)


async def test_what_a_key_may_be(store, keys, clock):
    account_id = await person(store)
    soon = store.now() + timedelta(seconds=1)
    key, _ = await make(store, "write", "read", "read", name="  x  ", expires_at=soon, account_id=account_id)
    assert (key.name, key.scopes, key.expires_at) == ("x", ["read", "write"], soon)
    for wrong in (
        {"name": ""},
        {"name": " "},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"name": "a\nb"},
        {"expires_at": store.now()},
    ):
        with pytest.raises(ValueInvalid):
            await make(store, account_id=account_id, **wrong)
    for scope in ("", "admin", "orders", "orders:", ":read", "Orders:read", "orders:read:write", "read\n", "openid"):
        with pytest.raises(ValueInvalid):
            await make(store, "read", scope, account_id=account_id)
    with pytest.raises(ValueInvalid):
        async with store.transaction() as db:
            await api_keys.create(store, db, name="x", scopes=[], account_id=account_id)
    for owner in ({}, {"account_id": account_id, "client_id": "c"}):
        with pytest.raises(ValueError, match="one owner"):
            await make(store, **owner)


async def test_how_long_a_key_from_outside_works(store):
    now, most = store.now(), timedelta(days=366)
    assert api_keys.ending(store, None) == now + timedelta(days=90)
    assert api_keys.ending(store, now + most) == now + most
    with pytest.raises(ValueInvalid) as error:
        api_keys.ending(store, now + most + timedelta(seconds=1))
    assert error.value.pointer == "/expires_at"
    # a command may make one that never ends
    key, _ = await make(store, account_id=await person(store))
    assert key.expires_at is None


async def test_garbage_is_refused(store, keys):
    _, text = await make(store, account_id=await person(store))
    assert await keys.caller(text)
    changed = [text[:-1], text + "A", text + "\n", text.swapcase(), " " + text, text.replace("torii_", "Torii_")]
    for garbage in ["", "torii_", "torii_" + "ü" * 43, "torii_' OR 1=1 --", "torii_" + "A" * 43, *changed]:
        assert await refused(keys, garbage)


async def test_it_expires_at_its_second(store, keys, clock):
    _, text = await make(store, expires_at=store.now() + timedelta(seconds=30), account_id=await person(store))
    clock.now += 29
    assert await keys.caller(text)
    # it was read a moment ago, and is not read again for a minute
    clock.now += 1
    assert await refused(keys, text)


async def test_its_last_use_is_known_to_the_minute(store, keys, clock):
    clock.now += 17
    key, text = await make(store, account_id=await person(store))
    assert await used_at(store, key) is None
    await keys.caller(text)
    minute = store.now().replace(second=0, microsecond=0)
    assert await used_at(store, key) == minute
    clock.now += 59
    await keys.caller(text)
    assert await used_at(store, key) == minute
    clock.now += 61
    await keys.caller(text)
    assert await used_at(store, key) == store.now().replace(second=0, microsecond=0) > minute


async def test_a_revoked_key_is_refused_at_once_and_a_second_later_elsewhere(store, keys, others, clock):
    account_id = await person(store)
    key, text = await make(store, account_id=account_id)
    assert await keys.caller(text) == await others.caller(text)
    async with store.transaction() as db:
        assert await api_keys.revoke(store, db, key.id, account_id=account_id)
    assert await refused(keys, text)
    clock.now += 1
    assert await refused(others, text)
    async with store.transaction() as db:
        assert not await api_keys.revoke(store, db, key.id, account_id=account_id)
        assert await api_keys.find(db, key.id) is None


async def test_everybody_has_their_own_keys(store, keys):
    mine, theirs, client_id = await person(store), await person(store), await program(store)
    key, text = await make(store, name="first", account_id=mine)
    async with store.transaction() as db:
        assert not await api_keys.revoke(store, db, key.id, account_id=theirs)
        assert not await api_keys.revoke(store, db, key.id, client_id=client_id)
        assert await api_keys.find(db, key.id, account_id=theirs) is None
        found = await api_keys.find(db, key.id, account_id=mine)
        assert found is not None and found.name == "first"
        assert await api_keys.owned(db, account_id=theirs) == []
        assert [found.id for found in await api_keys.owned(db, account_id=mine)] == [key.id]
    assert await keys.caller(text)


async def test_the_newest_key_comes_first(store, clock):
    account_id = await person(store)
    made = []
    for name in ("first", "second", "third"):
        made.append(await make(store, name=name, account_id=account_id))
        clock.now += 1
    async with store.transaction() as db:
        await api_keys.revoke(store, db, made[1][0].id)
        assert [key.name for key in await api_keys.owned(db, account_id=account_id)] == ["third", "first"]


async def test_the_owner_s_roles_are_those_of_now(store, keys, others, clock):
    account_id = await person(store, "customer")
    _, text = await make(store, account_id=account_id)
    for reader in (keys, others):
        assert (await reader.caller(text)).roles == {"customer"}
    async with store.transaction() as db:
        await AccountRole.create(using_db=db, account_id=account_id, role="clerk")
        await families.void_account(store, db, account_id)
    assert (await keys.caller(text)).roles == {"customer", "clerk"}
    clock.now += 1
    assert (await others.caller(text)).roles == {"customer", "clerk"}
    async with store.transaction() as db:
        await AccountRole.filter(account_id=account_id).using_db(db).delete()
        await families.void_account(store, db, account_id)
    assert (await keys.caller(text)).roles == set()


async def test_a_client_s_roles_and_scopes_are_those_of_now(store, keys, clock):
    client_id = await program(store, roles=["sync"], scopes=["read", "write"])
    _, text = await make(store, "read", "write", client_id=client_id)
    assert (await keys.caller(text)).scopes == {"read", "write"}
    async with store.transaction() as db:
        await Client.filter(id=client_id).using_db(db).update(roles=["audit"], scopes=["read"])
        await families.void_client(store, db, client_id)
    caller = await keys.caller(text)
    assert (caller.roles, caller.scopes) == ({"audit"}, {"read"})


@pytest.mark.parametrize("kind", [Account, Client])
async def test_who_is_disabled_has_no_keys(store, keys, others, clock, kind):
    owner_id = await (person(store) if kind is Account else program(store, scopes=["read"]))
    _, text = await make(store, **{"account_id" if kind is Account else "client_id": owner_id})
    for reader in (keys, others):
        assert await reader.caller(text)
    async with store.transaction() as db:
        await kind.filter(id=owner_id).using_db(db).update(disabled_at=store.now())
        await (families.void_account if kind is Account else families.void_client)(store, db, owner_id)
    assert await refused(keys, text)
    clock.now += 1
    assert await refused(others, text)
    await change(store, kind, owner_id, disabled_at=None)
    assert await keys.caller(text)


async def test_a_busy_key_is_read_once_a_minute(store, keys, clock):
    _, text = await make(store, account_id=await person(store))
    found = await asyncio.gather(*(keys.caller(text) for _ in range(50)))
    assert len({id(caller) for caller in found}) == 1
    clock.now += 59
    assert await keys.caller(text) is found[0]
    clock.now += 1
    assert await keys.caller(text) is not found[0]


async def test_only_so_many_are_remembered(store, keys):
    account_id = await person(store)
    texts = [(await make(store, account_id=account_id))[1] for _ in range(3)]
    keys._recent._most = 2
    first, second, third = [await keys.caller(text) for text in texts]
    assert await keys.caller(texts[1]) is second
    assert await keys.caller(texts[2]) is third
    assert await keys.caller(texts[0]) is not first


async def test_a_key_that_lost_its_owner_is_nobody_s(store, keys):
    key, text = await make(store, account_id=await person(store))
    await change(store, ApiKey, key.id, account_id=None)
    assert await refused(keys, text)
