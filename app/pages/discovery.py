"""How crawlers find what is here: robots.txt, and every record's address in sitemaps."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import CompoundSelect, Select, func, literal, select, union_all
from starlette.concurrency import run_in_threadpool

from app.answering import answer, public_url
from app.asking import ClosedRoute
from app.db import asked
from app.formats import TEXT, Format
from app.models import TABLES, table
from app.problems import NotFound, fault
from app.records.facts import address
from app.resources.shared import stored
from app.vocabulary import Noun

router = APIRouter(include_in_schema=False, route_class=ClosedRoute)

XML = Format("xml", "application/xml")
PART = 10_000
"""Addresses in one sitemap, of the 50,000 that the protocol allows: what takes little time and memory to make."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PART_NAME = re.compile(rf"({'|'.join(Noun)})-([1-9][0-9]{{0,8}})", re.ASCII)


@router.get("/robots.txt")
async def get_robots(request: Request) -> Response:
    """Everything may be read, and where to begin."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {public_url(request)}/sitemap.xml\n"
    return answer_in(request, text, None, TEXT)


@router.get("/sitemap.xml")
async def get_sitemaps(request: Request) -> Response:
    """The sitemaps: each noun has its own, of equal parts."""
    db, here = stored(request), public_url(request)
    async with db.reading() as reading:
        nouns = await run_in_threadpool(list, reading.stream(db.statement("sitemaps", _sizes)))
        parts = (
            (f"{here}/sitemap-{noun}-{number}.xml", changed)
            for noun, size, changed in nouns
            for number in range(1, -(-size // PART) + 1)
        )
        return answer_in(request, "".join(_listed("sitemapindex", "sitemap", parts)), reading.version, XML)


@router.get("/sitemap-{name}.xml")
async def get_sitemap(request: Request, name: str) -> Response:
    """A part of a noun's addresses, each with the moment its record last changed."""
    db, here, named = stored(request), public_url(request), _PART_NAME.fullmatch(name)
    if named is None:
        raise _no_part(name)
    noun, skipped = Noun(named[1]), (int(named[2]) - 1) * PART
    statement = db.statement((noun, "sitemap"), _addresses, noun)
    async with db.reading() as reading:
        rows = await run_in_threadpool(list, reading.stream(statement, {"skipped": skipped}))
        if not rows:
            raise _no_part(name)
        urls = ((here + address(noun, record_id), changed) for record_id, changed in rows)
        text = await run_in_threadpool("".join, _listed("urlset", "url", urls))
        return answer_in(request, text, reading.version, XML)


def answer_in(request: Request, text: str, version: int | None, of_format: Format) -> Response:
    """A file whose name says its format, whatever the client accepts."""
    request.scope["path_ending"] = of_format.ending
    return answer(request, text.encode(), version, (of_format,))


def _listed(root: str, each: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    for location, changed in entries:
        yield f"<{each}><loc>{escape(location)}</loc><lastmod>{changed}</lastmod></{each}>\n"
    yield f"</{root}>\n"


def _no_part(name: str) -> NotFound:
    wrong = fault("path", "name", name, "no such sitemap", allowed="those that /sitemap.xml lists")
    return NotFound("There is no such sitemap; /sitemap.xml lists those there are.", [wrong])


def _sizes() -> CompoundSelect[Any]:
    """Each noun that has records, how many, and when the last of them changed: a part changed then or earlier."""
    tables = [(noun, table(TABLES[noun]).c) for noun in Noun]
    return union_all(
        *(
            select(literal(noun.value), func.count(), func.max(columns.updated)).having(func.count() > 0)
            for noun, columns in tables
        )
    )


def _addresses(noun: Noun) -> Select[Any]:
    columns = table(TABLES[noun]).c
    return select(columns.id, columns.updated).order_by(columns.id).limit(PART).offset(asked("skipped"))
