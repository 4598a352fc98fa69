"""JSON that is read strictly, for what it says is going to be done: nothing in it may have two meanings."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from math import nan
from typing import Any, Final

import orjson

from gateway.errors import BodyInvalid, ParameterRepeated

DEPTH: Final = 32
# what both doors write at once; a body may say the same in many ways that take long to read
VALUES: Final = 20_000
_BITS: Final = 2**63
_SHOWN: Final = 60
_MEMBER: Final = re.compile(rb'"[ \t\n\r]*:')
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def read(body: bytes) -> Any:
    """The value of a JSON text. Raises BodyInvalid, also for a whole number beyond 64 bits, for what is nested too deeply and
    for too many values, and ParameterRepeated for a name that an object has twice: parsers do not agree about which is
    meant."""
    _check_size(body)
    try:
        value = orjson.loads(body)
        if _clear(value, body):
            return value
        # orjson keeps the last of two members and makes a double of a large number; this one shows both
        json.loads(body, object_pairs_hook=_once, parse_int=_whole, parse_float=_text)
    except orjson.JSONDecodeError as error:
        raise BodyInvalid(f"The body is not JSON: {error.msg}.") from error
    except RecursionError as error:
        raise BodyInvalid("The body is nested too deeply.") from error
    _check_depth(value)
    return value


def _clear(value: Any, body: bytes) -> bool:
    """Whether it can have only one meaning, as most bodies can: to read it again would take several times as long as this.
    Every member has a quotation mark and a colon, so that there are at most as many members as these, and where there are
    no more of these than members, none was lost."""
    return _members(value, DEPTH) == len(_MEMBER.findall(body))


def _members(value: Any, depth: int) -> float:
    """How many members the objects in it have; not a number where a number may have been another, or it is too deep."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return 0
    if kind is int or kind is float:
        return 0 if -_BITS < value < _BITS else nan
    if depth == 0:
        return nan
    if kind is dict:
        return len(value) + sum(_members(one, depth - 1) for one in value.values() if type(one) is not str)
    return sum(_members(one, depth - 1) for one in value if type(one) is not str)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParameterRepeated(
                f"The parameter {name[:_SHOWN]} is given more than once.", pointer=f"/{name[:_SHOWN]}"
            )
        found[name] = value
    return found


def _whole(text: str) -> int:
    # Python would take minutes for a million digits
    if len(text) > len(str(_BITS)) + 1 or not -_BITS <= int(text) < _BITS:
        raise BodyInvalid(
            "A whole number in the body has more than 64 bits.", hint="Send it as a text, or as a decimal."
        )
    return int(text)


def _text(text: str) -> str:
    return text


def _check_size(body: bytes) -> None:
    """Before it is read. Every value is the first of a list or an object, or comes behind a comma."""
    if _places(body) > VALUES and _places(_STRING.sub(b"", body)) > VALUES:
        raise BodyInvalid(f"The body may have {VALUES} values altogether.", hint="Send it in parts, or upload a file.")


def _places(text: bytes) -> int:
    # each place has a byte of its own, so that a short text need not be looked through
    return 0 if len(text) <= VALUES else text.count(b",") + text.count(b"[") + text.count(b"{")


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise BodyInvalid(f"The body is nested more than {DEPTH} levels deep.")


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return [inner for inner in value.values() if isinstance(inner, dict | list)]
    return [inner for inner in value if isinstance(inner, dict | list)] if isinstance(value, list) else ()
