"""Limits of hand-written routes, declared with the decorators of slowapi and counted as budgets are.

    from gateway.limits.routes import limiter

    @router.get("/reports")
    @limiter.limit("10/minute")
    async def reports(request: Request) -> Report: ...

By itself slowapi counts with a client that blocks the loop, and leaves out the routes of routers. So its decorators only
declare here, and a dependency of the application counts: one call for all limits of a route.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

from fastapi import Request, Response
from limits import RateLimitItem
from slowapi import Limiter

from gateway.limits import fields
from gateway.limits.budget import Budget
from gateway.limits.policies import Charge, counting
from gateway.limits.spending import whose


class RouteLimiter(Limiter):
    def __init__(self) -> None:
        super().__init__(_caller, auto_check=False, key_style="endpoint", storage_uri="memory://")

    def get_app_config(self, key: str, default_value: Any = None) -> Any:  # noqa: ARG002  (as slowapi calls it)
        """Settings are read in one place, and it is not this one."""
        return default_value

    async def __call__(self, request: Request, response: Response) -> None:
        """A dependency. Raises BudgetExceeded."""
        # which the decorators look for
        request.state.view_rate_limit = None
        budget: Budget = request.app.state.budget
        charges = [_charge(budget, *one) for one in self._declared(request)]
        if charges:
            response.headers.update(fields.texts(await budget.take(charges)))

    def _declared(self, request: Request) -> Iterator[tuple[str, str, RateLimitItem, int]]:
        """Of each limit that holds: what counts together, for whom, and for how many calls this one counts."""
        endpoint = request.scope["endpoint"]
        # an object that is called has no name, and no decorators
        name = f"{endpoint.__module__}.{getattr(endpoint, '__name__', '')}"
        if name in self._exempt_routes:
            return
        declared = list(self._route_limits.get(name, ()))
        for group in self._dynamic_route_limits.get(name, ()):
            declared += group.with_request(request)  # type: ignore[no-untyped-call]
        for limit in declared:
            if (limit.methods is None or request.method.lower() in limit.methods) and not limit.is_exempt(request):
                counted = (limit.scope or name) + (f":{request.method}" if limit.per_method else "")
                cost = limit.cost(request) if callable(limit.cost) else limit.cost
                yield counted, _called(limit.key_func, request), limit.limit, cost


def _charge(budget: Budget, counted: str, key: str, item: RateLimitItem, cost: int) -> Charge:
    # which module it is in is nobody's business
    policy = counting(counted.rpartition(".")[2], item.amount, item.get_expiry())
    return Charge(budget.key(f"{counted} {policy.name}", key), policy, cost)


def _caller(request: Request) -> str:
    return whose(request.scope)


def _called(key: Callable[..., str], request: Request) -> str:
    return key(request) if _takes_request(key) else key()


@lru_cache
def _takes_request(key: Callable[..., str]) -> bool:
    return bool(inspect.signature(key).parameters)


limiter: Final = RouteLimiter()
