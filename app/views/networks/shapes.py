"""What nodes and edges are made of."""

from typing import Any, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field

from app.records.base import Shape
from app.resources.shared import QueryWarning
from app.values import Slug
from app.vocabulary import ActorKind, RelationType


class Node(Shape):
    """A record as a node."""

    id: Slug
    """The record's id."""
    label: str
    """A short name for people."""
    type: Literal["actor", "claim", "grievance"]
    """What sort of record it is."""
    url: str
    """Where the record is, path-absolute."""


class ActorNode(Node):
    """An actor as a node."""

    kind: ActorKind
    """What sort of actor it is."""


class TakingPositions(ActorNode):
    """An actor that agrees or disagrees with claims."""

    claims: int = Field(ge=1)
    """With how many claims it agrees or disagrees."""
    topics: int = Field(ge=0)
    """How many topics these are about."""


class Edge(Shape):
    """A tie between two nodes."""

    source: Slug
    """The node where it begins; in an undirected network the one whose id comes first."""
    target: Slug
    """The node where it ends."""
    weight: int = Field(ge=1)
    """How strong it is."""


class GrievanceEdge(Edge):
    """All that one actor holds against another; the weight is how many grievances that is."""

    intensity: int = Field(ge=1)
    """Their intensities added up, each from 1 to 3."""
    explicit: int = Field(ge=0)
    """How many of them the text says outright."""
    implied: int = Field(ge=0)
    """How many it lays at the target's door."""
    inferred: int = Field(ge=0)
    """How many only the remedy shows."""
    reciprocal: bool
    """Whether one of them is answered by a grievance of the other side."""
    grievances: list[Slug]
    """The grievances."""
    topics: list[Slug]
    """What they are about."""


class RelationEdge(Edge):
    """One relation; the weight is 1."""

    id: Slug
    """The relation's id."""
    relation: RelationType
    """What the one does to the other; `type` in the record, which of an edge would mean its direction."""
    url: str
    """Where the relation is, path-absolute."""


class PositionEdge(Edge):
    """Two actors that take the same position, or opposite ones; the weight is on how many topics."""

    topics: list[Slug]
    """The topics."""
    claims: list[Slug]
    """The claims on which they do so."""


N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)


class NetworkOf(Shape, Generic[N, E]):
    """Nodes and weighted edges."""

    model_config = ConfigDict(json_schema_extra={"description": "Nodes and weighted edges."})

    directed: bool
    """Whether edges run from source to target, or both ways."""
    multigraph: bool
    """Whether two nodes can be tied by several edges."""
    nodes: list[N]
    """The nodes, by id."""
    edges: list[E]
    """The edges, by source and target."""
    total: int = Field(ge=0)
    """How many records match, of which the network is made."""
    query: dict[str, Any]
    """What the server understood of the query."""
    warnings: list[QueryWarning]
    """Values that match nothing because no record has such an id."""
