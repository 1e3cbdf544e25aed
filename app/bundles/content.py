"""What the files of a bundle hold that the database would be written out as."""

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, select

from app.bundles.files import Files, Given
from app.drafts import undraft
from app.drafts.desk import Desk
from app.drafts.rewritten import body_starts_with, stated_reciprocals, uncoded
from app.models import TABLES, Coding, Representation, Source, VocabularyValue, table
from app.records.actors import ActorRecord
from app.records.base import Record
from app.records.claims import ClaimRecord
from app.records.grievances import GrievanceRecord
from app.records.relations import RelationRecord
from app.records.sources import SourceRecord
from app.records.topics import TopicRecord
from app.vocabulary import ENUMERATIONS, Noun

Content = dict[str, Any]
"""Data by file name; the text of a source as it is."""
R = TypeVar("R", bound=Record)

_STORED, _SOURCE, _CODING = table(Representation).c, table(Source).c, table(Coding).c


def everything(db: Connection) -> Content:
    """The whole database."""
    content: Content = {
        "vocabulary.yaml": vocabulary(db),
        "topics.yaml": [undraft.topic(record) for record in _records(db, Noun.TOPICS, TopicRecord)],
        "actors.yaml": [undraft.actor(record) for record in _records(db, Noun.ACTORS, ActorRecord)],
        "versions.yaml": _versions(db),
    }
    for source in db.execute(select(_SOURCE.id).order_by(_SOURCE.key)).scalars().all():
        content |= of_source(db, source) | _other_codings(db, source)
    return content


def of_source(db: Connection, source: str) -> Content:
    """One source with its text and its coding."""
    at, folder = Desk(db).source(source), f"sources/{source}"
    assert at is not None
    body = select(_STORED.body).where(_STORED.key == at.key)
    record = SourceRecord.model_validate_json(db.execute(body).scalar_one())
    authors = [author.actor.id for author in record.authors if author.actor]
    claims = _records(db, Noun.CLAIMS, ClaimRecord, at.key)
    grievances = _records(db, Noun.GRIEVANCES, GrievanceRecord, at.key)
    relations = _records(db, Noun.RELATIONS, RelationRecord, at.key)
    statements: list[ClaimRecord | GrievanceRecord] = [*claims, *grievances]
    quotes = {each.id: undraft.quoted_ranges(each) for each in statements}
    reciprocals = stated_reciprocals(db)
    return {
        f"{folder}/source.yaml": undraft.source(record, body_starts_with(db, at.key)),
        f"{folder}/text.txt": at.text,
        f"{folder}/coding.yaml": {
            "claims": [undraft.claim(each, at, authors) for each in claims],
            "grievances": [undraft.grievance(each, at, authors, reciprocals[each.id]) for each in grievances],
            "relations": [undraft.relation(each, at, quotes) for each in relations],
            "uncoded": uncoded(db, at.key, at.text),
        },
    }


def alone(db: Connection, source: str) -> Files:
    """One source with all actors, as files."""
    actors = [undraft.actor(record) for record in _records(db, Noun.ACTORS, ActorRecord)]
    parts = {"actors.yaml": actors, **of_source(db, source)}
    return Files(source, {name: Given(part) for name, part in parts.items()}, [source])


def _other_codings(db: Connection, source: str) -> Content:
    query = select(_CODING.name, _CODING.coder, _CODING.method, _CODING.bundle)
    query = query.join(table(Source), _SOURCE.key == _CODING.source_key).where(_SOURCE.id == source)
    content: Content = {}
    for name, coder, method, bundle in db.execute(query.order_by(_CODING.name)):
        written, folder = orjson.loads(bundle), f"sources/{source}/codings/{name}"
        content[f"{folder}/about.yaml"] = {"coder": coder, "method": method}
        content |= {f"{folder}/{part}.yaml": written[part] for part in ("topics", "actors", "coding")}
    return content


def _records(db: Connection, noun: Noun, model: type[R], source_key: int | None = None) -> list[R]:
    """The records of a noun, or of one source among them, as they were written."""
    query, columns = select(_STORED.body).where(_STORED.noun == noun.value), table(TABLES[noun]).c
    if source_key is not None:
        query = query.join(table(TABLES[noun]), columns.key == _STORED.key).where(columns.source_key == source_key)
    return [model.model_validate_json(body) for body in db.execute(query.order_by(_STORED.key)).scalars()]


def vocabulary(db: Connection) -> Mapping[str, Any]:
    """The definitions of all enumerations."""
    values = table(VocabularyValue)
    written: dict[str, Any] = {}
    for row in db.execute(select(values).order_by(values.c.position)):
        enumeration = written.setdefault(row.enumeration, {"definition": row.enumeration_definition, "values": {}})
        enumeration["values"][row.value] = {
            "definition": row.definition,
            "choose_when": row.choose_when,
            "example": row.example,
        }
    return {name: written[name] for name in ENUMERATIONS if name in written}


def _versions(db: Connection) -> dict[str, Any]:
    versions: dict[str, Any] = {}
    for noun, model in TABLES.items():
        columns = table(model).c
        query = select(columns.id, columns.version, columns.created, columns.updated).order_by(columns.key)
        versions[noun.value] = {
            record_id: {"version": version, "created": created, "updated": updated}
            for record_id, version, created, updated in db.execute(query)
        }
    return versions
