"""Rows as the tuples that the driver takes, each with the values of all columns in order."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, TableClause, insert
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from app.models.base import table

MadeRow = Any
"""A row just made: its columns are its attributes, as those of a row that was read."""


@cache
def maker(model: type[SQLModel]) -> Callable[[Mapping[str, Any]], MadeRow]:
    """What makes a row of a table from values by column."""
    names = [column.name for column in table(model).columns]
    row: Any = namedtuple("row", names)  # type: ignore[misc]
    values = itemgetter(*names)
    return lambda given: row._make(values(given))


def store(db: Connection, into: TableClause, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows. The driver takes tuples as they are; by SQLAlchemy's own way each would be a dict first, twice."""
    if rows:
        db.exec_driver_sql(_inserting(into), [*rows])


@cache
def _inserting(into: TableClause) -> str:
    return str(insert(into).compile(dialect=sqlite.dialect()))
