"""`gateway documents`: the GraphQL documents that clients may name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from gateway.app import read_manifest
from gateway.commands.terminal import AsJson, answer_rows, refuse, remark
from gateway.graphql.persisted.trusted import Trusted
from gateway.settings import load_settings, variable

commands: Final = typer.Typer(help="The GraphQL documents that clients may name.", no_args_is_help=True)

Where = Annotated[
    Path | None,
    typer.Argument(metavar="PATH", help="A manifest, or a folder of them; that of the settings if not given."),
]


@commands.command("list")
def list_(path: Where = None, *, as_json: AsJson = False) -> None:
    """List the documents of a manifest, with what they do."""
    found = _read(path)
    rows: list[dict[str, Any]] = [
        {
            "id": entry.id,
            "name": operation.name.value if operation.name else None,
            "type": operation.operation.value,
            "client": entry.client,
            "file": entry.file,
        }
        for entry in found.entries
        for operation in found.by_text[entry.text].operations.values()
    ]
    answer_rows(rows, as_json=as_json, none="there is no document")


@commands.command()
def check(path: Where = None) -> None:
    """Say what is wrong with a manifest: ids that mean two documents, and documents that do not fit the schema."""
    found = _read(path)
    remark(f"{len(found.by_text)} documents under {len({entry.id for entry in found.entries})} ids are sound")


def _read(path: Path | None) -> Trusted:
    settings = load_settings()
    path = path or settings.document_manifest
    if path is None:
        refuse(f"there is no manifest: name one, or set {variable('document_manifest')}")
    return read_manifest(settings, path)
