"""Rows as the tuples that the driver takes, each with the values of all columns in order."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, TableClause, insert
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from app.models.base import table
from app.models.behind import storing_of

MadeRow = Any
"""A row just made: its columns are its attributes, as those of a row that was read."""

_AT_ONCE = (500, 50, 5, 1)
"""How many rows go in by one statement: as many as records are made in one go, and fewer for the rest."""


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
    """Insert rows, many by one statement: SQLite makes the lists of what a column may hold anew for each, and a thread
    that stores behind waits for Python between two.

    The driver takes tuples as they are; by SQLAlchemy's own way each row would be a dict first, twice.
    """
    begun = 0
    for at_once in _AT_ONCE:
        whole = len(rows) - (len(rows) - begun) % at_once
        many = [tuple(chain.from_iterable(rows[at : at + at_once])) for at in range(begun, whole, at_once)]
        begun = whole
        if many:
            given = _inserting(into, at_once), many
            if (storing := storing_of(db)) is not None:
                storing.put(given)
            else:
                db.exec_driver_sql(*given)


@cache
def _inserting(into: TableClause, rows: int) -> str:
    head, values, row = str(insert(into).compile(dialect=sqlite.dialect())).partition(" VALUES ")
    return head + values + ", ".join([row] * rows)
