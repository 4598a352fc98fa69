"""What a password must be, and how it is kept.

A password is normalised (NFC), keyed and shortened by HMAC-SHA-384 with the gateway's secret, and then hashed slowly.
So its length and its characters do not matter to the slow hash, and a copy of the database alone is of no use.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar
from urllib.parse import urlsplit

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from gateway.errors import Overloaded
from gateway.settings import Settings

T = TypeVar("T")
ROUNDS: Final = 12
ARGON2_KIBIBYTES: Final = 19 * 1024
ARGON2_PASSES: Final = 2
# what precedes the slow hash: by whom and by which recipe it was made
VERSION: Final = "$torii$v=1"

# beside a second factor, or of what is left without the parts that anybody would guess
LEAST: Final = 8
# nothing longer is looked at in any way: putting combining characters in their order takes a time that grows with the
# square of how many there are, and nobody else goes on meanwhile
MOST: Final = 1000
RUN: Final = 4
PRODUCT: Final = "torii"
COMMON: Final = frozenset(
    word
    for word in Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split("\n")
    if word and not word.startswith("#")
)
KEYS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890",
    "0123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)
ROWS: Final = tuple(row for keys in KEYS for row in (keys * 2, keys[::-1] * 2))
BEGINNINGS: Final = frozenset(row[start : start + RUN] for row in ROWS for start in range(len(row) - RUN + 1))


class Passwords:
    """Hashing takes a quarter of a second of a processor, so it happens in threads and only so many may wait for one."""

    def __init__(self, settings: Settings, *, rounds: int = ROUNDS, threads: int | None = None) -> None:
        hashers = {"bcrypt": BcryptHasher(rounds), "argon2id": Argon2Hasher(ARGON2_PASSES, ARGON2_KIBIBYTES, 1)}
        current = hashers.pop(settings.password_hash)
        self._hashes = PasswordHash((current, *hashers.values()))
        self._nobodys = {"bcrypt": _nobodys_bcrypt(rounds), "argon2id": _nobodys_argon2()}[settings.password_hash]
        self._pepper = hmac.digest(settings.secret, b"password", "sha256")
        threads = threads or os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="password")
        self._most = threads + settings.password_queue
        self._begun = 0
        self._lock = Lock()

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def make_room(self) -> None:
        """Raises Overloaded when nothing could be hashed now: to be asked before something is counted."""
        if self._begun >= self._most:
            raise Overloaded("Too many people log in just now.", headers={"Retry-After": "1"})

    async def hash(self, password: str) -> str:
        """Of a password that has no `problem`. Raises Overloaded."""
        if len(password) > MOST:
            raise ValueError("the password is too long to be anybody's")
        return await self._in_thread(partial(self._hash, password))

    async def verify(self, password: str, hashed: str | None) -> tuple[bool, str | None]:
        """Whether it is right, and a new hash when the kept one is not made as hashes are made now. Raises Overloaded.

        Without a hash it is wrong, after the same work, and so is what is too long to be anybody's."""
        if len(password) > MOST:
            password, hashed = "", None
        return await self._in_thread(partial(self._verify, password, hashed))

    def _hash(self, password: str) -> str:
        return VERSION + self._hashes.hash(self._shortened(password))

    def _verify(self, password: str, hashed: str | None) -> tuple[bool, str | None]:
        shortened = self._shortened(password)
        if hashed is None or not hashed.startswith(VERSION):
            self._hashes.verify(shortened, self._nobodys)
            return False, None
        try:
            right, renewed = self._hashes.verify_and_update(shortened, hashed.removeprefix(VERSION))
        except UnknownHashError:
            return False, None
        return right, VERSION + renewed if renewed else None

    def _shortened(self, password: str) -> bytes:
        text = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
        return base64.b64encode(hmac.digest(self._pepper, text, "sha384"))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        with self._lock:
            self.make_room()
            self._begun += 1
        done = self._threads.submit(work)
        # also when nobody waits for it any more: the thread is busy until then
        done.add_done_callback(self._ended)
        return await asyncio.wrap_future(done)

    def _ended(self, _done: Future[T]) -> None:
        with self._lock:
            self._begun -= 1


def _nobodys_bcrypt(rounds: int) -> str:
    """A hash that no password has, well formed, so that it costs what others cost."""
    return f"$2b${rounds:02}$" + "." * 53


def _nobodys_argon2() -> str:
    salt, key = "A" * 22, "A" * 43
    return f"$argon2id$v=19$m={ARGON2_KIBIBYTES},t={ARGON2_PASSES},p=1${salt}${key}"


def problem(password: str, settings: Settings, email: str = "", *, least: int | None = None) -> str | None:
    """Why it is refused, as a sentence for people."""
    least = least or settings.password_length
    if len(password) > MOST:
        return f"A password may have {MOST} characters at most."
    kept = unicodedata.normalize("NFC", password)
    if len(kept) < least:
        return f"A password needs at least {least} characters; a few words in a row make a good one."
    # one character may stand for eighteen
    text = unicodedata.normalize("NFKC", password)[:MOST].casefold()[:MOST]
    if _repeats(kept) or _repeats(text):
        return "This password is the same few characters again and again. Please choose another one."
    known = _own_words(email, urlsplit(settings.issuer).hostname or "")
    if len(_unguessed(text, known)) < LEAST:
        return "This password is too easy to guess: it is common, a row of keys, or made of names that everybody knows."
    return None


def _repeats(text: str) -> bool:
    return any(2 * period <= len(text) and text[period:] == text[:-period] for period in range(1, LEAST))


def _own_words(email: str, host: str) -> frozenset[str]:
    name, _, domain = email.casefold().partition("@")
    parts = re.split(r"[._+-]", f"{name}.{domain}.{host}")
    whole = [name, re.sub(r"[._+-]", "", name), domain, host, PRODUCT]
    return frozenset(word for word in [*parts, *whole] if len(word) >= RUN)


def _unguessed(text: str, known: frozenset[str]) -> str:
    """What is left without common passwords, names that are known, and keys that lie beside each other."""
    for word in sorted((word for word in COMMON | known if word in text), key=len, reverse=True):
        text = text.replace(word, "")
    return "".join(_without_runs(text))


def _without_runs(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        beginning = text[start : start + RUN]
        if beginning == text[start] * RUN:
            start += _same(text, start)
        elif beginning in BEGINNINGS:
            start += max(_run(text, start, row) for row in ROWS if beginning in row)
        else:
            yield text[start]
            start += 1


def _same(text: str, start: int) -> int:
    return len(text) - start - len(text[start:].lstrip(text[start]))


def _run(text: str, start: int, row: str) -> int:
    end = start + RUN
    while end < len(text) and text[start : end + 1] in row:
        end += 1
    return end - start
