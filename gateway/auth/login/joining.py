"""A new account, and the proof that an e-mail address is its owner's."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from gateway.auth.login.paths import login_path
from gateway.auth.login.visit import Shown, Visit
from gateway.auth.people.refusals import EmailInvalid, LinkInvalid, LoginFailed, PasswordRefused

NAME_LENGTH: Final = 120
# a sentence
NOT_THE_PASSWORD: Final = (
    "That is not the password that was chosen for this account. If somebody else chose it, set a new one."  # noqa: S105
)


async def sign_up_page(visit: Visit) -> Response:
    if not visit.desk.store.settings.sign_up:
        return closed(visit)
    return visit.page("sign_up", **_typed(visit))


async def sign_up(visit: Visit) -> Response:
    if not visit.desk.store.settings.sign_up:
        return closed(visit)
    name, email, password = visit.form.line("name"), visit.form.line("email"), visit.form.text("password")
    problems = name_problems(name)
    problems |= {} if email else {"email": "Enter your e-mail address."}
    problems |= {} if password else {"password": "Choose a password."}
    if problems:
        return visit.wrong("sign_up", problems, **_typed(visit))
    try:
        await visit.desk.people.sign_up(email, password, name, visit.address)
    except Shown as error:
        return visit.again("sign_up", error, where(error), **_typed(visit))
    return visit.to("/sign-up/sent")


async def signed_up(visit: Visit) -> Response:
    return visit.page(
        "done",
        title="Look into your mail",
        message="We have sent you a letter. Open the link in it within 30 minutes, give your password, and your account is "
        "ready.",
        hint="Nothing there? Look into the spam folder, and whether you mistyped the address.",
        onward=("/login", "Log in"),
    )


async def verify_page(visit: Visit) -> Response:
    """Mail programs open links to look behind them, so the link alone does nothing."""
    token = visit.asked.get("token", "")
    purpose = await visit.desk.people.link_holds(token, "verify", "change")
    if purpose is None:
        return broken_link(visit)
    return visit.page("verify", token=token, new=purpose == "verify")


async def verify(visit: Visit) -> Response:
    people, token, password = visit.desk.people, visit.form.text("token"), visit.form.text("password")
    purpose = await people.link_holds(token, "verify", "change")
    if purpose is None:
        return broken_link(visit)
    new = purpose == "verify"
    if new and not password:
        return visit.wrong("verify", {"password": "Enter the password that you chose."}, token=token, new=new)
    try:
        await people.verify(token, password, visit.address)
    except LinkInvalid:
        return broken_link(visit)
    except LoginFailed:
        return visit.wrong("verify", {"password": NOT_THE_PASSWORD}, token=token, new=new)
    except Shown as error:
        return visit.again("verify", error, token=token, new=new)
    return visit.to(login_path("", said="verified") if visit.login is None else "/account/email?said=confirmed")


def where(error: Exception) -> str:
    """The field that an error is about, on every page that asks for an address and a new password."""
    if isinstance(error, PasswordRefused):
        return "password"
    return "email" if isinstance(error, EmailInvalid) else ""


def name_problems(name: str) -> dict[str, str]:
    if not name:
        return {"name": "Enter your name."}
    return {"name": f"Use at most {NAME_LENGTH} characters."} if len(name) > NAME_LENGTH else {}


def broken_link(visit: Visit) -> Response:
    """The same for a link that was used, is too old, or never was."""
    return visit.page(
        "done",
        status=410,
        title="This link does not work any more",
        message="It was used already, or it is older than 30 minutes.",
        hint="Log in to get a new one for your e-mail address, or ask for a new password once more.",
        onward=("/login", "Log in"),
    )


def closed(visit: Visit) -> Response:
    return visit.page(
        "done",
        status=403,
        title="No new accounts here",
        message="Accounts are made by the people who run this place. Please ask them.",
        hint="",
        onward=("/login", "Log in"),
    )


def _typed(visit: Visit) -> dict[str, Any]:
    return {
        "name": visit.form.line("name"),
        "email": visit.form.line("email"),
        "least": visit.desk.store.settings.password_length,
    }
