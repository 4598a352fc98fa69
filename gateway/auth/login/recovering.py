"""A new password for who forgot the old one."""

from __future__ import annotations

from starlette.responses import Response

from gateway.auth.login.joining import broken_link, where
from gateway.auth.login.paths import login_path
from gateway.auth.login.visit import Shown, Visit
from gateway.auth.people.refusals import LinkInvalid


async def forgot_page(visit: Visit) -> Response:
    return visit.page("forgot", email="")


async def forgot(visit: Visit) -> Response:
    email = visit.form.line("email")
    if not email:
        return visit.wrong("forgot", {"email": "Enter your e-mail address."}, email="")
    try:
        await visit.desk.people.request_reset(email, visit.address)
    except Shown as error:
        return visit.again("forgot", error, where(error), email=email)
    return visit.to("/forgot/sent")


async def asked(visit: Visit) -> Response:
    return visit.page(
        "done",
        title="Look into your mail",
        message="If there is an account with this address, we have sent it a link. It works once, for 30 minutes.",
        hint="Nothing there? Look into the spam folder, and whether you mistyped the address.",
        onward=("/login", "Log in"),
    )


async def reset_page(visit: Visit) -> Response:
    token = visit.asked.get("token", "")
    if not await visit.desk.people.link_holds(token, "reset"):
        return broken_link(visit)
    return visit.page("reset", token=token, least=visit.desk.store.settings.password_length)


async def reset(visit: Visit) -> Response:
    token, password = visit.form.text("token"), visit.form.text("password")
    shown = {"token": token, "least": visit.desk.store.settings.password_length}
    if not password:
        return visit.wrong("reset", {"password": "Choose a password."}, **shown)
    try:
        await visit.desk.people.reset(token, password)
    except LinkInvalid:
        return broken_link(visit)
    except Shown as error:
        return visit.again("reset", error, where(error), **shown)
    return visit.to(login_path("", said="reset"))
