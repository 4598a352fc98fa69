"""Where to go next: addresses of ours, and what is said on arrival."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

HOME: Final = "/account"
# a second slash or a backslash at its start makes a browser read a host; control characters it drops before it looks
_OURS: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")

# what a page says that somebody was sent to; the address carries only its name
SAID: Final = {
    "again": "Please log in once more: you are about to change something important.",
    "too-late": "That took too long. Please log in once more.",
    "provider": "That login did not work. Try again, or log in another way.",
    "verified": "Your e-mail address is confirmed. You can log in now.",
    "confirmed": "Your e-mail address is confirmed.",
    "reset": "Your password is changed, and you are logged out everywhere. Log in with the new one.",
    "logged-out": "You are logged out.",
    "name": "Your name is changed.",
    "password": "Your password is changed. All your other browsers are logged out.",
    "email": "We have sent a link to the new address. It counts as soon as you open that link.",
    "factor-on": "From now on you need a code from your app to log in.",
    "factor-off": "The second factor is removed. Your password is all that protects your account now.",
    "session": "That browser is logged out.",
    "sessions": "All your other browsers are logged out.",
    "app": "The app has no access any more.",
    "key": "The key does not work any more.",
    "linked": "You can log in with that as well from now on.",
    "unlinked": "That login is not linked any more.",
}


def next_path(value: str | None) -> str:
    """Where the value leads when that is a path of ours, else the account page."""
    return value if value and _OURS.fullmatch(value) else HOME


def with_query(path: str, **parameters: str) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def login_path(back: str, said: str = "") -> str:
    return with_query("/login", next="" if back == HOME else back, said=said)
