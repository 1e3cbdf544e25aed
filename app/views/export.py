"""The whole database as files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from fastapi import APIRouter, Request, Response

from app.answering import answer_file, negotiate, public_url
from app.asking import ClosedRoute
from app.exporting import datapackage, sqlite
from app.exporting.content import Content, everything
from app.files import Files
from app.formats import Format
from app.params import AsOf
from app.resources.shared import AsOfAsk, documented, edition

router = APIRouter(prefix="/v1/export", tags=["export"], route_class=ClosedRoute)

_SQLITE = Format("sqlite", "application/vnd.sqlite3")
_ZIP = Format("zip", "application/zip")


def _documented(file: Format) -> dict[int | str, dict[str, Any]]:
    content = {file.media_type: {"schema": {"type": "string", "format": "binary"}}}
    return documented(404, 406, 416) | {
        200: {"description": "OK", "content": content},
        206: {"description": "The byte range asked for.", "content": content},
    }


@router.get("/alliance-claims", operation_id="export_sqlite", response_class=Response, responses=_documented(_SQLITE))
async def export_sqlite(request: Request, params: AsOfAsk) -> Response:
    """Everything as an SQLite file of plain tables, each column described; it opens in DuckDB, Datasette and pandas."""
    return await _export(request, params, _SQLITE, sqlite.write)


@router.get("/datapackage", operation_id="export_datapackage", response_class=Response, responses=_documented(_ZIP))
async def export_datapackage(request: Request, params: AsOfAsk) -> Response:
    """Everything as a Frictionless Data Package: each table as CSV and each text, described, in a zip."""
    return await _export(request, params, _ZIP, datapackage.write)


async def _export(
    request: Request, ask: AsOf, form: Format, write: Callable[[Content, Path, BinaryIO], None]
) -> Response:
    negotiate(request, (form,))
    db = await edition(request, ask)
    files: Files = request.app.state.files
    content = await everything(db, public_url(request), ask.release)
    making = partial(write, content, db.path.parent)
    file = await files.of(content.snapshot, form.ending, making, content.close)
    return await answer_file(request, file, content.version, (form,))
