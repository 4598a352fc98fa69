"""Taking back what was given out: families of tokens, whole logins, and everything of an account or a client."""

from __future__ import annotations

from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import F

from gateway.auth.store import Store
from gateway.tables import Account, ApiKey, AuthorizationCode, Client, Consent, DeviceCode, Family, Session

# asyncpg takes 32,767 parameters, SQLite as few as 999
CHUNK: Final = 500


async def revoke(store: Store, db: BaseDBAsyncClient, reason: str, **which: Any) -> list[str]:
    """Families that are alive and match (`id`, `account_id`, `client_id`, `session_id`): no refresh, and their access
    tokens are void. Their ids."""
    now = store.now()
    # by the condition, not by ids: there may be more of them than a statement has places
    if not await Family.filter(**which, revoked_at=None).using_db(db).update(revoked_at=now, reason=reason):
        return []
    ended = Family.filter(**which, revoked_at=now).using_db(db)
    ids = [str(family) for family in await ended.values_list("id", flat=True)]
    await store.revocations.add(db, [f"family:{family}" for family in ids])
    return ids


async def revoke_client_of(store: Store, db: BaseDBAsyncClient, account_id: str, client_id: str) -> bool:
    """A client acts for an account no more, and has to ask again. Whether it did."""
    which = {"account_id": account_id, "client_id": client_id}
    consents = await Consent.filter(**which).using_db(db).delete()
    # before the families: what is on its way to become a token may have founded one by now
    codes = await AuthorizationCode.filter(**which, used_at=None).using_db(db).update(used_at=store.now())
    devices = await DeviceCode.filter(**which, used_at=None).using_db(db).update(used_at=store.now())
    ended = await revoke(store, db, "consent", **which)
    return bool(consents or codes or devices or ended)


async def end_sessions(store: Store, db: BaseDBAsyncClient, reason: str, **which: Any) -> list[str]:
    """Logins that are alive and match (`id`, `account_id`, `id__not`), and all tokens that came from them. Their ids."""
    now = store.now()
    if not await Session.filter(**which, revoked_at=None).using_db(db).update(revoked_at=now):
        return []
    ended = Session.filter(**which, revoked_at=now).using_db(db)
    ids = [str(session) for session in await ended.values_list("id", flat=True)]
    await store.revocations.add(db, [f"session:{session}" for session in ids])
    for start in range(0, len(ids), CHUNK):
        await revoke(store, db, reason, session_id__in=ids[start : start + CHUNK])
    return ids


async def void_account(store: Store, db: BaseDBAsyncClient, account_id: str) -> None:
    """Every access token that the account has so far is void: its roles changed, or its password. It may get new ones."""
    await Account.filter(id=account_id).using_db(db).update(epoch=F("epoch") + 1)
    account = await Account.get(using_db=db, id=account_id)
    await store.revocations.add(db, [f"account:{account_id}"], account.epoch)


async def void_client(store: Store, db: BaseDBAsyncClient, client_id: str) -> None:
    """The same for a client that asks for itself."""
    await Client.filter(id=client_id).using_db(db).update(epoch=F("epoch") + 1)
    client = await Client.get(using_db=db, id=client_id)
    await store.revocations.add(db, [f"client:{client_id}"], client.epoch)


async def revoke_keys(store: Store, db: BaseDBAsyncClient, **which: Any) -> list[str]:
    """API keys that are alive and match (`id`, `account_id`, `client_id`). Their ids."""
    alive = ApiKey.filter(**which, revoked_at=None).using_db(db)
    ids = [str(key) for key in await alive.values_list("id", flat=True)]
    if ids:
        await ApiKey.filter(id__in=ids).using_db(db).update(revoked_at=store.now())
        await store.revocations.add(db, [f"key:{key}" for key in ids])
    return ids
