"""Everything about who is asking, put together once: by the application, and by a command that needs some of it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.routing import BaseRoute

from gateway import actions
from gateway.actions import Actions
from gateway.auth import scopes
from gateway.auth.administration import Administration
from gateway.auth.api_keys import Keys
from gateway.auth.attempts import Attempts
from gateway.auth.csrf import Csrf
from gateway.auth.issuers import issuers
from gateway.auth.keys import KeyRing
from gateway.auth.login import routes as pages
from gateway.auth.login import social
from gateway.auth.login.visit import Desk as Pages
from gateway.auth.oauth import routes as oauth
from gateway.auth.oauth.desk import Desk as Oauth
from gateway.auth.oauth.guessing import Guessing
from gateway.auth.origins import Origins
from gateway.auth.people.accounts import People
from gateway.auth.people.mail import make_mailer
from gateway.auth.people.passwords import Passwords
from gateway.auth.people.second_factor import SecondFactor
from gateway.auth.personal import Personal
from gateway.auth.sessions import Sessions
from gateway.auth.store import Store
from gateway.auth.sweeping import sweeping
from gateway.auth.tokens import Verifier
from gateway.catalog import Catalog
from gateway.package import modules
from gateway.settings import Settings
from gateway.sql.execute import Database


@dataclass(frozen=True, slots=True)
class Identity:
    store: Store
    keys: KeyRing
    verifier: Verifier
    attempts: Attempts
    sessions: Sessions
    csrf: Csrf
    api_keys: Keys
    people: People
    second_factor: SecondFactor
    origins: Origins

    def routes(self, scopes: frozenset[str]) -> list[BaseRoute]:
        """The pages for people and the endpoints for clients; `scopes` are those that there are."""
        guessing = Guessing(self.attempts, self.store.timer)
        desk = Oauth(
            store=self.store,
            keys=self.keys,
            sessions=self.sessions,
            csrf=self.csrf,
            attempts=self.attempts,
            guessing=guessing,
            verifier=self.verifier,
            people=self.people,
            scopes=scopes,
        )
        seats = Pages(self.store, self.people, self.second_factor, self.sessions, self.csrf, scopes)
        return [*oauth.routes(desk), *pages.routes(seats), *social.routes(seats)]

    def actions(self, catalog: Catalog) -> Actions:
        """What administrators do, people with what is their own, and the domain. Raises DomainError where a name is
        taken."""
        administration = Administration(self.store, self.people, self.keys, scopes.known(catalog))
        return actions.collect(administration, Personal(self.store), *modules(catalog.domain), catalog=catalog)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the database is open."""
        try:
            async with sweeping(self.store):
                yield
        finally:
            await self.people.close()
            await self.attempts.close()


def described(catalog: Catalog) -> Actions:
    """The same actions, to be shown and not run."""
    return actions.collect(Administration, Personal, *modules(catalog.domain), catalog=catalog)


def make_identity(settings: Settings, database: Database, clock: Callable[[], float] = time.time) -> Identity:
    """Raises SettingsError for issuers that cannot be trusted as they are configured, and origins that are none."""
    store = Store(settings, database, clock)
    keys, attempts = KeyRing(store), Attempts(store)
    people = People(store, Passwords(settings), make_mailer(settings), attempts)
    return Identity(
        store=store,
        keys=keys,
        verifier=Verifier(issuers(settings, keys), store.revocations, clock),
        attempts=attempts,
        sessions=Sessions(store),
        csrf=Csrf(store),
        api_keys=Keys(store),
        people=people,
        second_factor=SecondFactor(people),
        origins=Origins(store),
    )
