"""How REST spells a question: the words of a query string, free of what they mean.

    fields=id,title,artist(name),tracks(id,title)      filter[price][gte]=18        filter[artist][name]=x
    sort=-released_on,artist.name                      filter[or][0][price][lt]=9   filter[tracks][some][explicit]=true
    first= last= after= before= count=exact            tracks.first=3&tracks.sort=-seconds&tracks.filter[seconds][gt]=60

>>> fields("id,artist(name,label(name))")
{'id': {}, 'artist': {'name': {}, 'label': {'name': {}}}}
>>> sort("-released_on,artist.name")
((('released_on',), True), (('artist', 'name'), False))
>>> parameter("tracks.filter[seconds][gt]")
Parameter(path=('tracks',), word='filter', keys=('seconds', 'gt'))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from gateway.errors import (
    CostLimit,
    DepthLimit,
    FieldsSyntax,
    FilterInvalid,
    ParameterRepeated,
    ParameterUnknown,
    QueryStringInvalid,
    SortInvalid,
)

Pairs = list[tuple[str, str]]
Fields = dict[str, "Fields"]

PARAMETERS: Final = 100
NESTING: Final = 32
SORT_LEVELS: Final = 6
# Rows over rows over rows: each to-many relation in a condition multiplies what a database has to look at.
QUANTIFIERS: Final = 3
RELATIONS: Final = 50
WORDS: Final = ("fields", "sort", "first", "last", "after", "before", "count", "filter")
_PARAMETER: Final = re.compile(
    r"(?:(?P<path>[a-z0-9_]+(?:\.[a-z0-9_]+)*)\.)?(?P<word>[a-z]+)(?P<keys>(?:\[[A-Za-z0-9_]*\])*)\Z", re.ASCII
)
_KEY: Final = re.compile(r"\[([A-Za-z0-9_]*)\]", re.ASCII)
_TOKEN: Final = re.compile(r"\s*([A-Za-z0-9_]+|[(),])", re.ASCII)
_BRANCH: Final = re.compile(r"\d{1,3}\Z", re.ASCII)
_PERCENT: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_SORT: Final = re.compile(r"-?[a-z0-9_]+(\.[a-z0-9_]+)*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """`path` leads to the list that is spoken of, `keys` are the brackets of a filter."""

    path: tuple[str, ...]
    word: str
    keys: tuple[str, ...]


def pairs(query: bytes) -> Pairs:
    """The parameters in order; raises QueryStringInvalid and ParameterRepeated."""
    if not query:
        return []
    if b"%" in query and _PERCENT.search(query):
        raise QueryStringInvalid("A % in the query string is not followed by two digits.", hint="A % is written %25.")
    try:
        found = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS)
    except UnicodeDecodeError as error:
        raise QueryStringInvalid("The query string is not percent-encoded UTF-8.") from error
    except ValueError as error:
        raise QueryStringInvalid(f"The query string has more than {PARAMETERS} parameters.") from error
    names = [name for name, _ in found]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ParameterRepeated(
            f"The parameter {_shown(twice)} is given more than once.",
            hint="A list of values is written with commas: filter[id][in]=1,2.",
        )
    return found


def parameter(name: str) -> Parameter:
    """What a parameter's name says; raises ParameterUnknown."""
    match = _PARAMETER.match(name)
    if match is None or match["word"] not in WORDS or bool(match["keys"]) != (match["word"] == "filter"):
        raise unknown(name)
    path = tuple(match["path"].split(".")) if match["path"] else ()
    keys = tuple(_KEY.findall(match["keys"]))
    if len(path) > NESTING or len(keys) > NESTING:
        raise DepthLimit(f"A parameter may be nested {NESTING} levels deep.")
    if sum(key in {"some", "none", "every"} for key in keys) > QUANTIFIERS:
        raise DepthLimit(f"A condition may lead over {QUANTIFIERS} lists.", pointer="/filter")
    return Parameter(path, match["word"], keys)


def unknown(name: str) -> ParameterUnknown:
    message = f"There is no parameter {_shown(name)} here."
    return ParameterUnknown(message, hint="Parameters are " + ", ".join(WORDS[:-1]) + " and filter[field][operator].")


def fields(text: str) -> Fields:
    """The tree of a list of fields; raises FieldsSyntax."""
    if text.count("(") > RELATIONS:
        raise CostLimit(f"A list of fields may lead over {RELATIONS} relations.", pointer="/fields")
    tokens = _tokens(text)
    tree = _fields(tokens, 0)
    if next(tokens, None) is not None:
        raise FieldsSyntax("The list of fields closes more parentheses than it opens.", pointer="/fields")
    return tree


def sort(text: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """Paths, and whether they descend; raises SortInvalid."""
    found = []
    for part in text.split(","):
        if not _SORT.match(part):
            raise SortInvalid(
                f"{_shown(part)} is no sort field.", hint="Write sort=-field,relation.field.", pointer="/sort"
            )
        path = tuple(part.lstrip("-").split("."))
        if len(path) > SORT_LEVELS:
            raise DepthLimit(f"A list may be sorted over {SORT_LEVELS - 1} relations in a row.", pointer="/sort")
        found.append((path, part.startswith("-")))
    return tuple(found)


def insert(tree: dict[str, object], keys: tuple[str, ...], leaf: object, name: str) -> None:
    """Hang a value into a filter's tree."""
    for key in keys[:-1]:
        branch = tree.setdefault(key, {})
        if not isinstance(branch, dict):
            raise _clash(name)
        tree = branch
    if keys[-1] in tree:
        raise _clash(name)
    tree[keys[-1]] = leaf


def listed(tree: dict[str, object]) -> dict[str, object]:
    """The branches of `and` and `or`, numbered in a query string, as lists in that order."""
    return {key: _branch(key, branch) for key, branch in tree.items()}


def _branch(key: str, branch: object) -> object:
    if not isinstance(branch, dict):
        return branch
    inner = listed(branch)
    if key not in {"and", "or"}:
        return inner
    if not all(_BRANCH.match(number) for number in inner):
        raise FilterInvalid(f"The branches of {key} are numbered: filter[{key}][0][field]=value.", pointer="/filter")
    return [inner[number] for number in sorted(inner, key=int)]


def _clash(name: str) -> FilterInvalid:
    message = f"The parameter {_shown(name)} contradicts another one: a value stands where a nested filter does."
    return FilterInvalid(message, pointer="/filter")


def _tokens(text: str) -> Iterator[str]:
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FieldsSyntax(
                f"The list of fields has an unexpected {_shown(text[position])} at position {position}.",
                hint="Write fields=field,relation(field).",
                pointer="/fields",
            )
        yield match[1]
        position = match.end()


def _fields(tokens: Iterator[str], depth: int) -> Fields:
    if depth > NESTING:
        raise DepthLimit(f"A list of fields may be nested {NESTING} levels deep.", pointer="/fields")
    tree: Fields = {}
    name = None
    for symbol in tokens:
        match symbol, name:
            case "(", str() if name:
                tree[name] = _fields(tokens, depth + 1)
                name = ""
            case (("," | ")"), str()):
                name = None
                if symbol == ")" and depth:
                    return tree
                if symbol == ")":
                    break
            case str(), None if symbol not in "(),":
                if symbol in tree:
                    raise FieldsSyntax(f'The list of fields names "{symbol}" twice.', pointer="/fields")
                tree[symbol] = {}
                name = symbol
            case _:
                break
    else:
        if name is not None and not depth:
            return tree
    raise FieldsSyntax(
        "The list of fields has a comma or parenthesis where a name should be, or the other way round.",
        hint="Write fields=field,relation(field).",
        pointer="/fields",
    )


def _shown(text: str) -> str:
    """What a client wrote, short enough and plain enough to say it back."""
    plain = "".join(character if character.isprintable() else "�" for character in text[:60])
    return f'"{plain}…"' if len(text) > 60 else f'"{plain}"'  # noqa: PLR2004
