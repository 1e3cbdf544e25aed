"""Which stored representations a change to some records may reach."""

from collections.abc import Iterable, Iterator

from sqlalchemy import BindParameter, Column, CompoundSelect, Connection, Table, bindparam, select, union_all
from sqlmodel import SQLModel

from app.models import TABLES, Relation, Topic, table
from app.records.facts import chunks
from app.records.fresh import Fresh


def owned_links() -> Iterator[tuple[Column[int], Column[int]]]:
    """Every reference between records, as (the owner's column, the column of the record it refers to)."""
    nouns = {table(model) for model in TABLES.values()}
    for each in SQLModel.metadata.sorted_tables:
        owner = next(iter(each.primary_key))
        for column in each.columns:
            if column is not owner and _targets(column) & nouns:
                yield owner, column


def _targets(column: Column[int]) -> set[Table]:
    return {key.column.table for key in column.foreign_keys}


LINKS = list(owned_links())


def affected(
    db: Connection, changed: Iterable[int], before: Iterable[int] = (), fresh: Fresh | None = None
) -> set[int]:
    """The changed records, those tied to them either way, the far ends of relations, and the topics above.

    `before` are the records that were tied to them until now, and `fresh` is what their write made: all ties of what is
    new are in there.
    """
    fresh = fresh or Fresh()
    found = set(changed)
    found |= neighbours(db, fresh.part(found)[1])
    found.update(fresh.refer(LINKS))
    found |= _relation_ends(db, fresh.part(found)[1])
    found.update(before)
    return found | _topics_above(db, fresh.part(found)[1])


def neighbours(db: Connection, keys: Iterable[int]) -> set[int]:
    """The records that these refer to, and those that refer to them."""
    found: set[int] = set()
    for chunk in chunks(keys):
        found.update(db.execute(_NEIGHBOURS, {"keys": chunk}).scalars())
    return found


def _tied_to(keys: BindParameter[int]) -> CompoundSelect[int]:
    referred = (select(target).where(owner.in_(keys), target.is_not(None)) for owner, target in LINKS)
    referring = (select(owner).where(target.in_(keys)) for owner, target in LINKS)
    return union_all(*referred, *referring)


# One statement, made once: to make and run one for each link takes ten times as long.
_NEIGHBOURS = _tied_to(bindparam("keys", expanding=True))


def _relation_ends(db: Connection, keys: Iterable[int]) -> set[int]:
    relation = table(Relation).c
    ends = (relation.from_claim_key, relation.from_grievance_key, relation.to_claim_key, relation.to_grievance_key)
    return {
        end
        for chunk in chunks(keys)
        for row in db.execute(select(*ends).where(relation.key.in_(chunk)))
        for end in row
        if end is not None
    }


def _topics_above(db: Connection, keys: Iterable[int]) -> set[int]:
    topic = table(Topic).c
    found: set[int] = set()
    reached = set(keys)
    while reached:
        parents = {
            parent
            for chunk in chunks(reached)
            for parent in db.execute(select(topic.parent_key).where(topic.key.in_(chunk))).scalars()
            if parent is not None
        }
        reached = parents - found
        found |= parents
    return found
