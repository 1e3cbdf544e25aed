"""Rows as tuples, each with the values of all columns in order, and how they are stored."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, TableClause, insert
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from app.models.base import table
from app.models.behind import storing_of

MadeRow = Any
"""A row just made: its columns are its attributes, as those of a row that was read."""

_AT_ONCE = 4000  # rows


@cache
def maker(model: type[SQLModel]) -> Callable[[Mapping[str, Any]], MadeRow]:
    """What makes a row of a table from values by column."""
    names = [column.name for column in table(model).columns]
    row: Any = namedtuple("row", names)  # type: ignore[misc]
    values = itemgetter(*names)
    # As `_make` does it, which counts the values first.
    new = tuple.__new__
    return lambda given: new(row, values(given))


def store(db: Connection, into: TableClause, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, many by one statement and as one value: JSON, which SQLite takes apart by itself.

    For each statement SQLite makes anew the lists of what a column may hold, and with many values Python has to hand
    over each; so a thread that stores behind would not run beside the rest.
    """
    for at in range(0, len(rows), _AT_ONCE):
        store_by(db, _inserting(into), orjson.dumps(rows[at : at + _AT_ONCE], default=tuple).decode())


def store_by(db: Connection, statement: str, *values: str | bytes | int) -> None:
    """Store by a statement of SQLite's, behind where there is a thread for it."""
    storing = storing_of(db)
    if storing is not None:
        storing.put(statement, values)
    else:
        db.exec_driver_sql(statement, values)


@cache
def _inserting(into: TableClause) -> str:
    head, *_ = str(insert(into).compile(dialect=sqlite.dialect())).partition(" VALUES ")
    columns = ", ".join(f"value ->> {at}" for at, _ in enumerate(into.columns))
    return " ".join((head, "SELECT", columns, "FROM jsonb_each(jsonb(?))"))
