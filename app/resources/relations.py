"""Relations over HTTP: what they can be asked, and the endpoints."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy import union_all

from app.answering import answer_counts, answer_list, answer_record
from app.asking import ClosedRoute, asked
from app.counting import counts
from app.filters import Ids, OneOf, Refers, Since, Values
from app.models import Relation, table
from app.models.pairs import Pairs, pairs
from app.params import By, FilterParams, Paged, SortBy
from app.records.relations import RelationRecord
from app.resources.shared import Counts, PageOf, RecordAsk, as_list, as_record, documented, edition, id_like
from app.values import Moment
from app.vocabulary import Noun, RelationType

RELATION = table(Relation).c
_FROM = union_all(pairs(RELATION.key, RELATION.from_claim_key), pairs(RELATION.key, RELATION.from_grievance_key))
_TO = union_all(pairs(RELATION.key, RELATION.to_claim_key), pairs(RELATION.key, RELATION.to_grievance_key))
_ENDS: Pairs = union_all(*_FROM.selects, *_TO.selects)
_STATEMENTS = (Noun.CLAIMS, Noun.GRIEVANCES)

RelationId = Annotated[str, id_like("sato-expects-nuclear-retaliation-restates-sato-urged-nuclear-use-against-china")]


class RelationFilters(FilterParams):
    """What relations can be narrowed by."""

    id: Annotated[Values, Ids(Noun.RELATIONS)] = ()
    """These relations."""
    updated_since: Annotated[Moment | None, Since(RELATION.updated)] = None
    """Changed at this moment or later."""
    source: Annotated[Values, Refers(Noun.SOURCES, RELATION.source_key)] = ()
    """Standing in any of these sources."""
    type: Annotated[Values, OneOf(RelationType, RELATION.type)] = ()
    """Of any of these types."""
    from_: Annotated[Values, Field(alias="from"), Refers(_STATEMENTS, _FROM)] = ()
    """Going out from any of these claims or grievances."""
    to: Annotated[Values, Refers(_STATEMENTS, _TO)] = ()
    """Coming in to any of these claims or grievances."""
    record: Annotated[Values, Refers(_STATEMENTS, _ENDS)] = ()
    """With any of these claims or grievances at either end."""


ORDER = SortBy(
    "position",
    position=RELATION.position,
    id=RELATION.id,
    type=RELATION.type,
    created=RELATION.created,
    updated=RELATION.updated,
)


class RelationParams(RelationFilters, Paged):
    sort: Annotated[str, ORDER] = ORDER.default
    """A field, `-` before it for descending; `position` is the order of the text."""


class RelationCountParams(RelationFilters):
    by: Annotated[Values, By(RelationFilters)]
    """Up to three fields."""


RelationCountAsk = Annotated[RelationCountParams, asked(RelationCountParams)]
RelationListAsk = Annotated[RelationParams, asked(RelationParams)]
router = APIRouter(prefix="/v1/relations", tags=["relations"], route_class=ClosedRoute)


@router.get(
    "",
    operation_id="list_relations",
    response_model=PageOf[RelationRecord],
    responses=as_list(Noun.RELATIONS),
)
async def list_relations(request: Request, params: RelationListAsk) -> Response:
    """List relations: different filters narrow, a repeated filter widens."""
    return await answer_list(request, await edition(request, params), Noun.RELATIONS, params, ORDER)


@router.get("/counts", operation_id="count_relations", response_model=Counts, responses=documented(404, 406))
async def count_relations(request: Request, params: RelationCountAsk) -> Response:
    """Count relations by up to three fields, with the filters of the list."""
    return answer_counts(request, await counts(await edition(request, params), Noun.RELATIONS, params))


@router.get("/{id}", operation_id="get_relation", response_model=RelationRecord, responses=as_record(Noun.RELATIONS))
async def get_relation(request: Request, id: RelationId, params: RecordAsk) -> Response:
    """One relation: read it as “from, type, to”."""
    return await answer_record(request, await edition(request, params), Noun.RELATIONS, id, params)
