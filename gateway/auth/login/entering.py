"""In and out: the login, its second step, and the logout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import families
from gateway.auth.digests import digest
from gateway.auth.login.paths import login_path, next_path, with_query
from gateway.auth.login.told import offered
from gateway.auth.login.visit import Shown, Visit
from gateway.auth.people.refusals import LoginFailed
from gateway.auth.sessions import Login
from gateway.auth.store import Store
from gateway.tables import Account, Family, Session

# here an address of ours may lead on to a client's, which our pages' form-action does not name
LEADS_AWAY: Final = "/oauth/"


async def login_page(visit: Visit) -> Response:
    return visit.page("login", **_of_login(visit))


async def log_in(visit: Visit) -> Response:
    email, password = visit.form.line("email"), visit.form.text("password")
    problems = {} if email else {"email": "Enter your e-mail address."}
    problems |= {} if password else {"password": "Enter your password."}
    if problems:
        return visit.wrong("login", problems, **_of_login(visit))
    try:
        account = await visit.desk.people.check_password(email, password, visit.address, visit.device)
    except Shown as error:
        return visit.again("login", error, **_of_login(visit))
    return await proven(visit, account, ["pwd"], _after(visit))


async def proven(visit: Visit, account: Account, methods: Sequence[str], after: str) -> Response:
    """Somebody showed who they are, by a password or at another provider. A second factor is asked for if there is one."""
    if not visit.desk.second_factor.is_on(account):
        return await enter(visit, account.id, methods, after, account.epoch)
    half_way = " ".join([account.id, str(account.epoch), *methods])
    visit.cookies.append(visit.desk.half_way.give(half_way))
    return visit.to(with_query("/login/code", next=after))


async def code_page(visit: Visit) -> Response:
    if await _half_way(visit) is None:
        return visit.to(login_path(_after(visit)))
    return visit.page("code", next=_after(visit))


async def second_step(visit: Visit) -> Response:
    after = _after(visit)
    found = await _half_way(visit)
    if found is None:
        return visit.to(login_path(after, said="too-late"))
    account, methods = found
    code = visit.form.line("code")
    if not code:
        return visit.wrong("code", {"code": "Enter the code."}, next=after)
    try:
        await visit.desk.second_factor.check(account.id, code, visit.address, visit.device)
    except Shown as error:
        return visit.again("code", error, "code", next=after)
    visit.cookies.append(visit.desk.half_way.clear())
    return await enter(visit, account.id, [*methods, "otp"], after, account.epoch)


async def enter(
    visit: Visit, account_id: str, methods: Sequence[str], after: str, epoch: int | None = None
) -> Response:
    """A new login in this browser; one that it had before ends. `epoch` is the account's when somebody showed who they
    are; without it the login of before is what shows it."""
    desk = visit.desk
    try:
        async with desk.store.transaction() as db:
            value = await desk.sessions.start(db, account_id, methods, visit.request.scope, epoch=epoch)
            if epoch is None and not await _goes_on(db, visit.login, account_id):
                raise LoginFailed
            if visit.login is not None:
                await _replace(desk.store, db, visit.login, value, account_id)
    except LoginFailed:
        # what was shown does not count any more: the password was changed meanwhile, or all logins were ended
        return visit.to(login_path(after, said="too-late"))
    visit.cookies.append(desk.sessions.set_cookie(value))
    visit.remember(account_id)
    return visit.to(with_query("/login/onward", next=after) if after.startswith(LEADS_AWAY) else after)


async def onward(visit: Visit) -> Response:
    """A page that goes on by itself: to a browser, what follows is no consequence of the form any more."""
    return visit.page("onward", address=_after(visit))


async def logout_page(visit: Visit) -> Response:
    if visit.login is None:
        return visit.to("/login")
    return visit.page("logout", client_name=None, action="/logout", fields=[])


async def log_out(visit: Visit) -> Response:
    desk = visit.desk
    if visit.login is not None:
        async with desk.store.transaction() as db:
            await families.end_sessions(desk.store, db, "logout", id=visit.login.session_id)
    visit.cookies.append(desk.sessions.clear_cookie())
    return visit.to(login_path("", said="logged-out"))


def _after(visit: Visit) -> str:
    return next_path(visit.asked.get("next") or visit.form.text("next"))


def _of_login(visit: Visit) -> dict[str, Any]:
    settings = visit.desk.store.settings
    return {
        "email": visit.form.line("email") or (visit.login.email if visit.login else ""),
        "next": _after(visit),
        "providers": [offered(provider)[:2] for provider in settings.social],
        "sign_up": settings.sign_up,
    }


async def _half_way(visit: Visit) -> tuple[Account, list[str]] | None:
    kept = visit.desk.half_way.read(visit.request.scope)
    if kept is None:
        return None
    account_id, epoch, *methods = kept.split(" ")
    account = await visit.desk.people.find(account_id)
    # a password that was changed meanwhile is another one than was given
    if account is None or str(account.epoch) != epoch or not visit.desk.second_factor.is_on(account):
        return None
    return account, methods


async def _goes_on(db: BaseDBAsyncClient, login: Login | None, account_id: str) -> bool:
    if login is None or login.account_id != account_id:
        return False
    return await Session.filter(id=login.session_id, revoked_at=None).using_db(db).exists()


async def _replace(store: Store, db: BaseDBAsyncClient, former: Login, value: str, account_id: str) -> None:
    """Who proves again who they are keeps what they gave out; somebody else does not inherit it."""
    if former.account_id == account_id:
        session = await Session.get(hash=digest(value), using_db=db)
        given_out = Family.filter(session_id=former.session_id, revoked_at=None).using_db(db)
        await given_out.update(session_id=session.id)
    await families.end_sessions(store, db, "logout", id=former.session_id)
