"""Browsers that are logged in, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from gateway.app import make_database
from gateway.auth import families
from gateway.auth.digests import digest, new_secret
from gateway.auth.sessions import Sessions
from gateway.auth.store import Store
from gateway.tables import Account, AccountRole, Session
from tests import databases
from tests.auth.stores import change, person

HOUR = 3600


def scope(*headers, client=("192.0.2.7", 1)):
    return {"type": "http", "headers": [(name.encode(), value.encode()) for name, value in headers], "client": client}


@pytest.fixture
def sessions(store):
    return Sessions(store)


@pytest.fixture
def others(elsewhere):
    return Sessions(elsewhere)


async def start(store, account_id, methods=("pwd",), seen=None):
    async with store.transaction() as db:
        return await Sessions(store).start(db, account_id, methods, seen or scope())


async def row(store, value):
    async with store.transaction() as db:
        return await Session.filter(hash=digest(value)).using_db(db).get()


async def test_a_login_is_found_by_its_cookie(store, sessions):
    account_id = await person(store, "customer", "clerk")
    value = await start(store, account_id, ["pwd", "otp"])
    login = await sessions.find(value)
    assert (login.account_id, login.email, login.name) == (account_id, f"{account_id}@people.example", "Ada")
    assert (login.roles, login.methods, login.epoch) == ({"customer", "clerk"}, ("pwd", "otp"), 0)
    assert login.authenticated_at == store.now()
    assert login.session_id == (await row(store, value)).id


async def test_its_caller(store, sessions):
    account_id = await person(store, "clerk")
    caller = await sessions.caller(await sessions.find(await start(store, account_id)))
    assert (caller.kind, caller.id, caller.rate_key) == ("person", account_id, f"person:{account_id}")
    assert (caller.roles, caller.scopes) == ({"clerk"}, {"read", "write"})
    assert caller.claim("sub") == account_id
    assert caller.claim("email") == f"{account_id}@people.example"
    with pytest.raises(TypeError):
        caller.claims["sub"] = "1"


async def test_the_database_cannot_log_in(store, sessions):
    value = await start(store, await person(store))
    found = await row(store, value)
    assert value not in repr(dict(found))
    assert await sessions.find(found.hash) is None
    assert await sessions.find(found.id) is None


async def test_every_login_has_a_cookie_of_its_own(store, sessions):
    account_id = await person(store)
    planted = new_secret()
    seen = scope(("cookie", f"{sessions.name}={planted}"))
    assert sessions.cookie_of(seen) == planted
    first = await start(store, account_id, seen=seen)
    second = await start(store, account_id, seen=scope(("cookie", f"{sessions.name}={first}")))
    assert len({planted, first, second}) == 3
    # what somebody put there before the login never becomes one
    assert await sessions.find(planted) is None
    assert (await sessions.find(first)).session_id != (await sessions.find(second)).session_id


async def test_garbage_is_nobody(store, sessions):
    value = await start(store, await person(store))
    assert await sessions.find(value)
    changed = [value[:-1], value + "A", value + "\n", value.swapcase(), f" {value}", f"{value}=", value + "\x00"]
    for garbage in ["", "x", "ü" * 43, "' OR 1=1 --", *changed]:
        assert await sessions.find(garbage) is None


async def test_a_secret_that_nobody_has_is_nobody(store, sessions):
    await start(store, await person(store))
    assert await sessions.find(new_secret()) is None


async def test_it_ends_when_it_is_not_used(store, sessions, clock):
    value = await start(store, await person(store))
    clock.now += 12 * HOUR - 1
    assert await sessions.find(value)
    # used: it goes on from here
    clock.now += 12 * HOUR - 1
    assert await sessions.find(value)
    clock.now += 12 * HOUR
    assert await sessions.find(value) is None


async def test_it_ends_in_any_case(store, sessions, clock):
    value = await start(store, await person(store))
    for _ in range(16):
        clock.now += 10 * HOUR
        assert await sessions.find(value)
    clock.now += 8 * HOUR - 1
    assert await sessions.find(value)
    clock.now += 1
    assert await sessions.find(value) is None


async def test_it_ends_at_its_second_although_it_was_just_read(store, sessions, clock):
    value = await start(store, await person(store))
    clock.now += 12 * HOUR - 0.5
    await change(store, Session, (await row(store, value)).id, idle_expires_at=store.now() + timedelta(seconds=0.5))
    # another process kept it from being used here
    await change(store, Session, (await row(store, value)).id, seen_at=store.now())
    assert await sessions.find(value)
    clock.now += 0.5
    assert await sessions.find(value) is None


async def test_its_use_is_written_down_once_a_minute(store, sessions, clock):
    value = await start(store, await person(store))
    began = store.now()
    clock.now += 59
    await sessions.find(value, scope(client=("192.0.2.8", 1)))
    found = await row(store, value)
    assert (found.seen_at, found.address) == (began, "192.0.2.7")
    clock.now += 1
    await sessions.find(value, scope(client=("192.0.2.8", 1)))
    found = await row(store, value)
    assert (found.seen_at, found.address) == (began + timedelta(minutes=1), "192.0.2.8")
    assert found.idle_expires_at == store.now() + timedelta(hours=12)


async def test_what_ends_here_is_ended_at_once(store, sessions):
    value = await start(store, await person(store))
    login = await sessions.find(value)
    async with store.transaction() as db:
        assert await families.end_sessions(store, db, "logout", id=login.session_id) == [login.session_id]
    assert await sessions.find(value) is None


async def test_what_ends_elsewhere_is_ended_a_second_later(store, sessions, elsewhere, others, clock):
    value = await start(store, await person(store))
    login = await others.find(value)
    async with store.transaction() as db:
        await families.end_sessions(store, db, "logout", id=login.session_id)
    # nothing was said to the others, who know it for a second
    assert await others.find(value)
    clock.now += 1
    assert await others.find(value) is None


async def test_an_ended_login_stays_ended_when_it_is_used_meanwhile(store, sessions, others, clock):
    account_id = await person(store)
    value = await start(store, account_id)
    clock.now += 61
    await asyncio.gather(sessions.find(value), others.find(value), _end(store, account_id))
    clock.now += 1
    assert await sessions.find(value) is None
    assert await others.find(value) is None
    assert (await row(store, value)).revoked_at is not None


async def _end(store, account_id):
    async with store.transaction() as db:
        await families.end_sessions(store, db, "logout", account_id=account_id)


async def test_one_login_may_be_spared(store, sessions):
    account_id = await person(store)
    kept, other = [await start(store, account_id) for _ in range(2)]
    spared = (await sessions.find(kept)).session_id
    async with store.transaction() as db:
        await families.end_sessions(store, db, "password", account_id=account_id, id__not=spared)
    assert await sessions.find(kept)
    assert await sessions.find(other) is None


async def test_roles_are_those_of_now(store, sessions, others, clock):
    account_id = await person(store, "customer")
    value = await start(store, account_id)
    for reader in (sessions, others):
        assert (await reader.find(value)).roles == {"customer"}
    async with store.transaction() as db:
        await AccountRole.create(using_db=db, account_id=account_id, role="clerk")
        await families.void_account(store, db, account_id)
    assert (await sessions.find(value)).roles == {"customer", "clerk"}
    clock.now += 1
    assert (await others.find(value)).roles == {"customer", "clerk"}
    async with store.transaction() as db:
        await AccountRole.filter(account_id=account_id).using_db(db).delete()
        await families.void_account(store, db, account_id)
    assert (await sessions.find(value)).roles == set()


async def test_who_is_disabled_is_logged_out(store, sessions, others, clock):
    account_id = await person(store)
    value = await start(store, account_id)
    assert await sessions.find(value)
    await change(store, Account, account_id, disabled_at=store.now())
    clock.now += 1
    assert await sessions.find(value) is None
    assert await others.find(value) is None


async def test_a_busy_browser_is_read_once_a_second(store, sessions, clock):
    value = await start(store, await person(store))
    found = await asyncio.gather(*(sessions.find(value) for _ in range(50)))
    assert len({id(login) for login in found}) == 1
    assert await sessions.find(value) is found[0]
    clock.now += 1
    assert await sessions.find(value) is not found[0]


async def test_whoever_goes_away_takes_the_answer_from_nobody(store, sessions):
    value = await start(store, await person(store))
    asking = [asyncio.create_task(sessions.find(value)) for _ in range(3)]
    await asyncio.sleep(0)
    asking[0].cancel()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert found[1] is found[2] is not None


@pytest.mark.parametrize(
    ("agent", "kept"),
    [("Firefox/140", "Firefox/140"), ("x" * 300, "x" * 255), ("a\tb\x00c", "abc"), ("", "")],
    ids=["plain", "long", "control", "empty"],
)
async def test_what_the_browser_calls_itself(store, agent, kept):
    account_id = await person(store)
    value = await start(store, account_id, seen=scope(("user-agent", agent), client=("2001:db8:1:2:3::4", 1)))
    found = await row(store, value)
    assert (found.agent, found.address) == (kept, "2001:db8:1:2::/64")


@pytest.fixture
def browser(tmp_path):
    """Sessions that nobody asks the database for."""

    def of(issuer):
        settings = databases.settings_of(None, tmp_path).model_copy(update={"issuer": issuer})
        return Sessions(Store(settings, make_database(settings)))

    return of


def attributes(header):
    first, *rest = header.split("; ")
    return first, sorted(rest)


def test_the_cookie_is_for_this_host_alone(browser):
    sessions = browser("https://torii.example")
    assert sessions.name == sessions.cookie_name == "__Host-sid"
    # without Domain: no neighbour gets it
    assert attributes(sessions.set_cookie("v")) == (
        "__Host-sid=v",
        ["HttpOnly", f"Max-Age={7 * 24 * HOUR}", "Path=/", "SameSite=Lax", "Secure"],
    )
    assert attributes(sessions.clear_cookie()) == (
        "__Host-sid=",
        ["HttpOnly", "Max-Age=0", "Path=/", "SameSite=Lax", "Secure"],
    )


def test_a_laptop_has_no_https(browser):
    sessions = browser("http://127.0.0.1:8000")
    assert sessions.name == "sid"
    assert attributes(sessions.set_cookie("v")) == (
        "sid=v",
        ["HttpOnly", f"Max-Age={7 * 24 * HOUR}", "Path=/", "SameSite=Lax"],
    )


@pytest.mark.parametrize(
    ("headers", "value"),
    [
        ([], None),
        (["__Host-sid=v"], "v"),
        (["a=1; __Host-sid=v; b=2"], "v"),
        (["a=1;__Host-sid=v"], "v"),
        (["a=1", "__Host-sid=v"], "v"),
        (["__Host-sid=a=b"], "a=b"),
        (['__Host-sid="v"'], '"v"'),
        (["__Host-sid="], ""),
        # one of two is planted, and nobody knows which
        (["__Host-sid=v; __Host-sid=w"], ""),
        (["__Host-sid=v", "__Host-sid=v"], ""),
        # other names, or names that only look like it to those who trim too much
        (["sid=v"], None),
        (["__Host-sid"], None),
        (["__host-sid=v"], None),
        (["x__Host-sid=v"], None),
        (["__Host-sid2=v"], None),
        (["=__Host-sid=v"], None),
        (["\x85__Host-sid=v"], None),
        (["\xa0__Host-sid=v"], None),
        (["\x0b__Host-sid=v"], None),
        (["a=__Host-sid=v"], None),
        (['a="x; __Host-sid=v"'], 'v"'),
    ],
    ids=str,
)
def test_which_cookie_counts(browser, headers, value):
    found = [(b"cookie", header.encode("latin-1")) for header in headers]
    assert browser("https://torii.example").cookie_of({"headers": found}) == value
