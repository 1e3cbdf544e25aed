"""The argument map: claims and grievances, and the relations between them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select, union

from app.models import Representation, table
from app.questions import chosen
from app.records.facts import address
from app.resources.relations import RELATION
from app.views.networks.drawing import Drawing, Rows
from app.views.networks.shapes import Node, RelationEdge
from app.vocabulary import Noun

_FROM, _TO = (table(Representation).alias().c for _ in range(2))
_FROM_KEY = func.coalesce(RELATION.from_claim_key, RELATION.from_grievance_key)
_TO_KEY = func.coalesce(RELATION.to_claim_key, RELATION.to_grievance_key)


def _drawn(rows: Rows) -> tuple[Iterator[dict[str, Any]], Iterator[dict[str, Any]]]:
    return (_node(*row) for row in rows("statements")), (_edge(*row) for row in rows("relations"))


def _node(noun: str, record_id: str, label: str) -> dict[str, Any]:
    return {"id": record_id, "label": label, "type": Noun(noun).singular, "url": address(noun, record_id)}


def _edge(source: str, target: str, record_id: str, relation: str) -> dict[str, Any]:
    url = address(Noun.RELATIONS, record_id)
    return {"source": source, "target": target, "weight": 1, "id": record_id, "relation": relation, "url": url}


def _statements() -> Select[Any]:
    named, asked_for = table(Representation).c, RELATION.key.in_(chosen())
    ends = union(*(select(key).select_from(RELATION.key.table).where(asked_for) for key in (_FROM_KEY, _TO_KEY)))
    return select(named.noun, named.id, named.label).where(named.key.in_(ends)).order_by(named.id, named.noun)


def _relations() -> Select[Any]:
    return (
        select(_FROM.id, _TO.id, RELATION.id, RELATION.type)
        .join_from(RELATION.key.table, _FROM.key.table, _FROM.key == _FROM_KEY)
        .join(_TO.key.table, _TO.key == _TO_KEY)
        .where(RELATION.key.in_(chosen()))
        .order_by(_FROM.id, _TO.id, RELATION.id)
    )


RELATIONS = Drawing(
    Noun.RELATIONS,
    {"statements": _statements, "relations": _relations},
    _drawn,
    Node,
    RelationEdge,
    directed=True,
    multigraph=True,
)
