"""The engine has no line that knows a domain: no name of a model, table or collection of any of those in the tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from gateway.catalog import load, plural, snake

ENGINE: Final = Path(__file__).parent.parent / "gateway"
# words of SQL and of our own trade, which mean something else there
OURS: Final = {"order", "orders", "label", "media_type"}

SENTENCE: Final = re.compile(r"\w \w.*\.", re.DOTALL)

# what the drivers call their own methods: a pool takes a connection back by `release`
DRIVERS = {"release"}


def names(domain: str) -> set[str]:
    """Every spelling of a domain's models and tables."""
    found: set[str] = set()
    for resource in load(domain).resources.values():
        through = [relation.through[0] for relation in resource.relations.values() if relation.through]
        spelled = {
            resource.name,
            resource.singular,
            plural(resource.singular),
            resource.plural,
            resource.table,
            *through,
        }
        found |= spelled | {snake(name).replace("_", "-") for name in spelled}
    return found - OURS


def code(path: Path) -> Iterator[tuple[int, str]]:
    """What a module does: its identifiers and texts; comments, docstrings and sentences for people may give examples."""
    tree = ast.parse(path.read_text())
    said = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in said and not SENTENCE.search(text):
                yield node.lineno, text
            case ast.Attribute(attr=text) if text in DRIVERS:
                continue
            case ast.Name(id=text) | ast.Attribute(attr=text) | ast.arg(arg=text):
                yield getattr(node, "lineno", 0), text
            case ast.ClassDef(name=text) | ast.FunctionDef(name=text) | ast.AsyncFunctionDef(name=text):
                yield node.lineno, text


@pytest.mark.parametrize("domain", ["domain", "tests.chinook.domain", "tests.atelier"])
def test_the_engine_knows_no_domain(domain):
    known = re.compile(
        r"(?<![\w-])(" + "|".join(sorted(map(re.escape, names(domain)), key=len, reverse=True)) + r")(?![\w-])"
    )
    lines = [
        f"{path.relative_to(ENGINE)}:{line} {match[0]}"
        for path in sorted(ENGINE.rglob("*.py"))
        for line, text in code(path)
        if (match := known.search(text))
    ]
    assert lines == []
