"""The gateway's own keys: made once, rotated without anybody noticing, and never in clear."""

import asyncio
import itertools
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from joserfc.jwk import ECKey, JWKRegistry
from pydantic import SecretStr

from gateway.auth import keys
from gateway.auth.issuers import Issuer, issuers
from gateway.auth.jwks import PRIVATE, read_jwks
from gateway.auth.keys import KeyRing
from gateway.auth.tokens import Verifier, issue
from gateway.errors import TokenInvalid
from gateway.sealing import SealBroken
from gateway.tables import SigningKey
from tests import databases, servers
from tests.auth import stores

TEN_MINUTES = 600
ALGORITHMS = ("ES256", "RS256", "Ed25519")
ACCOUNT = SimpleNamespace(subject="7", roles={"clerk"}, claims={})
# ten processes of one program: what takes long is done once, and none has a loop or a connection of another
MAKE = """
import asyncio, multiprocessing, os
from gateway.app import make_database
from gateway.auth.keys import KeyRing
from gateway.auth.store import Store
from gateway.settings import load_settings

settings, forking = load_settings(), multiprocessing.get_context("fork")
ready = forking.Barrier(10)

async def make():
    database = make_database(settings)
    await database.open()
    try:
        ready.wait(60)
        # as one text: the ten share a pipe
        os.write(1, (await KeyRing(Store(settings, database)).signing()).kid.encode() + b"\\n")
    finally:
        await database.close()

started = [forking.Process(target=lambda: asyncio.run(make())) for _ in range(10)]
for process in started:
    process.start()
for process in started:
    process.join()
raise SystemExit(max(process.exitcode for process in started))
"""


@pytest.fixture
def ring(store):
    return KeyRing(store)


async def rotate(store, **how):
    async with store.transaction() as db:
        return await keys.rotate(store, db, **how)


async def states(store):
    async with store.transaction() as db:
        return {key.kid: key.state for key in await keys.read(store, db)}


async def token(store, ring, clock, lifetime=600):
    return issue(store.settings, await ring.signing(), ACCOUNT, lifetime=lifetime, clock=clock)


def verifier(store, source, clock):
    return Verifier(issuers(store.settings, source), clock=clock)


def reader(store, document, clock):
    """Somebody else who accepts our tokens, and keeps our key set as it was."""
    mine = store.settings
    source = read_jwks(document, frozenset(ALGORITHMS))
    return Verifier([Issuer(mine.issuer, mine.audience, frozenset(ALGORITHMS), source, roles={})], clock=clock)


async def test_the_first_key_is_made_by_whoever_needs_it(store, ring):
    key = await ring.signing()
    assert (key.state, key.algorithm, key.until) == ("active", "ES256", None)
    assert await ring.find(key.kid, "ES256")
    assert await ring.find(key.kid, "RS256") is None
    assert await ring.find("other", "ES256") is None
    assert await states(store) == {key.kid: "active"}


async def test_of_many_at_once_one_makes_it(store, settings, clock):
    rings = [KeyRing(store) for _ in range(10)]
    async with stores.opened(settings, clock) as one, stores.opened(settings, clock) as other:
        rings += [KeyRing(process) for process in (one, other) for _ in range(5)]
        found = await asyncio.gather(*(ring.signing() for ring in rings))
    assert len({key.kid for key in found}) == 1
    assert len(await states(store)) == 1


async def test_of_ten_processes_one_makes_it(settings, store):
    environment = {
        **servers.without_settings(),
        "GATEWAY_VAR": str(settings.var),
        "GATEWAY_SECRET_KEY": settings.secret.decode(),
    }
    if settings.database_url is not None:
        environment["DATABASE_URL"] = settings.database_url.get_secret_value()
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", MAKE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = done.stdout.split()
    assert len(made) == 10
    assert set(made) == (await states(store)).keys()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_each_algorithm_signs(settings, store, clock, algorithm):
    wanted = settings.model_copy(update={"signing_algorithm": algorithm})
    async with stores.opened(wanted, clock) as other:
        ring = KeyRing(other)
        assert (await ring.signing()).algorithm == algorithm
        text = await token(other, ring, clock)
        assert (await verifier(other, ring, clock).verify(text)).id == "7"
        assert (await reader(other, await ring.published(), clock).verify(text)).roles == set()


async def test_a_key_is_next_then_active_then_retired_then_gone(store, ring, clock):
    first = (await ring.signing()).kid
    second = await rotate(store)
    assert await states(store) == {first: "active", second: "next"}
    clock.now += TEN_MINUTES - 1
    assert (await ring.signing()).kid == first
    assert await states(store) == {first: "active", second: "next"}
    clock.now += 1
    assert (await ring.signing()).kid == second
    assert await states(store) == {first: "retired", second: "active"}
    # until the last token that it signed has expired, and an hour
    clock.now += store.settings.access_token_seconds + 3600 - 1
    assert await ring.find(first, "ES256")
    clock.now += 1
    assert await states(store) == {second: "active"}
    clock.now += 60
    assert await ring.find(first, "ES256") is None
    assert (await ring.signing()).kid == second


async def test_a_key_is_known_everywhere_before_it_signs(store, elsewhere, ring, clock):
    others = KeyRing(elsewhere)
    await others.signing()
    kept = reader(store, await ring.published(), clock)
    second = await rotate(store)
    clock.now += 1
    assert (await others.published())["keys"][0]["kid"] == second
    for _ in range(9):
        # whoever has the old set can read what is signed
        assert await kept.verify(await token(store, ring, clock))
        clock.now += 66
    renewed = reader(store, await others.published(), clock)
    clock.now += 5
    assert (await ring.signing()).kid == second
    text = await token(store, ring, clock)
    assert await renewed.verify(text)
    assert await verifier(store, others, clock).verify(text)
    with pytest.raises(TokenInvalid, match="not known"):
        await kept.verify(text)


async def test_what_was_signed_before_a_rotation_is_good_after_it(store, ring, clock):
    await ring.signing()
    second = await rotate(store)
    clock.now += TEN_MINUTES - 1
    text = await token(store, ring, clock)
    clock.now += 599
    assert (await ring.signing()).kid == second
    assert await verifier(store, ring, clock).verify(text)
    assert await reader(store, await ring.published(), clock).verify(text)


async def test_a_new_key_is_found_when_somebody_else_made_it(store, elsewhere, ring, clock):
    others = KeyRing(elsewhere)
    await others.signing()
    await ring.signing()
    await rotate(store, at_once=True)
    ring.forget()
    text = await token(store, ring, clock)
    # asked for a key that it does not know, a process looks again after a second
    clock.now += 1
    assert await verifier(elsewhere, others, clock).verify(text)


async def test_a_key_that_got_out_is_void_at_once(store, elsewhere, ring, clock):
    others = KeyRing(elsewhere)
    text = await token(store, ring, clock, lifetime=3600)
    assert await verifier(store, ring, clock).verify(text)
    busy = verifier(elsewhere, others, clock)
    assert await busy.verify(text)
    old = (await ring.signing()).kid
    new = await rotate(store, at_once=True)
    ring.forget()
    assert await states(store) == {new: "active"}
    assert (await ring.signing()).kid == new != old
    with pytest.raises(TokenInvalid, match="not known"):
        await verifier(store, ring, clock).verify(text)
    # another process keeps the ring for a minute, and a caller for five
    clock.now += 60
    with pytest.raises(TokenInvalid, match="not known"):
        await verifier(elsewhere, others, clock).verify(text)
    clock.now += 240
    with pytest.raises(TokenInvalid, match="not known"):
        await busy.verify(text)


async def test_rotations_at_once_make_one_key(store, elsewhere, ring):
    await ring.signing()
    made = await asyncio.gather(*(rotate(each) for each in (store, elsewhere) for _ in range(3)))
    # those that came later came on top; none was lost, and no two have one number
    found = await states(store)
    assert set(made) < set(found)
    async with store.transaction() as db:
        rows = await SigningKey.all().using_db(db).order_by("number")
    assert [row.number for row in rows] == list(range(1, len(found) + 1))


async def test_a_clock_that_is_behind_signs_with_what_there_is(store, ring, clock):
    first = (await ring.signing()).kid
    clock.now -= 5
    ring.forget()
    assert (await ring.signing()).kid == first
    assert await ring.find(first, "ES256")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_nothing_private_is_published(settings, store, clock, algorithm):
    async with stores.opened(settings.model_copy(update={"signing_algorithm": algorithm}), clock) as other:
        ring = KeyRing(other)
        await ring.signing()
        await rotate(other)
        clock.now += 1
        published = (await ring.published())["keys"]
        assert len(published) == 2
        for document in published:
            assert not set(document) & PRIVATE
            assert {"kty", "kid", "use", "alg"} < set(document)
            assert not JWKRegistry.import_key(document).is_private
            assert (document["use"], document["alg"]) == ("sig", algorithm)


async def test_a_private_member_is_not_even_stored(store, monkeypatch):
    monkeypatch.setattr(ECKey, "as_dict", lambda self, **_: self.dict_value)
    with pytest.raises(RuntimeError, match="private member"):
        await KeyRing(store).signing()


async def test_the_private_part_is_in_the_database_under_seal_alone(settings, store, ring):
    private = (await ring.signing()).private.as_dict(private=True)["d"]
    dump = repr(await databases.run(settings, "SELECT * FROM gateway_signing_key"))
    assert (await ring.signing()).kid in dump
    assert private not in dump
    assert '"d"' not in dump and "'d'" not in dump
    assert private not in repr(await states(store))


async def test_another_secret_key_is_a_clear_error(settings, store, ring, clock):
    await ring.signing()
    changed = settings.model_copy(update={"secret_key": SecretStr("another secret key of enough bytes, really")})
    changed.__dict__.pop("secret", None)
    async with stores.opened(changed, clock) as other:
        with pytest.raises(SealBroken, match="another secret key"):
            await KeyRing(other).signing()
        # the way out: new keys, sealed with the new secret
        new = await rotate(other, at_once=True)
        assert (await KeyRing(other).signing()).kid == new


async def test_a_sealed_key_cannot_be_changed(store, ring):
    await ring.signing()
    await rotate(store)
    async with store.transaction() as db:
        row = await SigningKey.filter(number=2).using_db(db).get()
        await SigningKey.filter(number=2).using_db(db).update(sealed=row.sealed[:-8] + "AAAAAAA=")
    with pytest.raises(SealBroken):
        await states(store)


def test_kids_are_unlike():
    made = [keys.generate(algorithm) for algorithm in ("ES256", "ES256", "Ed25519")]
    assert all(one.kid != other.kid for one, other in itertools.combinations(made, 2))
    assert os.sep not in "".join(str(key.kid) for key in made)
