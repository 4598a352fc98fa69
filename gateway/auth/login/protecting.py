"""The second factor: set up, recovery codes, removal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from gateway.auth.login.account import NO_PASSWORD, WRONG_PASSWORD
from gateway.auth.login.entering import enter
from gateway.auth.login.visit import Shown, Visit
from gateway.auth.people.refusals import CodeInvalid, LoginFailed, SecondFactorState

PAGE: Final = "/account/second-factor"
NEW_CODES: Final[dict[str, Any]] = {
    "title": "New recovery codes",
    "message": "You get ten new codes. The old ones do not work any more.",
    "button": "Make new codes",
    "action": f"{PAGE}/new-codes",
    "back": PAGE,
}
REMOVE: Final[dict[str, Any]] = {
    "title": "Remove the second factor",
    "message": "After this your password alone opens your account. Your recovery codes do not work any more.",
    "button": "Remove it",
    "action": f"{PAGE}/remove",
    "back": PAGE,
}


async def factor_page(visit: Visit) -> Response:
    return visit.page("account_factor", **await _state(visit))


async def begin(visit: Visit) -> Response:
    account = await visit.desk.people.find(visit.account.account_id)
    if account is None:
        return visit.to("/login")
    try:
        await visit.desk.second_factor.begin(account)
    except SecondFactorState:
        return visit.to(PAGE)
    return visit.to(f"{PAGE}/set-up")


async def set_up_page(visit: Visit) -> Response:
    try:
        enrolment = await visit.desk.second_factor.enrolment(visit.account.account_id)
    except SecondFactorState:
        return visit.to(PAGE)
    return visit.page("account_factor_set_up", enrolment=enrolment)


async def confirm(visit: Visit) -> Response:
    me, factor = visit.account, visit.desk.second_factor
    code = visit.form.line("code")
    try:
        if not code:
            raise CodeInvalid("Enter the code that your app shows.")
        codes = await factor.confirm(me.account_id, code)
    except SecondFactorState:
        return visit.to(PAGE)
    except Shown as error:
        enrolment = await factor.enrolment(me.account_id)
        return visit.again("account_factor_set_up", error, "code", enrolment=enrolment)
    _carry(visit, codes)
    methods = [*me.methods, *({"otp"} - set(me.methods))]
    return await enter(visit, me.account_id, methods, f"{PAGE}/codes?said=factor-on")


async def codes_page(visit: Visit) -> Response:
    shown = visit.desk.shown_once
    codes = shown.read(visit.request.scope, visit.account.account_id)
    if codes is None:
        return visit.to(PAGE)
    visit.cookies.append(shown.clear())
    return visit.page("account_codes", codes=codes.split(" "))


async def new_codes_page(visit: Visit) -> Response:
    return visit.page("account_sure", **NEW_CODES)


async def new_codes(visit: Visit) -> Response:
    async def renew(password: str) -> None:
        _carry(visit, await visit.desk.second_factor.new_codes(visit.account.account_id, password))

    return await _with_password(visit, NEW_CODES, renew) or visit.to(f"{PAGE}/codes")


async def remove_page(visit: Visit) -> Response:
    return visit.page("account_sure", **REMOVE)


async def remove(visit: Visit) -> Response:
    async def off(password: str) -> None:
        await visit.desk.second_factor.remove(visit.account.account_id, password)

    return await _with_password(visit, REMOVE, off) or visit.to(f"{PAGE}?said=factor-off")


def _carry(visit: Visit, codes: Sequence[str]) -> None:
    visit.cookies.append(visit.desk.shown_once.give(" ".join(codes), visit.account.account_id))


async def _with_password(
    visit: Visit, page: Mapping[str, Any], change: Callable[[str], Awaitable[None]]
) -> Response | None:
    """Nothing when the change is made; else the page that says why it is not."""
    password = visit.form.text("current")
    if not password:
        return visit.wrong("account_sure", {"current": NO_PASSWORD}, **page)
    try:
        await change(password)
    except LoginFailed:
        return visit.wrong("account_sure", {"current": WRONG_PASSWORD}, **page)
    except SecondFactorState:
        return visit.to(PAGE)
    except Shown as error:
        return visit.again("account_sure", error, **page)
    return None


async def _state(visit: Visit) -> dict[str, Any]:
    account = await visit.desk.people.find(visit.account.account_id)
    factor = visit.desk.second_factor
    on = account is not None and factor.is_on(account)
    left = await factor.codes_left(visit.account.account_id) if on else 0
    return {"on": on, "left": left, "has_password": account is not None and account.password is not None}
