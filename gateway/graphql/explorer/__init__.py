"""The page a browser gets at /graphql: an explorer that is one answer, with no other asset and no network but the API.

Every script is plain JavaScript with one job, in the order of `SCRIPTS`; each may use those before it.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

SCRIPTS = (
    "dom",  # elements and icons; text only ever goes in as text
    "store",  # what the browser remembers
    "lexer",  # GraphQL text → tokens
    "parser",  # tokens → tree, however broken the text
    "json",  # the same for JSON, and its pretty form
    "schema",  # introspection → types
    "check",  # tree + types → problems
    "complete",  # tree + types + cursor → proposals
    "format",  # Prettify
    "popup",  # the list of proposals
    "editor",  # a textarea over highlighted text
    "client",  # one request, its time and size
    "samples",  # first queries, written from the schema
    "tabs",  # tab lists and splitters
    "docs",  # the schema as pages
    "history",  # the last runs
    "rest",  # the same question as REST
    "result",  # the answer
    "main",  # who listens to whom
)

_HERE = Path(__file__).parent
_MARK = re.compile(r"\{\{(nonce|endpoint|notice|style|scripts)\}\}")


def page(nonce: str, endpoint: str, *, trusted_alone: bool = False) -> bytes:
    """The whole page; send it with the header `content_security_policy(nonce)`. `trusted_alone` says on it that the gateway
    answers no other documents than those of its manifest."""
    safe = escape(nonce)
    parts = {
        "nonce": safe,
        "endpoint": escape(endpoint),
        "notice": "" if trusted_alone else "hidden",
        "style": _read("page.css"),
        "scripts": _scripts(safe),
    }
    return _MARK.sub(lambda mark: parts[mark[1]], _read("page.html")).encode()


def content_security_policy(nonce: str) -> str:
    """Own scripts and styles, own origin, nothing else; and no string may become markup."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _scripts(nonce: str) -> str:
    return "\n".join(f'<script nonce="{nonce}">\n{_read(f"{name}.js")}</script>' for name in SCRIPTS)


@cache
def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
