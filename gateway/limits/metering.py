"""The middleware around a door and the finding out of who asks: no request is free, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import GatewayError
from gateway.limits.budget import Budget
from gateway.limits.gate import Gate
from gateway.limits.spending import SPENDING, Spending


class Metering:
    """What a door has not spent by itself is spent for it before its answer begins; what it has not used is given back."""

    def __init__(self, app: ASGIApp, budget: Budget, gate: Gate) -> None:
        self.app, self.budget, self.gate = app, budget, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        spending = scope[SPENDING] = Spending(self.budget, self.gate, scope)

        def send_with_fields(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                if not spending.entered:
                    return _enter_first(spending, message, send)
                _told(spending, message)
            return send(message)

        try:
            spending.check()
            return await self.app(scope, receive, send_with_fields)
        except GatewayError as error:
            await spending.enter()
            spending.failed(error)
            error.headers |= {name.decode(): value.decode() for name, value in spending.headers}
            raise
        finally:
            spending.close()
            # they know each other, and would wait for the collector
            scope.pop(SPENDING, None)


async def _enter_first(spending: Spending, message: Message, send: Send) -> None:
    await spending.enter()
    _told(spending, message)
    await send(message)


def _told(spending: Spending, message: Message) -> None:
    spending.done()
    if spending.levels:
        message["headers"] = [*message.get("headers", ()), *spending.headers]
