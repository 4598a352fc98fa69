"""What is open on somebody's behalf: browsers, apps, logins at other providers. Each can be taken back."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from gateway.auth import families, scopes
from gateway.auth.login.paths import login_path
from gateway.auth.login.told import ago, day, device, offered, provider
from gateway.auth.login.visit import Visit
from gateway.tables import Account, Client, Consent, Family, Identity, Session

LAST_KEY: Final = 2**63 - 1


async def sessions_page(visit: Visit) -> Response:
    store, me = visit.desk.store, visit.account
    now = store.now()
    async with store.transaction() as db:
        alive = Session.filter(
            account_id=me.account_id, revoked_at=None, expires_at__gt=now, idle_expires_at__gt=now
        ).using_db(db)
        rows = await alive.order_by("-seen_at")
    sessions = [
        {
            "id": row.id,
            "device": device(row.agent),
            "address": row.address,
            "seen": ago(row.seen_at, now),
            "since": day(row.created_at),
            "this": row.id == me.session_id,
        }
        for row in rows
    ]
    return visit.page("account_sessions", sessions=sorted(sessions, key=lambda session: not session["this"]))


async def end_session(visit: Visit) -> Response:
    store, me = visit.desk.store, visit.account
    # only those of the account: an id of somebody else's matches nothing
    which = {"id": visit.form.key("id")} if visit.form.text("id") else {"id__not": me.session_id}
    async with store.transaction() as db:
        await families.end_sessions(store, db, "logout", account_id=me.account_id, **which)
    if which.get("id") != me.session_id:
        return visit.to(f"/account/sessions?said={'session' if 'id' in which else 'sessions'}")
    visit.cookies.append(visit.desk.sessions.clear_cookie())
    return visit.to(login_path("", said="logged-out"))


async def apps_page(visit: Visit) -> Response:
    """Those that somebody allowed, and ours, which ask nobody but hold tokens as well."""
    store, mine = visit.desk.store, {"account_id": visit.account.account_id}
    async with store.transaction() as db:
        consents = {str(row.client_id): row for row in await Consent.filter(**mine).using_db(db)}
        alive = Family.filter(**mine, revoked_at=None, expires_at__gt=store.now()).using_db(db)
        holders = {str(client) for client in await alive.values_list("client_id", flat=True)}
        clients = await Client.filter(id__in=sorted(consents.keys() | holders)).using_db(db).order_by("name")
    apps = [
        {
            "id": client.id,
            "name": client.name,
            "ours": client.first_party,
            "scopes": [scopes.words(scope) for scope in consents[client.id].scopes] if client.id in consents else [],
            "since": day(consents[client.id].created_at) if client.id in consents else "",
        }
        for client in clients
    ]
    return visit.page("account_apps", apps=apps)


async def revoke_app(visit: Visit) -> Response:
    store = visit.desk.store
    async with store.transaction() as db:
        await families.revoke_client_of(store, db, visit.account.account_id, visit.form.key("client"))
    return visit.to("/account/apps?said=app")


async def logins_page(visit: Visit) -> Response:
    """A login is linked where somebody has logged in here a moment ago and then logs in there."""
    return visit.page("account_logins", **await _of_logins(visit))


async def unlink(visit: Visit) -> Response:
    me = visit.account
    key = visit.form.key("id")
    if not key.isascii() or not key.isdigit() or int(key) > LAST_KEY:
        return visit.to("/account/logins")
    identity = int(key)
    async with visit.desk.store.transaction() as db:
        # locked, or two at once would each leave the other's
        account = await Account.filter(id=me.account_id).using_db(db).select_for_update().get()
        mine = Identity.filter(account_id=me.account_id).using_db(db)
        kept = account.password is not None or await mine.filter(id__not=identity).exists()
        if kept:
            await mine.filter(id=identity).delete()
    if not kept:
        problem = "This is your only way to log in. Set a password first, then you can unlink it."
        return visit.wrong("account_logins", {"": problem}, **await _of_logins(visit))
    return visit.to("/account/logins?said=unlinked")


async def _of_logins(visit: Visit) -> dict[str, Any]:
    store = visit.desk.store
    async with store.transaction() as db:
        account = await Account.get(id=visit.account.account_id, using_db=db)
        rows = await Identity.filter(account_id=account.id).using_db(db).order_by("linked_at")
    logins = [
        {"id": row.id, "provider": provider(row.issuer, store.settings), "since": day(row.linked_at)} for row in rows
    ]
    linked = {row.issuer for row in rows}
    others = [(name, title) for name, title, issuer in map(offered, store.settings.social) if issuer not in linked]
    return {"logins": logins, "others": others, "fresh": visit.fresh, "has_password": account.password is not None}
