"""What a client sends, in a form or a query string: each parameter once, and an empty one counts as absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from starlette.requests import Request

from gateway.errors import MediaTypeUnsupported

FORM: Final = "application/x-www-form-urlencoded"
PARAMETERS_MAX: Final = 64
# RFC 8707 section 2: a client may ask for several
REPEATABLE: Final = frozenset({"resource"})


@dataclass(frozen=True, slots=True)
class Parameters:
    values: Mapping[str, str]
    resources: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        return self.values.get(name)


class InvalidTarget(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """RFC 8707 section 2: a resource that is not ours, or that was not asked for at first."""

    error = "invalid_target"


async def form(request: Request) -> Parameters:
    """Raises MediaTypeUnsupported, and InvalidRequestError for what is not a form."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise MediaTypeUnsupported(f"The body must be {FORM}.", headers={"Accept": FORM})
    return read(await request.body())


def read(encoded: bytes) -> Parameters:
    try:
        text = encoded.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX)
    except ValueError:
        raise InvalidRequestError("The parameters cannot be read.") from None
    return collected(pairs)


def collected(pairs: list[tuple[str, str]]) -> Parameters:
    values: dict[str, str] = {}
    resources: list[str] = []
    for name, value in pairs:
        if "\x00" in name + value:
            raise InvalidRequestError("A parameter contains NUL.")
        if name in REPEATABLE:
            resources += [value] if value else []
        elif name in values:
            raise InvalidRequestError("A parameter is there twice.")
        else:
            values[name] = value
    return Parameters({name: value for name, value in values.items() if value}, tuple(resources))
