"""A command whose options are the fields of a dataclass, for what has more of them than a function should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from inspect import Parameter, Signature
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints


class Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=Dataclass)


def of_fields(kind: type[T]) -> Callable[[Callable[[T], None]], Callable[..., None]]:
    """The command is given one object of `kind`, whose fields are annotated as Typer wants parameters."""
    hints = get_type_hints(kind, include_extras=True)
    parameters = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=_default(field), annotation=hints[field.name])
        for field in fields(kind)
    ]

    def decorate(command: Callable[[T], None]) -> Callable[..., None]:
        def called(**given: Any) -> None:
            command(kind(**given))

        called.__name__, called.__doc__ = command.__name__, command.__doc__
        called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
        return called

    return decorate


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return Parameter.empty if field.default is MISSING else field.default
