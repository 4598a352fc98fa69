"""The account page, and what it says about its owner: name, e-mail address, password."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from gateway.auth.login.entering import enter
from gateway.auth.login.joining import name_problems, where
from gateway.auth.login.visit import Shown, Visit
from gateway.auth.people.refusals import LoginFailed
from gateway.tables import Account, ApiKey, Consent, Identity, Session

WRONG_PASSWORD: Final = "That is not your password."  # noqa: S105  (a sentence)
NO_PASSWORD: Final = "Enter your password."  # noqa: S105  (a sentence)


async def overview(visit: Visit) -> Response:
    store, mine = visit.desk.store, {"account_id": visit.account.account_id}
    now = store.now()
    async with store.transaction() as db:
        account = await Account.get(id=visit.account.account_id, using_db=db)
        alive = {"revoked_at": None, "expires_at__gt": now}
        counts = {
            "sessions": await Session.filter(**mine, **alive, idle_expires_at__gt=now).using_db(db).count(),
            "apps": await Consent.filter(**mine).using_db(db).count(),
            "keys": await ApiKey.filter(**mine, **alive).using_db(db).count(),
            "logins": await Identity.filter(**mine).using_db(db).count(),
        }
    return visit.page("account", account=account, factor=visit.desk.second_factor.is_on(account), counts=counts)


async def name_page(visit: Visit) -> Response:
    account = await _account(visit)
    return visit.page("account_name", name=account.name)


async def rename(visit: Visit) -> Response:
    name = visit.form.line("name")
    problems = name_problems(name)
    if problems:
        return visit.wrong("account_name", problems, name=name)
    await visit.desk.people.rename(visit.account.account_id, name)
    return visit.to("/account/name?said=name")


async def email_page(visit: Visit) -> Response:
    return visit.page("account_email", **await _of_email(visit))


async def change_email(visit: Visit) -> Response:
    email, password = visit.form.line("email"), visit.form.text("current")
    shown = await _of_email(visit)
    problems = {} if email else {"email": "Enter the new e-mail address."}
    problems |= {} if password else {"current": NO_PASSWORD}
    if problems:
        return visit.wrong("account_email", problems, **shown)
    try:
        await visit.desk.people.request_email_change(visit.account.account_id, email, password)
    except LoginFailed:
        return visit.wrong("account_email", {"current": WRONG_PASSWORD}, **shown)
    except Shown as error:
        return visit.again("account_email", error, where(error), **shown)
    return visit.to("/account/email?said=email")


async def password_page(visit: Visit) -> Response:
    return visit.page("account_password", **await _of_password(visit))


async def change_password(visit: Visit) -> Response:
    old, new = visit.form.text("current"), visit.form.text("password")
    problems = {} if old else {"current": NO_PASSWORD}
    problems |= {} if new else {"password": "Choose a new password."}
    if problems:
        return visit.wrong("account_password", problems, **await _of_password(visit))
    me = visit.account
    try:
        await visit.desk.people.change_password(me.account_id, old, new, me.session_id)
    except LoginFailed:
        return visit.wrong("account_password", {"current": WRONG_PASSWORD}, **await _of_password(visit))
    except Shown as error:
        return visit.again("account_password", error, where(error), **await _of_password(visit))
    # whoever had a copy of the cookie has it in vain from now on
    return await enter(visit, me.account_id, me.methods, "/account/password?said=password")


async def _account(visit: Visit) -> Account:
    """As it is now: what is known of a login may be a moment old."""
    async with visit.desk.store.transaction() as db:
        return await Account.get(id=visit.account.account_id, using_db=db)


async def _of_email(visit: Visit) -> dict[str, Any]:
    account = await _account(visit)
    return {
        "email": visit.form.line("email"),
        "now": account.email,
        "has_password": account.password is not None,
    }


async def _of_password(visit: Visit) -> dict[str, Any]:
    account = await _account(visit)
    return {"has_password": account.password is not None, "least": visit.desk.store.settings.password_length}
