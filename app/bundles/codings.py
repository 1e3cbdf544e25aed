"""Codings of a source beside the adjudicated one: kept as they were made, each with all that it refers to.

Such a coding is a small bundle of its own, and a database is made of it when somebody reads it. So its records are
checked and answered by the same code as all others, and are never mixed up with them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select
from sqlmodel import SQLModel

from app.bundles import content
from app.bundles.bundle import Bundle, BundleFault
from app.bundles.files import Files, Given, is_id
from app.bundles.read import read
from app.bundles.written import write_bundle
from app.db import Database, empty
from app.drafts.base import Part
from app.drafts.rewritten import rewritten
from app.memory import Edit
from app.migrating import migrate
from app.models import Coding, Dataset, Representation, Source, table
from app.params import ADJUDICATED
from app.settings import Settings
from app.values import Text, now
from app.vocabulary import Noun
from app.writing import OPERATOR, faults_of

_CODING, _STORED, _SOURCE = table(Coding), table(Representation).c, table(Source).c
_LISTS = {"topics": Noun.TOPICS, "actors": Noun.ACTORS}
"""What a coding may bring along; the rest of what it refers to is that of the database it is loaded into."""

Written = dict[str, Any]


class _About(Part):
    coder: Text
    method: Text


def keep(db: Connection, bundle: Bundle) -> list[str]:
    """Keep the codings of a bundle whose records are written, unless it has faults then.

    Returns the folders of those that are new or not as they were.
    """
    kept: list[str] = []
    for folder in bundle.files.codings:
        about = _about(bundle, folder)
        parts = {name: bundle.open(f"{folder}/{name}.yaml") for name in (*_LISTS, "coding")}
        source, name = folder.split("/")[1::2]
        if about is not None and not bundle.faults:
            written = _with_references(db, source, parts)
            if _store(db, source, name, about, written):
                bundle.faults += _faults(db, bundle, folder, written)
                kept.append(folder)
    return kept


def files_of(db: Connection, source: str, written: Written) -> Files:
    """A coding as the bundle that it is, with the text and the definitions that it shares with others."""
    folder = f"sources/{source}"
    parts = {
        "vocabulary.yaml": content.vocabulary(db),
        "topics.yaml": written["topics"],
        "actors.yaml": written["actors"],
        f"{folder}/source.yaml": written["source"],
        f"{folder}/text.txt": db.execute(select(_SOURCE.text).where(_SOURCE.id == source)).scalar_one(),
        f"{folder}/coding.yaml": written["coding"],
    }
    return Files(source, {name: Given(part) for name, part in parts.items()}, [source])


def build(file: Path, codings: Sequence[Files]) -> list[BundleFault]:
    """Make a database of codings of different sources. Returns what is wrong with them."""
    database = Database(Settings(database_url=f"sqlite:///{file}"))
    with database.writing() as db:
        migrate(db)
        return [fault for files in codings for fault in write_bundle(db, read(files), Edit.now(OPERATOR))[1]]


def _about(bundle: Bundle, folder: str) -> _About | None:
    """Who made a coding, and how; None where that, or another file that must be there, is at fault."""
    name = folder.rpartition("/")[2]
    if not is_id(name) or name == ADJUDICATED:
        bundle.fault(folder, None, f"“{name}” can't be the name of a coding: small letters, digits and hyphens")
        return None
    for file in ("about", "coding"):
        if f"{folder}/{file}.yaml" not in bundle.files.by_name:
            bundle.fault(f"{folder}/{file}.yaml", None, "this file is missing")
            return None
    try:
        return _About.model_validate(bundle.open(f"{folder}/about.yaml"))
    except ValidationError as error:
        bundle.refuse((f"{folder}/about.yaml",), error)
        return None


def _with_references(db: Connection, source: str, parts: Mapping[str, Any]) -> Written:
    """A coding with the topics and actors that it speaks of, and the source as it is described now."""
    body = select(_STORED.body).where(_STORED.noun == Noun.SOURCES.value, _STORED.id == source)
    described = rewritten(db, Noun.SOURCES, db.execute(body).scalar_one())
    bibliography = {name: said for name, said in described.items() if name not in ("text", "uncoded")}
    written = {"source": bibliography, "coding": parts["coding"]}
    for name, noun in _LISTS.items():
        own = parts[name] or []
        mentioned = set(_words([own, parts["coding"], bibliography]))
        known = {each["id"] for each in own if isinstance(each, dict)} if isinstance(own, list) else set()
        written[name] = [*own, *_mentioned(db, noun, mentioned, known)] if isinstance(own, list) else own
    return written


def _mentioned(db: Connection, noun: Noun, mentioned: set[str], known: set[str]) -> list[Written]:
    """The records with ids that are mentioned and not known, with all that they mention themselves."""
    found: dict[str, Written] = {}
    while missing := mentioned - known - found.keys():
        query = select(_STORED.body).where(_STORED.noun == noun.value, _STORED.id.in_(missing))
        records = [rewritten(db, noun, body) for body in db.execute(query).scalars()]
        found |= {each["id"]: each for each in records}
        mentioned, known = set(_words(records)), known | missing
    return sorted(found.values(), key=lambda each: str(each["id"]))


def _words(value: Any) -> Iterator[str]:
    """All that is said anywhere in data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _words(each)


def _faults(db: Connection, bundle: Bundle, folder: str, written: Written) -> list[BundleFault]:
    """What is wrong with a coding, each fault at its place in the files of the bundle."""
    source = folder.split("/")[1]
    other = read(files_of(db, source, written))
    with empty(SQLModel.metadata) as nowhere:
        nowhere.execute(insert(table(Dataset)), {"cursor_secret": ""})
        found = [other.fault_at(*each) for each in faults_of(nowhere, other.drafts, other.refused)]
    own = {f"sources/{source}/coding.yaml": "coding", "topics.yaml": "topics", "actors.yaml": "actors"}
    placed = []
    for fault in (*other.faults, *found):
        file = f"{folder}/{own[fault.file]}.yaml" if fault.file in own else fault.file
        path = tuple(int(part) if part.isdigit() else part for part in fault.path.split("."))
        placed.append(fault.model_copy(update={"file": file, "line": bundle.line(file, path)}))
    return placed


def _store(db: Connection, source: str, name: str, about: _About, written: Written) -> bool:
    """Put a coding in the place of the one of its name. Returns whether it differs."""
    bundle = orjson.dumps(written).decode()
    row = {**about.model_dump(), "bundle": bundle, "sha256": hashlib.sha256(bundle.encode()).hexdigest()}
    source_key = db.execute(select(_SOURCE.key).where(_SOURCE.id == source)).scalar_one()
    this = (_CODING.c.source_key == source_key, _CODING.c.name == name)
    known = db.execute(select(*_CODING.c[*row]).where(*this)).first()
    if known is not None and dict(known._mapping) == row:
        return False
    db.execute(delete(_CODING).where(*this))
    db.execute(insert(_CODING), {"source_key": source_key, "name": name, "at": now(), **row})
    return True
