"""Which texts are e-mail addresses to us: those of people, as sign-up forms see them, not all that RFC 5322 allows."""

from __future__ import annotations

import re
from typing import Final

from gateway.auth.people.refusals import EmailInvalid

MOST: Final = 254
MOST_NAME: Final = 64
NAME: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


def email_of(text: str) -> str:
    """The address as it is kept: in lower case. Raises EmailInvalid."""
    text = text.strip()
    # before lower(), which makes ASCII of letters that only look like it
    if not text.isascii() or len(text) > MOST:
        raise EmailInvalid
    name, _, domain = text.lower().partition("@")
    if len(name) > MOST_NAME or not NAME.fullmatch(name) or not DOMAIN.fullmatch(domain):
        raise EmailInvalid
    return f"{name}@{domain}"
