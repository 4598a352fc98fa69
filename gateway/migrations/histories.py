"""Whose migrations there are: the engine's, which come with it, and the domain's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway import tables
from gateway.migrations.files import FOLDER
from gateway.package import app_label, model_modules
from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class History:
    """The migrations in `folder` make the tables of the models in `modules`, which Tortoise knows as `app`."""

    app: str
    modules: tuple[str, ...]
    folder: Path


ENGINE: Final = History(tables.APP, tables.MODULES, Path(tables.__file__).parent / "migrations")


def of_domain(settings: Settings, folder: Path = FOLDER) -> History:
    app = app_label(settings.domain)
    return History(app, tuple(model_modules(settings.domain)), folder / app)
