"""/device: where a person enters the code of a device and decides (RFC 8628 section 3.3).

A link that brings the code along still asks: who sends somebody else such a link is after their account (section 5.4).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.attempts import USER_CODE, USER_CODE_SESSION
from gateway.auth.login.render import page
from gateway.auth.oauth import devices, parameters
from gateway.auth.oauth.desk import Desk, login_of
from gateway.auth.oauth.devices import Waiting
from gateway.auth.scopes import words
from gateway.auth.sessions import Login
from gateway.auth.store import Store
from gateway.errors import CrossSite, TooManyAttempts
from gateway.limits.addresses import address_of

PATH: Final = "/device"
DECIDE: Final = "/device/decide"
SEE_OTHER: Final = 303
PURPOSE: Final = "device"
LONGEST: Final = 64
UNKNOWN: Final = "There is no device that waits with this code. Check it, or start again on the device."
TOO_OFTEN: Final = "Too many codes were tried. Wait a few minutes."

Look = Callable[[Store, BaseDBAsyncClient, str, Login], Awaitable[Waiting | None]]


async def enter(desk: Desk, request: Request) -> Response:
    login, cookie = await login_of(desk, request), desk.sessions.cookie_of(request.scope)
    code = request.query_params.get("user_code", "")[:LONGEST]
    if login is None or cookie is None:
        back = f"{PATH}?{urlencode({'user_code': code})}" if code else PATH
        return RedirectResponse("/login?" + urlencode({"next": back}), SEE_OTHER)
    # HEAD is asked as GET is: it carries no proof that it comes from a page of ours, so it must enter nothing
    if request.method != "POST":
        return _asking(desk, cookie, code, "", 200)
    form = await parameters.form(request)
    desk.csrf.check(request.scope, cookie, form.get("csrf"), navigation=True)
    code = (form.get("user_code") or "")[:LONGEST]
    try:
        # before the code is looked at, so that no two guesses at once count as one (section 5.1)
        await desk.attempts.spend(USER_CODE_SESSION, login.session_id)
        await desk.attempts.spend(USER_CODE, address_of(request.scope))
    except TooManyAttempts as error:
        return _asking(desk, cookie, code, TOO_OFTEN, error.status)
    async with desk.store.transaction() as db:
        waiting = await devices.enter(desk.store, db, code, login)
    if waiting is None:
        return _asking(desk, cookie, code, UNKNOWN, 422)
    return _confirming(desk, login, waiting, devices.normalized(code))


async def decide(desk: Desk, request: Request) -> Response:
    login, cookie = await login_of(desk, request), desk.sessions.cookie_of(request.scope)
    if login is None or cookie is None:
        return RedirectResponse("/login?" + urlencode({"next": PATH}), SEE_OTHER)
    form = await parameters.form(request)
    desk.csrf.check(request.scope, cookie, desk.csrf.token(cookie), navigation=True)
    code, approved = devices.normalized(form.get("user_code") or ""), form.get("decision") == "allow"
    # only for a code that this login has entered: nobody guesses here
    if not desk.store.signer(PURPOSE).holds(form.get("csrf") or "", login.session_id, code):
        raise CrossSite("This page was not made for your login.", hint="Enter the code once more")
    async with desk.store.transaction() as db:
        waiting = await devices.find(desk.store, db, code, login)
        if waiting is not None and await devices.decide(desk.store, db, waiting, login, approved=approved):
            return _page("done", "Your device is connected" if approved else "The device was refused")
    return _asking(desk, cookie, code, UNKNOWN, 422)


def _asking(desk: Desk, cookie: str, code: str, message: str, status: int) -> Response:
    return _page("enter", message, status, user_code=code, action=PATH, csrf=desk.csrf.token(cookie))


def _confirming(desk: Desk, login: Login, waiting: Waiting, code: str) -> Response:
    return _page(
        "confirm",
        user_code=f"{code[:4]}-{code[4:]}",
        client_name=waiting.client.name,
        scopes=[words(scope) for scope in waiting.scope.split()],
        address=waiting.address,
        age=_age(desk.store.now() - waiting.created_at),
        action=DECIDE,
        csrf=desk.store.signer(PURPOSE).sign(login.session_id, code),
    )


def _age(passed: timedelta) -> str:
    minutes = int(passed.total_seconds() // 60)
    return "just now" if minutes == 0 else "a minute ago" if minutes == 1 else f"{minutes} minutes ago"


def _page(step: str, message: str = "", status: int = 200, **context: Any) -> Response:
    return page("device", status=status, step=step, message=message, **context)
