"""What is written about an account, and taken back from it, in somebody's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import families
from gateway.auth.digests import new_id
from gateway.auth.people import links
from gateway.auth.store import Store
from gateway.tables import Account, AccountRole, AuthorizationCode, DeviceCode

NAME_LENGTH: Final = 120


def new_account_id() -> str:
    return f"acct-{new_id()}"


def name_of(text: str) -> str:
    """A name as it is kept: one line that shows all of itself."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:NAME_LENGTH]


async def add(store: Store, db: BaseDBAsyncClient, account: Account, roles: Sequence[str]) -> Account:
    """Raises IntegrityError when its address is somebody's."""
    account.created_at = store.now()
    await account.save(using_db=db, force_create=True)
    for role in dict.fromkeys(roles):
        await AccountRole.create(using_db=db, account_id=account.id, role=role, granted_at=store.now())
    return account


async def grant_role(store: Store, db: BaseDBAsyncClient, account_id: str, role: str) -> bool:
    # locked, so that of two at once the second sees what the first did
    await Account.filter(id=account_id).using_db(db).select_for_update(no_key=True).get()
    if await AccountRole.filter(account_id=account_id, role=role).using_db(db).exists():
        return False
    await AccountRole.create(using_db=db, account_id=account_id, role=role, granted_at=store.now())
    await families.void_account(store, db, account_id)
    return True


async def revoke_role(store: Store, db: BaseDBAsyncClient, account_id: str, role: str) -> bool:
    if await AccountRole.filter(account_id=account_id, role=role).using_db(db).delete() == 0:
        return False
    await families.void_account(store, db, account_id)
    return True


async def take_back(
    store: Store,
    db: BaseDBAsyncClient,
    account_id: str,
    *,
    keep_session: str | None = None,
    reason: str = "password",
) -> None:
    """Everything that was given out for a proof that does not count any more."""
    await links.void(store, db, account_id)
    # what is on its way to become a token
    for pending in (AuthorizationCode, DeviceCode):
        await pending.filter(account_id=account_id, used_at=None).using_db(db).update(used_at=store.now())
    which: dict[str, Any] = {"account_id": account_id}
    if keep_session is not None:
        which["id__not"] = keep_session
    await families.end_sessions(store, db, reason, **which)
    await families.revoke(store, db, reason, account_id=account_id)
    await families.void_account(store, db, account_id)
