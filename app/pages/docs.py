"""The API's documentation: the document for machines, and a page to read and try it, from files of our own."""

from collections.abc import Callable
from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from app.answering import answer
from app.asking import ClosedRoute
from app.formats import HTML, JSON
from app.resources.shared import stored

router = APIRouter(include_in_schema=False, route_class=ClosedRoute)

_ASSETS = Path(fastapi_offline.__file__).parent / "static"
_PAGE = get_swagger_ui_html(
    openapi_url="/openapi.json",
    title="alliance-claims",
    swagger_js_url="/docs/assets/swagger-ui-bundle.js",
    swagger_css_url="/docs/assets/swagger-ui.css",
    swagger_favicon_url="/docs/assets/favicon.png",
)


@router.get("/openapi.json")
async def get_document(request: Request) -> Response:
    """The OpenAPI document."""
    db = stored(request)
    # In a thread, as the first time takes long.
    document = await run_in_threadpool(request.app.state.document)
    return answer(request, document, db.version(), (JSON,))


@router.get("/docs")
async def get_docs(request: Request) -> Response:
    """The documentation page."""
    db = stored(request)
    return answer(request, bytes(_PAGE.body), db.version(), (HTML,))


def mount(app: FastAPI, document: Callable[[], bytes]) -> None:
    """Serve the document, and the page's scripts and styles."""
    app.state.document = document
    app.mount("/docs/assets", StaticFiles(directory=_ASSETS), name="docs-assets")
