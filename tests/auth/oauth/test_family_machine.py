"""What can happen to the tokens of somebody, in any order and at any time, beside a model of what should become of them.

Two moments matter: ten seconds after a use, until when a client may repeat what it was not answered, and two weeks after
a token was given, when nobody has used it.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gateway.auth.digests import digest
from gateway.auth.people.accounts import People
from gateway.auth.people.mail import FileMailer
from gateway.auth.people.passwords import Passwords
from gateway.tables import Attempt, Family, RefreshToken
from tests.auth.oauth.world import Clock, World, opened, settings_of

SOAK = "TORII_SOAK" in os.environ
EXAMPLES, STEPS = (200, 50) if SOAK else (8, 30)
SECOND, HOUR, DAY = 1, 3600, 86_400
OVERLAP, IDLE, ABSOLUTE, LOGIN = 10 * SECOND, 14 * DAY, 90 * DAY, 12 * HOUR
# an access token is believed for ten minutes, and half a minute of clocks that differ
ACCESS = 630 * SECOND
ALIVE_MOST = 3
FAST = 4

T = TypeVar("T")
numbers = count()


class Frozen(Clock):
    """A time that stands still unless it is moved."""

    def __call__(self) -> float:
        return 1_800_000_000.0 + self.ahead


class Aside:
    """An event loop in a thread of its own: a machine's rules are no coroutines."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


@contextmanager
def aside(var: Path) -> Iterator[tuple[Aside, World]]:
    found = Aside()
    found.thread.start()
    over = asyncio.Event()
    ready: asyncio.Future[World] = found.loop.create_future()

    async def hold() -> None:
        # opened and closed by one task
        async with opened(settings_of(None, var), Frozen()) as world:
            ready.set_result(world)
            await over.wait()

    holding = asyncio.run_coroutine_threadsafe(hold(), found.loop)
    try:
        yield found, found.run(asyncio.wait_for(ready, 60))
    finally:
        found.loop.call_soon_threadsafe(over.set)
        holding.result(60)
        found.loop.call_soon_threadsafe(found.loop.stop)
        found.thread.join()
        found.loop.close()


# --- the model --------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Token:
    secret: str
    given: float
    used: float | None = None
    # when somebody who repeated got another token in its place
    replaced: float | None = None
    successor: Token | None = None


@dataclass(eq=False)
class Descent:
    """A family: all that came of one login."""

    client: str
    login: dict[str, str]
    began: float
    tokens: list[Token] = field(default_factory=list)
    access: list[tuple[str, float]] = field(default_factory=list)
    over: bool = False

    def answer(self, token: Token, now: float) -> str:
        """`tokens`, `refused`, or `stolen`: refused, and the family is over."""
        if self.over or now >= self.began + ABSOLUTE:
            return "refused"
        if token.replaced is not None:
            return "stolen" if now >= token.replaced + OVERLAP else "refused"
        if token.used is not None:
            unheard = token.successor is not None and token.successor.used is None
            if not unheard or now >= token.used + OVERLAP:
                return "stolen"
        return "tokens" if now < min(token.given + IDLE, self.began + ABSOLUTE) else "refused"

    def succeed(self, token: Token, secret: str, now: float) -> None:
        new = Token(secret, now)
        if token.successor is None:
            token.used = now
        else:
            token.successor.used = token.successor.replaced = now
        token.successor = new
        self.tokens.append(new)

    @property
    def leaves(self) -> list[Token]:
        return [] if self.over else [token for token in self.tokens if token.used is None]


# --- the machine ------------------------------------------------------------------------------------------------------


class Machine(RuleBasedStateMachine):
    descents = Bundle("descents")

    def __init__(self, loop: Aside, world: World, people: People) -> None:
        super().__init__()
        self.run, self.world, self.people = loop.run, world, people
        self.known: list[Descent] = []

    @property
    def now(self) -> float:
        return self.world.clock()

    @initialize()
    def somebody(self) -> None:
        number = next(numbers)
        self.client, self.password = f"app-{number}", "seven green umbrellas 0"
        email = f"somebody-{number}@people.example"
        account = self.run(self.people.create(email, self.password, "Somebody", ("customer",), verified=True))
        self.account = str(account.id)
        self.run(self.world.client(self.client))

    @precondition(lambda self: sum(not descent.over for descent in self.known) < ALIVE_MOST)
    @rule(target=descents)
    def log_in(self) -> Descent:
        login = self.run(self.world.login(self.account))
        found = self.run(self.world.tokens(self.client, headers=login))
        descent = Descent(self.client, login, self.now, [Token(found["refresh_token"], self.now)])
        descent.access.append((found["access_token"], self.now))
        self.known.append(descent)
        return descent

    @rule(descent=descents)
    def refresh_with_the_leaf(self, descent: Descent) -> None:
        self.refresh(descent, (descent.leaves or descent.tokens)[-1])

    @rule(descent=descents)
    def repeat_what_was_not_answered(self, descent: Descent) -> None:
        used = [token for token in descent.tokens if token.successor is not None]
        self.refresh(descent, (used or descent.tokens)[-1])

    @rule(descent=descents, seconds=st.sampled_from([0, OVERLAP - 1, OVERLAP, OVERLAP + 1]))
    def repeat_at_the_edge(self, descent: Descent, seconds: int) -> None:
        token = (descent.leaves or descent.tokens)[-1]
        self.refresh(descent, token)
        self.world.clock.ahead += seconds
        self.refresh(descent, token)

    @rule(descent=descents, generation=st.integers(0, 40))
    def replay(self, descent: Descent, generation: int) -> None:
        self.refresh(descent, descent.tokens[generation % len(descent.tokens)])

    @rule(descent=descents, generation=st.integers(0, 40))
    def another_client_has_it(self, descent: Descent, generation: int) -> None:
        token = descent.tokens[generation % len(descent.tokens)]
        answer = self.run(self.world.refresh(token.secret, "other"))
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        self.run(self.forgiven())

    @rule(seconds=st.sampled_from([1, 4, 9, 10, 11, 60, ACCESS, LOGIN, 6 * DAY, 13 * DAY, IDLE, 80 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.ahead += seconds

    @rule(descent=consumes(descents))
    def log_out(self, descent: Descent) -> None:
        headers = {**descent.login, "sec-fetch-site": "same-origin"}
        answer = self.run(self.world.http.post("/logout", data={"sure": "yes"}, headers=headers))
        assert answer.status_code == 303, answer.text
        # a login that has ended by itself ends nothing
        if self.now < descent.began + LOGIN:
            self.end(descent)

    @rule()
    def change_the_password(self) -> None:
        new = f"seven green umbrellas {next(numbers)}"
        self.run(self.people.change_password(self.account, self.password, new, None))
        self.password = new
        self.end(*self.known)

    @precondition(lambda self: self.known)
    @rule()
    def take_the_consent_back(self) -> None:
        login = self.run(self.world.login(self.account))
        headers = {**login, "sec-fetch-site": "same-origin"}
        answer = self.run(self.world.http.post("/account/apps/revoke", data={"client": self.client}, headers=headers))
        assert answer.headers["location"] == "/account/apps?said=app", answer.text
        self.end(*self.known)

    @rule(descent=descents, generation=st.integers(0, 40), access=st.booleans())
    def revoke(self, descent: Descent, generation: int, *, access: bool) -> None:
        token, given = descent.access[generation % len(descent.access)]
        if not access:
            token, given = descent.tokens[generation % len(descent.tokens)].secret, self.now
        answer = self.run(self.world.post("/oauth/revoke", descent.client, token=token))
        assert answer.status_code == 200, answer.text
        if not access or self.now < given + ACCESS:
            self.end(descent)

    @rule(descent=descents, generation=st.integers(0, 40))
    def use(self, descent: Descent, generation: int) -> None:
        token, given = descent.access[generation % len(descent.access)]
        assert self.run(self.world.accepted(token)) == (not descent.over and self.now < given + ACCESS)

    def refresh(self, descent: Descent, token: Token) -> None:
        expected = descent.answer(token, self.now)
        answer = self.run(self.world.refresh(token.secret, descent.client))
        if expected == "tokens":
            assert answer.status_code == 200, answer.text
            descent.succeed(token, answer.json()["refresh_token"], self.now)
            descent.access.append((answer.json()["access_token"], self.now))
            return
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant"), expected
        self.run(self.forgiven())
        if expected == "stolen":
            self.end(descent)

    def end(self, *descents: Descent) -> None:
        """At once no door takes what was given out."""
        for descent in descents:
            descent.over = True
            assert not self.run(self.world.accepted(descent.access[-1][0]))

    async def forgiven(self) -> None:
        """Refusals are counted, and this is not about that."""
        async with self.world.identity.store.transaction() as db:
            await Attempt.all().using_db(db).delete()

    @invariant()
    def at_most_one_leaf(self) -> None:
        for descent in self.known:
            alive, revoked = self.run(self.leaves(descent))
            assert alive == [] if revoked else len(alive) == 1
            assert revoked == descent.over
            assert alive == [digest(token.secret) for token in descent.leaves]

    async def leaves(self, descent: Descent) -> tuple[list[str], bool]:
        """The hashes of those that would be exchanged, and whether the family is over."""
        async with self.world.identity.store.transaction() as db:
            row = await RefreshToken.get(hash=digest(descent.tokens[0].secret), using_db=db)
            family = await Family.get(id=row.family_id, using_db=db)
            unused = RefreshToken.filter(family_id=family.id, used_at=None).using_db(db)
            alive = [str(found) for found in await unused.values_list("hash", flat=True)]
        return ([] if family.revoked_at else alive), family.revoked_at is not None


def test_at_most_one_live_leaf_per_family(tmp_path: Path) -> None:
    with aside(tmp_path) as (loop, world):
        store, attempts = world.identity.store, world.identity.attempts
        mailer = FileMailer(tmp_path / "mail", store.settings.mail_from)
        people = People(store, Passwords(store.settings, rounds=FAST), mailer, attempts)

        class Here(Machine):
            def __init__(self) -> None:
                super().__init__(loop, world, people)

        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                derandomize=not SOAK,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        loop.run(people.close())
