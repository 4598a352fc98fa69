"""What happens to an account, from its sign-up on.

Nobody learns from us which addresses have an account: answers are the same, and what would take its own time happens
after them. Whoever changes a password ends everything that was given out for the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from gateway.auth import families
from gateway.auth.attempts import RESET, SIGN_UP, Attempts, Limit
from gateway.auth.people import letters, links, passwords, records
from gateway.auth.people.addressing import email_of
from gateway.auth.people.later import Later
from gateway.auth.people.mail import Letter, Mailer, MailFailed
from gateway.auth.people.passwords import Passwords
from gateway.auth.people.proving import Device, Prover
from gateway.auth.people.refusals import (
    EmailTaken,
    EmailUnverified,
    LinkInvalid,
    LoginFailed,
    PasswordRefused,
    SignUpClosed,
)
from gateway.auth.store import Store
from gateway.errors import Overloaded, TooManyAttempts
from gateway.tables import Account, AccountRole, Client, Identity

# so that nobody fills somebody else's mailbox through us
LETTERS: Final = Limit("letters", 5, 3600)
RESET_LETTERS: Final = Limit("reset-letters", 10, 3600)
RESET_ADDRESS: Final = Limit("reset-address", 20, 3600)

log = structlog.get_logger()


class People:
    """Methods raise Refused (for people), TooManyAttempts, Overloaded or Unavailable."""

    def __init__(self, store: Store, passwords: Passwords, mailer: Mailer, attempts: Attempts) -> None:
        self.store, self.passwords, self.attempts = store, passwords, attempts
        self._mailer = mailer
        self._prover = Prover(store, passwords, attempts)
        self._later = Later()

    async def close(self) -> None:
        """Send what waits to be sent, end the threads. Before the database is closed."""
        await self.settled()
        self.passwords.close()

    async def settled(self) -> None:
        """Until every letter that was asked for is sent."""
        await self._later.settled()

    async def find(self, account_id: str) -> Account | None:
        """An account that may log in (not disabled)."""
        async with self.store.transaction() as db:
            return await Account.filter(id=account_id, disabled_at=None).using_db(db).first()

    # to come

    async def sign_up(self, email: str, password: str, name: str, address: str) -> None:
        """Raises SignUpClosed, EmailInvalid, PasswordRefused, TooManyAttempts. Never says whether there was an account."""
        if not self.store.settings.sign_up:
            raise SignUpClosed
        email = email_of(email)
        await self.attempts.spend(SIGN_UP, address)
        self._strong(password, email)
        await self.attempts.spend(LETTERS, email)
        hashed = await self.passwords.hash(password)
        try:
            letter = await self._entered(email, hashed, name)
        except IntegrityError:
            # somebody signed up with the same address at the same moment
            letter = await self._entered(email, hashed, name)
        self._later.start("letter", self._deliver(letter))

    async def _entered(self, email: str, hashed: str, name: str) -> Letter:
        roles = self.store.settings.sign_up_roles
        async with self.store.transaction() as db:
            known = await Account.filter(email=email).using_db(db).select_for_update(no_key=True).first()
            if known is None:
                known = Account(id=records.new_account_id(), email=email, name=records.name_of(name), password=hashed)
                await records.add(self.store, db, known, roles)
            elif await self._unclaimed(db, known):
                # the one link that works is about the password that was given last, and asks for it: whoever reads the
                # mail must not confirm what somebody else chose
                await links.void(self.store, db, known.id)
                known.password, known.name, known.failures = hashed, records.name_of(name), 0
                await known.save(using_db=db, update_fields=["password", "name", "failures"])
            else:
                return letters.has_account(self.store.settings, email)
            link = await links.make(self.store, db, known.id, "verify", email)
        return letters.verification(self.store.settings, email, link)

    async def _unclaimed(self, db: BaseDBAsyncClient, account: Account) -> bool:
        """Made by a sign-up that nobody confirmed, and worth no more than a new one."""
        if account.email_verified_at or account.disabled_at or account.password is None:
            return False
        roles = await AccountRole.filter(account_id=account.id).using_db(db).values_list("role", flat=True)
        linked = await Identity.filter(account_id=account.id).using_db(db).exists()
        return not linked and {str(role) for role in roles} <= set(self.store.settings.sign_up_roles)

    async def verify(self, secret: str, password: str = "", address: str = "") -> Account:
        """For /verify?token=: proves the address of a new account, or a changed address. Raises LinkInvalid.

        A new account (`link_holds` says "verify") also needs the password of its sign-up, and this is a login that counts
        as one: LoginFailed, TooManyAttempts, Overloaded."""
        async with self.store.transaction() as db:
            found = await links.find(self.store, db, secret, ("verify", "change"))
        if found is None:
            raise LinkInvalid
        new = found.purpose == "verify"
        proven = await self._prover.login(found.email, password, address) if new else None
        try:
            async with self.store.transaction() as db:
                account, link = await self._used(db, secret, ("verify", "change"))
                before = account.email
                if proven is not None and (proven.id, proven.password, link.email) != (
                    account.id,
                    account.password,
                    before,
                ):
                    raise LinkInvalid
                account.email, account.email_verified_at = link.email, self.store.now()
                await account.save(using_db=db, update_fields=["email", "email_verified_at"])
                # what was mailed to the address of before
                await links.void(self.store, db, account.id)
        except IntegrityError:
            # somebody else has proven meanwhile that the address is theirs
            raise LinkInvalid from None
        if before != account.email:
            self.post(letters.email_changed(self.store.settings, before))
        return account

    async def _used(
        self, db: BaseDBAsyncClient, secret: str, purposes: Sequence[links.Purpose]
    ) -> tuple[Account, links.Link]:
        """Raises LinkInvalid. The account is locked before its link, as everywhere, or two would wait for each other."""
        link = await links.find(self.store, db, secret, purposes)
        locked = Account.filter(id=link.account_id if link else "", disabled_at=None).using_db(db)
        account = await locked.select_for_update(no_key=True).first()
        if account is None:
            raise LinkInvalid
        return account, await links.use(self.store, db, secret, purposes)

    async def check_password(self, email: str, password: str, address: str, device: Device | None = None) -> Account:
        """Raises LoginFailed, EmailUnverified, TooManyAttempts, Overloaded. Ask SecondFactor.is_on(account) next."""
        account = await self._prover.login(email, password, address, device)
        if account.email_verified_at is None:
            await self._verify_again(account)
            raise EmailUnverified
        return account

    async def _verify_again(self, account: Account) -> None:
        try:
            await self.attempts.spend(LETTERS, account.email)
        except TooManyAttempts:
            # there are enough of them in the mailbox
            return
        async with self.store.transaction() as db:
            link = await links.make(self.store, db, account.id, "verify", account.email)
        letter = letters.verification(self.store.settings, account.email, link)
        self._later.start("letter", self._deliver(letter))

    async def trusts(self, device: Device | None, account_id: str) -> bool:
        """Whether the failures of strangers are none of this browser's."""
        return await self._prover.trusts(device, account_id)

    async def tried(self, device: Device, *, right: bool) -> None:
        """A second factor was tried in a browser that is trusted."""
        await (self._prover.forgive(device) if right else self._prover.distrust(device))

    # another password

    async def request_reset(self, email: str, address: str) -> None:
        """Raises EmailInvalid, TooManyAttempts; the same for every address, in the same time."""
        email = email_of(email)
        await self.attempts.spend(RESET_ADDRESS, address)
        await self.attempts.spend(RESET, email, address)
        try:
            await self.attempts.spend(RESET_LETTERS, email)
        except TooManyAttempts:
            # the mailbox has enough of them; to say so would keep its owner from asking
            log.info("reset letter not sent", address=address)
            return
        self._later.start("reset letter", self._send_reset(email))

    async def _send_reset(self, email: str) -> None:
        async with self.store.transaction() as db:
            account = await Account.filter(email=email, disabled_at=None).using_db(db).first()
            if account is None:
                return
            link = await links.make(self.store, db, account.id, "reset", email)
        await self._deliver(letters.reset(self.store.settings, email, link))

    async def link_holds(self, secret: str, *purposes: links.Purpose) -> links.Purpose | None:
        """What it is for, when a page may be shown for it; does not use it up."""
        async with self.store.transaction() as db:
            link = await links.find(self.store, db, secret, purposes)
        return link.purpose if link else None

    async def reset(self, secret: str, password: str) -> Account:
        """Raises LinkInvalid, PasswordRefused (the link stays good then).

        Somebody else may have had the account until now, so nothing stays by which they could come back. The second factor
        stays: whoever resets a password has shown that they read the mail, and no more."""
        async with self.store.transaction() as db:
            link = await links.find(self.store, db, secret, ("reset",))
            account = await Account.filter(id=link.account_id).using_db(db).first() if link else None
        if account is None:
            raise LinkInvalid
        self._strong(password, account.email, account)
        hashed = await self.passwords.hash(password)
        async with self.store.transaction() as db:
            # read again: hashing took its time
            account, link = await self._used(db, secret, ("reset",))
            if account.email != link.email:
                raise LinkInvalid
            account.password, account.failures = hashed, 0
            # a letter to it was read
            account.email_verified_at = account.email_verified_at or self.store.now()
            await account.save(using_db=db, update_fields=["password", "failures", "email_verified_at"])
            await records.take_back(self.store, db, account.id)
            await families.revoke_keys(self.store, db, account_id=account.id)
            await Identity.filter(account_id=account.id).using_db(db).delete()
        self.post(letters.password_reset(self.store.settings, account.email))
        return account

    async def change_password(self, account_id: str, old: str, new: str, keep_session: str | None) -> None:
        """Raises LoginFailed, PasswordRefused, TooManyAttempts. keep_session: the Session.id that goes on."""
        account = await self.prove(account_id, old)
        self._strong(new, account.email, account)
        hashed = await self.passwords.hash(new)
        async with self.store.transaction() as db:
            same = Account.filter(id=account_id, password=account.password, disabled_at=None).using_db(db)
            if await same.update(password=hashed, failures=0) != 1:
                raise LoginFailed
            await records.take_back(self.store, db, account_id, keep_session=keep_session)
        self.post(letters.password_changed(self.store.settings, account.email))

    async def prove(self, account_id: str, password: str) -> Account:
        """That whoever is logged in also knows the password. Raises LoginFailed, TooManyAttempts."""
        return await self._prover.again(account_id, password)

    # another address or name

    async def request_email_change(self, account_id: str, email: str, password: str) -> None:
        """Raises LoginFailed, EmailInvalid, TooManyAttempts. `verify` of the link in the letter does it."""
        email = email_of(email)
        await self.attempts.spend(LETTERS, email)
        await self.prove(account_id, password)
        self._later.start("change letter", self._send_change(account_id, email))

    async def _send_change(self, account_id: str, email: str) -> None:
        async with self.store.transaction() as db:
            if await Account.filter(email=email).using_db(db).exists():
                letter = letters.has_account(self.store.settings, email)
            else:
                link = await links.make(self.store, db, account_id, "change", email)
                letter = letters.email_change(self.store.settings, email, link)
        await self._deliver(letter)

    async def rename(self, account_id: str, name: str) -> None:
        async with self.store.transaction() as db:
            await Account.filter(id=account_id).using_db(db).update(name=records.name_of(name))

    # by those who run the place

    async def create(
        self,
        email: str,
        password: str | None,
        name: str,
        roles: Sequence[str],
        *,
        verified: bool,
        account_id: str | None = None,
    ) -> Account:
        """For commands and sample data. Raises EmailInvalid, EmailTaken, PasswordRefused."""
        email = email_of(email)
        hashed = None
        if password is not None:
            self._strong(password, email)
            hashed = await self.passwords.hash(password)
        account = Account(
            id=account_id or records.new_account_id(), email=email, name=records.name_of(name), password=hashed
        )
        account.email_verified_at = self.store.now() if verified else None
        try:
            async with self.store.transaction() as db:
                # a token names its subject alone
                if await Client.exists(id=account.id, using_db=db):
                    raise ValueError(f"{account.id} is the id of a client")
                return await records.add(self.store, db, account, roles)
        except IntegrityError:
            raise EmailTaken from None

    async def disable(self, account_id: str) -> bool:
        """No login any more, and everything that was given out is void."""
        async with self.store.transaction() as db:
            able = Account.filter(id=account_id, disabled_at=None).using_db(db)
            if await able.update(disabled_at=self.store.now()) != 1:
                return False
            await records.take_back(self.store, db, account_id, reason="disabled")
            await families.revoke_keys(self.store, db, account_id=account_id)
        return True

    async def enable(self, account_id: str) -> bool:
        async with self.store.transaction() as db:
            disabled = Account.filter(id=account_id, disabled_at__isnull=False).using_db(db)
            return await disabled.update(disabled_at=None) == 1

    async def grant_role(self, db: BaseDBAsyncClient, account_id: str, role: str) -> bool:
        """Whether it is new; its tokens of before are void then."""
        return await records.grant_role(self.store, db, account_id, role)

    async def revoke_role(self, db: BaseDBAsyncClient, account_id: str, role: str) -> bool:
        """Whether the account had it."""
        return await records.revoke_role(self.store, db, account_id, role)

    # for those beside us

    def post(self, letter: Letter) -> None:
        """A letter about what is done already: where too many wait it is dropped, for nothing would be undone."""
        try:
            self._later.start("letter", self._deliver(letter))
        except Overloaded:
            log.warning("letter dropped", domain=letter.domain, subject=letter.subject)

    async def _deliver(self, letter: Letter) -> None:
        try:
            await self._mailer.send(letter)
        except MailFailed as error:
            log.warning("mail failed", domain=letter.domain, reason=str(error))

    def _strong(self, password: str, email: str, account: Account | None = None) -> None:
        second = account is not None and account.totp_confirmed_at is not None
        least = passwords.LEAST if second else self.store.settings.password_length
        problem = passwords.problem(password, self.store.settings, email, least=least)
        if problem is not None:
            raise PasswordRefused(problem)
