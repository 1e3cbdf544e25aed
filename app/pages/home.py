"""The front door: a page for browsers, a map for curl, and the pages that errors and links point to."""

import orjson
from fastapi import APIRouter, Request, Response

from app.answering import answer, negotiate
from app.asking import ClosedRoute
from app.db import Database
from app.formats import HTML, TEXT, Format
from app.formats.shown import shown
from app.formats.shown_entities import byline
from app.problems import meanings
from app.reading import Page, page
from app.resources import claims, sources
from app.resources.shared import stored
from app.templates import filled
from app.vocabulary import Noun

router = APIRouter(include_in_schema=False, route_class=ClosedRoute)

_CSS = Format("css", "text/css")
_SVG = Format("svg", "image/svg+xml")
_SHOWN_CLAIMS = 12


@router.get("/")
async def get_home(request: Request) -> Response:
    """A browser gets the reader's home, everything else a map of the API in plain text."""
    db = stored(request)
    offered = (TEXT, HTML)
    template = "home.html" if negotiate(request, offered) is HTML else "map.txt"
    first = await page(db, Noun.CLAIMS, claims.ClaimParams(limit=_SHOWN_CLAIMS), claims.ORDER)
    texts = _records(await _sources(db))
    items = [(Noun.CLAIMS, shown(Noun.CLAIMS, claim), claim) for claim in _records(first)]
    body = _page(template, request, items=items, total=first.total, sources=[(each, byline(each)) for each in texts])
    return answer(request, body, first.version, offered)


@router.get("/style.css")
async def get_style(request: Request) -> Response:
    """How the pages look."""
    return answer(request, _page("style.css", request), offered=(_CSS,))


@router.get("/icon.svg")
async def get_icon(request: Request) -> Response:
    """What a browser puts before the pages' titles."""
    return answer(request, _page("icon.svg", request), offered=(_SVG,))


@router.get("/llms.txt")
async def get_llms(request: Request) -> Response:
    """What a language model should know before it asks."""
    db = stored(request)
    return answer(request, _page("llms.txt", request), db.version(), (TEXT,))


@router.get("/rights")
async def get_rights(request: Request) -> Response:
    """Who holds the rights in each text."""
    db = stored(request)
    texts = await _sources(db)
    return answer(request, _page("rights.txt", request, sources=_records(texts)), texts.version, (TEXT,))


@router.get("/problems")
async def get_problems(request: Request) -> Response:
    """What each problem type means."""
    db = stored(request)
    return answer(request, _page("problems.html", request, problems=meanings()), db.version(), (HTML,))


async def _sources(db: Database) -> Page:
    return await page(db, Noun.SOURCES, sources.SourceParams(limit=1000), sources.ORDER)


def _records(found: Page) -> list[dict[str, object]]:
    return [orjson.loads(item) for item in found.items]


def _page(template: str, request: Request, **values: object) -> bytes:
    host = request.headers.get("host") or "127.0.0.1:8000"
    return "".join(filled(template, host=f"{request.scope['scheme']}://{host}", **values)).encode()
