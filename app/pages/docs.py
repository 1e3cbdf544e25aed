"""The API's documentation to read and try, from files of our own."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.asking import ClosedRoute

router = APIRouter(include_in_schema=False, route_class=ClosedRoute)

_ASSETS = Path(fastapi_offline.__file__).parent / "static"


@router.get("/docs")
async def get_docs() -> HTMLResponse:
    """The documentation page."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="alliance-claims",
        swagger_js_url="/docs/assets/swagger-ui-bundle.js",
        swagger_css_url="/docs/assets/swagger-ui.css",
        swagger_favicon_url="/docs/assets/favicon.png",
    )


def mount(app: FastAPI) -> None:
    """Serve the page's scripts and styles."""
    app.mount("/docs/assets", StaticFiles(directory=_ASSETS), name="docs-assets")
