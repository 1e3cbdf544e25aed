"""A stored record as a client would write it: what a merge patch is applied to."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.drafts import undraft
from app.drafts.base import EXACT_LENGTH
from app.drafts.desk import Desk, SourceOnDesk
from app.models import Grievance, GrievanceReciprocal, Representation, Sentence, Source, table
from app.records.actors import ActorRecord
from app.records.claims import ClaimRecord
from app.records.grievances import GrievanceRecord
from app.records.relations import RelationRecord
from app.records.sources import SourceRecord
from app.records.topics import TopicRecord
from app.vocabulary import Noun

Written = dict[str, Any]


def rewritten(db: Connection, noun: Noun, body: str) -> Written:
    """The draft of a record of which this is the JSON; every key that it takes is there.

    What is patched may be the quotes, so that its other words are given as they are found wherever those are.
    """
    match noun:
        case Noun.TOPICS:
            return undraft.topic(TopicRecord.model_validate_json(body))
        case Noun.ACTORS:
            return undraft.actor(ActorRecord.model_validate_json(body))
        case Noun.SOURCES:
            return _source(db, SourceRecord.model_validate_json(body))
        case Noun.CLAIMS:
            claim = ClaimRecord.model_validate_json(body)
            at, authors = _source_of(db, claim.source.id)
            return {"source": at.id} | undraft.claim(claim, at, authors, anywhere=True)
        case Noun.GRIEVANCES:
            grievance = GrievanceRecord.model_validate_json(body)
            at, authors = _source_of(db, grievance.source.id)
            stated = stated_reciprocals(db)[grievance.id]
            return {"source": at.id} | undraft.grievance(grievance, at, authors, stated, anywhere=True)
        case Noun.RELATIONS:
            relation = RelationRecord.model_validate_json(body)
            at, _ = _source_of(db, relation.source.id)
            return {"source": at.id, "id": relation.id} | undraft.relation(relation, at, {}, anywhere=True)


def _source(db: Connection, record: SourceRecord) -> Written:
    at, _ = _source_of(db, record.id)
    return undraft.source(record, body_starts_with(db, at.key)) | {
        "text": at.text,
        "uncoded": uncoded(db, at.key, at.text),
    }


def _source_of(db: Connection, record_id: str) -> tuple[SourceOnDesk, list[str]]:
    """A source and the ids of its authors."""
    at = Desk(db).source(record_id)
    assert at is not None
    present = table(Representation).c
    query = select(present.body).where(present.noun == Noun.SOURCES.value, present.id == record_id)
    authors = orjson.loads(db.execute(query).scalar_one())["authors"]
    return at, [author["actor"]["id"] for author in authors if author["actor"]]


def stated_reciprocals(db: Connection) -> Mapping[str, list[str]]:
    """For each grievance, those that it names itself as its other side."""
    link, mine, other = table(GrievanceReciprocal), table(Grievance), table(Grievance).alias()
    query = (
        select(mine.c.id, other.c.id)
        .join(link, link.c.grievance_key == mine.c.key)
        .join(other, other.c.key == link.c.other_key)
        .order_by(mine.c.id, link.c.position)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for record_id, other_id in db.execute(query):
        found[record_id].append(other_id)
    return found


def body_starts_with(db: Connection, key: int) -> str | None:
    """The first words of a source's body, where they were given."""
    sources = table(Source).c
    words: str | None = db.execute(select(sources.body_starts_with).where(sources.key == key)).scalar_one()
    return words


def uncoded(db: Connection, key: int, text: str) -> list[dict[str, Any]]:
    """The sentences of a source that carry no claim, each with the reason."""
    parts = table(Sentence).c
    query = select(parts.start, parts.end, parts.reason).where(parts.source_key == key, parts.reason.is_not(None))
    # The first words of a sentence are enough, and no span is longer.
    return [
        {"sentence": undraft.words(text, (start, min(end, start + EXACT_LENGTH))), "reason": reason}
        for start, end, reason in db.execute(query.order_by(parts.number))
    ]
