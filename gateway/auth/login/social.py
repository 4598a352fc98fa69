"""Logging in with somebody else's word for who somebody is, and connecting such a login to an account.

What counts is the provider's own name for a person, never an e-mail address: whoever can put an address into an account
at some provider would get the account here. The one exception is configured, and needs that the provider has verified
the address, is known to speak for its domain, and that the account here has no password.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import orjson
import structlog
from starlette.responses import Response
from starlette.routing import Route
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from gateway.auth.login.carried import Carried
from gateway.auth.login.entering import proven
from gateway.auth.login.paths import HOME, login_path, next_path, with_query
from gateway.auth.login.upstream import FAILED, Social, Word
from gateway.auth.login.visit import Desk, Handler, Visit, endpoint
from gateway.auth.people import records
from gateway.auth.people.addressing import email_of
from gateway.auth.people.refusals import EmailInvalid, Refused, SignUpClosed
from gateway.auth.store import Store
from gateway.configured import SocialProvider
from gateway.tables import Account, Identity

STATE_SECONDS: Final = 600
# a browser keeps a cookie of 4096 bytes at most
NEXT_MAX: Final = 2000
LOGINS: Final = "/account/logins"

Step = Callable[[Visit, Social, SocialProvider], Awaitable[Response]]

log = structlog.get_logger()


def routes(desk: Desk) -> list[Route]:
    """None when no provider is configured."""
    social = Social(desk.store.settings)
    if not social.providers:
        return []

    def route(path: str, step: Step, method: str) -> Route:
        async def handled(visit: Visit) -> Response:
            provider = social.providers.get(visit.request.path_params["provider"])
            if provider is None:
                return visit.to(login_path("", said="provider"))
            return await step(visit, social, provider)

        return Route(
            f"/login/with/{{provider}}{path}", endpoint(desk, {method: _remembering(handled)}), methods=[method]
        )

    return [route("", choose, "POST"), route("/start", start, "GET"), route("/callback", callback, "GET")]


def _remembering(handler: Handler) -> Handler:
    """With the session that Authlib wants: of one login at a time, in a cookie that only we can read."""

    async def remembered(visit: Visit) -> Response:
        carried = Carried(visit.desk.store, "social", STATE_SECONDS)
        before = carried.read(visit.request.scope)
        kept = visit.request.scope["session"] = orjson.loads(before) if before else {}
        response = await handler(visit)
        after = orjson.dumps(kept).decode() if kept else None
        if after != before:
            response.headers.append("Set-Cookie", carried.give(after) if after else carried.clear())
        return response

    return remembered


async def choose(visit: Visit, _social: Social, provider: SocialProvider) -> Response:
    """From a form of ours, so that nobody else begins it in this browser; with `link`, to connect the login to the
    account. The way to the provider begins on a page of its own, which may lead away from here."""
    kept, after = visit.request.session, next_path(visit.form.text("next"))
    kept.clear()
    if visit.form.text("link"):
        if visit.login is None or not visit.fresh:
            return visit.to(login_path(LOGINS, said="again"))
        kept["link"] = visit.login.session_id
    kept |= {"provider": provider.name, "after": after if len(after) <= NEXT_MAX else HOME}
    return visit.to(with_query("/login/onward", next=f"/login/with/{provider.name}/start"))


async def start(visit: Visit, social: Social, provider: SocialProvider) -> Response:
    kept = visit.request.session
    if kept.get("provider") != provider.name:
        return visit.to(login_path(""))
    try:
        return visit.to(await social.leave(visit.request, provider))
    except FAILED as error:
        return _failed(visit, provider, error)


async def callback(visit: Visit, social: Social, provider: SocialProvider) -> Response:
    if not await social.began(visit.request, provider):
        # what another page sends here does not end what was begun
        return visit.to(login_path("", said="provider"))
    kept = visit.request.session
    try:
        word = await social.back(visit.request, provider)
    except FAILED as error:
        return _failed(visit, provider, error)
    finally:
        link, after = kept.get("link"), kept["after"]
        kept.clear()
    store = visit.desk.store
    try:
        if link is not None:
            return await _connect(visit, link, word)
        account = await _agreed(store, lambda db: _owner(store, db, provider, word))
    except Refused as error:
        return visit.page("error", status=403, title="This login cannot be used", message=error.message, request_id="")
    return await proven(visit, account, ["fed"], after)


def _failed(visit: Visit, provider: SocialProvider, error: Exception) -> Response:
    # not its text, which may hold what the provider sent
    log.warning("social login failed", provider=provider.name, error=type(error).__name__)
    kept = visit.request.session
    if "link" in kept and visit.login is not None:
        return visit.to(with_query(LOGINS, said="provider"))
    return visit.to(login_path(kept["after"], said="provider"))


async def _connect(visit: Visit, session: str, word: Word) -> Response:
    """To the account that is logged in, if it is the login that asked for it. Raises Refused."""
    if visit.login is None or visit.login.session_id != session:
        return visit.to(login_path(LOGINS, said="again"))
    store, mine = visit.desk.store, visit.login.account_id
    await _agreed(store, lambda db: _connected(store, db, mine, word))
    return visit.to(with_query(LOGINS, said="linked"))


async def _agreed(store: Store, decide: Callable[[BaseDBAsyncClient], Awaitable[Account]]) -> Account:
    try:
        async with store.transaction() as db:
            return await decide(db)
    except IntegrityError:
        # the same login came by another browser at the same moment, and is known by now
        async with store.transaction() as db:
            return await decide(db)


async def _owner(store: Store, db: BaseDBAsyncClient, provider: SocialProvider, word: Word) -> Account:
    """Whose login it is, or becomes. Raises Refused."""
    known = await _known(db, word)
    if known is not None:
        return known
    email = _verified(word)
    # locked, so that it gets no password meanwhile
    there = await Account.filter(email=email).using_db(db).select_for_update(no_key=True).first()
    if there is None:
        return await _joined(store, db, email, word)
    # another browser may have come with this login since we looked
    known = await _known(db, word)
    if known is not None:
        return known
    domains = {domain.lower() for domain in provider.verified_domains}
    if there.password is not None or there.email_verified_at is None or email.partition("@")[2] not in domains:
        raise Refused(
            "There is an account with this e-mail address already. Log in to it, with a new password if you need one, "
            "and connect this login there."
        )
    return await _link(store, db, _open(there), word)


async def _known(db: BaseDBAsyncClient, word: Word) -> Account | None:
    linked = await Identity.filter(issuer=word.issuer, subject=word.subject).using_db(db).first()
    return None if linked is None else _open(await Account.filter(id=linked.account_id).using_db(db).first())


async def _connected(store: Store, db: BaseDBAsyncClient, account_id: str, word: Word) -> Account:
    mine = Account.filter(id=account_id, disabled_at=None).using_db(db).select_for_update(no_key=True)
    account = _open(await mine.first())
    linked = await Identity.filter(issuer=word.issuer, subject=word.subject).using_db(db).first()
    if linked is None:
        return await _link(store, db, account, word)
    if linked.account_id != account.id:
        raise Refused("That login belongs to another account here.")
    return account


def _open(account: Account | None) -> Account:
    if account is None or account.disabled_at is not None:
        raise Refused("This account is closed.")
    return account


def _verified(word: Word) -> str:
    if word.email is None:
        raise Refused("That provider does not say that your e-mail address is verified. Make an account here instead.")
    try:
        return email_of(word.email)
    except EmailInvalid:
        raise Refused("That provider gives an e-mail address that we cannot write to.") from None


async def _joined(store: Store, db: BaseDBAsyncClient, email: str, word: Word) -> Account:
    if not store.settings.sign_up:
        raise SignUpClosed
    account = Account(id=records.new_account_id(), email=email, name=records.name_of(word.name))
    account.email_verified_at = store.now()
    return await _link(store, db, await records.add(store, db, account, store.settings.sign_up_roles), word)


async def _link(store: Store, db: BaseDBAsyncClient, account: Account, word: Word) -> Account:
    await Identity.create(
        using_db=db, account_id=account.id, issuer=word.issuer, subject=word.subject, linked_at=store.now()
    )
    log.info("social login linked", account=account.id, issuer=word.issuer)
    return account
