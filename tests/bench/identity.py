"""What it costs to know who is asking: the token endpoint next to the bare grant, a verified token, and a login."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from secrets import token_urlsafe
from statistics import median
from time import perf_counter
from typing import Final

from gateway import migrations
from gateway.app import make_database
from gateway.auth.digests import digest
from gateway.auth.people.refusals import Refused
from gateway.auth.tokens import signed
from gateway.identity import Identity, make_identity
from gateway.settings import Settings
from gateway.tables import Account, Client
from tests.bench.load import Generator
from tests.bench.process import Server
from tests.bench.race import Rates, race, ratio, turn
from tests.bench.report import Line

FLOW, TORII = "bare Authlib flow", "Torii"
QUESTION: Final = "client credentials"
CALLS: Final = 2000
MICRO: Final = 1e6
# a login takes a quarter of a second
LOGINS, ALL_LOGINS = 40, 200
CHUNK: Final = 4


def measure(
    given: Mapping[str, str], folder: Path, *, seconds: float, rounds: int, logins: int
) -> tuple[list[Line], dict[str, dict[str, Rates]]]:
    secret = token_urlsafe(32)
    settings = Settings.model_validate(
        {"database_url": given["DATABASE_URL"], "domain": given["GATEWAY_DOMAIN"], "var": folder}
    )
    lines = asyncio.run(_prepared_and_timed(settings, folder, secret, logins))
    with ExitStack() as stack:
        generator = Generator()
        stack.callback(generator.close)
        torii = stack.enter_context(Server("tests.bench.contestants.torii:create", **given))
        flow = stack.enter_context(
            Server(
                "tests.bench.contestants.authlib_flow:create",
                DATABASE_URL=given["DATABASE_URL"],
                BENCH_SECRET=secret,
                AUTHLIB_INSECURE_TRANSPORT="1",
            )
        )
        rates = race(
            {
                TORII: turn(generator, torii, [_asked("/oauth/token", secret)], seconds),
                FLOW: turn(generator, flow, [_asked("/token", secret)], seconds),
            },
            rounds,
        )
    value, spread = ratio(rates, TORII, FLOW)
    return [Line(f"{QUESTION}: against the {FLOW}", value, "x", 0.5, spread=spread), *lines], {QUESTION: rates}


def _asked(path: str, secret: str) -> bytes:
    credentials = base64.b64encode(f"bench:{secret}".encode()).decode()
    body = "grant_type=client_credentials&scope=read"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Basic {credentials}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


async def _prepared_and_timed(settings: Settings, folder: Path, secret: str, logins: int) -> list[Line]:
    await migrations.apply(settings, folder / "no-migrations")
    database = make_database(settings)
    identity = make_identity(settings, database)
    await database.open()
    try:
        async with identity.running():
            await _register(identity, secret)
            return [*await _verifying(identity), *await _logging_in(identity, logins)]
    finally:
        await database.close()


async def _register(identity: Identity, secret: str) -> None:
    async with identity.store.transaction() as db:
        await Client.create(
            using_db=db,
            id="bench",
            name="Bench",
            method="client_secret_basic",
            secret=digest(secret),
            grant_types=["client_credentials"],
            scopes=["read"],
            default_scopes=["read"],
        )


async def _verifying(identity: Identity) -> Iterator[Line]:
    """Tokens that nobody has seen, then one of them again and again."""
    key = await identity.keys.signing()
    now = int(identity.store.clock())
    about = {"sub": "bench", "client_id": "bench", "iat": now, "exp": now + 600, "scope": "read", "roles": []}
    tokens = [signed(identity.store.settings, key, about | {"jti": str(n)}, typ="at+jwt") for n in range(CALLS)]
    await identity.verifier.verify(tokens[0])
    first = await _timed(identity, tokens[1:])
    again = await _timed(identity, [tokens[0]] * CALLS)
    return iter(
        (
            Line("a token is verified", first * MICRO, "µs", 150, "below"),
            Line("a token that was verified before", again * MICRO, "µs", 20, "below"),
        )
    )


async def _timed(identity: Identity, tokens: list[str]) -> float:
    times = []
    for token in tokens:
        began = perf_counter()
        await identity.verifier.verify(token)
        times.append(perf_counter() - began)
    return median(times)


async def _logging_in(identity: Identity, logins: int) -> list[Line]:
    """Somebody who guesses must not learn from the clock which addresses have an account."""
    hashed = await identity.people.passwords.hash(token_urlsafe(16))
    async with identity.store.transaction() as db:
        now = identity.store.now()
        for number in range(-(-logins // CHUNK)):
            await Account.create(
                using_db=db,
                id=f"acct-{number}",
                email=f"known{number}@bench.example",
                password=hashed,
                email_verified_at=now,
            )
    known, unknown = [], []
    for number in range(logins):
        known.append(await _login(identity, f"known{number // CHUNK}@bench.example", number))
        unknown.append(await _login(identity, f"other{number // CHUNK}@bench.example", number))
    return [Line("login: time of a known account against an unknown one", median(known) / median(unknown), "x")]


async def _login(identity: Identity, email: str, number: int) -> float:
    began = perf_counter()
    try:
        # from somewhere else each time, for addresses that guess are not listened to for long
        await identity.people.check_password(email, "not the password", f"192.0.2.{number % 250}")
    except Refused:
        return perf_counter() - began
    raise AssertionError("a wrong password was accepted")
