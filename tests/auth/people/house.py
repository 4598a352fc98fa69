"""People on both databases, with a clock that tests move and letters that they open."""

from __future__ import annotations

import email as email_package
import itertools
import re
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from email.policy import default as modern
from pathlib import Path

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.attempts import Attempts
from gateway.auth.digests import digest, new_id
from gateway.auth.people.accounts import People
from gateway.auth.people.mail import FileMailer
from gateway.auth.people.passwords import Passwords
from gateway.auth.people.second_factor import SecondFactor
from gateway.auth.revocations import Marks
from gateway.auth.sessions import Sessions
from gateway.auth.store import Store
from gateway.errors import TokenInvalid
from gateway.settings import Settings
from gateway.sql.execute import Database
from gateway.tables import Account, ApiKey, Client, Family, Identity

PASSWORD = "seven green umbrellas"
OTHER = "nine quiet staircases"
ISSUER = "https://shop.example"
FAST = 4
numbers = itertools.count(1)


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class House:
    """A gateway without doors."""

    settings: Settings
    database: Database
    folder: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.store = Store(self.settings, self.database, self.clock, self.clock)
        self.attempts = Attempts(self.store)
        self.people = self.people_with()
        self.second_factor = SecondFactor(self.people)
        self.sessions = Sessions(self.store)

    def people_with(self, rounds: int = FAST, **changes: object) -> People:
        """The same people, with other settings."""
        settings = self.settings.model_copy(update=changes)
        store = Store(settings, self.database, self.clock, self.clock)
        # of one process
        store.revocations = self.store.revocations
        mailer = FileMailer(self.folder, settings.mail_from)
        return People(store, Passwords(settings, rounds=rounds), mailer, self.attempts)

    async def person(
        self, password: str | None = PASSWORD, roles: tuple[str, ...] = (), verified: bool = True
    ) -> Account:
        return await self.people.create(mailbox(), password, "Ada", roles, verified=verified)

    @contextmanager
    def counting(self) -> Iterator[list[float]]:
        """When transactions began, while it lasts."""
        begun, transaction = [], self.database.transaction

        def counted() -> AbstractAsyncContextManager[BaseDBAsyncClient]:
            begun.append(time.monotonic())
            return transaction()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.database, "transaction", counted)
            yield begun

    async def account(self, account_id: str) -> Account:
        async with self.store.transaction() as db:
            return await Account.filter(id=account_id).using_db(db).get()

    async def find(self, email: str) -> Account | None:
        async with self.store.transaction() as db:
            return await Account.filter(email=email).using_db(db).first()

    async def change(self, account_id: str, **values: object) -> None:
        async with self.store.transaction() as db:
            await Account.filter(id=account_id).using_db(db).update(**values)

    async def letters(self, to: str) -> list[str]:
        """Their texts, the oldest first."""
        await self.people.settled()
        mails = [
            email_package.message_from_bytes(path.read_bytes(), policy=modern)
            for path in sorted(self.folder.glob("*.eml"))
        ]
        return [mail.get_content() for mail in mails if mail["To"] == to]

    async def link(self, to: str) -> str:
        """The secret of the link that the last letter holds."""
        return link_of((await self.letters(to))[-1])

    async def login(self, account_id: str) -> str:
        async with self.store.transaction() as db:
            return await self.sessions.start(db, account_id, ["pwd"], {"type": "http", "headers": [], "client": None})

    async def family(self, account_id: str) -> str:
        """Tokens that some client has got."""
        family, client, now = new_id(), new_id(), self.store.now()
        async with self.store.transaction() as db:
            await Client.create(using_db=db, id=client, name="Storefront", method="none")
            await Family.create(using_db=db, id=family, client_id=client, account_id=account_id, expires_at=now)
        return family

    async def revoked(self, family: str) -> bool:
        async with self.store.transaction() as db:
            return (await Family.filter(id=family).using_db(db).get()).revoked_at is not None

    async def key(self, account_id: str) -> str:
        """An API key of that account."""
        key = new_id()
        async with self.store.transaction() as db:
            await ApiKey.create(
                using_db=db, id=key, hash=digest(key), prefix="torii_x", name="Script", account_id=account_id
            )
        return key

    async def key_holds(self, key: str) -> bool:
        async with self.store.transaction() as db:
            return (await ApiKey.filter(id=key).using_db(db).get()).revoked_at is None

    async def linked(self, account_id: str) -> int:
        """A login at somebody else's."""
        async with self.store.transaction() as db:
            identity = await Identity.create(
                using_db=db, account_id=account_id, issuer="https://id.example", subject=new_id()
            )
        return int(identity.id)

    async def is_linked(self, identity: int) -> bool:
        async with self.store.transaction() as db:
            return await Identity.filter(id=identity).using_db(db).exists()

    async def accepted(self, account: Account) -> bool:
        """Whether an access token of that account is, which was made when it was as it is here."""
        try:
            await self.store.revocations.check(Marks((), f"account:{account.id}", account.epoch))
        except TokenInvalid:
            return False
        return True


def mailbox() -> str:
    return f"person{next(numbers)}@mail.example"


def place() -> str:
    """An address that nobody has come from yet."""
    return f"192.0.2.{next(numbers)}"


def link_of(letter: str) -> str:
    found = re.search(re.escape(ISSUER) + r"/(?:verify|reset)\?token=(\S+)", letter)
    assert found, letter
    return found[1]
