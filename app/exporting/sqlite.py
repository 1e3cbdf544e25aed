"""The SQLite file: every table with its keys, views, and what each column means."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import pysqlite3.dbapi2 as sqlite3
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Text, insert
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql import ClauseElement

from app.exporting.content import Content
from app.exporting.tables import Table
from app.exporting.views import VIEWS
from app.files import copied

_DIALECT = dialect(paramstyle="qmark")


def write(content: Content, folder: Path, out: BinaryIO) -> None:
    """Write the file; `folder` is where there is room for another copy of it."""
    with TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "everything.sqlite"
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            _fill(db, content)
        copied(path, out)


def _fill(db: Any, content: Content) -> None:
    tables = {table.name: made for table, made in zip(content.tables, _sql_tables(content.tables), strict=True)}
    # A file that is half made is thrown away: it needs neither a journal nor the disk's word.
    for setting in ("journal_mode = OFF", "synchronous = OFF"):
        db.execute(f"PRAGMA {setting}")
    db.execute("BEGIN")
    for made in tables.values():
        db.execute(_sql(CreateTable(made)))
        for index in sorted(made.indexes, key=lambda each: str(each.name)):
            db.execute(_sql(CreateIndex(index)))
    for part, records in content.parts():
        inserts = [(table, _sql(insert(tables[table.name]))) for table in part.tables]
        for record in records:
            for table, statement in inserts:
                db.executemany(statement, table.rows(record))
    for name, (_, query) in VIEWS.items():
        db.execute(f"CREATE VIEW {name} AS {query.strip()}")
    _describe(db, content)
    db.execute("COMMIT")


def _sql_tables(tables: Iterable[Table]) -> Iterator[SqlTable]:
    metadata = MetaData()
    for table in tables:
        columns = [
            Column(
                name,
                Text() if column.kind in ("string", "datetime") else Integer(),
                *([ForeignKey(f"{column.names}.id")] if column.names else []),
                primary_key=name in table.key,
                nullable=not column.required,
            )
            for name, column in table.columns.items()
        ]
        made = SqlTable(table.name, metadata, *columns)
        for column in columns:
            if column.foreign_keys and column.name != table.key[0]:
                Index(f"{table.name}_{column.name}", column)
        yield made


def _sql(statement: ClauseElement) -> str:
    return str(statement.compile(dialect=_DIALECT))


_ABOUT = {
    "about": ("name", "value"),
    "about_tables": ("name", "about"),
    "about_columns": ("table_name", "name", "type", "refers_to", "about"),
}


def _describe(db: Any, content: Content) -> None:
    """Tables that tell what all of this is."""
    tables = [(each.name, each.about) for each in content.tables]
    views = [(name, said) for name, (said, _) in VIEWS.items()]
    columns = [
        (table.name, name, column.kind, column.names and f"{column.names}.id", column.about)
        for table in content.tables
        for name, column in table.columns.items()
    ]
    rows: dict[str, Iterable[Sequence[Any]]] = {
        "about": content.about.items(),
        "about_tables": tables + views,
        "about_columns": columns,
    }
    for name, names in _ABOUT.items():
        made = SqlTable(name, MetaData(), *(Column(each, Text()) for each in names))
        db.execute(_sql(CreateTable(made)))
        db.executemany(_sql(insert(made)), rows[name])
