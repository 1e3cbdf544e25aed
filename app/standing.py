"""Where a relation stands in its source: at its marker, or else where the words of its first end begin."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, update

from app.models import Claim, Grievance, Relation, Source, SpanRow, table
from app.records.chunks import chunks

_RELATION, _SOURCE, _SPAN = table(Relation), table(Source), table(SpanRow)
_FIRST_ENDS = (
    (_RELATION.c.from_claim_key, table(Claim)),
    (_RELATION.c.from_grievance_key, table(Grievance)),
)


def follow(db: Connection, keys: Collection[int]) -> None:
    """Let relations without a marker follow those of these records that are their first ends."""
    moved = []
    for column, statement in _FIRST_ENDS:
        query = (
            select(_RELATION.c.key, _SOURCE.c.id, statement.c.position)
            .join(_SOURCE, _SOURCE.c.key == _RELATION.c.source_key)
            .join(statement, statement.c.key == column)
            .outerjoin(_SPAN, _SPAN.c.record_key == _RELATION.c.key)
            .where(_SPAN.c.record_key.is_(None))
        )
        for chunk in chunks(keys):
            for key, source_id, position in db.execute(query.where(column.in_(chunk))):
                _, _, start = position.rpartition(" ")
                moved.append({"relation_key": key, "place": f"{source_id} {start}"})
    if moved:
        relation = update(_RELATION).where(_RELATION.c.key == bindparam("relation_key"))
        db.execute(relation.values(position=bindparam("place")), moved)
