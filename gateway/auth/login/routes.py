"""Every page for people: its address, what shows it, what its form does, and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.routing import Route

from gateway.auth.login import account, entering, given_out, joining, protecting, recovering, scripting
from gateway.auth.login.visit import Desk, Handler, endpoint, lately, member

Guard = Callable[[Handler, str], Handler]

OPEN: Final[tuple[tuple[str, Handler | None, Handler | None], ...]] = (
    ("/login", entering.login_page, entering.log_in),
    ("/login/code", entering.code_page, entering.second_step),
    ("/login/onward", entering.onward, None),
    ("/logout", entering.logout_page, entering.log_out),
    ("/sign-up", joining.sign_up_page, joining.sign_up),
    ("/sign-up/sent", joining.signed_up, None),
    ("/verify", joining.verify_page, joining.verify),
    ("/forgot", recovering.forgot_page, recovering.forgot),
    ("/forgot/sent", recovering.asked, None),
    ("/reset", recovering.reset_page, recovering.reset),
)
# the last column is where somebody comes back to who has to log in first
MEMBERS: Final[tuple[tuple[str, Handler | None, Handler | None, Guard, str], ...]] = (
    ("/account", account.overview, None, member, "/account"),
    ("/account/name", account.name_page, account.rename, member, "/account/name"),
    ("/account/email", account.email_page, account.change_email, member, "/account/email"),
    ("/account/password", account.password_page, account.change_password, member, "/account/password"),
    (protecting.PAGE, protecting.factor_page, protecting.begin, lately, protecting.PAGE),
    (f"{protecting.PAGE}/set-up", protecting.set_up_page, protecting.confirm, lately, protecting.PAGE),
    (f"{protecting.PAGE}/codes", protecting.codes_page, None, member, protecting.PAGE),
    (f"{protecting.PAGE}/new-codes", protecting.new_codes_page, protecting.new_codes, member, protecting.PAGE),
    (f"{protecting.PAGE}/remove", protecting.remove_page, protecting.remove, member, protecting.PAGE),
    ("/account/sessions", given_out.sessions_page, None, member, "/account/sessions"),
    ("/account/sessions/end", None, given_out.end_session, member, "/account/sessions"),
    ("/account/apps", given_out.apps_page, None, member, "/account/apps"),
    ("/account/apps/revoke", None, given_out.revoke_app, member, "/account/apps"),
    ("/account/logins", given_out.logins_page, None, member, "/account/logins"),
    ("/account/logins/unlink", None, given_out.unlink, lately, "/account/logins"),
    (scripting.PAGE, scripting.keys_page, None, member, scripting.PAGE),
    (f"{scripting.PAGE}/new", scripting.new_key_page, scripting.create_key, lately, f"{scripting.PAGE}/new"),
    (f"{scripting.PAGE}/revoke", None, scripting.revoke_key, member, scripting.PAGE),
)


def routes(desk: Desk) -> list[Route]:
    found = [_route(desk, path, show, act) for path, show, act in OPEN]
    for path, show, act, guard, back in MEMBERS:
        found.append(_route(desk, path, show and guard(show, back), act and guard(act, back)))
    return found


def _route(desk: Desk, path: str, show: Handler | None, act: Handler | None) -> Route:
    handlers = {method: handler for method, handler in (("GET", show), ("POST", act)) if handler is not None}
    return Route(path, endpoint(desk, handlers), methods=list(handlers))
