"""Which stored representations a change to some records may reach."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    CompoundSelect,
    Connection,
    Table,
    bindparam,
    literal_column,
    select,
    union_all,
)
from sqlmodel import SQLModel

from app.models import TABLES, Actor, Relation, Topic, table
from app.records.chunks import chunks
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
Tie = tuple[int, int, int]
"""The number of a link, the record that refers by it, and the one that it refers to."""


def _counts_alone(target: Column[int]) -> bool:
    """Whether what is referred to shows no more of what refers to it than how many do."""
    counting = {table(Actor), table(Topic)}
    return target.table not in counting and bool(_targets(target) & counting)


_COUNTING = {at for at, (_, target) in enumerate(LINKS) if _counts_alone(target)}


def affected(
    db: Connection,
    changed: Iterable[int],
    before: Collection[Tie] = (),
    fresh: Fresh | None = None,
    unseen: Collection[int] = (),
) -> set[int]:
    """The changed records, those tied to them either way, the far ends of relations, and the topics above.

    `before` are the ties that they had until now, and `fresh` is what their write made: all ties of what is new are in
    there. An actor or a topic that a record was tied to and still is counts it as before. Of those changed that are
    `unseen`, others show the same as before.
    """
    fresh = fresh or Fresh()
    found = set(changed)
    after = ties(db, fresh.part(found)[1])
    moved = after.symmetric_difference(before)
    for tie in after.union(before):
        link, owner, target = tie
        if target in unseen:
            continue
        found.update((owner,) if link in _COUNTING and tie not in moved else (owner, target))
    found.update(fresh.new_ties(LINKS))
    found |= _relation_ends(db, fresh.part(found)[1])
    return found | _topics_above(db, fresh.part(found)[1])


def ties(db: Connection, keys: Iterable[int]) -> set[Tie]:
    """By what these records are tied to others, whichever refers to the other."""
    found: set[Tie] = set()
    for chunk in chunks(keys):
        found.update((link, owner, target) for link, owner, target in db.execute(_TIES, {"keys": chunk}))
    return found


def _tied_to(keys: BindParameter[int]) -> CompoundSelect[int, int, int]:
    links: list[Any] = [(select(literal_column(str(at)), *link), link) for at, link in enumerate(LINKS)]
    referred = (query.where(owner.in_(keys), target.is_not(None)) for query, (owner, target) in links)
    referring = (query.where(target.in_(keys)) for query, (_, target) in links)
    return union_all(*referred, *referring)


# One statement, made once: to make and run one for each link takes ten times as long.
_TIES = _tied_to(bindparam("keys", expanding=True))


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
