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
from app.drafts.checking import Name, Placed, check
from app.drafts.desk import Desk, DraftFault, Path, RowData, Rows
from app.drafts.sources import SourceDraft
from app.memory import Edit
from app.models import TABLES, Dataset, Representation, table
from app.models.rows import MadeRow, maker, store
from app.records.building import represent
from app.records.chunks import chunks
from app.records.facts import Facts
from app.records.fresh import Fresh
from app.records.tallies import Tallies
from app.values import now
from app.vocabulary import Noun

OPERATOR = "operator"
"""Who changes something from the command line."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a record was written and how often."""

    version: int
    created: str
    updated: str


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
    made, next_key = check(desk, placed)
    if desk.faults or refused:
        return Outcome(faults=desk.faults)
    changes = _Changes(db, desk, stamps or {})
    for noun, of_noun in made.items():
        if of_noun:
            _write_noun(db, noun, of_noun, changes)
    changed, fresh = changes.changed, changes.fresh
    if changed:
        standing.follow(db, fresh.part(changed)[1])
        reached = affected(db, changed, changes.before, fresh, changes.unseen)
        facts = Facts(db, fresh, changes.tallies)
        facts.know(reached)
        changes.store()
        concordance.put(db, changes.texts)
        represent(facts, reached, edit or Edit.now(OPERATOR), changed)
        mark_changed(db, reached.union(target for _, _, target in changes.before), next_key)
    return changes.outcome


def faults_of(
    db: Connection, placed: Sequence[Placed], refused: Collection[Noun | Name] = ()
) -> list[tuple[Path, DraftFault]]:
    """What `write` would find wrong with these drafts; nothing is written."""
    desk = Desk(db, refused)
    check(desk, placed)
    return desk.faults


@dataclass(slots=True)
class _Changes:
    """What writing needs to know, and what it finds out."""

    db: Connection
    desk: Desk
    stamps: Mapping[Name, Stamp]
    outcome: Outcome = field(default_factory=Outcome)
    changed: set[int] = field(default_factory=set)
    before: set[Tie] = field(default_factory=set)
    """By what changed records were tied to others until now."""
    unseen: set[int] = field(default_factory=set)
    """Changed records of which others show what they showed before."""
    fresh: Fresh = field(default_factory=Fresh)
    texts: dict[int, str] = field(default_factory=dict)
    """The texts of new sources by key."""
    unstored: list[tuple[type[SQLModel], list[MadeRow]]] = field(default_factory=list)
    """Rows of new records: no question about others needs them, and while they are stored each would have to wait."""
    tallies: Tallies = field(init=False)

    def __post_init__(self) -> None:
        self.tallies = Tallies(self.db, self.fresh)

    def store(self) -> None:
        for model, rows in self.unstored:
            store(self.db, table(model), rows)
        self.unstored.clear()


def mark_changed(db: Connection, keys: Collection[int] = (), next_key: int | None = None) -> None:
    """Count the dataset's version up: what was read before may be stale, and of these records their rows are."""
    dataset = table(Dataset)
    following = {} if next_key is None else {"next_key": next_key}
    counted = update(dataset).values(version=dataset.c.version + 1, **following).returning(dataset.c.version)
    touched.mark(db, db.execute(counted).scalar_one(), keys)


def _write_noun(db: Connection, noun: Noun, made: Sequence[tuple[Draft, Rows]], changes: _Changes) -> None:
    """Store what differs from what is stored."""
    desk, outcome = changes.desk, changes.outcome
    keyed = [(key, draft, rows) for draft, rows in made if (key := desk.key(noun, draft.id)) is not None]
    stored = _Stored(db, noun, [key for key, _, _ in keyed if key not in desk.new], made[0][0].owns)
    moment = now()
    written: dict[type[SQLModel], list[MadeRow]] = defaultdict(list)
    make = maker(TABLES[noun])
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
            if draft.others_show is not None and stored.same(key, rows, draft.others_show):
                changes.unseen.add(key)
            label = {"key": key, "noun": noun.value, "id": draft.id, "label": draft.shown_as(), "body": ""}
            written[Representation].append(maker(Representation)(label))
        changes.changed.add(key)
        written[TABLES[noun]].append(make({"key": key, "id": draft.id, **_stamped(stamp), **rows.own}))
        for model, owned in rows.owned.items():
            written[model] += map(maker(model), owned)
    # What a record used to refer to changes with it, and is no longer found from the new rows.
    changes.before.update(ties(db, replaced))
    changes.tallies.leave(noun, replaced)
    remove_rows(db, noun, made[0][0].owns, replaced)
    for model, of_model in written.items():
        changes.unstored.append((model, of_model))
        changes.fresh.add(model, of_model)
    if replaced:
        changes.store()


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

    def same(self, key: int, rows: Rows, among: Collection[str | type[SQLModel]] | None = None) -> bool:
        """Whether writing these rows would change nothing, or nothing of these columns and child tables."""
        # Where it stands follows from its words, or from those of another record.
        own = {**self._own[key], "position": rows.own.get("position")}
        return all(own[column] == value for column, value in rows.own.items() if not among or column in among) and all(
            {tuple(row[column.name] for column in table(child).columns) for row in child_rows}
            == self._owned[child, key]
            for child, child_rows in rows.owned.items()
            if not among or child in among
        )

    def version(self, key: int) -> int:
        return int(self._own[key]["version"])

    def created(self, key: int) -> str:
        return str(self._own[key]["created"])
