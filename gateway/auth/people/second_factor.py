"""A second proof of who somebody is: the codes of an authenticator (RFC 6238), and recovery codes for when it is lost."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from secrets import choice
from typing import Final

import segno
import structlog
from pyotp import TOTP, random_base32
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import F
from tortoise.queryset import QuerySet

from gateway.auth.attempts import OTP
from gateway.auth.digests import digest, same
from gateway.auth.people import letters, passwords
from gateway.auth.people.accounts import People
from gateway.auth.people.proving import MOST_FAILURES, Device
from gateway.auth.people.refusals import CodeInvalid, PasswordRefused, SecondFactorState
from gateway.tables import Account, RecoveryCode

PRODUCT: Final = "Torii"
STEP_SECONDS: Final = 30
DIGITS: Final = 6
# clocks differ, and typing takes time
STEPS: Final = (0, -1, 1)
CODES: Final = 10
CODE_LENGTH: Final = 12
GROUP: Final = 4
# without what looks like something else: 0 and O, 1 and I
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs: typed in, opened as a link, or photographed."""

    secret: str
    uri: str
    svg: str


class SecondFactor:
    def __init__(self, people: People) -> None:
        self._people, self._store = people, people.store
        self._signer = people.store.signer("recovery code")

    @staticmethod
    def is_on(account: Account) -> bool:
        return account.totp_confirmed_at is not None

    async def begin(self, account: Account) -> Enrolment:
        """A new secret; nothing asks for it until it is confirmed. Raises SecondFactorState when it is on."""
        secret = random_base32()
        async with self._store.transaction() as db:
            off = Account.filter(id=account.id, totp_confirmed_at=None, disabled_at=None)
            if await off.using_db(db).update(totp=self._sealed(account.id, secret)) != 1:
                raise SecondFactorState("Your second factor is on already.")
        return _enrolment(secret, account.email)

    async def enrolment(self, account_id: str) -> Enrolment:
        """The secret that waits to be confirmed, to show the page again. Raises SecondFactorState."""
        account = await self._waiting(account_id)
        return _enrolment(self._opened(account), account.email)

    async def confirm(self, account_id: str, code: str) -> list[str]:
        """From now on it is asked for. The recovery codes, shown this once. Raises CodeInvalid, TooManyAttempts."""
        account = await self._waiting(account_id)
        await self._people.attempts.spend(OTP, account_id)
        step = self._step(self._opened(account), _plain(code))
        if step is None:
            raise CodeInvalid
        async with self._store.transaction() as db:
            waiting = Account.filter(id=account_id, totp=account.totp, totp_confirmed_at=None, disabled_at=None)
            if await waiting.using_db(db).update(totp_confirmed_at=self._store.now(), totp_step=step) != 1:
                raise CodeInvalid
            codes = await self._new_codes(db, account_id)
        await self._people.attempts.forget(OTP, account_id)
        self._people.post(letters.second_factor_on(self._store.settings, account.email))
        return codes

    async def check(self, account_id: str, code: str, address: str, device: Device | None = None) -> str:
        """`otp` for an authenticator's code, `recovery` for a recovery code. Raises CodeInvalid, TooManyAttempts.

        The limit is the account's, wherever somebody guesses from; `address` is for those who read the log.
        """
        trusted = await self._people.trusts(device, account_id)
        await self._people.attempts.spend(OTP, account_id)
        account = await self._people.find(account_id)
        code = _plain(code)
        if account is None or account.totp_confirmed_at is None:
            raise CodeInvalid
        method = "otp" if len(code) == DIGITS else "recovery"
        use = self._used_step if method == "otp" else self._used_code
        async with self._store.transaction() as db:
            able = Account.filter(id=account_id, disabled_at=None)
            able = able if trusted else able.filter(failures__lt=MOST_FAILURES)
            right = await use(db, account, code, able)
            if not right:
                await Account.filter(id=account_id).using_db(db).update(failures=F("failures") + 1)
        if device is not None and trusted:
            await self._people.tried(device, right=right)
        if not right:
            log.info("second factor refused", account=account_id, address=address)
            raise CodeInvalid
        await self._people.attempts.forget(OTP, account_id)
        if method == "recovery":
            left = await self.codes_left(account_id)
            self._people.post(letters.recovery_code_used(self._store.settings, account.email, left))
        return method

    async def codes_left(self, account_id: str) -> int:
        async with self._store.transaction() as db:
            return await RecoveryCode.filter(account_id=account_id, used_at=None).using_db(db).count()

    async def new_codes(self, account_id: str, password: str) -> list[str]:
        """Ten others in place of the old ones. Raises LoginFailed, SecondFactorState."""
        account = await self._people.prove(account_id, password)
        async with self._store.transaction() as db:
            # locked, so that two at once do not leave twenty
            account = await Account.filter(id=account_id).using_db(db).select_for_update(no_key=True).get()
            if account.totp_confirmed_at is None:
                raise SecondFactorState("Your second factor is off.")
            return await self._new_codes(db, account_id)

    async def remove(self, account_id: str, password: str) -> None:
        """Raises LoginFailed, SecondFactorState, PasswordRefused when the password is too short to stand alone."""
        account = await self._people.prove(account_id, password)
        problem = passwords.problem(password, self._store.settings, account.email)
        if problem is not None:
            raise PasswordRefused(f"First choose a password that is good enough alone. {problem}")
        async with self._store.transaction() as db:
            on = Account.filter(id=account_id, totp_confirmed_at__isnull=False)
            if await on.using_db(db).update(totp=None, totp_confirmed_at=None, failures=0) != 1:
                raise SecondFactorState("Your second factor is off.")
            await RecoveryCode.filter(account_id=account_id).using_db(db).delete()
        self._people.post(letters.second_factor_off(self._store.settings, account.email))

    async def _waiting(self, account_id: str) -> Account:
        account = await self._people.find(account_id)
        if account is None or account.totp is None or account.totp_confirmed_at is not None:
            raise SecondFactorState("There is no second factor to confirm.")
        return account

    async def _used_step(self, db: BaseDBAsyncClient, account: Account, code: str, able: QuerySet[Account]) -> bool:
        step = self._step(self._opened(account), code)
        if step is None:
            return False
        # one statement, and each step only after those that were used: of many at once one is right
        later = able.filter(totp=account.totp, totp_step__lt=step)
        return await later.using_db(db).update(totp_step=step, failures=0) == 1

    async def _used_code(self, db: BaseDBAsyncClient, account: Account, code: str, able: QuerySet[Account]) -> bool:
        unused = RecoveryCode.filter(account_id=account.id, hash=self._hash(account.id, code), used_at=None)
        if not await able.using_db(db).exists() or await unused.using_db(db).update(used_at=self._store.now()) != 1:
            return False
        await able.using_db(db).update(failures=0)
        return True

    async def _new_codes(self, db: BaseDBAsyncClient, account_id: str) -> list[str]:
        codes = ["".join(choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
        await RecoveryCode.filter(account_id=account_id).using_db(db).delete()
        for code in codes:
            await RecoveryCode.create(using_db=db, account_id=account_id, hash=self._hash(account_id, code))
        return ["-".join(code[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP)) for code in codes]

    def _hash(self, account_id: str, code: str) -> str:
        # signed first: 60 bits alone could be searched by whoever has a copy of the database
        return digest(self._signer.sign(account_id, code))

    def _step(self, secret: str, code: str) -> int | None:
        now = int(self._store.now().timestamp()) // STEP_SECONDS
        totp = TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
        return next((now + step for step in STEPS if same(totp.generate_otp(now + step), code)), None)

    def _sealed(self, account_id: str, secret: str) -> str:
        return self._store.seal.close(secret, _purpose(account_id))

    def _opened(self, account: Account) -> str:
        return self._store.seal.open(account.totp or "", _purpose(account.id))


def _purpose(account_id: str) -> str:
    # of one account, so that nobody who writes to the database gives somebody their own
    return f"totp {account_id}"


def _plain(code: str) -> str:
    """As people type it: with spaces or dashes, in small letters."""
    return "".join(character for character in code.upper() if character not in " -\t")


def _enrolment(secret: str, email: str) -> Enrolment:
    uri = TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=PRODUCT)
    picture = BytesIO()
    # dark on white in any theme: not every camera reads the negative
    segno.make(uri, error="m", micro=False).save(
        picture,
        kind="svg",
        border=4,
        light="#fff",
        dark="#000",
        xmldecl=False,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
    )
    return Enrolment(secret, uri, picture.getvalue().decode())
