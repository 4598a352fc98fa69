"""SQL laid out so that a change of it reads well: only white space differs from what the database gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 116
INDENT: Final = "  "
LISTING: Final = {"SELECT", "ORDER", "SET"}
# by its first word, the words that begin the parts of a statement
CLAUSES: Final = {
    "SELECT": {"FROM", "WHERE", "JOIN", "ORDER", "LIMIT", "FOR"},
    "WITH": {"SELECT"},
    "INSERT": {"SELECT", "VALUES", "ON", "RETURNING"},
    "UPDATE": {"SET", "WHERE"},
    "DELETE": {"WHERE"},
}
TOKEN: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[$?]\d+|\w+|::|<=|>=|<>|\|\||@>|[^\s\w]""")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    spaced: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in parentheses."""

    inner: tuple[Node, ...]
    spaced: bool


Node = Token | Group
Nodes = tuple[Node, ...]


def laid_out(sql: str) -> str:
    nodes, rest = _parsed(_tokens(sql))
    assert not rest, "a parenthesis is closed that was not opened"
    return "\n".join(_lines(nodes, 0)) + "\n"


def tokens(sql: str) -> list[str]:
    """What a database sees of it."""
    return [match[0] for match in TOKEN.finditer(sql)]


def _tokens(sql: str) -> list[Token]:
    return [Token(match[0], sql[match.start() - 1 : match.start()].isspace()) for match in TOKEN.finditer(sql)]


def _parsed(given: list[Token]) -> tuple[Nodes, list[Token]]:
    nodes: list[Node] = []
    while given:
        token, *given = given
        if token.text == ")":
            return tuple(nodes), [token, *given]
        if token.text == "(":
            inner, given = _parsed(given)
            given = given[1:]
            nodes.append(Group(inner, token.spaced))
        else:
            nodes.append(token)
    return tuple(nodes), given


def _flat(nodes: Nodes) -> str:
    text = ""
    for node in nodes:
        space = " " if node.spaced and text else ""
        text += space + (node.text if isinstance(node, Token) else f"({_flat(node.inner)})")
    return text


def _lines(nodes: Nodes, depth: int) -> list[str]:
    flat = _flat(nodes)
    if len(flat) + depth * len(INDENT) <= WIDTH:
        return [INDENT * depth + flat]
    for starts in SPLITS:
        pieces = _split(nodes, starts)
        if len(pieces) > 1:
            first, *rest = pieces
            listed = starts is _after_comma and _word(nodes, 0) in LISTING
            further = depth if starts in LEVEL and not listed else depth + 1
            return [*_lines(first, depth), *(line for piece in rest for line in _lines(piece, further))]
    return _opened(nodes, depth)


def _opened(nodes: Nodes, depth: int) -> list[str]:
    """What cannot be split is opened at its first group that is too long for its line."""
    for index, node in enumerate(nodes):
        if isinstance(node, Group) and (len(_flat(node.inner)) > WIDTH // 2 or index == len(nodes) - 1):
            before = _flat((*nodes[:index], Token("(", node.spaced)))
            lines = [INDENT * depth + before, *_lines(node.inner, depth + 1)]
            closing = (Token(")", spaced=False), *nodes[index + 1 :])
            return lines + (_opened(closing, depth) if len(closing) > 1 else [INDENT * depth + ")"])
    return [INDENT * depth + _flat(nodes)]


def _split(nodes: Nodes, starts: Callable[[Nodes, int], bool]) -> list[Nodes]:
    pieces: list[Nodes] = []
    begin = 0
    for index in range(1, len(nodes)):
        if starts(nodes, index):
            pieces.append(nodes[begin:index])
            begin = index
    return [*pieces, nodes[begin:]]


def _word(nodes: Nodes, index: int) -> str:
    node = nodes[index]
    return node.text if isinstance(node, Token) else ""


def _clause(nodes: Nodes, index: int) -> bool:
    return _word(nodes, index) in CLAUSES.get(_word(nodes, 0), ())


def _after_comma(nodes: Nodes, index: int) -> bool:
    return _word(nodes, index - 1) == ","


def _junction(nodes: Nodes, index: int) -> bool:
    return _word(nodes, index) in {"AND", "OR"}


def _join(nodes: Nodes, index: int) -> bool:
    return _word(nodes, index) == "||"


def _case(nodes: Nodes, index: int) -> bool:
    return _word(nodes, index) in {"WHEN", "THEN", "ELSE", "END"} and _outer_case(nodes, index)


def _outer_case(nodes: Nodes, index: int) -> bool:
    """Whether the word belongs to the first CASE here, not to one inside it."""
    words = [_word(nodes, i) for i in range(index + 1)]
    return words[0] == "CASE" and words.count("CASE") - words[:-1].count("END") == 1


SPLITS: Final = (_clause, _after_comma, _junction, _join, _case)
# their pieces stand beside each other, unless they belong to the word in front of the first
LEVEL: Final = (_clause, _after_comma, _junction, _join)
