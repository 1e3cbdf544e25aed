"""Drafts are checked against each other and against what is stored, and become rows."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from app import memory
from app.drafts.base import Draft
from app.drafts.desk import Desk, Path, Rows
from app.models import TABLES, Dataset, table
from app.progress import steps
from app.vocabulary import Noun

Name = tuple[Noun, str]
"""A record by its noun and id."""


class Placed(NamedTuple):
    """A draft and where it comes from, so that its faults can be placed."""

    draft: Draft
    place: Path


_ByNoun = Mapping[Noun, Sequence[Placed]]
Made = Mapping[Noun, Sequence[tuple[Draft, Rows]]]
"""Drafts and what they become, those referred to before those that refer."""


def check(desk: Desk, placed: Sequence[Placed]) -> tuple[Made, int]:
    """The rows that drafts become, all faults noted on the desk, and the key for the next new record."""
    by_noun: dict[Noun, list[Placed]] = {noun: [] for noun in TABLES}
    for one in placed:
        by_noun[one.draft.noun].append(one)
    for noun, of_noun in by_noun.items():
        desk.look_up(noun, [one.draft.id for one in of_noun])
    names, next_key = _assign_keys(desk, placed)
    _refuse_deleted(desk, by_noun)
    _refuse_shared_ids(desk, by_noun, names)
    desk.replaces(names)
    made = _make_rows(desk, by_noun)
    _refuse_cycles(desk, by_noun)
    return made, next_key


def _assign_keys(desk: Desk, placed: Sequence[Placed]) -> tuple[set[Name], int]:
    """What is written, and the key for the next new record."""
    next_key: int = desk.db.execute(select(table(Dataset).c.next_key)).scalar_one()
    names: set[Name] = set()
    for one in placed:
        name = noun, record_id = one.draft.noun, one.draft.id
        if name in names:
            desk.at(one.place)
            desk.fault(("id",), record_id, f"two {noun} have this id")
        names.add(name)
        if desk.key(noun, record_id) is None:
            desk.add(noun, record_id, next_key)
            next_key += 1
    return names, next_key


def _refuse_deleted(desk: Desk, by_noun: _ByNoun) -> None:
    for noun, of_noun in by_noun.items():
        new = {one.draft.id: one for one in of_noun if desk.key(noun, one.draft.id) in desk.new}
        for record_id in memory.deleted(desk.db, noun, new):
            desk.at(new[record_id].place)
            desk.fault(("id",), record_id, "a record of this id was deleted, and ids are never used again")


def _refuse_shared_ids(desk: Desk, by_noun: _ByNoun, names: set[Name]) -> None:
    """The ends of a relation are told by id alone, so claims and grievances share their ids."""
    for noun, other in ((Noun.CLAIMS, Noun.GRIEVANCES), (Noun.GRIEVANCES, Noun.CLAIMS)):
        desk.look_up(other, [one.draft.id for one in by_noun[noun]])
        for one in by_noun[noun]:
            record_id = one.draft.id
            # Where both are written, it is the grievance that is at fault.
            if desk.key(other, record_id) and (noun is Noun.GRIEVANCES or (other, record_id) not in names):
                desk.at(one.place)
                desk.fault(("id",), record_id, f"a {other.singular} has this id")


def _make_rows(desk: Desk, by_noun: _ByNoun) -> Made:
    made: dict[Noun, list[tuple[Draft, Rows]]] = {noun: [] for noun in by_noun}
    for draft, place in steps("records checked", [one for of_noun in by_noun.values() for one in of_noun]):
        desk.at(place)
        key = desk.key(draft.noun, draft.id)
        assert key is not None
        rows = draft.rows(desk, key)
        if rows:
            made[draft.noun].append((draft, rows))
    return made


def _refuse_cycles(desk: Desk, by_noun: _ByNoun) -> None:
    for noun in (Noun.TOPICS, Noun.ACTORS):
        drafts = {one.draft.id: one for one in by_noun[noun]}
        parents = {record_id: getattr(one.draft, "parent", None) for record_id, one in drafts.items()}
        for record_id, one in drafts.items():
            above, chain = parents[record_id], [record_id]
            while above is not None and above not in chain:
                chain.append(above)
                if above not in parents:
                    parents[above] = _stored_parent(desk.db, noun, above)
                above = parents[above]
            if above == record_id:
                desk.at(one.place)
                desk.fault(("parent",), parents[record_id], f"goes round in a circle: {' → '.join([*chain, above])}")


def _stored_parent(db: Connection, noun: Noun, record_id: str) -> str | None:
    child, parent = table(TABLES[noun]), table(TABLES[noun]).alias()
    query = select(parent.c.id).join(child, parent.c.key == child.c.parent_key).where(child.c.id == record_id)
    found: str | None = db.execute(query).scalar_one_or_none()
    return found
