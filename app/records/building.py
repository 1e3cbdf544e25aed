"""Stored representations: derived here, and nowhere else, from the rows they stand for."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, select, update

from app import full_text, memory
from app.memory import Changed, Edit
from app.models import ChangeKind, Representation, table
from app.models.rows import store
from app.progress import steps
from app.records import actors, claims, grievances, relations, sources, topics
from app.records.base import Built
from app.records.chunks import CHUNK, chunks
from app.records.facts import Facts
from app.records.fresh import Fresh
from app.records.wording import entry
from app.vocabulary import Noun

Build = Callable[[Facts, Sequence[int]], Iterator[tuple[int, Built]]]

_REPRESENTATION = table(Representation)
BUILDERS: dict[Noun, Build] = {
    Noun.SOURCES: sources.build,
    Noun.ACTORS: actors.build,
    Noun.CLAIMS: claims.build,
    Noun.GRIEVANCES: grievances.build,
    Noun.RELATIONS: relations.build,
    Noun.TOPICS: topics.build,
}
_TURNS = {noun: at for at, noun in enumerate(BUILDERS)}
_COUNTED = (Noun.SOURCES, Noun.ACTORS, Noun.TOPICS)


def represent(facts: Facts, keys: Iterable[int], edit: Edit, written: Collection[int] = ()) -> int:
    """Bring the stored representations and words of these records in line with their rows, and remember what was.

    `written` are those that were written themselves. Returns how many differed.
    """
    in_order = list(chunks(keys))
    told: dict[int, Changed] = {}
    for chunk in steps("records written", _in_turn(in_order, facts.fresh), CHUNK):
        for each in _represent(facts, chunk):
            told[each.key] = each.as_change(each.key in written)
    # Whatever was built first, changes are told in the order of keys, and of some hundred of these by noun.
    changes = [[told[key] for key in chunk if key in told] for chunk in in_order]
    memory.note(facts.db, [each for some in changes for each in sorted(some, key=_turn_of_noun)], edit)
    return len(told)


def _turn_of_noun(change: Changed) -> int:
    return _TURNS[change.noun]


def _in_turn(in_order: Iterable[Iterable[int]], fresh: Fresh) -> list[list[int]]:
    """What has to be counted comes last: it waits until all that is new is stored."""
    known: list[int] = []
    counted: list[int] = []
    for key in chain.from_iterable(in_order):
        (counted if key not in fresh.new or fresh.new[key][0] in _COUNTED else known).append(key)
    return [*chunks(known), *chunks(counted)]


def _represent(facts: Facts, keys: Collection[int]) -> Sequence["_Differing"]:
    db, fresh = facts.db, facts.fresh
    new, old = fresh.part(keys)
    known = {key: (*fresh.new[key], "") for key in new} | _stored(db, old)
    differing: list[_Differing] = []
    for noun in BUILDERS:
        of_noun = [key for key in keys if known[key][0] is noun]
        if of_noun:
            for key, record in BUILDERS[noun](facts, of_noun):
                _, _, label, before = known[key]
                body = orjson.dumps(record).decode()
                if body != before:
                    differing.append(_Differing(key, noun, label, record, body))
    if differing:
        _replace(db, [each for each in differing if each.key not in fresh.new])
        rows = [(each.key, each.noun.value, each.record["id"], each.label, each.body) for each in differing]
        store(db, _REPRESENTATION, [row for row in rows if row[0] in fresh.new])
        full_text.put(db, [entry(each.key, each.noun, each.label, each.record) for each in differing])
    return differing


class _Differing(NamedTuple):
    """A record that is not stored as it is now."""

    key: int
    noun: Noun
    label: str
    record: Built
    body: str

    def as_change(self, written: bool) -> Changed:
        kind = ChangeKind.WRITTEN if written else ChangeKind.SHOWN
        return Changed(self.noun, self.record["id"], self.record["version"], kind)


def _stored(db: Connection, keys: Collection[int]) -> dict[int, tuple[Noun, str, str, str]]:
    """Noun, id, label and JSON of these records by key."""
    columns = _REPRESENTATION.c
    query = select(columns.key, columns.noun, columns.id, columns.label, columns.body).where(columns.key.in_(keys))
    return {key: (Noun(noun), *rest) for key, noun, *rest in db.execute(query)} if keys else {}


def _replace(db: Connection, stale: Sequence[_Differing]) -> None:
    """Put what was stored of these records away, and store their JSON."""
    keys = [each.key for each in stale]
    memory.keep(db, keys)
    full_text.forget(db, keys)
    if stale:
        changed = update(_REPRESENTATION).where(_REPRESENTATION.c.key == bindparam("stale_key"))
        db.execute(changed, [{"stale_key": each.key, "body": each.body} for each in stale])


def index(db: Connection) -> None:
    """Store anew what search knows of every record, as its stored representation has it."""
    for chunk in chunks(db.execute(select(_REPRESENTATION.c.key)).scalars()):
        full_text.forget(db, chunk)
        rows = _stored(db, chunk).items()
        full_text.put(db, [entry(key, noun, label, orjson.loads(body)) for key, (noun, _, label, body) in rows])
