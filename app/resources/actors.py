"""Actors over HTTP: what they can be asked, and the endpoints."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.answering import answer_counts, answer_list, answer_record
from app.asking import ClosedRoute, asked
from app.counting import counts
from app.filters import Ids, Named, OneOf, Refers, Since, Values
from app.models import Actor, ActorAlias, table
from app.models.pairs import pairs
from app.params import By, FilterParams, Paged, SortBy
from app.records.actors import ActorRecord
from app.records.naming import ACTOR_SOURCES
from app.resources.shared import Counts, PageOf, RecordAsk, as_list, as_record, documented, edition, id_like
from app.values import Moment
from app.vocabulary import ActorKind, Noun

ACTOR, _ALIAS = table(Actor).c, table(ActorAlias).c

ActorId = Annotated[str, id_like("government-of-japan")]


class ActorFilters(FilterParams):
    """What actors can be narrowed by."""

    id: Annotated[Values, Ids(Noun.ACTORS)] = ()
    """These actors."""
    updated_since: Annotated[Moment | None, Since(ACTOR.updated)] = None
    """Changed at this moment or later."""
    kind: Annotated[Values, OneOf(ActorKind, ACTOR.kind)] = ()
    """Of any of these kinds."""
    parent: Annotated[Values, Refers(Noun.ACTORS, ACTOR.parent_key)] = ()
    """Belonging to any of these actors."""
    source: Annotated[Values, Refers(Noun.SOURCES, ACTOR_SOURCES)] = ()
    """Named by claims or grievances of any of these sources."""
    name: Annotated[Values, Named(pairs(_ALIAS.actor_key, _ALIAS.folded))] = ()
    """Called so: any of its names and aliases, ignoring case and accents."""


ORDER = SortBy("id", id=ACTOR.id, name=ACTOR.name, kind=ACTOR.kind, created=ACTOR.created, updated=ACTOR.updated)


class ActorParams(ActorFilters, Paged):
    sort: Annotated[str, ORDER] = ORDER.default
    """A field, `-` before it for descending."""


class ActorCountParams(ActorFilters):
    by: Annotated[Values, By(ActorFilters)]
    """Up to three fields."""


ActorListAsk = Annotated[ActorParams, asked(ActorParams)]
ActorCountAsk = Annotated[ActorCountParams, asked(ActorCountParams)]
router = APIRouter(prefix="/v1/actors", tags=["actors"], route_class=ClosedRoute)


@router.get("", operation_id="list_actors", response_model=PageOf[ActorRecord], responses=as_list(Noun.ACTORS))
async def list_actors(request: Request, params: ActorListAsk) -> Response:
    """List actors: different filters narrow, a repeated filter widens."""
    return await answer_list(request, await edition(request, params), Noun.ACTORS, params, ORDER)


@router.get("/counts", operation_id="count_actors", response_model=Counts, responses=documented(404, 406))
async def count_actors(request: Request, params: ActorCountAsk) -> Response:
    """Count actors by up to three fields, with the filters of the list."""
    return answer_counts(request, await counts(await edition(request, params), Noun.ACTORS, params))


@router.get("/{id}", operation_id="get_actor", response_model=ActorRecord, responses=as_record(Noun.ACTORS))
async def get_actor(request: Request, id: ActorId, params: RecordAsk) -> Response:
    """One actor, with its aliases and positions."""
    return await answer_record(request, await edition(request, params), Noun.ACTORS, id, params)
