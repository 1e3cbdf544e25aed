"""The database written out as a bundle that `check` and `load` take back."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from sqlalchemy import Connection, select

from app.db import Database
from app.drafts import undraft
from app.drafts.desk import Desk
from app.drafts.rewritten import body_starts_with, stated_reciprocals, uncoded
from app.models import (
    TABLES,
    Representation,
    VocabularyValue,
    table,
)
from app.records.actors import ActorRecord
from app.records.base import Record
from app.records.claims import ClaimRecord
from app.records.grievances import GrievanceRecord
from app.records.relations import RelationRecord
from app.records.sources import SourceRecord
from app.records.topics import TopicRecord
from app.vocabulary import ENUMERATIONS, Noun

_WIDTH = 120
_FLOW_WIDTH, _UNFOLDED = 100, 1 << 20
_PLAIN = re.compile(r"[A-Za-z0-9][\w .'~/-]*$", re.ASCII)
"""Words that need no quoting on a line of several values."""
_ODD = re.compile(r"[^\S ]|[\ufeff\x7f-\x9f]|  ")

R = TypeVar("R", bound=Record)
S = TypeVar("S", ClaimRecord, GrievanceRecord, RelationRecord)


class NotEmpty(ValueError):
    """The folder to write to holds something already."""


def dump(database: Database, folder: Path) -> None:
    """Write everything to a new folder. Raises NotEmpty."""
    refuse_filled(folder)
    with database.writing() as db:
        files = _files(db)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_bytes(content.encode())
        else:
            write_yaml(path, content)


def refuse_filled(folder: Path) -> None:
    """Raises NotEmpty unless the folder is new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not an empty folder")


def _files(db: Connection) -> dict[str, Any]:
    files: dict[str, Any] = {
        "vocabulary.yaml": _vocabulary(db),
        "topics.yaml": [undraft.topic(record) for record in _records(db, Noun.TOPICS, TopicRecord)],
        "actors.yaml": [undraft.actor(record) for record in _records(db, Noun.ACTORS, ActorRecord)],
        "versions.yaml": _versions(db),
    }
    claims = _by_source(_records(db, Noun.CLAIMS, ClaimRecord))
    grievances = _by_source(_records(db, Noun.GRIEVANCES, GrievanceRecord))
    relations = _by_source(_records(db, Noun.RELATIONS, RelationRecord))
    quotes = {
        record.id: undraft.quoted_ranges(record)
        for statements in (claims, grievances)
        for of_source in statements.values()
        for record in of_source
    }
    reciprocals, desk = stated_reciprocals(db), Desk(db)
    for record in _records(db, Noun.SOURCES, SourceRecord):
        at = desk.source(record.id)
        assert at is not None
        folder = f"sources/{record.id}"
        authors = [author.actor.id for author in record.authors if author.actor]
        files[f"{folder}/text.txt"] = at.text
        files[f"{folder}/source.yaml"] = undraft.source(record, body_starts_with(db, at.key))
        files[f"{folder}/coding.yaml"] = {
            "claims": [undraft.claim(each, at, authors) for each in claims[record.id]],
            "grievances": [
                undraft.grievance(each, at, authors, reciprocals[each.id]) for each in grievances[record.id]
            ],
            "relations": [undraft.relation(each, at, quotes) for each in relations[record.id]],
            "uncoded": uncoded(db, at.key, at.text),
        }
    return files


def _records(db: Connection, noun: Noun, model: type[R]) -> list[R]:
    stored = table(Representation).c
    bodies = db.execute(select(stored.body).where(stored.noun == noun.value).order_by(stored.key)).scalars()
    return [model.model_validate_json(body) for body in bodies]


def _by_source(records: Sequence[S]) -> dict[str, list[S]]:
    found: dict[str, list[S]] = defaultdict(list)
    for record in records:
        found[record.source.id].append(record)
    return found


def _vocabulary(db: Connection) -> dict[str, Any]:
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


def write_yaml(path: Path, content: Any) -> None:
    """Write a file of a bundle as people would."""
    writer = YAML()
    writer.width = _WIDTH if not _ODD.search(str(content)) else _UNFOLDED
    writer.indent(mapping=2, sequence=4, offset=2)
    with path.open("w", encoding="utf-8") as file:
        writer.dump(_styled(content), file)


def _styled(content: Any) -> Any:
    """Lists and mappings in block style, small ones of plain values on a single line."""
    if isinstance(content, dict):
        made: CommentedMap | CommentedSeq = CommentedMap({key: _styled(value) for key, value in content.items()})
        parts = list(content.values())
    elif isinstance(content, list):
        made = CommentedSeq([_styled(value) for value in content])
        parts = content
    else:
        # Plain scalars are folded at spaces, and not all that looks like a space comes back from that.
        return DoubleQuotedScalarString(content) if isinstance(content, str) and _ODD.search(content) else content
    on_one_line = all(isinstance(part, int | None) or (isinstance(part, str) and _PLAIN.match(part)) for part in parts)
    if on_one_line and len(str(content)) < _FLOW_WIDTH:
        made.fa.set_flow_style()
    return made
