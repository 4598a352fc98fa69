"""API keys: what somebody's scripts log in with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from starlette.responses import Response

from gateway.auth import api_keys, scopes
from gateway.auth.login.told import ago, day
from gateway.auth.login.visit import Visit

PAGE: Final = "/account/keys"
DAYS: Final = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "a year"}
USUAL_DAYS: Final = "90"


async def keys_page(visit: Visit) -> Response:
    shown = visit.desk.shown_once
    made = shown.read(visit.request.scope, visit.account.session_id)
    if made is not None:
        visit.cookies.append(shown.clear())
    return visit.page("account_keys", made=made, keys=await _keys(visit))


async def new_key_page(visit: Visit) -> Response:
    return visit.page("account_key_new", **_typed(visit))


async def create_key(visit: Visit) -> Response:
    name, wanted, days = visit.form.line("name"), visit.form.all("scope"), visit.form.text("days")
    problems = {}
    if not name:
        problems["name"] = "Give it a name by which you will know it again."
    elif len(name) > api_keys.NAME_MAX or not name.isprintable():
        problems["name"] = f"Use at most {api_keys.NAME_MAX} characters."
    if not wanted or not set(wanted) <= set(_offered(visit)):
        problems["scope-read"] = "Choose what it may do."
    if days not in DAYS:
        problems["days"] = "Choose how long it works."
    if problems:
        return visit.wrong("account_key_new", problems, **_typed(visit))
    store, me = visit.desk.store, visit.account
    until = store.now() + timedelta(days=int(days))
    async with store.transaction() as db:
        _, text = await api_keys.create(store, db, name=name, scopes=wanted, account_id=me.account_id, expires_at=until)
    visit.cookies.append(visit.desk.shown_once.give(text, me.session_id))
    return visit.to(PAGE)


async def revoke_key(visit: Visit) -> Response:
    store = visit.desk.store
    async with store.transaction() as db:
        await api_keys.revoke(store, db, visit.form.key("id"), account_id=visit.account.account_id)
    return visit.to(f"{PAGE}?said=key")


async def _keys(visit: Visit) -> list[dict[str, Any]]:
    store = visit.desk.store
    now = store.now()
    async with store.transaction() as db:
        rows = await api_keys.owned(db, account_id=visit.account.account_id)
    return [
        {
            "id": row.id,
            "name": row.name,
            "prefix": row.prefix,
            "scopes": [scopes.words(scope) for scope in row.scopes],
            "used": ago(row.used_at, now) if row.used_at else "never",
            "until": day(row.expires_at) if row.expires_at else "",
            "over": row.expires_at is not None and row.expires_at <= now,
        }
        for row in rows
    ]


def _offered(visit: Visit) -> list[str]:
    """What there is to read and change; what is about people who log in means nothing for a script."""
    return [scope for scope in sorted(visit.desk.scopes) if scope.rpartition(":")[2] in scopes.ACCESS]


def _typed(visit: Visit) -> dict[str, Any]:
    offered = _offered(visit)
    resources = sorted({scope.partition(":")[0] for scope in offered if ":" in scope})
    return {
        "name": visit.form.line("name"),
        "chosen": visit.form.all("scope"),
        "everything": [(scope, scopes.words(scope)) for scope in offered if ":" not in scope],
        "resources": [(resource, resource.replace("-", " ").capitalize()) for resource in resources],
        "days": visit.form.text("days") or USUAL_DAYS,
        "choices": DAYS,
    }
