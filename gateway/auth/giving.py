"""Who may be given a secret, or make others powerful. Fewer than may do the rest: a secret outlives the credential that
it was asked for with."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.store import Store
from gateway.caller import Caller
from gateway.errors import Forbidden
from gateway.tables import Client

# how old a login may be for changing what protects the account
FRESH: Final = timedelta(minutes=5)


def check_login(store: Store, caller: Caller) -> None:
    """Raises Forbidden unless the person logged in a moment ago: a cookie or a token may have been stolen since."""
    since = caller.claims.get("auth_time")
    if type(since) is not int or store.now().timestamp() - since >= FRESH.total_seconds():
        raise Forbidden("Your login is too old for this.", hint="Log in again.")


def check_credential(caller: Caller) -> None:
    """Raises Forbidden for a key: it would live on in those that it made, when it has ended or is revoked."""
    if caller.credential == "key":
        raise Forbidden("An API key makes no API keys.", hint="Log in, or use an access token.")


async def check_client(db: BaseDBAsyncClient, caller: Caller) -> None:
    """Raises Forbidden for a person who asks through a client of somebody else. What people allow a client ends when it
    is taken back; what the client made out of it would not."""
    through = caller.claims.get("client_id")
    if caller.kind != "person" or not isinstance(through, str):
        return
    if await Client.filter(id=through, first_party=False).using_db(db).exists():
        raise Forbidden("A client of somebody else may not do this for the people who use it.")
