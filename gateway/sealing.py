"""What the database keeps for us and shows to nobody: a sealed box, which only the gateway's secret opens. And that secret,
where nobody gave one."""

from __future__ import annotations

import base64
import hmac
import os
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
SECRET_BYTES: Final = 32


class SealBroken(ValueError):
    """What was sealed cannot be opened: the secret key is another one, or the text was changed."""


class Seal:
    """AES-256-GCM with a key of the gateway's secret. `purpose` binds a box to where it belongs."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(hmac.digest(secret, b"seal", "sha256"))

    def close(self, text: str, purpose: str) -> str:
        nonce = token_bytes(NONCE_BYTES)
        box = nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(box).decode("ascii")

    def open(self, box: str, purpose: str) -> str:
        """Raises SealBroken."""
        try:
            raw = base64.urlsafe_b64decode(box)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealBroken("sealed with another secret key") from None


def kept_secret(path: Path) -> bytes:
    """The secret in this file, which is made if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(token_urlsafe(SECRET_BYTES))
    try:
        # of several processes that start together, one wins and all read the same
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
