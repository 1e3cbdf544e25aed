"""The front door: a page for browsers, a map for curl, and the pages that errors and links point to."""

from pathlib import Path

import orjson
from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.answering import answer, negotiate
from app.asking import ClosedRoute
from app.db import Database
from app.formats import HTML, TEXT
from app.problems import meanings
from app.reading import Page, page
from app.resources import claims, sources
from app.resources.shared import stored
from app.vocabulary import Noun

router = APIRouter(include_in_schema=False, route_class=ClosedRoute)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_SHOWN_CLAIMS = 12


@router.get("/")
async def get_home(request: Request) -> Response:
    """A browser gets the reader's home, everything else a map of the API in plain text."""
    db = stored(request)
    offered = (TEXT, HTML)
    template = "home.html" if negotiate(request, offered) is HTML else "map.txt"
    shown = await page(db, Noun.CLAIMS, claims.ClaimParams(limit=_SHOWN_CLAIMS), claims.ORDER)
    texts = await _sources(db)
    body = _render(template, request, claims=_records(shown), total=shown.total, sources=_records(texts))
    return answer(request, body, shown.version, offered)


@router.get("/llms.txt")
async def get_llms(request: Request) -> Response:
    """What a language model should know before it asks."""
    db = stored(request)
    return answer(request, _render("llms.txt", request), db.version(), (TEXT,))


@router.get("/rights")
async def get_rights(request: Request) -> Response:
    """Who holds the rights in each text."""
    db = stored(request)
    texts = await _sources(db)
    return answer(request, _render("rights.txt", request, sources=_records(texts)), texts.version, (TEXT,))


@router.get("/problems")
async def get_problems(request: Request) -> Response:
    """What each problem type means."""
    db = stored(request)
    return answer(request, _render("problems.html", request, problems=meanings()), db.version(), (HTML,))


async def _sources(db: Database) -> Page:
    return await page(db, Noun.SOURCES, sources.SourceParams(limit=1000), sources.ORDER)


def _records(found: Page) -> list[dict[str, object]]:
    return [orjson.loads(item) for item in found.items]


def _render(template: str, request: Request, **values: object) -> bytes:
    host = request.headers.get("host") or "127.0.0.1:8000"
    return _TEMPLATES.get_template(template).render(host=f"{request.scope['scheme']}://{host}", **values).encode()
