"""The way to the doors. They route by themselves: what the framework does between a request and a route, which neither of
them needs, takes as long as a small answer."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Doors:
    """`at` are those at paths, `below` those that have all paths that begin so. All other requests go on."""

    def __init__(self, app: ASGIApp, at: Mapping[str, ASGIApp], below: Mapping[str, ASGIApp]) -> None:
        self.app, self.at, self.below = app, at, tuple(below.items())

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return (self._door(scope["path"]) if scope["type"] == "http" else self.app)(scope, receive, send)

    def _door(self, path: str) -> ASGIApp:
        found = self.at.get(path)
        if found is not None:
            return found
        for prefix, door in self.below:
            if path.startswith(prefix):
                return door
        return self.app
