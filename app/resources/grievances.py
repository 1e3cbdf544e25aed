"""Grievances over HTTP: what they can be asked, and the endpoints."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy import or_, select

from app.answering import answer_counts, answer_list, answer_record
from app.asking import ClosedRoute, asked
from app.counting import counts
from app.filters import AtLeast, Flag, Ids, OneOf, Refers, Since, Values
from app.models import Grievance, GrievanceReciprocal, GrievanceRemedy, GrievanceTopic, table
from app.models.pairs import pairs
from app.params import By, FilterParams, Paged, SortBy
from app.records.grievances import GrievanceRecord
from app.records.naming import GRIEVANCE_ACTORS
from app.resources.shared import Counts, PageOf, RecordAsk, as_list, as_record, documented, edition, id_like
from app.resources.topic_tree import AboutTopic
from app.values import Moment, digits_alone
from app.vocabulary import Explicitness, GrievanceStatus, Noun

GRIEVANCE, _TOPIC = table(Grievance).c, table(GrievanceTopic).c
_REMEDY, _RECIPROCAL = table(GrievanceRemedy).c, table(GrievanceReciprocal).c

_REMEDIED = GRIEVANCE.key.in_(select(_REMEDY.grievance_key))
ANSWERED = or_(GRIEVANCE.key.in_(select(_RECIPROCAL.grievance_key)), GRIEVANCE.key.in_(select(_RECIPROCAL.other_key)))
"""Whether the other side holds one that answers it."""

GrievanceId = Annotated[str, id_like("tokyo-resents-ceded-leadership")]

Level = Annotated[int, Field(ge=1, le=3), digits_alone]


class GrievanceFilters(FilterParams):
    """What grievances can be narrowed by."""

    id: Annotated[Values, Ids(Noun.GRIEVANCES)] = ()
    """These grievances."""
    updated_since: Annotated[Moment | None, Since(GRIEVANCE.updated)] = None
    """Changed at this moment or later."""
    source: Annotated[Values, Refers(Noun.SOURCES, GRIEVANCE.source_key)] = ()
    """Told of by any of these sources."""
    holder: Annotated[Values, Refers(Noun.ACTORS, GRIEVANCE.holder_key)] = ()
    """Held by any of these actors."""
    target: Annotated[Values, Refers(Noun.ACTORS, GRIEVANCE.target_key)] = ()
    """Held against any of these actors."""
    actor: Annotated[Values, Refers(Noun.ACTORS, GRIEVANCE_ACTORS)] = ()
    """Held, faced or voiced by any of these actors."""
    topic: Annotated[Values, AboutTopic(pairs(_TOPIC.grievance_key, _TOPIC.topic_key))] = ()
    """About any of these topics or one below it."""
    explicitness: Annotated[Values, OneOf(Explicitness, GRIEVANCE.explicitness)] = ()
    """Said outright, laid at a door, or shown only by the remedy."""
    intensity_min: Annotated[Level | None, AtLeast(GRIEVANCE.intensity)] = None
    """At least this intense."""
    status: Annotated[Values, OneOf(GrievanceStatus, GRIEVANCE.status)] = ()
    """How it stood as of the text."""
    remedied: Annotated[Values, Flag(GRIEVANCE.key, _REMEDIED)] = ()
    """Whether the text asks for a remedy."""
    reciprocal: Annotated[Values, Flag(GRIEVANCE.key, ANSWERED)] = ()
    """Whether the other side holds one that answers it."""


ORDER = SortBy(
    "position",
    position=GRIEVANCE.position,
    id=GRIEVANCE.id,
    intensity=GRIEVANCE.intensity,
    created=GRIEVANCE.created,
    updated=GRIEVANCE.updated,
)


class GrievanceParams(GrievanceFilters, Paged):
    sort: Annotated[str, ORDER] = ORDER.default
    """A field, `-` before it for descending; `position` is the order of the text."""


class GrievanceCountParams(GrievanceFilters):
    by: Annotated[Values, By(GrievanceFilters)]
    """Up to three fields."""


GrievanceCountAsk = Annotated[GrievanceCountParams, asked(GrievanceCountParams)]
GrievanceListAsk = Annotated[GrievanceParams, asked(GrievanceParams)]
router = APIRouter(prefix="/v1/grievances", tags=["grievances"], route_class=ClosedRoute)


@router.get(
    "",
    operation_id="list_grievances",
    response_model=PageOf[GrievanceRecord],
    responses=as_list(Noun.GRIEVANCES),
)
async def list_grievances(request: Request, params: GrievanceListAsk) -> Response:
    """List grievances: different filters narrow, a repeated filter widens."""
    return await answer_list(request, await edition(request, params), Noun.GRIEVANCES, params, ORDER)


@router.get("/counts", operation_id="count_grievances", response_model=Counts, responses=documented(404, 406))
async def count_grievances(request: Request, params: GrievanceCountAsk) -> Response:
    """Count grievances by up to three fields, with the filters of the list."""
    return answer_counts(request, await counts(await edition(request, params), Noun.GRIEVANCES, params))


@router.get(
    "/{id}",
    operation_id="get_grievance",
    response_model=GrievanceRecord,
    responses=as_record(Noun.GRIEVANCES),
)
async def get_grievance(request: Request, id: GrievanceId, params: RecordAsk) -> Response:
    """One grievance, with its evidence, its remedies and the other side's."""
    return await answer_record(request, await edition(request, params), Noun.GRIEVANCES, id, params)
