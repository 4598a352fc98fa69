"""Pages for people: a template, what it says, and headers that let it do nothing else. No script, no foreign asset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

TEMPLATES: Final = Path(__file__).parent / "templates"
NONCE_BYTES: Final = 16

_environment: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    # a page that lacks a word is a mistake of ours, not a page with a hole
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    name: str,
    /,
    *,
    status: int = 200,
    form_action: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """The template `name`.html. `form_action` are the origins besides ours to which its forms may lead."""
    nonce = token_urlsafe(NONCE_BYTES)
    text = _environment.get_template(f"{name}.html").render(nonce=nonce, **context)
    return HTMLResponse(text, status, {**page_headers(nonce, form_action), **(headers or {})})


def page_headers(nonce: str, form_action: Sequence[str] = ()) -> dict[str, str]:
    # browsers apply form-action to where an answer to the form redirects as well, so a client's origin must be in it
    targets = " ".join(["'self'", *form_action])
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self' data:; "
        f"form-action {targets}; base-uri 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
