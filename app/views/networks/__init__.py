"""Networks over HTTP: grievances between actors, the argument map, and who agrees or disagrees with whom."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from app.asking import ClosedRoute, asked
from app.formats.graphs import NETWORK_FORMATS
from app.resources.claims import ClaimFilters
from app.resources.grievances import GrievanceFilters
from app.resources.relations import RelationFilters
from app.resources.shared import documented
from app.views.networks.drawing import NetworkParams, answer_network
from app.views.networks.grievances import GRIEVANCES
from app.views.networks.positions import CONFLICT, CONGRUENCE
from app.views.networks.relations import RELATIONS
from app.views.networks.shapes import (
    ActorNode,
    GrievanceEdge,
    NetworkOf,
    Node,
    PositionEdge,
    RelationEdge,
    TakingPositions,
)


class GrievanceNetworkParams(GrievanceFilters, NetworkParams):
    """Which grievances a network is made of."""


class RelationNetworkParams(RelationFilters, NetworkParams):
    """Which relations a network is made of."""


class ClaimNetworkParams(ClaimFilters, NetworkParams):
    """Which claims a network is made of."""


GrievanceNetworkAsk = Annotated[GrievanceNetworkParams, asked(GrievanceNetworkParams)]
RelationNetworkAsk = Annotated[RelationNetworkParams, asked(RelationNetworkParams)]
ClaimNetworkAsk = Annotated[ClaimNetworkParams, asked(ClaimNetworkParams)]

_FILES = {each.media_type: {"schema": {"type": "string"}} for each in NETWORK_FORMATS if each.ending != "json"}
_ANSWERS: dict[int | str, dict[str, Any]] = {200: {"description": "OK", "content": _FILES}, **documented(404, 406)}

router = APIRouter(prefix="/v1/networks", tags=["networks"], route_class=ClosedRoute)


@router.get(
    "/grievances",
    operation_id="get_grievance_network",
    response_model=NetworkOf[ActorNode, GrievanceEdge],
    responses=_ANSWERS,
)
async def get_grievance_network(request: Request, params: GrievanceNetworkAsk) -> Response:
    """Who holds grievances against whom, with the filters of the list of grievances."""
    return await answer_network(request, GRIEVANCES, params)


@router.get(
    "/relations",
    operation_id="get_relation_network",
    response_model=NetworkOf[Node, RelationEdge],
    responses=_ANSWERS,
)
async def get_relation_network(request: Request, params: RelationNetworkAsk) -> Response:
    """The argument map: claims and grievances, and what one does to the other, with the filters of relations."""
    return await answer_network(request, RELATIONS, params)


@router.get(
    "/congruence",
    operation_id="get_congruence_network",
    response_model=NetworkOf[TakingPositions, PositionEdge],
    responses=_ANSWERS,
)
async def get_congruence_network(request: Request, params: ClaimNetworkAsk) -> Response:
    """Which actors take the same position on claims, by topic, with the filters of the list of claims."""
    return await answer_network(request, CONGRUENCE, params)


@router.get(
    "/conflict",
    operation_id="get_conflict_network",
    response_model=NetworkOf[TakingPositions, PositionEdge],
    responses=_ANSWERS,
)
async def get_conflict_network(request: Request, params: ClaimNetworkAsk) -> Response:
    """Which actors take opposite positions on claims, by topic, with the filters of the list of claims."""
    return await answer_network(request, CONFLICT, params)
