"""The scopes and roles that there are: those that policies and our own actions speak of. Others would be misspellings."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from gateway import catalog
from gateway.auth import scopes as vocabulary
from gateway.auth.administration import ADMIN
from gateway.commands.terminal import listed, refuse
from gateway.policy import Policies
from gateway.settings import Settings


def roles(settings: Settings) -> frozenset[str]:
    return Policies(catalog.load(settings.domain)).roles | {ADMIN}


def scopes(settings: Settings) -> frozenset[str]:
    return vocabulary.known(catalog.load(settings.domain))


def check_roles(settings: Settings, wanted: Iterable[str], *, force: bool) -> None:
    """A role that no policy speaks of gives nothing to anybody."""
    known = roles(settings)
    unknown = [role for role in wanted if role not in known]
    if unknown and not force:
        near = get_close_matches(unknown[0], known, n=1)
        refuse(
            f"no policy speaks of the role {unknown[0]!r}"
            + (f"; did you mean {near[0]}?" if near else "")
            + f" The roles are {listed(known)}. --force takes it all the same"
        )
