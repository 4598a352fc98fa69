"""The pages on both databases, with a clock that tests move, letters that they open, and hashes that take no time."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

import pyotp
import pytest
from starlette.applications import Starlette

from gateway import migrations
from gateway.app import make_database
from gateway.auth.attempts import Attempts
from gateway.auth.csrf import Csrf
from gateway.auth.digests import new_id
from gateway.auth.login import social
from gateway.auth.login.routes import routes
from gateway.auth.login.visit import Desk
from gateway.auth.people.accounts import People
from gateway.auth.people.mail import FileMailer
from gateway.auth.people.passwords import Passwords
from gateway.auth.people.second_factor import SecondFactor
from gateway.auth.sessions import Login, Sessions
from gateway.auth.store import Store
from gateway.configured import SocialProvider
from gateway.http.stack import EXCEPTION_HANDLERS, middlewares
from gateway.settings import Settings
from gateway.sql.execute import Database
from gateway.tables import Account, Client, Consent, Family, Identity, Session
from tests import databases
from tests.auth.login.browsing import Browser, Page

SITE = "https://shop.example"
PASSWORD = "seven green umbrellas"
FAST = 4
SCOPES = frozenset({"read", "write", "openid", "email", "orders:read", "orders:write", "wishlist-entries:read"})
numbers = itertools.count(1)


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class House:
    def __init__(self, settings: Settings, database: Database, folder: Path, clock: Clock, rounds: int = FAST) -> None:
        self.settings, self.database, self.folder, self.clock = settings, database, folder, clock
        self.mail = folder / "mail"
        self.store = Store(settings, database, self.clock, self.clock)
        self.attempts = Attempts(self.store)
        self.people = People(
            self.store, Passwords(settings, rounds=rounds), FileMailer(self.mail, settings.mail_from), self.attempts
        )
        self.factor = SecondFactor(self.people)
        self.sessions = Sessions(self.store)
        self.csrf = Csrf(self.store)
        self.desk = Desk(self.store, self.people, self.factor, self.sessions, self.csrf, SCOPES)
        self.app = Starlette(
            routes=[*routes(self.desk), *social.routes(self.desk)],
            middleware=list(middlewares(settings)),
            exception_handlers=EXCEPTION_HANDLERS,
        )

    def changed(self, rounds: int = FAST, **settings: object) -> House:
        """The same house with other settings."""
        return House(self.settings.model_copy(update=settings), self.database, self.folder, self.clock, rounds)

    def with_providers(self, *providers: dict[str, str]) -> House:
        return self.changed(social=tuple(map(SocialProvider.model_validate, providers)))

    def browser(self, **more: str) -> Browser:
        return Browser(self.app, SITE, **more)

    async def person(self, password: str | None = PASSWORD, *, verified: bool = True) -> Account:
        return await self.people.create(mailbox(), password, "Ada", (), verified=verified)

    async def protected(self) -> tuple[Account, pyotp.TOTP, list[str]]:
        """Somebody with a second factor, and their recovery codes."""
        account = await self.person()
        enrolment = await self.factor.begin(account)
        totp = pyotp.TOTP(enrolment.secret)
        codes = await self.factor.confirm(account.id, totp.at(int(self.clock.now)))
        self.clock.now += 60
        return account, totp, codes

    async def logged_in(self, account: Account | None = None, **more: str) -> Browser:
        account = account or await self.person()
        browser = self.browser(**more)
        page = await self.log_in(browser, account.email)
        assert page.path == "/account", page.text
        return browser

    async def log_in(self, browser: Browser, email: str, password: str = PASSWORD, path: str = "/login") -> Page:
        page = await browser.open(path)
        return await browser.send(page, page.form("/login"), email=email, password=password)

    async def login(self, browser: Browser) -> Login | None:
        return await self.sessions.find(browser.cookies.get("__Host-sid", ""))

    async def account(self, account_id: str) -> Account:
        async with self.store.transaction() as db:
            return await Account.get(id=account_id, using_db=db)

    async def letters(self, to: str) -> list[str]:
        await self.people.settled()
        mails = [message_from_bytes(path.read_bytes(), policy=modern) for path in sorted(self.mail.glob("*.eml"))]
        return [str(mail.get_content()) for mail in mails if mail["To"] == to]

    async def link(self, to: str) -> str:
        """The path of the link in the last letter."""
        return str(re.findall(rf"{SITE}(/\S+\?token=\S+)", (await self.letters(to))[-1])[-1])

    async def client(self, name: str, **more: object) -> Client:
        async with self.store.transaction() as db:
            return await Client.create(using_db=db, id=f"c-{new_id()}", name=name, method="none", **more)

    async def allowed(self, account_id: str, client: Client, scopes: tuple[str, ...]) -> Consent:
        async with self.store.transaction() as db:
            return await Consent.create(using_db=db, account_id=account_id, client_id=client.id, scopes=list(scopes))

    async def family(self, account_id: str, client: Client, session_id: str | None = None) -> Family:
        now = self.store.now()
        async with self.store.transaction() as db:
            return await Family.create(
                using_db=db,
                id=new_id(),
                client_id=client.id,
                account_id=account_id,
                session_id=session_id,
                created_at=now,
                expires_at=now.replace(year=now.year + 1),
            )

    async def linked(self, account_id: str, issuer: str) -> Identity:
        async with self.store.transaction() as db:
            return await Identity.create(using_db=db, account_id=account_id, issuer=issuer, subject=new_id())

    async def again(self, row: Family | Identity | Consent | Session) -> Family | Identity | Consent | Session | None:
        """The row as it is now."""
        async with self.store.transaction() as db:
            return await type(row).filter(pk=row.pk).using_db(db).first()


def mailbox() -> str:
    return f"person{next(numbers)}@example.com"


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def house(request, tmp_path_factory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with databases.empty(request, folder) as plain:
        settings = plain.model_copy(update={"issuer": SITE, "log_level": "warning"})
        await migrations.apply(settings)
        database = make_database(settings)
        await database.open()
        try:
            found = House(settings, database, folder, Clock())
            yield found
            await found.people.close()
        finally:
            await database.close()
