"""What a credential can be given out for. A scope narrows what its owner may do, and never adds to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from gateway.catalog import Catalog, Resource
from gateway.policy import collection

SENTENCES: Final = {
    "read": "Read everything that you may read",
    "write": "Change everything that you may change",
    "introspect": "See how the API is built",
    "tokens:read": "See what tokens of other programs say",
    "openid": "Know who you are",
    "profile": "Know your name",
    "email": "Know your e-mail address",
    "offline_access": "Stay connected when you are away",
    # of what the gateway keeps itself; the first six are for administrators
    "accounts:read": "See who has an account here",
    "accounts:write": "Change accounts, their roles and logins",
    "clients:read": "See which programs are registered here",
    "clients:write": "Register programs, and change them",
    "signing-keys:read": "See the keys that sign tokens",
    "signing-keys:write": "Exchange the keys that sign tokens",
    "api-keys:read": "See your API keys",
    "api-keys:write": "Make and revoke API keys for you",
    "sessions:read": "See where you are logged in",
    "sessions:write": "Log you out elsewhere",
    "grants:read": "See which programs act for you",
    "grants:write": "Take back what you allowed to programs",
}
ACCESS: Final = {"read": "Read", "write": "Change"}
# RFC 6749 section 3.3: printable ASCII but the quotation mark and the backslash, with single spaces between
_TEXT: Final = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*", re.ASCII)


class ScopeInvalid(ValueError):
    """The message may be shown, also in `error_description`: it has no character that came from outside."""


def known(served: Catalog | Iterable[Resource]) -> frozenset[str]:
    """Every scope that there is where these resources are served."""
    resources = served.served if isinstance(served, Catalog) else served
    own = (f"{collection(resource)}:{access}" for resource in resources for access in ACCESS)
    return frozenset(SENTENCES) | frozenset(own)


def words(scope: str) -> str:
    """What a person allows who grants the scope, as a sentence without its full stop.

    >>> words("order-lines:read")
    'Read your order lines'
    """
    if scope in SENTENCES:
        return SENTENCES[scope]
    name, _, access = scope.rpartition(":")
    # what was granted once may have gone since: then it allows nothing, and its name is all there is to say
    return f"{ACCESS[access]} your {name.replace('-', ' ')}" if name and access in ACCESS else scope


def parse(text: str) -> tuple[str, ...]:
    """The scopes of a text, each once and in its order; raises ScopeInvalid for what is no scope text."""
    if not _TEXT.fullmatch(text):
        raise ScopeInvalid("The scope is not a list of words with single spaces between.")
    return tuple(dict.fromkeys(text.split(" ")))


def checked(text: str, among: Collection[str]) -> tuple[str, ...]:
    """The scopes of a text, all of which there are; raises ScopeInvalid."""
    scopes = parse(text)
    if any(scope not in among for scope in scopes):
        raise ScopeInvalid("The scope has a word that means nothing here.")
    return scopes
