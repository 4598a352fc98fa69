"""Torii itself, as `gateway serve` makes it."""

from __future__ import annotations

from starlette.types import ASGIApp

from gateway.app import create_app


def create() -> ASGIApp:
    return create_app()
