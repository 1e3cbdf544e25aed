"""Search over everything: words, phrases, alternatives, exclusions and beginnings, the best match first."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import numpy as np
import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints
from sqlalchemy import Select, select
from starlette.concurrency import run_in_threadpool

from app import cursors
from app.answering import answer, next_link
from app.asking import ClosedRoute, asked
from app.columns.found import Keys
from app.db import Database, Reading
from app.filters import IdsIn, OneOf, Values
from app.full_text import ROW
from app.models import Representation, table
from app.params import FilterParams
from app.problems import InvalidRequest, fault
from app.questions import Narrowing, as_chosen, chosen
from app.questions import QueryWarning as Warned
from app.records.base import Shape
from app.records.facts import address
from app.records.wording import texts
from app.resources.shared import QueryWarning, documented, edition
from app.searching.ranking import Search
from app.text.queries import query_string
from app.text.snippets import snippet
from app.text.sought import MOST_WIDE, MOST_WORDS, Sought, Term, sought
from app.text.words import shorten
from app.values import Slug, digits_alone
from app.views.facets import Facets, facets
from app.vocabulary import Noun

_MANY = 20_000
"""Records that are ranked within a millisecond or two."""
_SHOWN = 200  # characters of a search string in a warning

_STORED = table(Representation).c


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
    source: Annotated[Values, IdsIn(Noun.SOURCES, ROW.c.source)] = ()
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
    question = query_string(given)
    async with db.reading() as reading:
        start = _start(ask.cursor, question, reading)
        keys, best = await _found(db, reading, wanted, narrowing, start, ask.limit)
        following = None
        if start + ask.limit < len(keys):
            token = cursors.written([reading.version, start + ask.limit], question, reading.secret)
            following = f"/v1/search?{query_string({**given, 'limit': str(ask.limit), 'cursor': token})}"
        odd = [*_unsought(ask.q, wanted), *[each async for each in narrowing.warnings(db, reading)]]
        return {
            "items": await _hits(db, reading, best, wanted.terms()),
            "total": len(keys),
            "next": following,
            "query": {"q": ask.q, **narrowing.given, "limit": ask.limit},
            "warnings": [asdict(each) for each in odd],
            "facets": await facets(db, reading, question, keys),
        }, reading.version


async def _found(
    db: Database, reading: Reading, wanted: Sought, narrowing: Narrowing, start: int, limit: int
) -> tuple[Keys, list[tuple[int, float]]]:
    """All records that are found, and those of a page with their scores."""
    if not wanted.groups:
        return np.empty(0, np.int32), []
    search, conditions = await Search.of(db, reading, wanted), await narrowing.conditions(db, reading)

    def found() -> tuple[Keys, list[tuple[int, float]]]:
        ranked = search.ranked(conditions, reading.size)
        return ranked.keys, ranked.best(start, limit)

    if search.most < _MANY:
        return found()
    # In a thread, as common words take longer than other requests should wait.
    return await run_in_threadpool(found)


def _start(cursor: str | None, question: str, reading: Reading) -> int:
    if cursor is None:
        return 0
    version, start = cursors.read(cursor, question, reading.secret)
    if version != reading.version:
        # Every score depends on all records, so a change may move any of them to another page.
        error = fault("query", "cursor", cursor, "the data has changed since; search again from the first page")
        raise InvalidRequest.of([error])
    return int(start)


async def _hits(
    db: Database, reading: Reading, best: list[tuple[int, float]], terms: list[Term]
) -> list[dict[str, Any]]:
    keys = np.array([key for key, _ in best], np.int32)
    rows = await reading.rows(db.statement(_stored, _stored), {"chosen": as_chosen(keys)})
    stored = {row[0]: row for row in rows}
    return [_hit(terms, score, *stored[key]) for key, score in best]


def _stored() -> Select[Any]:
    columns = (_STORED.key, _STORED.noun, _STORED.id, _STORED.label, _STORED.body)
    return select(*columns).where(_STORED.key.in_(chosen()))


def _hit(terms: list[Term], score: float, key: int, noun: str, record_id: str, label: str, body: str) -> dict[str, Any]:
    found = texts(Noun(noun), label, orjson.loads(body))
    return {
        "type": noun,
        "id": record_id,
        "url": address(noun, record_id),
        "label": label,
        "snippet": snippet(found, terms),
        "score": score,
    }


def _unsought(q: str, wanted: Sought) -> Iterator[Warned]:
    if not wanted.groups:
        message = "only excludes: give a word to look for" if wanted.without else "holds no word to look for"
        yield Warned("q", shorten(q, _SHOWN), message, None)
    if wanted.left_out:
        message = f"left out: at most {MOST_WORDS} words are looked for, and {MOST_WIDE} uses of `OR` and `*`"
        yield Warned("q", shorten(" ".join(wanted.left_out), _SHOWN), message, None)
