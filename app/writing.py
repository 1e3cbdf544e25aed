"""Drafts become rows, representations and a new dataset version: in one transaction, all or nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlmodel import SQLModel

from app import concordance, full_text, memory, standing
from app.affected import affected, neighbours
from app.drafts.base import Draft
from app.drafts.desk import Desk, DraftFault, Path, RowData, Rows
from app.drafts.sources import SourceDraft
from app.memory import Edit
from app.models import TABLES, Dataset, Representation, table
from app.records.building import represent
from app.records.facts import chunks
from app.values import now
from app.vocabulary import Noun

OPERATOR = "operator"
"""Who changes something from the command line."""

Name = tuple[Noun, str]
"""A record by its noun and id."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a record was written and how often."""

    version: int
    created: str
    updated: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft and where it comes from, so that its faults can be placed."""

    draft: Draft
    place: Path


@dataclass(slots=True)
class Outcome:
    """What a write did; with faults, nothing."""

    added: list[Name] = field(default_factory=list)
    changed: list[Name] = field(default_factory=list)
    unchanged: list[Name] = field(default_factory=list)
    faults: list[tuple[Path, DraftFault]] = field(default_factory=list)


def write(
    db: Connection,
    placed: Sequence[Placed],
    stamps: Mapping[Name, Stamp] | None = None,
    refused: Collection[Noun | Name] = (),
    edit: Edit | None = None,
) -> Outcome:
    """Write these drafts; a record whose content is as it was keeps its version.

    `stamps` are kept for records that are new, as a restored bundle needs. `refused` names drafts that could not be
    read: nothing is written then, but the rest is checked, without faults that only follow from theirs. `edit` says
    whose change it is: the operator's where it is left out. Every fault of
    every draft is found before anything is written.
    """
    desk = Desk(db, refused)
    known = {noun: dict(keys) for noun, keys in desk.keys.items()}
    made, next_key = _made(desk, placed)
    if desk.faults or refused:
        return Outcome(faults=desk.faults)
    outcome = Outcome()
    changed: set[int] = set()
    before: set[int] = set()
    for noun in TABLES:
        of_noun = [(one.draft, rows) for one, rows in made if one.draft.noun is noun]
        if of_noun:
            _write_noun(db, of_noun, _Changes(noun, desk, known[noun], stamps or {}, outcome, changed, before))
    if changed:
        standing.follow(db, changed)
        represent(db, affected(db, changed, before), edit or Edit.now(OPERATOR), changed)
        mark_changed(db, next_key)
    return outcome


def faults_of(
    db: Connection, placed: Sequence[Placed], refused: Collection[Noun | Name] = ()
) -> list[tuple[Path, DraftFault]]:
    """What `write` would find wrong with these drafts; nothing is written."""
    desk = Desk(db, refused)
    _made(desk, placed)
    return desk.faults


def _made(desk: Desk, placed: Sequence[Placed]) -> tuple[list[tuple[Placed, Rows]], int]:
    """The rows that drafts become, all faults noted on the desk, and the key for the next new record."""
    first_key = desk.db.execute(select(table(Dataset).c.next_key)).scalar_one()
    next_key = _assign_keys(desk, placed, first_key)
    desk.replaces({(one.draft.noun, one.draft.id) for one in placed})
    made = _make_rows(desk, placed)
    _refuse_cycles(desk, placed)
    return made, next_key


@dataclass(frozen=True, slots=True)
class _Changes:
    """What writing one noun needs to know, and what it finds out."""

    noun: Noun
    desk: Desk
    known: Mapping[str, int]
    stamps: Mapping[Name, Stamp]
    outcome: Outcome
    changed: set[int]
    before: set[int]
    """What changed records referred to, or were referred to by, until now."""


def mark_changed(db: Connection, next_key: int | None = None) -> None:
    """Count the dataset's version up: what was read before may be stale."""
    dataset = table(Dataset)
    keys = {} if next_key is None else {"next_key": next_key}
    db.execute(update(dataset).values(version=dataset.c.version + 1, **keys))


def _assign_keys(desk: Desk, placed: Sequence[Placed], first_key: int) -> int:
    next_key = first_key
    seen: set[Name] = set()
    for one in placed:
        noun, record_id = one.draft.noun, one.draft.id
        desk.at(one.place)
        if (noun, record_id) in seen:
            desk.fault(("id",), record_id, f"two {noun} have this id")
        seen.add((noun, record_id))
        if record_id not in desk.keys[noun]:
            desk.keys[noun][record_id] = next_key
            next_key += 1
    for noun in TABLES:
        placed_new = {
            one.draft.id: one for one in placed if one.draft.noun is noun and desk.keys[noun][one.draft.id] >= first_key
        }
        for record_id in memory.deleted(desk.db, noun, placed_new):
            desk.at(placed_new[record_id].place)
            desk.fault(("id",), record_id, "a record of this id was deleted, and ids are never used again")
    # The ends of a relation are told by id alone, so claims and grievances share their ids.
    both = desk.keys[Noun.CLAIMS].keys() & desk.keys[Noun.GRIEVANCES].keys()
    for one in placed:
        noun, record_id = one.draft.noun, one.draft.id
        alone = noun is Noun.CLAIMS and (Noun.GRIEVANCES, record_id) not in seen
        if record_id in both and (alone or noun is Noun.GRIEVANCES):
            desk.at(one.place)
            desk.fault(("id",), record_id, f"a {'grievance' if alone else 'claim'} has this id")
    return next_key


def _make_rows(desk: Desk, placed: Sequence[Placed]) -> list[tuple[Placed, Rows]]:
    made: list[tuple[Placed, Rows]] = []
    for noun in TABLES:
        for one in placed:
            if one.draft.noun is noun:
                desk.at(one.place)
                rows = one.draft.rows(desk, desk.keys[noun][one.draft.id])
                if rows:
                    made.append((one, rows))
    return made


def _refuse_cycles(desk: Desk, placed: Sequence[Placed]) -> None:
    for noun in (Noun.TOPICS, Noun.ACTORS):
        drafts = {one.draft.id: one for one in placed if one.draft.noun is noun}
        written = {record_id: getattr(one.draft, "parent", None) for record_id, one in drafts.items()}
        parents = _stored_parents(desk.db, noun) | written
        for record_id, one in drafts.items():
            above, chain = parents.get(record_id), [record_id]
            while above is not None and above not in chain:
                chain.append(above)
                above = parents.get(above)
            if above == record_id:
                desk.at(one.place)
                desk.fault(("parent",), parents[record_id], f"goes round in a circle: {' → '.join([*chain, above])}")


def _stored_parents(db: Connection, noun: Noun) -> dict[str, str | None]:
    child, parent = table(TABLES[noun]), table(TABLES[noun]).alias()
    query = select(child.c.id, parent.c.id).outerjoin(parent, parent.c.key == child.c.parent_key)
    return dict(tuple(row) for row in db.execute(query))


def _write_noun(db: Connection, made: Sequence[tuple[Draft, Rows]], changes: _Changes) -> None:
    """Store what differs from what is stored."""
    noun, desk, known, outcome = changes.noun, changes.desk, changes.known, changes.outcome
    stored = _Stored(db, noun, [known[draft.id] for draft, _ in made if draft.id in known], made)
    moment = now()
    written: list[RowData] = []
    labels: list[RowData] = []
    owned: dict[type[SQLModel], list[RowData]] = defaultdict(list)
    replaced: list[int] = []
    for draft, rows in made:
        key, name = desk.keys[noun][draft.id], (noun, draft.id)
        if draft.id not in known:
            stamp = changes.stamps.get(name, Stamp(1, moment, moment))
            outcome.added.append(name)
            if isinstance(draft, SourceDraft):
                concordance.put(db, key, draft.text)
        elif stored.same(key, rows):
            outcome.unchanged.append(name)
            continue
        else:
            stamp = Stamp(stored.version(key) + 1, stored.created(key), moment)
            replaced.append(key)
            outcome.changed.append(name)
        written.append({"key": key, "id": draft.id, **_stamped(stamp), **rows.own})
        labels.append({"key": key, "noun": noun.value, "id": draft.id, "label": draft.shown_as(), "body": ""})
        for model, owned_rows in rows.owned.items():
            owned[model] += owned_rows
    # What a record used to refer to changes with it, and is no longer found from the new rows.
    changes.before.update(neighbours(db, replaced))
    changes.changed.update(row["key"] for row in written)
    remove_rows(db, noun, made[0][0].owns, replaced)
    _store(db, noun, written, labels, owned)


def _stamped(stamp: Stamp) -> RowData:
    return {"version": stamp.version, "created": stamp.created, "updated": stamp.updated}


def remove_rows(db: Connection, noun: Noun, owns: Iterable[type[SQLModel]], keys: Sequence[int]) -> None:
    """Take out all rows of records that are written anew, so that they may exchange what must be unique."""
    models: list[type[SQLModel]] = [*owns, TABLES[noun], Representation]
    memory.keep(db, keys)
    full_text.forget(db, keys)
    for model in models:
        owner = next(iter(table(model).primary_key))
        for chunk in chunks(keys):
            db.execute(delete(table(model)).where(owner.in_(chunk)))


def _store(
    db: Connection,
    noun: Noun,
    written: list[RowData],
    labels: list[RowData],
    owned: Mapping[type[SQLModel], list[RowData]],
) -> None:
    everything: dict[type[SQLModel], list[RowData]] = {Representation: labels, TABLES[noun]: written, **owned}
    for model, rows in everything.items():
        if rows:
            db.execute(insert(table(model)), rows)


class _Stored:
    """The rows of records as they stand in the database."""

    def __init__(self, db: Connection, noun: Noun, keys: Iterable[int], made: Sequence[tuple[Draft, Rows]]) -> None:
        self._own: dict[int, RowMapping] = {}
        self._owned: dict[tuple[type[SQLModel], int], set[tuple[Any, ...]]] = defaultdict(set)
        children = made[0][0].owns
        model = table(TABLES[noun])
        for chunk in chunks(keys):
            for row in db.execute(select(model).where(model.c.key.in_(chunk))):
                self._own[row.key] = row._mapping
            for child in children:
                owner = next(iter(table(child).primary_key))
                for child_row in db.execute(select(table(child)).where(owner.in_(chunk))):
                    self._owned[child, child_row._mapping[owner]].add(tuple(child_row))

    def same(self, key: int, rows: Rows) -> bool:
        """Whether writing these rows would change nothing."""
        # Where it stands follows from its words, or from those of another record.
        own = {**self._own[key], "position": rows.own.get("position")}
        return all(own[column] == value for column, value in rows.own.items()) and all(
            {tuple(row[column.name] for column in table(child).columns) for row in child_rows}
            == self._owned[child, key]
            for child, child_rows in rows.owned.items()
        )

    def version(self, key: int) -> int:
        return int(self._own[key]["version"])

    def created(self, key: int) -> str:
        return str(self._own[key]["created"])
