"""Limits of hand-written routes, declared as slowapi has it: on the application, in routers, by key, by cost, and exempt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, Request

from gateway.app import create_app
from gateway.limits.routes import RouteLimiter, limiter
from tests import databases, shop

router = APIRouter()


@router.get("/reports/{number}")
@limiter.limit("2/minute;3/hour")
async def report(request: Request, number: int) -> dict[str, int]:
    return {"number": number}


@router.get("/by-name")
@limiter.limit("1/minute", key_func=lambda request: request.query_params["name"])
async def by_name(request: Request) -> dict[str, str]:
    return {}


@router.get("/dear")
@limiter.limit("10/minute", cost=lambda request: int(request.query_params["cost"]))
async def dear(request: Request) -> dict[str, str]:
    return {}


@router.get("/one")
@limiter.shared_limit("1/minute", scope="pair", key_func=lambda: "everybody")
async def one(request: Request) -> dict[str, str]:
    return {}


@router.get("/other")
@limiter.shared_limit("1/minute", scope="pair", key_func=lambda: "everybody")
async def other(request: Request) -> dict[str, str]:
    return {}


@router.get("/spared")
@limiter.limit("1/minute", exempt_when=lambda request: "spare" in request.query_params)
async def spared(request: Request) -> dict[str, str]:
    return {}


@router.api_route("/methods", methods=["GET", "POST"])
@limiter.limit("1/minute", methods=["POST"])
async def methods(request: Request) -> dict[str, str]:
    return {}


@router.api_route("/each", methods=["GET", "POST"])
@limiter.limit("1/minute", per_method=True)
async def each(request: Request) -> dict[str, str]:
    return {}


@router.get("/dynamic")
@limiter.limit(lambda key: "2/minute" if key.startswith("address:") else "1/minute")
async def dynamic(request: Request) -> dict[str, str]:
    return {}


@router.get("/exempt")
@limiter.exempt  # type: ignore[untyped-decorator]
@limiter.limit("1/minute")
async def exempt(request: Request) -> dict[str, str]:
    return {}


class Called:
    async def __call__(self) -> dict[str, str]:
        return {}


# which has no name
router.add_api_route("/called", Called())


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(databases.settings_of(None, tmp_path))
    app.include_router(router, prefix="/hand")
    async with shop.client(app) as found:
        yield found


async def statuses(client: httpx2.AsyncClient, *asked: str) -> list[int]:
    """`POST /path`, or a path that is read."""
    split = [one.split() if " " in one else ("GET", one) for one in asked]
    return [(await client.request(method, f"/hand{path}")).status_code for method, path in split]


async def test_a_route_of_a_router_is_limited_whatever_its_path_has_in_it(client: httpx2.AsyncClient) -> None:
    first = await client.get("/hand/reports/1")
    assert (first.status_code, first.json()) == (200, {"number": 1})
    assert first.headers["ratelimit-policy"] == '"report 2/60s";q=2;w=60, "report 3/3600s";q=3;w=3600'
    assert first.headers["ratelimit"] == '"report 2/60s";r=1;t=30, "report 3/3600s";r=2;t=1200'
    assert await statuses(client, "/reports/2", "/reports/3") == [200, 429]
    refused = await client.get("/hand/reports/4")
    assert refused.headers["content-type"] == "application/problem+json"
    assert 0 < int(refused.headers["retry-after"]) <= 30
    told: dict[str, Any] = refused.json()
    assert (told["code"], told["violated-policies"]) == ("BUDGET_EXCEEDED", ["report 2/60s"])
    assert told["detail"] == "This is more than the budget allows: 2 calls in 60 s."


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["/by-name?name=a", "/by-name?name=b", "/by-name?name=a"], [200, 200, 429]),
        (["/dear?cost=6", "/dear?cost=6", "/dear?cost=4"], [200, 429, 200]),
        (["/one", "/other"], [200, 429]),
        (["/spared", "/spared", "/spared?spare"], [200, 429, 200]),
        (["POST /methods", "POST /methods", "/methods", "/methods"], [200, 429, 200, 200]),
        (["POST /each", "/each", "POST /each", "/each"], [200, 200, 429, 429]),
        (["/dynamic", "/dynamic", "/dynamic"], [200, 200, 429]),
        (["/exempt"] * 3, [200] * 3),
        (["/called"] * 3, [200] * 3),
    ],
)
async def test_what_can_be_declared(client: httpx2.AsyncClient, asked: list[str], expected: list[int]) -> None:
    assert await statuses(client, *asked) == expected


def test_the_environment_does_not_switch_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATELIMIT_ENABLED", "false")
    assert RouteLimiter().enabled
