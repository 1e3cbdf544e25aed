"""Drafts become rows, representations and a new dataset version: in one transaction, all or nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update
from sqlmodel import SQLModel

from app import concordance, full_text, memory, standing, touched
from app.affected import Tie, affected, ties
from app.drafts.base import Draft
from app.drafts.desk import Desk, DraftFault, Path, RowData, Rows
from app.drafts.sources import SourceDraft
from app.memory import Edit
from app.models import TABLES, Dataset, Representation, table
from app.models.rows import MadeRow, maker, store
from app.progress import steps
from app.records.building import represent
from app.records.facts import chunks
from app.records.fresh import Fresh
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
    made, next_key = _made(desk, placed)
    if desk.faults or refused:
        return Outcome(faults=desk.faults)
    changes = _Changes(desk, stamps or {})
    for noun in TABLES:
        of_noun = [(one.draft, rows) for one, rows in made if one.draft.noun is noun]
        if of_noun:
            _write_noun(db, noun, of_noun, changes)
    changed, fresh = changes.changed, changes.fresh
    if changed:
        concordance.put(db, changes.texts)
        standing.follow(db, fresh.part(changed)[1])
        reached = affected(db, changed, changes.before, fresh)
        represent(db, reached, edit or Edit.now(OPERATOR), changed, fresh)
        mark_changed(db, reached.union(target for _, _, target in changes.before), next_key)
    return changes.outcome


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
    """What writing needs to know, and what it finds out."""

    desk: Desk
    stamps: Mapping[Name, Stamp]
    outcome: Outcome = field(default_factory=Outcome)
    changed: set[int] = field(default_factory=set)
    before: set[Tie] = field(default_factory=set)
    """By what changed records were tied to others until now."""
    fresh: Fresh = field(default_factory=Fresh)
    texts: dict[int, str] = field(default_factory=dict)
    """The texts of new sources by key."""


def mark_changed(db: Connection, keys: Collection[int] = (), next_key: int | None = None) -> None:
    """Count the dataset's version up: what was read before may be stale, and of these records their rows are."""
    dataset = table(Dataset)
    following = {} if next_key is None else {"next_key": next_key}
    counted = update(dataset).values(version=dataset.c.version + 1, **following).returning(dataset.c.version)
    touched.mark(db, db.execute(counted).scalar_one(), keys)


def _assign_keys(desk: Desk, placed: Sequence[Placed], first_key: int) -> int:
    next_key = first_key
    seen: set[Name] = set()
    ids = {noun: [one.draft.id for one in placed if one.draft.noun is noun] for noun in TABLES}
    for noun in TABLES:
        desk.look_up(noun, ids[noun])
    for one in placed:
        noun, record_id = one.draft.noun, one.draft.id
        if (noun, record_id) in seen:
            desk.at(one.place)
            desk.fault(("id",), record_id, f"two {noun} have this id")
        seen.add((noun, record_id))
        if desk.key(noun, record_id) is None:
            desk.add(noun, record_id, next_key)
            next_key += 1
    _refuse_deleted(desk, placed)
    _refuse_shared_ids(desk, placed, seen)
    return next_key


def _refuse_deleted(desk: Desk, placed: Sequence[Placed]) -> None:
    for noun in TABLES:
        of_noun = {one.draft.id: one for one in placed if one.draft.noun is noun}
        new = [record_id for record_id in of_noun if desk.key(noun, record_id) in desk.new]
        for record_id in memory.deleted(desk.db, noun, new):
            desk.at(of_noun[record_id].place)
            desk.fault(("id",), record_id, "a record of this id was deleted, and ids are never used again")


def _refuse_shared_ids(desk: Desk, placed: Sequence[Placed], seen: Collection[Name]) -> None:
    """The ends of a relation are told by id alone, so claims and grievances share their ids."""
    other = {Noun.CLAIMS: Noun.GRIEVANCES, Noun.GRIEVANCES: Noun.CLAIMS}
    for noun in other:
        desk.look_up(other[noun], (one.draft.id for one in placed if one.draft.noun is noun))
    for one in placed:
        noun, record_id = one.draft.noun, one.draft.id
        if noun not in other or desk.key(other[noun], record_id) is None:
            continue
        # Where both are written, it is the grievance that is at fault.
        if noun is Noun.GRIEVANCES or (other[noun], record_id) not in seen:
            desk.at(one.place)
            desk.fault(("id",), record_id, f"a {other[noun].singular} has this id")


def _make_rows(desk: Desk, placed: Sequence[Placed]) -> list[tuple[Placed, Rows]]:
    made: list[tuple[Placed, Rows]] = []
    order = {noun: at for at, noun in enumerate(TABLES)}
    for one in steps("records checked", sorted(placed, key=lambda one: order[one.draft.noun])):
        desk.at(one.place)
        key = desk.key(one.draft.noun, one.draft.id)
        assert key is not None
        rows = one.draft.rows(desk, key)
        if rows:
            made.append((one, rows))
    return made


def _refuse_cycles(desk: Desk, placed: Sequence[Placed]) -> None:
    for noun in (Noun.TOPICS, Noun.ACTORS):
        drafts = {one.draft.id: one for one in placed if one.draft.noun is noun}
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


def _write_noun(db: Connection, noun: Noun, made: Sequence[tuple[Draft, Rows]], changes: _Changes) -> None:
    """Store what differs from what is stored."""
    desk, outcome = changes.desk, changes.outcome
    keyed = [(key, draft, rows) for draft, rows in made if (key := desk.key(noun, draft.id)) is not None]
    stored = _Stored(db, noun, [key for key, _, _ in keyed if key not in desk.new], made[0][0].owns)
    moment = now()
    written: dict[type[SQLModel], list[MadeRow]] = defaultdict(list)
    replaced: list[int] = []
    for key, draft, rows in keyed:
        name = (noun, draft.id)
        if key in desk.new:
            stamp = changes.stamps.get(name) or Stamp(1, moment, moment)
            outcome.added.append(name)
            changes.fresh.new[key] = (*name, draft.shown_as())
            if isinstance(draft, SourceDraft):
                changes.texts[key] = draft.text
        elif stored.same(key, rows):
            outcome.unchanged.append(name)
            continue
        else:
            stamp = Stamp(stored.version(key) + 1, stored.created(key), moment)
            outcome.changed.append(name)
            replaced.append(key)
            label = {"key": key, "noun": noun.value, "id": draft.id, "label": draft.shown_as(), "body": ""}
            written[Representation].append(maker(Representation)(label))
        changes.changed.add(key)
        own = {"key": key, "id": draft.id, **_stamped(stamp), **rows.own}
        written[TABLES[noun]].append(maker(TABLES[noun])(own))
        for model, owned in rows.owned.items():
            written[model] += map(maker(model), owned)
    # What a record used to refer to changes with it, and is no longer found from the new rows.
    changes.before.update(ties(db, replaced))
    remove_rows(db, noun, made[0][0].owns, replaced)
    for model, of_model in written.items():
        store(db, table(model), of_model)
        changes.fresh.add(model, of_model)


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


class _Stored:
    """The rows of records as they stand in the database."""

    def __init__(self, db: Connection, noun: Noun, keys: Iterable[int], children: Iterable[type[SQLModel]]) -> None:
        self._own: dict[int, RowMapping] = {}
        self._owned: dict[tuple[type[SQLModel], int], set[tuple[Any, ...]]] = defaultdict(set)
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
