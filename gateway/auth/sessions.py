"""Browsers that are logged in: a cookie that says nothing, and a row that says everything.

A row is read at most once a second while its browser is busy. What ends a login in this process counts at once, what
another process ends within a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from starlette.types import Scope
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.cookies import Cookie
from gateway.auth.digests import digest, new_id, new_secret
from gateway.auth.people.refusals import LoginFailed
from gateway.auth.recent import Recent
from gateway.auth.revocations import Marks
from gateway.auth.store import Store
from gateway.caller import Caller
from gateway.errors import TokenInvalid
from gateway.limits.addresses import address_of
from gateway.tables import Account, AccountRole, Session

COOKIE: Final = "sid"
FRESH_SECONDS: Final = 1.0
# a login that is used is written down this often
SEEN: Final = timedelta(minutes=1)
SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII)
AGENT_MAX: Final = 255
# what somebody does in a browser of theirs is not narrowed
SCOPES: Final = frozenset({"read", "write"})


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who is logged in; `methods` say how that was proven (RFC 8176)."""

    session_id: str
    account_id: str
    email: str
    name: str
    roles: frozenset[str]
    methods: tuple[str, ...]
    authenticated_at: datetime
    epoch: int
    idle_expires_at: datetime
    expires_at: datetime

    @property
    def marks(self) -> Marks:
        return Marks((f"session:{self.session_id}",), f"account:{self.account_id}", self.epoch)


class Sessions:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._idle = timedelta(seconds=store.settings.session_idle_seconds)
        self._lifetime = timedelta(seconds=store.settings.session_seconds)
        self._cookie = Cookie(store.settings, COOKIE, store.settings.session_seconds)
        self._recent: Recent[Login] = Recent(FRESH_SECONDS, store.timer)
        self.name = self.cookie_name = self._cookie.name

    async def start(
        self,
        db: BaseDBAsyncClient,
        account_id: str,
        methods: Sequence[str],
        scope: Scope,
        *,
        epoch: int | None = None,
    ) -> str:
        """A new login, and the value of its cookie. Whatever cookie the browser brought is not used again: somebody else
        may have put it there (session fixation). `epoch` is the account's when it was proven who this is: what was proven
        before the last change of the password is worth nothing. Raises LoginFailed."""
        # locked, so that whoever ends all logins of the account ends this one too, or comes first
        able = Account.filter(id=account_id, disabled_at=None).using_db(db)
        account = await able.select_for_update(no_key=True).first()
        if account is None or (epoch is not None and account.epoch != epoch):
            raise LoginFailed
        now, value = self._store.now(), new_secret()
        await Session.create(
            using_db=db,
            id=new_id(),
            hash=digest(value),
            account_id=account_id,
            methods=list(methods),
            authenticated_at=now,
            created_at=now,
            seen_at=now,
            idle_expires_at=min(now + self._idle, now + self._lifetime),
            expires_at=now + self._lifetime,
            agent=_agent(scope),
            address=address_of(scope),
        )
        return value

    async def find(self, value: str, scope: Scope | None = None) -> Login | None:
        """Whose login a cookie is, when it holds still; `scope` says where it was seen. Not for use in a transaction."""
        if SHAPE.match(value) is None:
            return None
        key = digest(value)
        return await self._recent.find(key, partial(self._read, key, scope), self._holds)

    def cookie_of(self, scope: Scope) -> str | None:
        return self._cookie.read(scope)

    def set_cookie(self, value: str) -> str:
        return self._cookie.give(value)

    def clear_cookie(self) -> str:
        return self._cookie.clear()

    async def caller(self, login: Login) -> Caller:
        return Caller(
            kind="person",
            id=login.account_id,
            roles=login.roles,
            scopes=SCOPES,
            claims=MappingProxyType(
                {
                    "sub": login.account_id,
                    "email": login.email,
                    "auth_time": int(login.authenticated_at.timestamp()),
                }
            ),
            rate_key=f"person:{login.account_id}",
            credential="session",
        )

    async def _holds(self, login: Login) -> bool:
        now = self._store.now()
        if now >= login.idle_expires_at or now >= login.expires_at:
            return False
        try:
            await self._store.revocations.check(login.marks)
        except TokenInvalid:
            return False
        return True

    async def _read(self, hashed: str, scope: Scope | None) -> Login | None:
        now = self._store.now()
        async with self._store.transaction() as db:
            alive = Session.filter(hash=hashed, revoked_at=None, idle_expires_at__gt=now, expires_at__gt=now)
            session = await alive.using_db(db).select_related("account").first()
            if session is None or session.account.disabled_at is not None:
                return None
            if now - session.seen_at >= SEEN:
                await self._seen(db, session, scope)
            granted = AccountRole.filter(account_id=session.account.id).using_db(db)
            roles = frozenset(str(role) for role in await granted.values_list("role", flat=True))
        return Login(
            session_id=session.id,
            account_id=session.account.id,
            email=session.account.email,
            name=session.account.name,
            roles=roles,
            methods=tuple(session.methods),
            authenticated_at=session.authenticated_at,
            epoch=session.account.epoch,
            idle_expires_at=session.idle_expires_at,
            expires_at=session.expires_at,
        )

    async def _seen(self, db: BaseDBAsyncClient, session: Session, scope: Scope | None) -> None:
        session.seen_at = self._store.now()
        session.idle_expires_at = min(session.seen_at + self._idle, session.expires_at)
        if scope is not None:
            session.address = address_of(scope)
        # not the whole row: it may have been revoked since it was read
        await session.save(using_db=db, update_fields=["seen_at", "idle_expires_at", "address"])


def _agent(scope: Scope) -> str:
    agents = [value.decode("latin-1") for name, value in scope["headers"] if name == b"user-agent"]
    # no database takes NUL in a text, and people look at this
    return "".join(character for character in "".join(agents[:1]) if character.isprintable())[:AGENT_MAX]
