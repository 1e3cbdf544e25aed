"""What a record says in words, read from its JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def texts(noun: Noun, label: str, record: Mapping[str, Any]) -> Iterator[str]:
    """All that search knows of a record, what proves it first."""
    kind = RECORDS[noun]
    for paths in (kind.quoted, kind.named, kind.worded):
        yield from _texts(record, paths)
    if noun is Noun.RELATIONS:
        yield label


def _texts(record: Mapping[str, Any], paths: Iterable[str]) -> list[str]:
    found: list[str] = []
    for path in paths:
        values: list[Any] = [record]
        for name in path.split("."):
            values = [each for value in values for each in _listed(value[name]) if each is not None]
        found += values
    return found


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else (value,)
