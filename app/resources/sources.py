"""Sources over HTTP: what they can be asked, and the endpoints."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import literal, union_all

from app.answering import answer_counts, answer_list, answer_record
from app.asking import ClosedRoute, asked
from app.counting import counts
from app.db import Database, Reading
from app.filters import Exactly, From, Ids, Named, Since, To, Values
from app.models import Actor, Source, SourceAuthor, table
from app.models.pairs import pairs
from app.params import By, FilterParams, Paged, SortBy
from app.records.sources import SourceRecord
from app.resources.shared import Counts, PageOf, RecordAsk, as_list, as_record, documented, edition, id_like
from app.values import LANGUAGE, Edtf, Moment
from app.vocabulary import Noun

SOURCE, _AUTHOR, _ACTOR = table(Source).c, table(SourceAuthor).c, table(Actor).c


_ACTOR_ID = literal("@", literal_execute=True) + _ACTOR.id
"""Set apart from names."""
_WRITERS = union_all(
    pairs(_AUTHOR.source_key, _AUTHOR.folded),
    pairs(_AUTHOR.source_key, _AUTHOR.folded_family),
    pairs(_AUTHOR.source_key, _ACTOR_ID).join(table(Actor), _ACTOR.key == _AUTHOR.actor_key),
)


class WrittenBy(Named):
    """An author's family name, whole name or actor id."""

    def __init__(self) -> None:
        super().__init__(_WRITERS)

    async def meant(self, db: Database, reading: Reading, values: Sequence[Any]) -> Sequence[Any]:
        return [*await super().meant(db, reading, values), *(f"@{value}" for value in values)]


SourceId = Annotated[str, id_like("samuels-schoff-2009")]


class SourceFilters(FilterParams):
    """What sources can be narrowed by."""

    id: Annotated[Values, Ids(Noun.SOURCES)] = ()
    """These sources."""
    updated_since: Annotated[Moment | None, Since(SOURCE.updated)] = None
    """Changed at this moment or later."""
    author: Annotated[Values, WrittenBy()] = ()
    """Written by any of these: a family name, a whole name, or the id of the author's actor."""
    issued_from: Annotated[Edtf | None, From(SOURCE.issued_latest)] = None
    """Published at this date or later."""
    issued_to: Annotated[Edtf | None, To(SOURCE.issued_earliest)] = None
    """Published at this date or earlier."""
    language: Annotated[Values, Exactly(SOURCE.language, LANGUAGE)] = ()
    """In any of these languages, as BCP 47 tags."""


ORDER = SortBy(
    "id",
    id=SOURCE.id,
    title=SOURCE.title,
    issued=SOURCE.issued_earliest,
    created=SOURCE.created,
    updated=SOURCE.updated,
)


class SourceParams(SourceFilters, Paged):
    sort: Annotated[str, ORDER] = ORDER.default
    """A field, `-` before it for descending."""


class SourceCountParams(SourceFilters):
    by: Annotated[Values, By(SourceFilters)]
    """Up to three fields."""


SourceCountAsk = Annotated[SourceCountParams, asked(SourceCountParams)]
SourceListAsk = Annotated[SourceParams, asked(SourceParams)]
router = APIRouter(prefix="/v1/sources", tags=["sources"], route_class=ClosedRoute)


@router.get("", operation_id="list_sources", response_model=PageOf[SourceRecord], responses=as_list(Noun.SOURCES))
async def list_sources(request: Request, params: SourceListAsk) -> Response:
    """List sources: different filters narrow, a repeated filter widens."""
    return await answer_list(request, await edition(request, params), Noun.SOURCES, params, ORDER)


@router.get("/counts", operation_id="count_sources", response_model=Counts, responses=documented(404, 406))
async def count_sources(request: Request, params: SourceCountAsk) -> Response:
    """Count sources by up to three fields, with the filters of the list."""
    return answer_counts(request, await counts(await edition(request, params), Noun.SOURCES, params))


@router.get("/{id}", operation_id="get_source", response_model=SourceRecord, responses=as_record(Noun.SOURCES))
async def get_source(request: Request, id: SourceId, params: RecordAsk) -> Response:
    """One source, with its bibliographic data, its rights and the digest of its text."""
    return await answer_record(request, await edition(request, params), Noun.SOURCES, id, params)
