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

MadeRow = Any
"""A row just made: its columns are its attributes, as those of a row that was read."""


_AT_ONCE = 50


@cache
def maker(model: type[SQLModel]) -> Callable[[Mapping[str, Any]], MadeRow]:
    """What makes a row of a table from values by column."""
    names = [column.name for column in table(model).columns]
    row: Any = namedtuple("row", names)  # type: ignore[misc]
    values = itemgetter(*names)
    return lambda given: row._make(values(given))


def store(db: Connection, into: TableClause, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, many by one statement: SQLite makes the lists of what a column may hold anew for each.

    The driver takes tuples as they are; by SQLAlchemy's own way each row would be a dict first, twice.
    """
    whole = len(rows) - len(rows) % _AT_ONCE
    many = [tuple(chain.from_iterable(rows[at : at + _AT_ONCE])) for at in range(0, whole, _AT_ONCE)]
    for at_once, values in ((_AT_ONCE, many), (1, rows[whole:])):
        if values:
            db.exec_driver_sql(_inserting(into, at_once), [*values])


@cache
def _inserting(into: TableClause, rows: int) -> str:
    head, values, row = str(insert(into).compile(dialect=sqlite.dialect())).partition(" VALUES ")
    return head + values + ", ".join([row] * rows)
