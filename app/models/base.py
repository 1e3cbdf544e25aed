"""What all tables share, and those about the database as a whole."""

from collections.abc import Iterable

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


class Dataset(SQLModel, table=True):
    """One row about the database as a whole."""

    __table_args__ = (CheckConstraint("only = 1", name="only"), STRICT)
    only: int = Field(default=1, primary_key=True)
    version: int = 0
    next_key: int = 1
    cursor_secret: str


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


class SearchRow(SQLModel, table=True):
    """What search knows of a record besides its words, in rows so short that a hundred thousand are read at once.

    `source` is the id of the source it belongs to.
    """

    __tablename__ = "search_row"
    __table_args__ = (STRICT,)
    record_key: int = Field(primary_key=True, foreign_key="representation.key")
    noun: str
    id: str
    source: str | None


class Record(SQLModel):
    """What each noun's table starts with."""

    key: int = Field(primary_key=True, foreign_key="representation.key")
    id: str = Field(unique=True, max_length=100)
    version: int
    created: str
    updated: str = Field(index=True)


def record_constraints(table: str, *more: CheckConstraint | UniqueConstraint | Index) -> tuple[object, ...]:
    return (CheckConstraint("version >= 1", name="version"), *more, STRICT)


def table(model: type[SQLModel]) -> Table:
    made: Table = model.__table__  # type: ignore[attr-defined]
    return made
