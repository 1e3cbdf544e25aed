"""What a record says in words, read from its JSON."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.full_text import Entry
from app.records.actors import ActorRecord
from app.records.base import Record
from app.records.claims import ClaimRecord
from app.records.grievances import GrievanceRecord
from app.records.relations import RelationRecord
from app.records.sources import SourceRecord
from app.records.topics import TopicRecord
from app.vocabulary import Noun

RECORDS: dict[Noun, type[Record]] = {
    Noun.SOURCES: SourceRecord,
    Noun.ACTORS: ActorRecord,
    Noun.CLAIMS: ClaimRecord,
    Noun.GRIEVANCES: GrievanceRecord,
    Noun.RELATIONS: RelationRecord,
    Noun.TOPICS: TopicRecord,
}


def entry(key: int, noun: Noun, label: str, record: Mapping[str, Any]) -> Entry:
    """A record as search knows it."""
    kind = RECORDS[noun]
    source = record if noun is Noun.SOURCES else record.get("source")
    return Entry(
        key,
        noun,
        record["id"],
        source["id"] if source else None,
        names=_texts(record, kind.named),
        quotes=_texts(record, kind.quoted),
        texts=_texts(record, kind.worded),
        # As names they would come before the records that they name.
        ends=[label] if noun is Noun.RELATIONS else [],
    )


def _texts(record: Mapping[str, Any], paths: Iterable[str]) -> list[str]:
    return [text for path in paths for text in _at(record, path)]


def _at(record: Mapping[str, Any], path: str) -> Iterator[str]:
    name, _, rest = path.partition(".")
    value = record[name]
    for each in value if isinstance(value, list) else [value]:
        if each is not None:
            yield from _at(each, rest) if rest else (each,)
