"""What was: every state of every record that was ever served, in one sequence over the whole database.

A change's body is that of the record after it. While it is the present one it stands in `representation` alone, and is
put here when the next change takes its place, so that nothing is stored twice.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, func, select, update

from app.models import Change, ChangeKind, Representation, table
from app.models.rows import store
from app.values import now
from app.vocabulary import Noun

_CHANGE, _REPRESENTATION = table(Change), table(Representation)
_CHUNK = 500
_DELETED = select(_CHANGE.c.id).where(
    _CHANGE.c.noun == bindparam("noun"),
    _CHANGE.c.id.in_(bindparam("ids", expanding=True)),
    _CHANGE.c.kind == ChangeKind.DELETED.value,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changes something, when, and why."""

    by: str
    summary: str | None
    at: str

    @classmethod
    def now(cls, by: str, summary: str | None = None) -> "Edit":
        return cls(by, summary, now())


class Changed(NamedTuple):
    """A record that is served in another way from now on."""

    noun: Noun
    id: str
    version: int
    kind: ChangeKind


def keep(db: Connection, keys: Iterable[int]) -> None:
    """Put the present states of these records away, before they are replaced or removed."""
    wanted, present, change = list(keys), _REPRESENTATION.c, _CHANGE.c
    same = and_(present.noun == change.noun, present.id == change.id)
    body = select(present.body).where(same).scalar_subquery()
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        latest = select(func.max(change.seq)).join(_REPRESENTATION, same).where(present.key.in_(chunk))
        last = update(_CHANGE).where(change.seq.in_(latest.group_by(present.key)), change.body.is_(None))
        db.execute(last.values(body=body))


def note(db: Connection, changed: Sequence[Changed], edit: Edit, replaced_by: str | None = None) -> None:
    """Put these changes at the end of the sequence."""
    told = (edit.at, edit.by, edit.summary, replaced_by, None)
    # The database gives each the number after the last.
    rows = [(None, each.noun.value, each.id, each.version, each.kind.value, *told) for each in changed]
    store(db, _CHANGE, rows)


def deleted(db: Connection, noun: Noun, ids: Collection[str]) -> set[str]:
    """Which of these ids belong to records that were deleted."""
    found: set[str] = set()
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        asked = {"noun": noun.value, "ids": wanted[start : start + _CHUNK]}
        found.update(db.execute(_DELETED, asked).scalars())
    return found


def deletion(noun: Noun) -> Select[Any]:
    """When a record with a `record_id` was deleted, why, and what takes its place."""
    columns, instead = _CHANGE.c, _REPRESENTATION.c
    of = (columns.noun == noun.value, columns.id == bindparam("record_id", required=False))
    that = and_(instead.noun == columns.noun, instead.id == columns.replaced_by)
    query = select(columns.at, columns.summary, columns.replaced_by, instead.label).outerjoin(_REPRESENTATION, that)
    return query.where(*of, columns.kind == ChangeKind.DELETED.value)


def states(noun: Noun) -> Select[Any]:
    """All changes of the record with a `record_id`, each with the JSON after it, in order."""
    of = (_CHANGE.c.noun == noun.value, _CHANGE.c.id == bindparam("record_id", required=False))
    return _with_bodies().where(*of).order_by(_CHANGE.c.seq)


def at_version(noun: Noun) -> Select[Any]:
    """The JSON of the record with a `record_id` as a `version` of it last was."""
    states_of = states(noun).where(_CHANGE.c.version == bindparam("version", required=False)).subquery().c
    return select(states_of.body).where(states_of.body.is_not(None)).order_by(states_of.seq.desc()).limit(1)


def at_seq(noun: Noun) -> Select[Any]:
    """The JSON of the record with a `record_id` after the change `seq` of the whole database; null if it was gone."""
    of = (_CHANGE.c.noun == noun.value, _CHANGE.c.id == bindparam("record_id", required=False))
    until = _CHANGE.c.seq <= bindparam("seq", required=False)
    states_of = _with_bodies().where(*of, until).order_by(_CHANGE.c.seq.desc()).limit(1).subquery().c
    return select(states_of.body)


def latest(noun: Noun) -> Select[Any]:
    """The number of the last version of the record with a `record_id`."""
    of = (_CHANGE.c.noun == noun.value, _CHANGE.c.id == bindparam("record_id", required=False))
    return select(func.max(_CHANGE.c.version)).where(*of)


def since() -> Select[Any]:
    """At most `wanted` changes that come after the number `since`, each with the JSON after it, in order."""
    later = _CHANGE.c.seq > bindparam("since", required=False)
    return _with_bodies().where(later).order_by(_CHANGE.c.seq).limit(bindparam("wanted", required=False))


def _with_bodies() -> Select[Any]:
    present, change = _REPRESENTATION.c, _CHANGE.c
    lasting = and_(
        change.body.is_(None),
        change.kind != ChangeKind.DELETED.value,
        present.noun == change.noun,
        present.id == change.id,
    )
    columns = (change.seq, change.at, change.noun, change.id, change.version, change.kind, change.by, change.summary)
    body = func.coalesce(change.body, present.body).label("body")
    return select(*columns, body).outerjoin(_REPRESENTATION, lasting)
