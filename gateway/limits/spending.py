"""What one request spends: a point for being asked at all, and the price of what it asks, of which that point is a part.

A door calls `enter` before it reads anything that takes long to read, and `reserve` before the database is touched. Where
it knows the price at once, `reserve` alone does both, with one question to Redis.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.types import Scope

from gateway.actions import ActionSpec
from gateway.caller import Caller
from gateway.errors import BudgetExceeded, CostLimit, DeadlineExceeded, GatewayError, Overloaded, Unavailable
from gateway.limits import fields
from gateway.limits.addresses import address_of
from gateway.limits.budget import Budget
from gateway.limits.gate import Gate, overloaded
from gateway.limits.policies import Charge, Level, Policy, counting

SPENDING: Final = "spending"


@dataclass(frozen=True, slots=True)
class Cost:
    """In points. What there is of the caller's scarcest quota: `limit` in all, `remaining`, and whole again after
    `reset_after` seconds; None where nothing limits it."""

    requested: int
    actual: int
    limit: int | None = None
    remaining: int | None = None
    reset_after: int | None = None


class Reservation:
    """The price of a request, taken from the budget before it is known what it will come to. Until its turn has come nothing of
    it is used but a point."""

    __slots__ = ("actual", "price")

    def __init__(self, price: int) -> None:
        self.price, self.actual = price, 1

    def settle(self, actual: int) -> None:
        """What it came to; one point for what was at hand and had to be asked of nobody. The rest is given back when the
        request ends."""
        self.actual = max(1, min(actual, self.price))


class Spending:
    """Of one request. `reservation` is None until its price is known."""

    __slots__ = ("_began", "_budget", "_found", "_gate", "_scope", "_spent", "entered", "levels", "reservation")

    def __init__(self, budget: Budget, gate: Gate, scope: Scope) -> None:
        self._budget, self._gate, self._scope = budget, gate, scope
        self.levels: Sequence[Level] = ()
        self.reservation: Reservation | None = None
        self.entered = False
        self._found: Sequence[tuple[str, Policy]] | None = None
        self._spent = 0
        self._began: float | None = None

    def check(self) -> None:
        """Raises BudgetExceeded for an address that has spent its requests, before it is known who asks."""
        of_address = self._budget.policies.of_address
        if of_address is not None:
            self._budget.check([self._charge_of_address(of_address)])

    async def enter(self, *, known: bool = True) -> None:
        """Spend the point of a request, once. `known`: it takes no long reading to find out what it asks. Raises
        BudgetExceeded and Overloaded."""
        if self.entered:
            return
        if not known:
            self._check_gate(None)
        await self._take(1)

    def check_price(self, price: int, actions: Sequence[ActionSpec] = ()) -> None:
        """Raises what `reserve` would raise, as far as it is known without asking anybody."""
        price, runs = max(1, price), self._runs(actions)
        if self._budget.policies.any or runs:
            self._check_quotas([*[Charge(key, policy, price) for key, policy in self._buckets], *runs])
            self._budget.check([*self._charges(price), *runs])
        self._check_gate(price)

    async def reserve(self, price: int, actions: Sequence[ActionSpec] = (), *, at_hand: bool = False) -> None:
        """Spend the price and what the actions may be run, and begin to work; what is `at_hand` already takes a point and no
        work. Raises CostLimit for what the caller can never have at once, BudgetExceeded and Overloaded."""
        price, runs = max(1, price), self._runs(actions)
        counted = self._budget.policies.any or bool(runs)
        if counted:
            self._check_quotas([*[Charge(key, policy, price) for key, policy in self._buckets], *runs])
        if not at_hand:
            self._check_gate(price)
        if counted:
            await self._take(1 if at_hand else price, runs)
        self.entered, self.reservation = True, Reservation(price)
        if at_hand:
            return
        try:
            self._began = await self._gate.enter(price)
        except Overloaded:
            self._budget.note([charge._replace(points=-charge.points) for charge in runs])
            raise
        self.reservation.settle(price)

    def turned_away(self) -> Overloaded:
        """What somebody is refused with whose answer nobody may make; it has not spent anything."""
        self.entered = True
        return overloaded()

    def told(self, price: int) -> Cost:
        """What a request of this price would cost, which is not run."""
        return self._cost(max(1, price), 1)

    @property
    def cost(self) -> Cost:
        """What the request costs, as far as is known."""
        done = self.reservation
        return self._cost(done.price, done.actual) if done else self._cost(1, 1)

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return fields.encoded(self.levels)

    def answered(self, *, at_hand: bool) -> None:
        """What was at hand after all costs a point."""
        if at_hand and self.reservation is not None:
            self.reservation.settle(1)

    def failed(self, error: GatewayError) -> None:
        """What is not answered for no fault of whoever asked costs a point; what took too long has been worked on."""
        if self.reservation is not None and isinstance(error, Unavailable) and not isinstance(error, DeadlineExceeded):
            self.reservation.settle(1)

    def done(self) -> None:
        """The work is done, and somebody else's turn has come. A client that takes its time to read the answer is in nobody's
        way."""
        if self._began is not None:
            self._gate.leave(self._began)
            self._began = None

    def close(self) -> None:
        """The request has ended."""
        self.done()
        if not self.entered:
            # a client that went away has asked all the same
            self._budget.note(self._charges(1))
        elif self.reservation is not None and self.reservation.actual < self._spent:
            self._budget.note(self._charges(self.reservation.actual))

    @property
    def _caller(self) -> Caller | None:
        """None where the credential was refused."""
        found: Caller | None = self._scope.get("caller")
        return found

    @property
    def _buckets(self) -> Sequence[tuple[str, Policy]]:
        """None as long as nobody is known to ask."""
        caller = self._caller
        if self._found is None and caller is not None:
            policies = self._budget.policies.of(caller)
            self._found = [(self._budget.key(one.name, whose(self._scope)), one) for one in policies]
        return self._found or ()

    def _runs(self, actions: Sequence[ActionSpec]) -> list[Charge]:
        if not actions:
            return []
        found: dict[Policy, int] = {}
        for action in actions:
            for count, seconds in action.limits:
                policy = counting(action.name, count, seconds)
                found[policy] = found.get(policy, 0) + 1
        return [Charge(self._budget.key(one.name, whose(self._scope)), one, runs) for one, runs in found.items()]

    async def _take(self, points: int, runs: Sequence[Charge] = ()) -> None:
        charges = [*self._charges(points), *runs]
        self.entered = True
        try:
            if charges:
                self.levels = self._merged(await self._budget.take(charges))
        except BudgetExceeded:
            # the refusal tells how things stand
            self.levels = ()
            raise
        self._spent = points

    def _charges(self, points: int) -> list[Charge]:
        """What brings the points that are spent to so many."""
        more = points - self._spent
        charges = [Charge(key, policy, more) for key, policy in self._buckets] if more else []
        of_address = self._budget.policies.of_address
        if not self.entered and of_address is not None:
            charges.append(self._charge_of_address(of_address))
        return charges

    def _charge_of_address(self, policy: Policy) -> Charge:
        return Charge(self._budget.key(policy.name, address_of(self._scope)), policy, 1)

    def _merged(self, levels: list[Level]) -> Sequence[Level]:
        """A later level of a policy replaces an earlier one."""
        if not self.levels:
            return levels
        return tuple({level.policy: level for level in (*self.levels, *levels)}.values())

    def _check_quotas(self, charges: Sequence[Charge]) -> None:
        for _, policy, points in charges:
            if points > policy.quota:
                raise CostLimit(
                    f"The request would cost {points} {policy.unit}; the budget has {policy.quota} in {policy.window} s, even "
                    "when nothing is spent.",
                    hint="Ask for less at once, or as somebody with a larger budget.",
                )

    def _check_gate(self, price: int | None) -> None:
        try:
            self._gate.check(price)
        except Overloaded:
            # who is turned away has not spent anything
            self.entered = True
            raise

    def _cost(self, requested: int, actual: int) -> Cost:
        mine = [level for level in self.levels if level.policy.unit == "points"]
        if not mine:
            return Cost(requested, actual)
        level = min(mine, key=lambda level: level.remaining / level.policy.quota)
        return Cost(requested, actual, level.policy.quota, level.remaining, fields.seconds(level.reset))


class Admission:
    """Of one request whose price is known, to what may be at hand already. What Python has `made` of it never is."""

    __slots__ = ("_actions", "_made", "_price", "_spending", "turned_away")

    def __init__(
        self, spending: Spending, price: int, actions: Sequence[ActionSpec] = (), *, made: bool = False
    ) -> None:
        self._spending, self._price, self._actions, self._made = spending, price, actions, made
        self.turned_away = spending.turned_away

    def check(self) -> None:
        self._spending.check_price(self._price, self._actions)

    def __call__(self, *, at_hand: bool) -> Awaitable[None]:
        return self._spending.reserve(self._price, self._actions, at_hand=at_hand and not self._made)


def spending_of(scope: Scope) -> Spending:
    found: Spending = scope[SPENDING]
    return found


def whose(scope: Scope) -> str:
    """The bucket of a person, else of a client, else of an address."""
    caller: Caller | None = scope.get("caller")
    return f"address:{address_of(scope)}" if caller is None or caller.kind == "anonymous" else caller.rate_key
