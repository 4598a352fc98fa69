"""That somebody knows the password of an account. Whoever guesses learns nothing but that it was not right.

An account that is unknown, disabled, without a password or used up by wrong ones costs the same work as any other.
Strangers can use it up, but not for a browser in which its owner has logged in before: that one has a count of its own.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import structlog
from tortoise.expressions import F

from gateway.auth.attempts import LOGIN, LOGIN_ADDRESS, Attempts, Limit
from gateway.auth.people.addressing import email_of
from gateway.auth.people.passwords import Passwords
from gateway.auth.people.refusals import EmailInvalid, LoginFailed
from gateway.auth.store import Store
from gateway.errors import TooManyAttempts
from gateway.tables import Account

# in a row, whatever time they took; then only a new password helps
MOST_FAILURES: Final = 100
DEVICE_SECONDS: Final = 90 * 86_400
LOGIN_DEVICE: Final = Limit("login-device", 5, 900)
# then it is a stranger as any other: somebody else may have it in their hands
DEVICE: Final = Limit("device", 50, DEVICE_SECONDS)

log = structlog.get_logger()


class Device(NamedTuple):
    """A browser in which somebody has logged in before."""

    account_id: str
    id: str


class Prover:
    def __init__(self, store: Store, passwords: Passwords, attempts: Attempts) -> None:
        self._store, self._passwords, self._attempts = store, passwords, attempts

    async def login(self, email: str, password: str, address: str, device: Device | None = None) -> Account:
        """Raises LoginFailed, TooManyAttempts, Overloaded."""
        # an attempt counts from its begin, or many at once would be as good as one; so nobody begins in vain
        self._passwords.make_room()
        known = await self._known(email, device)
        if known is not None and device is not None:
            return await self._from_device(known, password, address, device)
        await self._attempts.check(LOGIN_ADDRESS, address)
        account = None
        try:
            email = email_of(email)
        except EmailInvalid:
            await self._attempts.spend(LOGIN, "", address)
        else:
            await self._attempts.spend(LOGIN, email, address)
            account = await self._find(email=email)
        try:
            proven = await self._prove(account, password)
        except LoginFailed:
            log.info("login refused", account=account.id if account else None, address=address)
            await self._attempts.spend(LOGIN_ADDRESS, address)
            raise
        await self._attempts.forget(LOGIN, email, address)
        return proven

    async def trusts(self, device: Device | None, account_id: str) -> bool:
        """Whether that browser is one of the account's owner, as far as we know."""
        if device is None or device.account_id != account_id:
            return False
        try:
            await self._attempts.check(DEVICE, device.id)
        except TooManyAttempts:
            return False
        return True

    async def distrust(self, device: Device) -> None:
        """It was used for a wrong proof."""
        try:
            await self._attempts.spend(DEVICE, device.id)
        except TooManyAttempts:
            # the one that was one too many is refused anyway
            return

    async def forgive(self, device: Device) -> None:
        """A whole login ends the row of what went wrong."""
        await self._attempts.forget(DEVICE, device.id)

    async def _known(self, email: str, device: Device | None) -> Account | None:
        """The account of that address, when it is the one of the device."""
        if device is None or not await self.trusts(device, device.account_id):
            return None
        account = await self._find(id=device.account_id)
        return account if account is not None and account.email == email.strip().lower() else None

    async def _from_device(self, account: Account, password: str, address: str, device: Device) -> Account:
        await self._attempts.spend(LOGIN_DEVICE, device.id)
        try:
            proven = await self._prove(account, password, trusted=True)
        except LoginFailed:
            log.info("login refused", account=account.id, address=address)
            await self.distrust(device)
            raise
        await self._attempts.forget(LOGIN_DEVICE, device.id)
        if proven.totp_confirmed_at is None:
            await self.forgive(device)
        return proven

    async def again(self, account_id: str, password: str) -> Account:
        """Whoever is logged in. Raises LoginFailed, TooManyAttempts, Overloaded."""
        self._passwords.make_room()
        await self._attempts.spend(LOGIN, account_id, "again")
        proven = await self._prove(await self._find(id=account_id), password)
        await self._attempts.forget(LOGIN, account_id, "again")
        return proven

    async def _find(self, **which: str) -> Account | None:
        async with self._store.transaction() as db:
            return await Account.filter(**which).using_db(db).first()

    async def _prove(self, account: Account | None, password: str, *, trusted: bool = False) -> Account:
        """trusted: strangers' failures do not count."""
        may = account is not None and account.disabled_at is None and (trusted or account.failures < MOST_FAILURES)
        right, renewed = await self._passwords.verify(password, account.password if account and may else None)
        if account is None or not right:
            await self._failed(account)
            raise LoginFailed
        # with a second factor a right password is half of a login: the other half ends the row of failures
        changes: dict[str, Any] = {"failures": F("failures") if account.totp_confirmed_at else 0}
        if renewed is not None:
            changes["password"] = renewed
        async with self._store.transaction() as db:
            # as it was when we looked: meanwhile it may have been disabled, changed, or guessed at
            same = Account.filter(id=account.id, password=account.password, disabled_at=None)
            able = same if trusted else same.filter(failures__lt=MOST_FAILURES)
            won = await able.using_db(db).update(**changes)
        if won != 1:
            raise LoginFailed
        account.password = renewed or account.password
        return account

    async def _failed(self, account: Account | None) -> None:
        async with self._store.transaction() as db:
            unlucky = Account.filter(id=account.id if account else "")
            await unlucky.using_db(db).update(failures=F("failures") + 1)
