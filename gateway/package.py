"""The domain's package: its modules, what they define, and what Tortoise calls it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from tortoise.models import Model


class DomainError(Exception):
    """The domain cannot be served; the message says where and what would be right."""


def modules(domain: str) -> list[ModuleType]:
    try:
        package = import_module(domain)
    except ModuleNotFoundError as error:
        raise DomainError(f"the domain package {domain!r} cannot be imported: {error}") from error
    names = [info.name for info in pkgutil.iter_modules(getattr(package, "__path__", ()), f"{domain}.")]
    return [package, *(import_module(name) for name in names)]


def defined(module: ModuleType, kind: type) -> Iterator[Any]:
    for value in vars(module).values():
        if inspect.isclass(value) and issubclass(value, kind) and value.__module__ == module.__name__:
            yield value


def model_modules(domain: str) -> list[str]:
    """The dotted names of the domain's modules that define models, as Tortoise's configuration wants them."""
    return [module.__name__ for module in modules(domain) if any(defined(module, Model))]


def app_label(domain: str) -> str:
    """The name under which a domain's models refer to each other: `domain.Release`."""
    return domain.rpartition(".")[2]
