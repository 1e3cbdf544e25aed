"""Stored representations: derived here, and nowhere else, from the rows they stand for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from app import full_text
from app.models import Representation, table
from app.records import actors, claims, grievances, relations, sources, topics
from app.records.base import Record
from app.records.facts import Facts, chunks
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


def represent(db: Connection, keys: Iterable[int]) -> int:
    """Bring the stored representations and words of these records in line with their rows.

    Returns how many differed.
    """
    stale: list[dict[str, Any]] = []
    searched: dict[int, str] = {}
    facts = Facts(db)
    columns = table(Representation).c
    for chunk in chunks(keys):
        stored: dict[int, str] = {}
        by_noun: dict[Noun, list[int]] = defaultdict(list)
        for key, noun, body in db.execute(
            select(columns.key, columns.noun, columns.body).where(columns.key.in_(chunk))
        ):
            stored[key] = body
            by_noun[Noun(noun)].append(key)
        for noun, of_noun in by_noun.items():
            for key, record in BUILDERS[noun](facts, of_noun):
                body = record.model_dump_json()
                if body != stored[key]:
                    stale.append({"stale_key": key, "body": body})
                    searched[key] = full_text.indexed(record.texts())
    if stale:
        changed = update(table(Representation)).where(columns.key == bindparam("stale_key"))
        db.execute(changed, stale)
        full_text.put(db, searched)
    return len(stale)
