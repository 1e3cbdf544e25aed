"""Who holds grievances against whom: all that one actor holds against another is one edge."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select, union

from app.models import GrievanceTopic, Representation, table
from app.models.pairs import pairs
from app.questions import chosen
from app.resources.grievances import ANSWERED, GRIEVANCE
from app.views.networks.drawing import Drawing, Rows, actor_node, actors_among
from app.views.networks.shapes import ActorNode, GrievanceEdge
from app.vocabulary import Explicitness, Noun

_HOLDER, _TARGET, _TOPIC = (table(Representation).alias().c for _ in range(3))
_ABOUT = table(GrievanceTopic).c


def _edges(rows: Rows) -> Iterator[dict[str, Any]]:
    topics: dict[tuple[str, str], list[str]] = defaultdict(list)
    for holder, target, topic in rows("topics"):
        topics[holder, target].append(topic)
    for (holder, target), tied in groupby(rows("grievances"), key=lambda row: (row[0], row[1])):
        grievances = [row[2:] for row in tied]
        said = Counter(explicitness for _, _, explicitness, _ in grievances)
        yield {
            "source": holder,
            "target": target,
            "weight": len(grievances),
            "intensity": sum(intensity for _, intensity, _, _ in grievances),
            **{value.value: said[value] for value in Explicitness},
            "reciprocal": any(answered for _, _, _, answered in grievances),
            "grievances": [grievance for grievance, _, _, _ in grievances],
            "topics": topics[holder, target],
        }


def _drawn(rows: Rows) -> tuple[Iterator[dict[str, Any]], Iterator[dict[str, Any]]]:
    return (actor_node(*row[1:]) for row in rows("actors")), _edges(rows)


def _between(*columns: Any) -> Select[Any]:
    """These columns of the grievances that have a target, with those of its holder and its target before them."""
    return (
        select(_HOLDER.id, _TARGET.id, *columns)
        .join_from(GRIEVANCE.key.table, _HOLDER.key.table, _HOLDER.key == GRIEVANCE.holder_key)
        .join(_TARGET.key.table, _TARGET.key == GRIEVANCE.target_key)
    )


def _grievances() -> Select[Any]:
    return (
        _between(GRIEVANCE.id, GRIEVANCE.intensity, GRIEVANCE.explicitness, ANSWERED)
        .where(GRIEVANCE.key.in_(chosen()))
        .order_by(_HOLDER.id, _TARGET.id, GRIEVANCE.id)
    )


def _topics() -> Select[Any]:
    return (
        _between(_TOPIC.id)
        .distinct()
        .join(_ABOUT.grievance_key.table, _ABOUT.grievance_key == GRIEVANCE.key)
        .join(_TOPIC.key.table, _TOPIC.key == _ABOUT.topic_key)
        .where(GRIEVANCE.key.in_(chosen()))
        .order_by(_HOLDER.id, _TARGET.id, _TOPIC.id)
    )


def _actors() -> Select[Any]:
    asked_for = GRIEVANCE.key.in_(chosen())
    ends = (
        pairs(GRIEVANCE.key, end).where(asked_for).subquery() for end in (GRIEVANCE.holder_key, GRIEVANCE.target_key)
    )
    return actors_among(union(*(select(end.c.target) for end in ends)))


GRIEVANCES = Drawing(
    Noun.GRIEVANCES,
    {"actors": _actors, "grievances": _grievances, "topics": _topics},
    _drawn,
    ActorNode,
    GrievanceEdge,
    directed=True,
)
