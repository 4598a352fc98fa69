"""Fields as Strawberry wants them, whose values were found before it runs: at the response key of what they hang on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from inspect import Parameter, Signature
from typing import Annotated, Any, Final, get_args

import orjson
import strawberry
from strawberry import UNSET

from gateway.graphql.scalars import Json


@dataclass(frozen=True, slots=True)
class Argument:
    annotation: Any
    description: str
    required: bool = False

    def parameter(self, name: str) -> Parameter:
        annotation: Any = self.annotation if self.required else self.annotation | None
        described = Annotated[annotation, strawberry.argument(name=name, description=self.description)]
        default = Parameter.empty if self.required else UNSET
        return Parameter(f"{name}_", Parameter.KEYWORD_ONLY, default=default, annotation=described)


ROOT: Final = (
    Parameter("root", Parameter.POSITIONAL_OR_KEYWORD),
    Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=strawberry.Info),
)


def field(
    name: str,
    annotation: Any,
    description: str,
    deprecated: str | None = None,
    arguments: Mapping[str, Argument] | None = None,
) -> Any:
    """A field that is answered by the database: its value stands at the response key of what it hangs on."""
    convert = next((_CONVERT.get(kind, kind) for kind in (annotation, *get_args(annotation)) if _converts(kind)), None)

    def resolve(root: Any, info: strawberry.Info, **_arguments: Any) -> Any:
        value = root[info.path.key]
        return convert(value) if convert and value is not None else value

    signature = Signature([*ROOT, *(arg.parameter(name) for name, arg in (arguments or {}).items())])
    resolve.__name__ = name
    resolve.__signature__ = signature.replace(return_annotation=annotation)  # type: ignore[attr-defined]
    resolve.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()} | {"return": annotation}
    return strawberry.field(resolver=resolve, name=name, description=description or None, deprecation_reason=deprecated)


# The text of a JSON value goes into the answer as it is.
_CONVERT: Final[Mapping[Any, Callable[[Any], Any]]] = {Json: orjson.Fragment}


def _converts(kind: Any) -> bool:
    """Whether the executor wants another value than the answer of the database has."""
    return kind in _CONVERT or (isinstance(kind, type) and issubclass(kind, Enum))


def define(cls: type, attributes: Mapping[str, Any], description: str) -> None:
    """Make the class an object type with these fields, which Python knows under a name that no method has."""
    for name, made in attributes.items():
        setattr(cls, f"{name}_", made)
    strawberry.type(cls, name=cls.__name__, description=description or None)
