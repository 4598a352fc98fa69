"""/docs and /redoc: Swagger UI and ReDoc over our OpenAPI document, with assets from an installed package."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe
from string import Template
from typing import Any, Final

import fastapi_offline
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gateway.http.headers import page_headers

ASSETS: Final = Path(fastapi_offline.__file__).parent / "static"
CACHED: Final = {"Cache-Control": "public, max-age=86400"}
# ReDoc shows its maker's logo, and gets it from its maker's site
REDOC_SCRIPT: Final = "redoc.standalone.js"
REDOC_LOGO: Final = b"https://cdn.redoc.ly/redoc/logo-mini.svg"

SWAGGER: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>REST API - Swagger UI</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/swagger-ui.css" nonce="$nonce">
<div id="page"></div>
<script src="/assets/swagger-ui-bundle.js" nonce="$nonce"></script>
<script nonce="$nonce">
  SwaggerUIBundle({ url: "$openapi", dom_id: "#page", deepLinking: true, validatorUrl: null });
</script>
</html>
""")

REDOC: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>REST API - ReDoc</title>
<link rel="icon" href="data:,">
<div id="page"></div>
<script src="/assets/redoc.standalone.js" nonce="$nonce"></script>
<script nonce="$nonce">
  Redoc.init("$openapi", { hideLoading: true }, document.getElementById("page"));
</script>
</html>
""")


class Assets(StaticFiles):
    """The files change only with the installed package, so a browser may keep them for a day."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(CACHED)
        return response


def routes(openapi: str) -> tuple[Route | Mount, ...]:
    """The pages that show the document at the address `openapi`."""

    async def swagger(_request: Request) -> Response:
        nonce = token_urlsafe(16)
        return HTMLResponse(SWAGGER.substitute(nonce=nonce, openapi=openapi), headers=page_headers(nonce))

    async def redoc(_request: Request) -> Response:
        nonce = token_urlsafe(16)
        # ReDoc makes style elements without a nonce, and searches in a worker that it writes itself
        headers = page_headers(nonce, style="'unsafe-inline'", also="worker-src blob:")
        return HTMLResponse(REDOC.substitute(nonce=nonce, openapi=openapi), headers=headers)

    script = (ASSETS / REDOC_SCRIPT).read_bytes().replace(REDOC_LOGO, b"data:,")

    async def redoc_script(_request: Request) -> Response:
        return Response(script, media_type="text/javascript", headers=CACHED)

    return (
        Route("/docs", swagger),
        Route("/redoc", redoc),
        Route(f"/assets/{REDOC_SCRIPT}", redoc_script),
        Mount("/assets", Assets(directory=ASSETS)),
    )
