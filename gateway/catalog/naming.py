"""How names are spelled: snake_case in the catalog and in REST, camelCase in GraphQL, plurals for collections."""

from __future__ import annotations

import re


def camel(name: str) -> str:
    """`released_on` as GraphQL spells it: `releasedOn`."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def snake(name: str) -> str:
    """`WishlistEntry` as Python spells it: `wishlist_entry`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def plural(name: str) -> str:
    """The English plural of a snake_case noun; a policy says `plural = ...` where this is wrong."""
    if re.search(r"[^aeiou]y\Z", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(s|x|z|ch|sh)\Z", name) else "s")
