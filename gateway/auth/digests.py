"""Secrets that we make, and what is kept of them: a hash, for when they come back to us."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from typing import Final

BYTES: Final = 32


def new_secret() -> str:
    """256 random bits, as text that may stand in an address."""
    return token_urlsafe(BYTES)


def new_id() -> str:
    """128 random bits as 32 hexadecimal digits: nobody guesses it, but it is no secret."""
    return token_hex(16)


def digest(secret: str) -> str:
    """What is stored of a secret. It is random and long, so nothing slower than SHA-256 is needed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


class Signer:
    """Short texts that come back to us through somebody else's hands. `purpose` keeps one kind from passing as another."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = hmac.digest(secret, purpose.encode(), "sha256")

    def sign(self, *parts: str) -> str:
        """A signature over the parts, in which none can be moved into another."""
        text = "".join(f"{len(part)}!{part}!" for part in parts)
        mac = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode("ascii")

    def holds(self, signature: str, *parts: str) -> bool:
        return same(signature, self.sign(*parts))
