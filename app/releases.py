"""Releases: named states of the whole database, which never change.

A release is kept in the database itself, as the compressed file of an SQLite database that holds everything but what is
read otherwise or by nobody: keys, answers, earlier releases, other codings and bodies of earlier changes. So whoever
has the database has its releases. To be read, one is unpacked once into a file beside the database, which may be
deleted at any time.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import orjson
import zstandard
from sqlalchemy import Connection, Select, delete, func, insert, select

from app import migrating
from app.db import Database, asked
from app.models import (
    Answered,
    ApiKey,
    Change,
    ChangeKind,
    Coding,
    Release,
    ReleasePart,
    Representation,
    Touched,
    table,
)
from app.values import now
from app.vocabulary import Noun
from app.writing import mark_changed

_RELEASE, _PART, _CHANGE = table(Release), table(ReleasePart), table(Change)
_PIECE = 1 << 20
"""Bytes of a packed file in a row."""


class NameTaken(ValueError):
    """A release has this name, and releases never change."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a state of the database holds."""

    digest: str
    counts: dict[str, int]
    """Records by noun."""


def take(database: Database, name: str) -> Described:
    """Make a release of the database as it is. Raises NameTaken.

    Others write meanwhile: it is a copy that is packed.
    """
    with database.writing() as db:
        _refuse_taken(db, name)
    with TemporaryDirectory(dir=database.path.parent) as folder:
        copy, packed = (database.beside(Path(folder) / file) for file in ("copy.sqlite", "packed.sqlite"))
        database.copy_to(copy.path)
        with copy.writing() as db:
            seq: int = db.execute(select(func.max(_CHANGE.c.seq))).scalar_one() or 0
            _leave_out(db)
            described = describe(db)
        copy.copy_to(packed.path)
        with packed.path.open("rb") as file, database.writing() as db:
            _refuse_taken(db, name)
            _keep(db, name, seq, described, _packed(file))
    return described


def describe(db: Connection) -> Described:
    """What the database holds now, with the digest of it.

    That is the SHA-256 over a line for each record, its JSON in the canonical form of RFC 8785 and a line feed: by noun
    and then by id, both in the order of their characters.
    """
    stored, counts, total = table(Representation).c, dict.fromkeys(sorted(Noun), 0), hashlib.sha256()
    for noun, body in db.execute(select(stored.noun, stored.body).order_by(stored.noun, stored.id)):
        total.update(canonical(body))
        counts[noun] += 1
    return Described(total.hexdigest(), {noun.value: count for noun, count in counts.items()})


def canonical(body: str) -> bytes:
    """A record's JSON in the form of RFC 8785, and a line feed."""
    # Keys are ASCII and numbers are integers, and with these orjson's sorted form is the canonical one.
    return orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def listed() -> Select[Any]:
    """Name, seq, digest, time and counts of every release, the latest first."""
    columns = _RELEASE.c
    query = select(columns.name, columns.seq, columns.digest, columns.at, columns.counts)
    return query.order_by(columns.at.desc(), columns.name.desc())


def names() -> Select[Any]:
    """The names of all releases."""
    return select(_RELEASE.c.name).order_by(_RELEASE.c.name)


def holding(noun: Noun) -> Select[Any]:
    """The latest release that holds the record with a `record_id` as it is now."""
    of = (_CHANGE.c.noun == noun.value, _CHANGE.c.id == asked("record_id"))
    since = select(func.max(_CHANGE.c.seq)).where(*of).scalar_subquery()
    latest = (_RELEASE.c.at.desc(), _RELEASE.c.name.desc())
    return select(_RELEASE.c.name).where(_RELEASE.c.seq >= since).order_by(*latest).limit(1)


def named() -> Select[Any]:
    """The digest of the release with this `name`."""
    return select(_RELEASE.c.digest).where(_RELEASE.c.name == asked("name"))


def file_of(database: Database, name: str, digest: str) -> Path:
    """Where a release lies when it is unpacked."""
    return database.path.with_name(f"{database.path.name}.releases") / f"{name}-{digest[:16]}.sqlite"


def unpack(database: Database, name: str, file: Path) -> None:
    """Write the file of a release; for a thread."""
    parts = select(_PART.c.packed).where(_PART.c.release_name == name).order_by(_PART.c.position)
    file.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=file.parent) as folder:
        made, brought_up = Path(folder) / "packed.sqlite", Path(folder) / "migrated.sqlite"
        with database.consulting() as db:
            _write(made, db.execution_options(yield_per=1).execute(parts).scalars())
        with database.beside(made).writing() as db:
            # It may have been taken before the tables had their present form; what is served of a record stays.
            migrating.migrate(db)
        database.beside(made).copy_to(brought_up)
        os.replace(brought_up, file)


def intact(database: Database) -> Iterator[tuple[str, bool]]:
    """Each release by name, and whether it still holds what its digest says."""
    with database.consulting() as db:
        kept = [(name, digest) for name, _, digest, _, _ in db.execute(listed())]
    for name, digest in kept:
        with TemporaryDirectory(dir=database.path.parent) as folder:
            file = Path(folder) / "unpacked.sqlite"
            unpack(database, name, file)
            with database.beside(file).consulting() as db:
                yield name, describe(db).digest == digest


def _write(file: Path, packed: Iterable[bytes]) -> None:
    with file.open("wb") as out, zstandard.ZstdDecompressor().stream_writer(out) as into:
        for piece in packed:
            into.write(piece)


def _packed(file: BinaryIO) -> Iterator[bytes]:
    packing = zstandard.ZstdCompressor(level=9).stream_reader(file)
    while piece := packing.read(_PIECE):
        yield piece


def _refuse_taken(db: Connection, name: str) -> None:
    if db.execute(select(_RELEASE.c.name).where(_RELEASE.c.name == name)).first():
        raise NameTaken(f"a release is called {name} already, and releases never change")


def _keep(db: Connection, name: str, seq: int, described: Described, pieces: Iterable[bytes]) -> None:
    told = {"name": name, "seq": seq, "digest": described.digest, "at": now()}
    db.execute(insert(_RELEASE), told | {"counts": orjson.dumps(described.counts).decode()})
    for position, packed in enumerate(pieces):
        db.execute(insert(_PART), {"release_name": name, "position": position, "packed": packed})
    mark_changed(db)


def _leave_out(db: Connection) -> None:
    for model in (ReleasePart, Release, Answered, ApiKey, Coding, Touched):
        db.execute(delete(table(model)))
    db.execute(delete(_CHANGE).where(_CHANGE.c.kind != ChangeKind.DELETED.value))
