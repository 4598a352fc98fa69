"""The browser's way (RFC 6749 section 4.1): who is it, may the client, and back.

A request is read again at every step, from its own address: nothing is kept for a browser that may never come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError, InvalidRequestError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.digests import digest
from gateway.auth.login.render import page
from gateway.auth.oauth import codes, parameters, pushed
from gateway.auth.oauth.desk import Desk, described, login_of, unusable
from gateway.auth.oauth.parameters import Parameters
from gateway.auth.oauth.requesting import (
    ConsentRequired,
    InvalidRequestUri,
    LoginRequired,
    Returning,
    Unreturnable,
    Wanted,
    returning,
    wanted,
)
from gateway.auth.scopes import words
from gateway.auth.sessions import Login
from gateway.errors import CrossSite, TokenInvalid
from gateway.tables import Account, Client, Consent

PATH: Final = "/oauth/authorize"
CONSENT: Final = "/oauth/consent"
# ours, in the address of a request that has been here before: since when, and our signature
BEGUN: Final = "begun"
BEGUN_FOR: Final = timedelta(hours=1)
SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with its text as it is carried from page to page, and since when we know it."""

    text: str
    given: Parameters
    begun: datetime | None
    pushed: str | None


async def authorize(desk: Desk, request: Request) -> Response:
    # the bytes as they came: what is not ASCII in them is nobody's registered address
    encoded = await request.body() if request.method == "POST" else request.scope["query_string"]
    text = encoded.decode("ascii", "replace")
    login = await login_of(desk, request)
    try:
        async with desk.store.transaction() as db:
            visit, where = await _arrived(desk, db, text)
    except Unreturnable as error:
        return unusable(request, str(error))
    except OAuth2Error as error:
        return _refused(desk, error.returning, error)
    # between the transactions, for to know a key it may have to read the database
    meant = await _meant(desk, visit.given.get("id_token_hint"))
    async with desk.store.transaction() as db:
        try:
            want = await wanted(desk, db, visit.given, where, pushed=visit.pushed is not None)
            return await _answered(desk, db, visit, want, login, meant)
        except OAuth2Error as error:
            return _refused(desk, where, error)


async def _meant(desk: Desk, hint: str | None) -> str | None:
    """Whose login the client hopes for; nobody's when its hint cannot be read."""
    if hint is None:
        return None
    try:
        return str((await desk.verifier.id_token(hint))["sub"])
    except TokenInvalid:
        return ""


async def consent(desk: Desk, request: Request) -> Response:
    """What the person decided on the page. The form is bound to the login and to the request that it shows."""
    form = await parameters.form(request)
    text, given = form.get("request") or "", form.get("csrf") or ""
    cookie = desk.sessions.cookie_of(request.scope)
    login = await login_of(desk, request)
    if login is None or cookie is None:
        return RedirectResponse("/login?" + urlencode({"next": f"{PATH}?{text}"}), SEE_OTHER)
    desk.csrf.check(request.scope, cookie, desk.csrf.token(cookie), navigation=True)
    if not desk.store.signer("consent").holds(given, login.session_id, text):
        raise CrossSite("This page was not made for your login.", hint="Go back to the application and start again")
    async with desk.store.transaction() as db:
        try:
            visit, where = await _arrived(desk, db, text)
        except Unreturnable as error:
            return unusable(request, str(error))
        except OAuth2Error as error:
            return _refused(desk, error.returning, error)
        try:
            want = await wanted(desk, db, visit.given, where, pushed=visit.pushed is not None)
            await _used_up(desk, db, visit, where)
            if form.get("decision") != "allow":
                raise AccessDeniedError("The person said no.")
            await _remember(desk, db, login, want)
            return await _allowed(desk, db, want, login)
        except OAuth2Error as error:
            return _refused(desk, where, error)


async def _arrived(desk: Desk, db: BaseDBAsyncClient, text: str) -> tuple[Visit, Returning]:
    """Raises Unreturnable, or an OAuth2Error that has `returning`."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=parameters.PARAMETERS_MAX)
    except ValueError:
        raise Unreturnable("The request cannot be read.") from None
    begun = [value for name, value in pairs if name == BEGUN]
    pairs = [(name, value) for name, value in pairs if name != BEGUN]
    try:
        given = parameters.collected(pairs)
    except InvalidRequestError as error:
        # who asks twice for one thing is still told, where that is safe
        singles = {name: value for name, value in pairs if sum(other == name for other, _ in pairs) == 1 and value}
        error.returning = await returning(
            db, singles.get("client_id"), singles.get("redirect_uri"), singles.get("state")
        )
        if sum(name == "redirect_uri" for name, _ in pairs) > 1:
            raise Unreturnable("The request names two addresses to send you back to.") from None
        raise
    plain = urlencode(pairs)
    since = _since(desk, plain, begun)
    request_uri = given.get("request_uri")
    if request_uri is None:
        where = await returning(db, given.get("client_id"), given.get("redirect_uri"), given.get("state"))
        return Visit(plain, given, since, None), where
    found = await pushed.find(desk.store, db, given.get("client_id") or "", request_uri, begun=since is not None)
    if found is None:
        unknown = InvalidRequestUri("The request_uri is not ours, was used, or has expired.")
        unknown.returning = await returning(db, given.get("client_id"), given.get("redirect_uri"), given.get("state"))
        raise unknown
    where = await returning(db, given.get("client_id"), found.get("redirect_uri"), found.get("state"))
    return Visit(plain, found, since, request_uri), where


async def _answered(
    desk: Desk, db: BaseDBAsyncClient, visit: Visit, want: Wanted, login: Login | None, meant: str | None
) -> Response:
    silent = "none" in want.prompts
    other = login is not None and meant not in {None, login.account_id}
    if login is None or other or not _recent(desk, visit, want, login):
        if silent or (other and _logged_in_for(visit, login)):
            raise LoginRequired("The person has to log in.")
        return _to_login(desk, visit)
    if await _consented(db, want, login):
        await _used_up(desk, db, visit, want.returning)
        return await _allowed(desk, db, want, login)
    if silent:
        raise ConsentRequired("The person has to agree.")
    return _consent_page(desk, visit, want, login)


def _logged_in_for(visit: Visit, login: Login | None) -> bool:
    """Whether the login was made since this request came: to ask again would never end."""
    return login is not None and visit.begun is not None and login.authenticated_at >= visit.begun


def _recent(desk: Desk, visit: Visit, want: Wanted, login: Login) -> bool:
    again = want.prompts & {"login", "select_account"}
    if again and not _logged_in_for(visit, login):
        return False
    age = desk.store.now() - login.authenticated_at
    if want.max_age is None or age <= timedelta(seconds=want.max_age):
        return True
    # somebody who needs longer than max_age to come back from the login page has logged in all the same
    return _logged_in_for(visit, login)


def _to_login(desk: Desk, visit: Visit) -> Response:
    back = f"{PATH}?{visit.text}&{urlencode({BEGUN: _mark(desk, visit.text)})}"
    return RedirectResponse("/login?" + urlencode({"next": back}), SEE_OTHER)


def _mark(desk: Desk, text: str) -> str:
    since = str(int(desk.store.clock()))
    return f"{since}.{desk.store.signer('authorization request').sign(digest(text), since)}"


def _since(desk: Desk, text: str, marks: list[str]) -> datetime | None:
    if len(marks) != 1:
        return None
    since, _, signature = marks[0].partition(".")
    if not desk.store.signer("authorization request").holds(signature, digest(text), since):
        return None
    begun = datetime.fromtimestamp(int(since), desk.store.now().tzinfo)
    return begun if desk.store.now() - begun < BEGUN_FOR else None


async def _consented(db: BaseDBAsyncClient, want: Wanted, login: Login) -> bool:
    client = want.returning.client
    # anybody can claim to be an app on this machine (RFC 8252 section 8.6), so it is asked for every time
    if "consent" in want.prompts or not want.returning.redirect_uri.startswith("https://"):
        return False
    if client.first_party:
        return True
    kept = await Consent.filter(account_id=login.account_id, client_id=client.id).using_db(db).first()
    return kept is not None and set(want.scope.split()) <= set(kept.scopes)


async def _remember(desk: Desk, db: BaseDBAsyncClient, login: Login, want: Wanted) -> None:
    client, scopes = want.returning.client, want.scope.split()
    # locked, so that of two answers at once (a form that is sent twice) the second finds what the first has written
    await Account.filter(id=login.account_id).using_db(db).select_for_update(no_key=True).first()
    kept = Consent.filter(account_id=login.account_id, client_id=client.id).using_db(db)
    row = await kept.first()
    if row is None:
        now = desk.store.now()
        await Consent.create(
            using_db=db, account_id=login.account_id, client_id=client.id, scopes=scopes, created_at=now, updated_at=now
        )
    else:
        await kept.update(scopes=sorted({*row.scopes, *scopes}), updated_at=desk.store.now())


async def _used_up(desk: Desk, db: BaseDBAsyncClient, visit: Visit, where: Returning) -> None:
    if visit.pushed is not None and not await pushed.consume(desk.store, db, where.client.id, visit.pushed):
        raise InvalidRequestUri("The request_uri was used.")


async def _allowed(desk: Desk, db: BaseDBAsyncClient, want: Wanted, login: Login) -> Response:
    where = want.returning
    code = await codes.save(
        desk.store,
        db,
        codes.Approved(
            where.client,
            login,
            where.redirect_uri,
            want.redirect_uri_given,
            want.scope,
            want.resources,
            want.challenge,
            want.nonce,
        ),
    )
    return _back(desk, where, {"code": code})


def _refused(desk: Desk, where: Returning, error: OAuth2Error) -> Response:
    return _back(desk, where, described(error))


def _back(desk: Desk, where: Returning, answer: dict[str, str]) -> Response:
    """To the client, with its state exactly as it came and with who we are (RFC 9207 section 2)."""
    state = {} if where.state is None else {"state": where.state}
    location = add_params_to_uri(where.redirect_uri, {**answer, **state, "iss": desk.issuer})
    return RedirectResponse(location, SEE_OTHER, {"Cache-Control": "no-store"})


def _consent_page(desk: Desk, visit: Visit, want: Wanted, login: Login) -> Response:
    client: Client = want.returning.client
    # what was begun stays begun, however long the person thinks
    text = f"{visit.text}&{urlencode({BEGUN: _mark(desk, visit.text)})}"
    return page(
        "consent",
        form_action=(want.returning.origin,),
        client_name=client.name,
        redirect_host=want.returning.host,
        scopes=[words(scope) for scope in want.scope.split()],
        lifetime=_lifetime(client),
        account_email=login.email,
        action=CONSENT,
        csrf=desk.store.signer("consent").sign(login.session_id, text),
        fields=[("request", text)],
    )


def _lifetime(client: Client) -> str:
    if "refresh_token" not in client.grant_types:
        return "for a few minutes"
    return "for up to 7 days" if client.browser else "for up to 90 days"
