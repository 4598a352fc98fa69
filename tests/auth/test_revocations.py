"""What is taken back, seen by everybody in time, on both databases."""

import asyncio
import os
import signal
from pathlib import Path
from typing import cast

import pytest

from gateway.auth import families
from gateway.auth.issuers import issuers
from gateway.auth.keys import KeyRing
from gateway.auth.revocations import OVERLAP, Marks, Revocations
from gateway.auth.tokens import Verifier, signed
from gateway.errors import TokenInvalid, Unavailable
from gateway.sql.execute import Database, PostgresDatabase
from gateway.tables import Revocation
from tests import databases, loading, servers
from tests.auth import stores
from tests.auth.stores import person, program

TOKEN = Marks(("token:t1", "family:f1"), "account:a1", 3)


async def revoke(store, *subjects, epoch=None):
    async with store.transaction() as db:
        await store.revocations.add(db, subjects, epoch)


async def holds(revocations, marks=TOKEN):
    try:
        await revocations.check(marks)
    except TokenInvalid:
        return False
    return True


async def test_nothing_is_revoked_by_itself(store):
    await revoke(store, "token:t2", "family:f2", "account:a2", "session:s1", "token:", "account:t1")
    assert await holds(store.revocations)
    assert await holds(store.revocations, Marks(()))


@pytest.mark.parametrize("subject", ["token:t1", "family:f1", "account:a1"])
async def test_each_of_its_marks_revokes_it(store, subject):
    assert await holds(store.revocations)
    await revoke(store, subject)
    with pytest.raises(TokenInvalid) as error:
        await store.revocations.check(TOKEN)
    assert error.value.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


@pytest.mark.parametrize(("epoch", "accepted"), [(2, True), (3, True), (4, False), (None, False)])
async def test_an_owner_s_tokens_are_void_up_to_an_epoch(store, epoch, accepted):
    await revoke(store, "account:a1", epoch=epoch)
    assert await holds(store.revocations) == accepted


async def test_the_last_epoch_counts_whatever_came_after_it(store):
    await revoke(store, "account:a1", epoch=4)
    assert not await holds(store.revocations)
    await revoke(store, "account:a1", epoch=2)
    assert not await holds(store.revocations)
    assert await holds(store.revocations, Marks((), "account:a1", 4))
    await revoke(store, "account:a1")
    assert not await holds(store.revocations, Marks((), "account:a1", 2**30))


async def test_another_process_knows_a_second_later(store, elsewhere, clock):
    assert await holds(elsewhere.revocations)
    await revoke(store, "token:t1")
    assert not await holds(store.revocations)
    clock.now += 0.9
    assert await holds(elsewhere.revocations)
    clock.now += 0.1
    assert not await holds(elsewhere.revocations)


async def test_who_starts_later_knows_everything(store, elsewhere, clock):
    await revoke(store, "token:t1")
    clock.now += 3000
    assert not await holds(elsewhere.revocations)


async def test_who_starts_under_load_lets_nothing_pass(store, elsewhere):
    await revoke(store, "token:t1")
    assert await asyncio.gather(*(holds(elsewhere.revocations) for _ in range(50))) == [False] * 50


async def test_a_transaction_that_commits_late_is_not_missed(store, elsewhere, clock, settings):
    began = store.now()
    assert await holds(elsewhere.revocations)
    clock.now += OVERLAP.total_seconds() - 1
    assert await holds(elsewhere.revocations)
    # its row says when it was written, and becomes visible when it is committed
    async with store.transaction() as db:
        await Revocation.create(
            using_db=db,
            subject="token:t1",
            created_at=began,
            expires_at=began + 4 * OVERLAP,
        )
    clock.now += 1
    assert not await holds(elsewhere.revocations)


async def test_a_transaction_that_fails_revokes_nothing(store, elsewhere, clock):
    async def fail():
        async with store.transaction() as db:
            await store.revocations.add(db, ["token:t1"])
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    clock.now += 1
    assert await holds(store.revocations)
    assert await holds(elsewhere.revocations)


async def test_nobody_joins_a_reading_from_before_a_revocation(settings, clock):
    """The reading is held back after it has seen the old rows; the revocation commits; whoever asks then must know."""
    async with stores.opened(settings, clock) as store:
        await holds(store.revocations)
        slow = Slow(store.database)
        revocations = Revocations(cast("Database", slow), store.now, clock)
        store.revocations = revocations
        before = asyncio.create_task(holds(revocations))
        await slow.read.wait()
        slow.held = False
        await revoke(store, "token:t1")
        assert not await holds(revocations)
        slow.go.set()
        # what was read first comes last, and does not make the other forgotten
        assert not await before
        assert not await holds(revocations)


class Slow:
    """A database whose answers travel slowly."""

    def __init__(self, database):
        self.database, self.held = database, True
        self.read, self.go = asyncio.Event(), asyncio.Event()

    def transaction(self):
        return Held(self, self.database.transaction(), self.held)


class Held:
    def __init__(self, slow, transaction, held):
        self.slow, self.transaction, self.held = slow, transaction, held

    async def __aenter__(self):
        return await self.transaction.__aenter__()

    async def __aexit__(self, *raised):
        ended = await self.transaction.__aexit__(*raised)
        if self.held:
            self.slow.read.set()
            await self.slow.go.wait()
        return ended


async def test_what_would_have_expired_anyway_is_forgotten(store, clock):
    await revoke(store, "token:t1")
    assert not await holds(store.revocations)
    clock.now += 3900
    assert await holds(store.revocations)
    assert store.revocations._subjects == {}


async def test_whoever_goes_away_takes_the_answer_from_nobody(store):
    await revoke(store, "token:t1")
    asking = [asyncio.create_task(holds(store.revocations)) for _ in range(3)]
    await asyncio.sleep(0)
    asking[0].cancel()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert found[1:] == [False, False]


async def test_our_tokens_are_revoked_by_what_they_say(store, settings, clock):
    keys = KeyRing(store)
    verifier = Verifier(issuers(settings, keys), store.revocations, clock)
    account_id, client_id = await person(store), await program(store)

    async def token(subject=account_id, **claims):
        now = int(clock())
        given = {"sub": subject, "client_id": client_id, "iat": now, "exp": now + 600, "jti": "t1", **claims}
        return signed(settings, await keys.signing(), given, typ="at+jwt")

    person_s, family_s, client_s = await token(), await token(jti="t2", family="f1"), await token(client_id, jti="t3")
    for each in (person_s, family_s, client_s):
        await verifier.verify(each)
    await revoke(store, "family:f1")
    async with store.transaction() as db:
        await families.void_client(store, db, client_id)
    for each in (family_s, client_s):
        with pytest.raises(TokenInvalid):
            await verifier.verify(each)
    # the client acts for a person here, whose tokens are the person's
    assert (await verifier.verify(person_s)).id == account_id
    async with store.transaction() as db:
        await families.void_account(store, db, account_id)
    with pytest.raises(TokenInvalid):
        await verifier.verify(person_s)
    assert (await verifier.verify(await token(jti="t4", epoch=1))).id == account_id
    with pytest.raises(TokenInvalid):
        await verifier.verify(await token(jti="t1", epoch="1"))


async def test_nothing_is_accepted_when_nobody_can_say_what_is_revoked(tmp_path, clock):
    with servers.postgres_server() as server:
        settings = databases.settings_of(server.url, tmp_path)
        await loading.make_tables(settings)
        async with stores.opened(settings.model_copy(update={"command_timeout": 0.3}), clock) as store:
            assert isinstance(store.database, PostgresDatabase)
            assert await holds(store.revocations)
            assert server.process_id is not None
            _signal_all(server.process_id, signal.SIGSTOP)
            try:
                # what was read a moment ago is still good, for its second
                assert await holds(store.revocations)
                clock.now += 1
                for _ in range(2):
                    with pytest.raises(Unavailable):
                        await store.revocations.check(TOKEN)
                found = await asyncio.gather(
                    *(store.revocations.check(TOKEN) for _ in range(20)), return_exceptions=True
                )
                assert all(isinstance(error, Unavailable) and error.status == 503 for error in found)
            finally:
                _signal_all(server.process_id, signal.SIGCONT)
            assert await holds(store.revocations)


def _signal_all(process_id, number):
    """A server and what it has started."""
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    for child in [*children.split(), process_id]:
        os.kill(int(child), number)
