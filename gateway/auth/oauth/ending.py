"""Logout that a client asks for (OpenID Connect RP-Initiated Logout 1.0), and then where to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from authlib.common.urls import add_params_to_uri
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.auth import families
from gateway.auth.login.render import page
from gateway.auth.oauth import clients, parameters
from gateway.auth.oauth.desk import Desk, login_of
from gateway.auth.oauth.parameters import Parameters
from gateway.auth.sessions import Login
from gateway.errors import CrossSite, TokenInvalid
from gateway.tables import Client

PATH: Final = "/oauth/end-session"
CONFIRM: Final = "/oauth/end-session/confirm"
SEE_OTHER: Final = 303
PURPOSE: Final = "end session"
# those that mean something; others are ignored
PARAMETERS: Final = frozenset({"id_token_hint", "client_id", "post_logout_redirect_uri", "state"})


@dataclass(frozen=True, slots=True)
class Ending:
    """`location` is where to afterwards; with `astray` the request names another place, to which nobody is sent."""

    client: Client | None
    hinted: dict[str, Any] | None
    location: str | None
    astray: bool


async def end_session(desk: Desk, request: Request) -> Response:
    given = await _given(request)
    login = await login_of(desk, request)
    ending = await _ending(desk, given)
    if login is None:
        return _gone(desk, ending)
    if ending.hinted is not None and ending.hinted["sub"] == login.account_id and not ending.astray:
        return await _ended(desk, login, ending)
    # anybody can make a link to this address
    return page(
        "logout",
        form_action=(() if ending.location is None else (_source(ending.location),)),
        client_name=None if ending.client is None else ending.client.name,
        action=CONFIRM,
        csrf=desk.store.signer(PURPOSE).sign(login.session_id, _text(given)),
        fields=[*given.values.items()],
    )


async def confirm(desk: Desk, request: Request) -> Response:
    form = await parameters.form(request)
    given, login, cookie = _known(form), await login_of(desk, request), desk.sessions.cookie_of(request.scope)
    ending = await _ending(desk, given)
    if login is None or cookie is None:
        return _gone(desk, ending)
    desk.csrf.check(request.scope, cookie, desk.csrf.token(cookie), navigation=True)
    if not desk.store.signer(PURPOSE).holds(form.get("csrf") or "", login.session_id, _text(given)):
        raise CrossSite("This page was not made for your login.")
    return await _ended(desk, login, ending)


async def _given(request: Request) -> Parameters:
    if request.method == "POST":
        return _known(await parameters.form(request))
    return _known(parameters.read(request.scope["query_string"]))


def _known(given: Parameters) -> Parameters:
    """What is carried to the confirmation: nothing that could pass there for a field of ours."""
    return Parameters({name: value for name, value in given.values.items() if name in PARAMETERS})


def _text(given: Parameters) -> str:
    return urlencode(sorted(given.values.items()))


async def _ending(desk: Desk, given: Parameters) -> Ending:
    """Who asks, and where to afterwards: only where the client has registered, letter by letter."""
    hinted = await _hinted(desk, given.get("id_token_hint"))
    client_id = given.get("client_id") or (hinted["aud"] if hinted else None)
    if hinted is not None and client_id != hinted["aud"]:
        hinted = client_id = None
    async with desk.store.transaction() as db:
        client = None if client_id is None else await clients.known(db, client_id)
    uri, state = given.get("post_logout_redirect_uri"), given.get("state")
    if client is None or uri is None or uri not in client.post_logout_redirect_uris:
        return Ending(client, hinted, None, uri is not None)
    return Ending(client, hinted, add_params_to_uri(uri, {} if state is None else {"state": state}), False)


async def _hinted(desk: Desk, token: str | None) -> dict[str, Any] | None:
    """The claims of an ID token of ours, which may have expired long ago."""
    if token is None:
        return None
    try:
        return await desk.verifier.id_token(token)
    except TokenInvalid:
        return None


async def _ended(desk: Desk, login: Login, ending: Ending) -> Response:
    async with desk.store.transaction() as db:
        await families.end_sessions(desk.store, db, "logout", id=login.session_id)
    return _gone(desk, ending)


def _gone(desk: Desk, ending: Ending) -> Response:
    response: Response
    if ending.location is None:
        response = page("done", title="You are logged out", message="You can close this page.")
    else:
        response = RedirectResponse(ending.location, SEE_OTHER)
    response.headers.append("set-cookie", desk.sessions.clear_cookie())
    response.headers["cache-control"] = "no-store"
    return response


def _source(location: str) -> str:
    scheme, _, rest = location.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}" if rest else f"{location.partition(':')[0]}:"
