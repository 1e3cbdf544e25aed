"""Stored representations: derived here, and nowhere else, from the rows they stand for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, update

from app import full_text, memory
from app.memory import Changed, Edit
from app.models import ChangeKind, Representation, table
from app.records import actors, claims, grievances, relations, sources, topics
from app.records.base import Record
from app.records.facts import Facts, chunks
from app.records.wording import entry
from app.vocabulary import Noun

Build = Callable[[Facts, Sequence[int]], Iterator[tuple[int, Record]]]

BUILDERS: dict[Noun, Build] = {
    Noun.SOURCES: sources.build,
    Noun.ACTORS: actors.build,
    Noun.CLAIMS: claims.build,
    Noun.GRIEVANCES: grievances.build,
    Noun.RELATIONS: relations.build,
    Noun.TOPICS: topics.build,
}


def represent(db: Connection, keys: Iterable[int], edit: Edit, written: Collection[int] = ()) -> int:
    """Bring the stored representations and words of these records in line with their rows, and remember what was.

    `written` are those that were written themselves. Returns how many differed.
    """
    stale: list[dict[str, Any]] = []
    changes: list[Changed] = []
    entries: list[full_text.Entry] = []
    facts = Facts(db)
    columns = table(Representation).c
    for chunk in chunks(keys):
        stored: dict[int, tuple[str, str]] = {}
        by_noun: dict[Noun, list[int]] = defaultdict(list)
        query = select(columns.key, columns.noun, columns.label, columns.body)
        for key, noun, label, body in db.execute(query.where(columns.key.in_(chunk))):
            stored[key] = (label, body)
            by_noun[Noun(noun)].append(key)
        for noun, of_noun in by_noun.items():
            for key, record in BUILDERS[noun](facts, of_noun):
                body, (label, old) = record.model_dump_json(), stored[key]
                if body != old:
                    stale.append({"stale_key": key, "body": body})
                    kind = ChangeKind.WRITTEN if key in written else ChangeKind.SHOWN
                    changes.append(Changed(noun, record.id, record.version, kind))
                    entries.append(entry(key, noun, label, orjson.loads(body)))
    if stale:
        memory.keep(db, [row["stale_key"] for row in stale])
        memory.note(db, changes, edit)
        changed = update(table(Representation)).where(columns.key == bindparam("stale_key"))
        db.execute(changed, stale)
        full_text.put(db, entries)
    return len(stale)


def index(db: Connection) -> None:
    """Store anew what search knows of every record, as its stored representation has it."""
    columns = table(Representation).c
    for chunk in chunks(db.execute(select(columns.key)).scalars()):
        query = select(columns.key, columns.noun, columns.label, columns.body).where(columns.key.in_(chunk))
        rows = db.execute(query).all()
        full_text.put(db, [entry(key, Noun(noun), label, orjson.loads(body)) for key, noun, label, body in rows])
