"""/policies: who may do what, as a page of text and style alone."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Final

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gateway.matrix import NOTES, Matrix

PATH: Final = "/policies"
PAGE: Final = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Who may do what</title>
<link rel="icon" href="data:,">
<style nonce="{{ nonce }}">
  :root { color-scheme: light dark; --text: #1c2024; --quiet: #5b6470; --line: #d9dee4; --page: #f6f7f9; --card: #fff; }
  @media (prefers-color-scheme: dark) {
    :root { --text: #e6e9ed; --quiet: #a0a9b4; --line: #343b44; --page: #14171a; --card: #1c2024; }
  }
  body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--page); color: var(--text);
         font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
  h2 { font-size: 1.1rem; margin: 0; }
  p, li, .scope, .nothing { color: var(--quiet); }
  section { margin-top: 1rem; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
  header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; justify-content: space-between; }
  code { font: .9em/1.5 ui-monospace, monospace; }
  table { width: 100%; border-collapse: collapse; margin-top: .5rem; }
  th, td { padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
  thead th { border: 0; color: var(--quiet); font-size: .85rem; font-weight: normal; }
  tbody th { width: 22%; font-weight: 600; }
  td { width: 33%; }
  td.may { width: 12%; }
  @media (max-width: 40rem) {
    thead { position: absolute; clip-path: inset(50%); }
    tr, tbody th, td { display: block; width: auto; }
    tr { border-top: 1px solid var(--line); padding: .5rem 0; }
    th, td { border: 0; padding: 0; }
  }
</style>
</head>
<body>
<main>
<h1>Who may do what</h1>
<ul>
{% for note in notes %}
  <li>{{ note }}</li>
{% endfor %}
</ul>
{% for entry in entries %}
<section aria-labelledby="{{ entry.resource }}">
  <header><h2 id="{{ entry.resource }}">{{ entry.resource }}</h2><code class="scope">{{ entry.scope }}{% if entry.writes %} {{ entry.writing }}{% endif %}</code></header>
  <table>
    <thead><tr><th scope="col">Who</th><th scope="col">May</th><th scope="col">Rows</th><th scope="col">Fields</th></tr></thead>
    <tbody>
  {% for verb, _, cell in entry.all %}
    {% for line in cell.lines %}
      <tr>
      {% if loop.first %}
        <th scope="row" rowspan="{{ cell.lines | length }}">{{ cell.roles | join(", ") }}</th>
        <td class="may" rowspan="{{ cell.lines | length }}">{{ verb }}</td>
      {% endif %}
        <td><code>{{ line.condition }}</code></td><td>{{ line.values }}</td>
      </tr>
    {% else %}
      <tr><th scope="row">{{ cell.roles | join(", ") }}</th><td class="may">{{ verb }}</td><td class="nothing" colspan="2">none</td></tr>
    {% endfor %}
  {% endfor %}
    </tbody>
  </table>
</section>
{% endfor %}
</main>
</body>
</html>
""")


def routes(find: Callable[[], Matrix]) -> tuple[Route, ...]:
    async def policies(_request: Request) -> Response:
        nonce = token_urlsafe(16)
        page = PAGE.render(nonce=nonce, entries=find().entries, notes=NOTES)
        return HTMLResponse(page, headers={"Content-Security-Policy": _content_security_policy(nonce)})

    return (Route(PATH, policies),)


def _content_security_policy(nonce: str) -> str:
    """There is nothing on the page that runs, or is sent, or comes from elsewhere."""
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'"
    )
