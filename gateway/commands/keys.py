"""`gateway keys`: the keys that sign tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from gateway.auth import keys
from gateway.auth.keys import MAX_AGE_SECONDS, OwnKey
from gateway.auth.store import Store
from gateway.commands.opened import run
from gateway.commands.terminal import AsJson, answer, answer_rows, remark

commands: Final = typer.Typer(help="The keys that sign tokens.", no_args_is_help=True)

LOST: Final = (
    "every access token that is out now becomes void: people and programs have to ask for new ones, "
    "and whoever keeps our key set refuses the new tokens until it reads the set again"
)


@commands.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List the signing keys: the next, the active, and those whose tokens may still be out."""

    async def found(store: Store) -> Sequence[OwnKey]:
        async with store.transaction() as db:
            return await keys.read(store, db)

    rows: list[dict[str, Any]] = [
        {
            "kid": key.kid,
            "algorithm": key.algorithm,
            "state": key.state,
            "signs_from": key.signs_from,
            "published_until": key.until,
        }
        for key in reversed(run(found))
    ]
    answer_rows(rows, as_json=as_json, none="there is no key yet; the first token makes one")


@commands.command()
def rotate(
    *,
    now: Annotated[bool, typer.Option("--now", help="A private key got out: void every token at once.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
) -> None:
    """Make the next signing key. It signs ten minutes from now, when everybody who keeps our keys knows it."""
    if now:
        remark(f"With --now {LOST}.")
        if not yes:
            typer.confirm("Go on?", abort=True, err=True)

    async def rotated(store: Store) -> str:
        async with store.transaction() as db:
            return await keys.rotate(store, db, at_once=now)

    answer(run(rotated))
    if now:
        remark("signs from now on; running servers follow within a minute")
    else:
        remark(f"signs in {MAX_AGE_SECONDS // 60} minutes; the present key verifies its tokens until they have expired")
