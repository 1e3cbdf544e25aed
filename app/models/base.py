"""What all tables share, and those about the database as a whole."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.ext.compiler import compiles
from sqlmodel import AutoString, Field, SQLModel

from app import vocabulary as v

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# STRICT tables of SQLite know TEXT and INTEGER, and neither VARCHAR nor BOOLEAN.
@compiles(AutoString, "sqlite")
def _text(*_: object, **__: object) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
def _boolean(*_: object, **__: object) -> str:
    return "INTEGER"


STRICT = {"sqlite_strict": True}


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def truth(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (true, false)", name=column)


class KeyRole(StrEnum):
    """What the holder of a key may do."""

    READER = "reader"
    EDITOR = "editor"


class Dataset(SQLModel, table=True):
    """One row about the database as a whole."""

    __table_args__ = (CheckConstraint("only = 1", name="only"), STRICT)
    only: int = Field(default=1, primary_key=True)
    version: int = 0
    next_key: int = 1
    cursor_secret: str


class Touched(SQLModel, table=True):
    """A record whose rows were written, moved or removed by a version of the dataset; of old versions nothing is kept.

    The key 0 says that a version touched too many to tell.
    """

    __table_args__ = (STRICT,)
    version: int = Field(primary_key=True)
    key: int = Field(primary_key=True)


class LoadedBundle(SQLModel, table=True):
    """A bundle that has been loaded, by the digest of its files."""

    __tablename__ = "loaded_bundle"
    __table_args__ = (STRICT,)
    digest: str = Field(primary_key=True)
    loaded: str


class VocabularyValue(SQLModel, table=True):
    """One value of one enumeration."""

    __tablename__ = "vocabulary_value"
    __table_args__ = (one_of("enumeration", v.ENUMERATIONS), STRICT)
    enumeration: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    position: int
    enumeration_definition: str
    definition: str
    choose_when: str
    example: str


class Representation(SQLModel, table=True):
    """A record's reference and its JSON as it is served; the key is the record's in every table."""

    __table_args__ = (UniqueConstraint("noun", "id"), one_of("noun", v.Noun), STRICT)
    key: int = Field(primary_key=True)
    noun: str
    id: str
    label: str
    body: str


class ChangeKind(StrEnum):
    """What happened to a record."""

    WRITTEN = "written"
    SHOWN = "shown"
    """It was not written itself, but what it shows of others was."""
    DELETED = "deleted"


class Change(SQLModel, table=True):
    """One change of what is served of a record; `body` is null while the record is as it was after it."""

    __table_args__ = (
        one_of("noun", v.Noun),
        one_of("kind", ChangeKind),
        Index(None, "noun", "id", "seq"),
        STRICT,
    )
    seq: int = Field(primary_key=True)
    noun: str
    id: str
    version: int
    kind: str
    at: str
    by: str
    summary: str | None
    replaced_by: str | None
    body: str | None


class Release(SQLModel, table=True):
    """A named state of the whole database; `counts` is JSON, records by noun."""

    __table_args__ = (STRICT,)
    name: str = Field(primary_key=True)
    seq: int
    digest: str
    at: str
    counts: str


class ReleasePart(SQLModel, table=True):
    """A piece of the file that a release is, compressed by zstandard as a whole."""

    __tablename__ = "release_part"
    __table_args__ = (STRICT,)
    release_name: str = Field(primary_key=True, foreign_key="release.name")
    position: int = Field(primary_key=True)
    packed: bytes


class ApiKey(SQLModel, table=True):
    """Who may write, and until when; of the key itself only a hash is known."""

    __tablename__ = "api_key"
    __table_args__ = (one_of("role", KeyRole), STRICT)
    name: str = Field(primary_key=True)
    role: str
    sha256: str = Field(unique=True)
    created: str
    expires: str | None
    revoked: str | None


class Answered(SQLModel, table=True):
    """What a request with an Idempotency-Key was answered, so that its repetition is answered the same."""

    __table_args__ = (STRICT,)
    by: str = Field(primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    request_sha256: str
    at: str = Field(index=True)
    status: int
    location: str | None
    body: str


class SearchRow(SQLModel, table=True):
    """What search knows of a record besides its words, in rows so short that a hundred thousand are read at once.

    `source` is the id of the source it belongs to, and `words` how many words are known of it.
    """

    __tablename__ = "search_row"
    __table_args__ = (STRICT,)
    record_key: int = Field(primary_key=True, foreign_key="representation.key")
    noun: str
    id: str
    source: str | None
    words: int


class Record(SQLModel):
    """What each noun's table starts with."""

    key: int = Field(primary_key=True, foreign_key="representation.key")
    id: str = Field(unique=True, max_length=100)
    version: int
    created: str
    updated: str


def record_constraints(table: str, *more: CheckConstraint | UniqueConstraint | Index) -> tuple[object, ...]:
    return (CheckConstraint("version >= 1", name="version"), *more, STRICT)


def table(model: type[SQLModel]) -> Table:
    made: Table = model.__table__  # type: ignore[attr-defined]
    return made
