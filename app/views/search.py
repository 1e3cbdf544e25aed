"""Search over everything: words, phrases, alternatives, exclusions and beginnings, the best match first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints
from sqlalchemy import Select, and_, func, select
from starlette.concurrency import run_in_threadpool

from app import cursors, full_text
from app.answering import answer, next_link
from app.asking import ClosedRoute, asked
from app.db import Database, Prepared, Reading
from app.db import asked as bound
from app.filters import Ids, OneOf, Values
from app.full_text import FOUND, KEY, ROW, SCORE
from app.models import Representation, table
from app.params import FilterParams
from app.problems import InvalidRequest, fault
from app.reading import Narrowing, warnings
from app.reading import QueryWarning as Warned
from app.records.base import Shape
from app.records.facts import address
from app.records.wording import entry
from app.resources.shared import QueryWarning, documented, edition
from app.text.snippets import snippet
from app.text.sought import MOST_WIDE, MOST_WORDS, Sought, Term, sought
from app.text.words import shorten
from app.values import Slug, digits_alone
from app.vocabulary import Noun

MOST_SOURCES = 100
"""Sources that are told apart in the facets: those with most matches."""
_SHOWN = 200  # characters of a search string in a warning

_STORED = table(Representation).c
Row = tuple[Any, ...]


class Hit(Shape):
    """A record that matches."""

    type: Noun
    """The noun of the record, as `type=` takes it."""
    id: Slug
    """The record's id."""
    url: str
    """Where the record is, path-absolute."""
    label: str
    """A short name for people."""
    snippet: str
    """The part of its words that matches best, as HTML: escaped, with the hits in `<mark>`."""
    score: float = Field(gt=0)
    """How well it matches, by BM25: a word in a name counts eight times as much as elsewhere, in a quote four times."""


class Facet(Shape):
    """How many matches share a value."""

    key: str | None
    """The value, as the filter of that name takes it; null for records without one."""
    label: str | None
    """The value for people."""
    count: int = Field(ge=1)
    """How many of all matches."""


class Facets(Shape):
    """All matches by the values of some fields, largest first."""

    type: list[Facet]
    """By noun."""
    source: list[Facet]
    """By the source that the record belongs to, the hundred with most matches; actors and topics belong to none."""


class SearchPage(Shape):
    """A page of what was found."""

    items: list[Hit]
    """The records, those that match best first; equals by type and id."""
    total: int = Field(ge=0)
    """How many records match, on all pages."""
    next: str | None
    """The next page, path-absolute; null on the last."""
    query: dict[str, Any]
    """What the server understood of the query."""
    warnings: list[QueryWarning]
    """What is not looked for, and values that match nothing because no record has such an id."""
    facets: Facets
    """All matches by type and by source."""


class SearchParams(FilterParams):
    """What can be searched."""

    q: Annotated[
        str,
        # The form is for the documentation: what an address can't hold is refused before it is understood.
        Field(
            examples=['nuclear OR deterrence "prime minister" guarant* -china'],
            json_schema_extra={"pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*$"},
        ),
    ]
    """Words that all have to be there; case and accents do not count. `"a phrase"`, `OR`, `-word` and `word*` work. Of
    what passes 32 words, or five uses of `OR` and `*`, a warning tells that it is left out."""
    type: Annotated[Values, OneOf(Noun, ROW.c.noun)] = ()
    """Among any of these nouns."""
    source: Annotated[Values, Ids(Noun.SOURCES, ROW.c.source)] = ()
    """Belonging to any of these sources."""
    limit: Annotated[int, Field(ge=1, le=1000), digits_alone] = 50
    """How many records a page has."""
    cursor: Annotated[str | None, StringConstraints(max_length=1000)] = None
    """Where the page begins: copied from the `next` of the page before."""


SearchAsk = Annotated[SearchParams, asked(SearchParams)]
router = APIRouter(prefix="/v1/search", tags=["search"], route_class=ClosedRoute)


@router.get("", operation_id="search", response_model=SearchPage, responses=documented(404, 406))
async def get_matches(request: Request, params: SearchAsk) -> Response:
    """Search all records, the best match first."""
    found, version = await search(await edition(request, params), params)
    return answer(request, orjson.dumps(found), version, links=next_link(found["next"]))


async def search(db: Database, ask: SearchParams) -> tuple[dict[str, Any], int]:
    """One page of what is found, and the dataset's version. Raises InvalidRequest for a cursor of another search."""
    wanted, narrowing = sought(ask.q), Narrowing(ask)
    given = {"q": ask.q, **narrowing.words()}
    statements = [db.statement((build, narrowing.shape), build, narrowing) for build in (_counted, _ranked)]
    async with db.reading() as reading:
        start = _start(ask.cursor, urlencode(given), reading)
        values = narrowing.values | {"wanted": ask.limit, "start": start}
        counted, hits = await run_in_threadpool(_read, reading, statements, values, wanted)
        total = sum(count for *_, count in counted)
        following = None
        if start + ask.limit < total:
            token = cursors.written([reading.version, start + ask.limit], urlencode(given), reading.secret)
            following = f"/v1/search?{urlencode({**given, 'limit': str(ask.limit), 'cursor': token}, safe=',!')}"
        odd = [*_unsought(ask.q, wanted), *[each async for each in warnings(db, reading, narrowing)]]
        return {
            "items": hits,
            "total": total,
            "next": following,
            "query": {"q": ask.q, **narrowing.given, "limit": ask.limit},
            "warnings": [asdict(each) for each in odd],
            "facets": _facets(counted),
        }, reading.version


def _start(cursor: str | None, question: str, reading: Reading) -> int:
    if cursor is None:
        return 0
    version, start = cursors.read(cursor, question, reading.secret)
    if version != reading.version:
        # Every score depends on all records, so a change may move any of them to another page.
        error = fault("query", "cursor", cursor, "the data has changed since; search again from the first page")
        raise InvalidRequest.of([error])
    return int(start)


def _read(
    reading: Reading, statements: Sequence[Prepared], values: dict[str, Any], wanted: Sought
) -> tuple[list[Row], list[dict[str, Any]]]:
    """Counts and a page of hits; in a thread, as a common word may take a tenth of a second."""
    if not wanted.groups:
        return [], []
    values = values | {"expression": full_text.expressed(wanted)}
    counting, ranking = statements
    counted = list(reading.stream(counting, values))
    terms = wanted.terms()
    return counted, [_hit(terms, *row) for row in (reading.stream(ranking, values) if counted else ())]


def _hit(terms: list[Term], key: int, noun: str, record_id: str, score: float, label: str, body: str) -> dict[str, Any]:
    record = entry(key, Noun(noun), label, orjson.loads(body))
    return {
        "type": noun,
        "id": record_id,
        "url": address(noun, record_id),
        "label": label,
        "snippet": snippet((*record.quotes, *record.names, *record.texts, *record.ends), terms),
        "score": score,
    }


def _ranked(narrowing: Narrowing) -> Select[Any]:
    score = SCORE.label("score")
    best = (
        select(KEY.label("key"), ROW.c.noun, ROW.c.id, score)
        .select_from(FOUND)
        .where(full_text.matches(bound("expression")), *narrowing.conditions_on(KEY))
        .order_by(score.desc(), ROW.c.noun, ROW.c.id)
        .limit(bound("wanted"))
        .offset(bound("start"))
        .subquery()
    )
    return (
        select(best, _STORED.label, _STORED.body)
        .join_from(best, _STORED.key.table, _STORED.key == best.c.key)
        .order_by(best.c.score.desc(), best.c.noun, best.c.id)
    )


def _counted(narrowing: Narrowing) -> Select[Any]:
    groups = (
        select(ROW.c.noun, ROW.c.source, func.count().label("count"))
        .select_from(FOUND)
        .where(full_text.matches(bound("expression")), *narrowing.conditions_on(KEY))
        .group_by(ROW.c.noun, ROW.c.source)
        .subquery()
    )
    named = and_(_STORED.noun == Noun.SOURCES.value, _STORED.id == groups.c.source)
    return select(groups.c.noun, groups.c.source, _STORED.label, groups.c.count).outerjoin_from(
        groups, _STORED.key.table, named
    )


def _facets(counted: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    types: Counter[tuple[str, str]] = Counter()
    sources: Counter[tuple[str | None, str | None]] = Counter()
    for noun, source, label, count in counted:
        types[noun, noun] += count
        sources[source, label] += count
    return {"type": _largest(types), "source": _largest(sources)[:MOST_SOURCES]}


def _largest(counts: Counter[Any]) -> list[dict[str, Any]]:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0][0] is None, each[0][0] or ""))
    return [{"key": key, "label": label, "count": count} for (key, label), count in ordered]


def _unsought(q: str, wanted: Sought) -> Iterator[Warned]:
    if not wanted.groups:
        message = "only excludes: give a word to look for" if wanted.without else "holds no word to look for"
        yield Warned("q", shorten(q, _SHOWN), message, None)
    if wanted.left_out:
        message = f"left out: at most {MOST_WORDS} words are looked for, and {MOST_WIDE} uses of `OR` and `*`"
        yield Warned("q", shorten(" ".join(wanted.left_out), _SHOWN), message, None)
