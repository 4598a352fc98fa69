"""FastAPI without what it has around our middlewares: they answer errors, bound bodies, and what is traced is not its affair."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from fastapi._body_limit import AppBodyLimitMiddleware
from fastapi.telemetry import TelemetryConfig
from fastapi.telemetry._asgi import ExceptionTelemetryMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

# what is measured of requests is in our own log
UNTRACED: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


class Application(FastAPI):
    """Whoever gives it a handler of all errors, `debug` or a size for bodies has the framework's layers back."""

    _outer: ASGIApp | None = None
    _inner: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stack = self.middleware_stack
        if scope["type"] == "lifespan" or stack is None or self.root_path:
            return await super().__call__(scope, receive, send)
        if stack is not self._outer:
            # a stack may be built again
            self._outer, self._inner = stack, self._without(stack)
        scope["app"] = self
        return await self._inner(scope, receive, send)

    def _without(self, stack: ASGIApp) -> ASGIApp:
        if not isinstance(stack, ServerErrorMiddleware) or stack.handler is not None or stack.debug:
            return stack
        inner = stack.app
        if isinstance(inner, ExceptionTelemetryMiddleware):
            inner = inner.app
        return inner.app if isinstance(inner, AppBodyLimitMiddleware) and self.max_body_size is None else inner
