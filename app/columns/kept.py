"""Columns are read when they are first asked for, kept, and brought up to date when the data have changed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from threading import Lock
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.sql import ClauseElement
from starlette.concurrency import run_in_threadpool

from app import touched
from app.columns.found import Keys, distinct
from app.db import NOTHING, Database, Params, Prepared, Reading, asked
from app.models import Touched, table

_TOUCHED = table(Touched).c

C = TypeVar("C")
Rows = Callable[..., Iterator[tuple[Any, ...]]]
"""Runs a statement by its name, with values for its parameters."""


class Column(ABC, Generic[C]):
    """How something that is known of many records is read from the database."""

    passing: ClassVar[bool] = False
    """Whether there are so many that those which were not asked for lately are forgotten."""

    def nbytes(self, held: C) -> int:
        """How much memory a passing column takes."""
        raise NotImplementedError

    @property
    def kind(self) -> Hashable:
        """What shares its statements."""
        return self

    @abstractmethod
    def statements(self) -> Mapping[str, Callable[[], ClauseElement]]:
        """What is asked, by name; each may use the version `since` which records were touched."""

    @abstractmethod
    def read(self, rows: Rows, size: int) -> C:
        """All of it, for keys below `size`."""

    def at_once(self, rows: Rows, size: int) -> C | None:
        """All of it, where that takes no longer than other requests may wait for it; None elsewhere."""
        return None

    @abstractmethod
    def follow(self, held: C, rows: Rows, changed: Keys, size: int) -> C:
        """As it is after these records were touched."""


def touched_keys() -> Select[int]:
    """The keys of the records that were touched after the version `since`."""
    return select(_TOUCHED.key).where(_TOUCHED.version > asked("since"))


async def held(db: Database, reading: Reading, column: Column[C]) -> C:
    """A column of a database, as this reading has it."""
    return await _OF.setdefault(db, _Columns()).of(db, reading, column)


class _Columns:
    """The columns of one database that were asked for."""

    def __init__(self) -> None:
        self._file: object = None
        self._kept: dict[Column[Any], tuple[int, Any]] = {}
        self._passing: dict[Column[Any], int] = {}
        self._bytes = 0
        self._statements: dict[Hashable, Mapping[str, Prepared]] = {}
        self._lock = Lock()
        self._tidying = Lock()
        """Held for a moment, and not while a column is read."""

    async def of(self, db: Database, reading: Reading, column: Column[C]) -> C:
        # The file first: another one is told only when nothing is kept of the one before.
        known = self._kept.get(column) if self._file == reading.file else None
        if known is not None and known[0] == reading.version:
            if column.passing:
                self._use(column)
            found: C = known[1]
            return found
        statements = self._statements_of(db, column)
        little = None if known else self._at_once(reading, column, statements)
        if little is not None:
            return little
        if reading.size < _MANY:
            return self._brought(reading, column, statements)
        return await run_in_threadpool(self._brought, reading, column, statements)

    def _statements_of(self, db: Database, column: Column[Any]) -> Mapping[str, Prepared]:
        """Made in the event loop's thread, and run in any."""
        known = self._statements.get(column.kind)
        if known is None:
            each = (*column.statements().items(), ("touched keys", touched_keys))
            known = {name: db.statement((column.kind, name), build) for name, build in each}
            self._statements[column.kind] = known
        return known

    def _at_once(self, reading: Reading, column: Column[C], statements: Mapping[str, Prepared]) -> C | None:
        """A column of which nothing is known, where it is little; the loop's thread never waits for others here."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            self._of_file(reading)
            found = column.at_once(_rows_of(reading, statements), reading.size)
            if found is not None and self._kept.get(column, _NOTHING)[0] < reading.version:
                self._keep(column, reading.version, found)
            return found
        finally:
            self._lock.release()

    def _brought(self, reading: Reading, column: Column[C], statements: Mapping[str, Prepared]) -> C:
        """The column, read or brought up to date; one at a time, as requests that come together want the same."""
        with self._lock:
            self._of_file(reading)
            version, held = self._kept.get(column, _NOTHING)
            rows = _rows_of(reading, statements, since=version)
            changed = self._changed(rows, version, reading.version) if version >= 0 else None
            if held is None or changed is None:
                found: C = column.read(rows, reading.size)
            else:
                found = column.follow(held, rows, changed, reading.size) if len(changed) else held
            # A reading that began before the latest write is served, but what it saw is not kept.
            if version < reading.version:
                self._keep(column, reading.version, found)
            return found

    def _of_file(self, reading: Reading) -> None:
        """Keep nothing of another file."""
        if self._file != reading.file:
            self._kept, self._passing, self._bytes = {}, {}, 0
            self._file = reading.file

    def _use(self, column: Column[Any]) -> None:
        """Put a passing column behind those that were not asked for since."""
        with self._tidying:
            if (size := self._passing.pop(column, None)) is not None:
                self._passing[column] = size

    def _keep(self, column: Column[C], version: int, found: C) -> None:
        self._kept[column] = (version, found)
        if not column.passing:
            return
        with self._tidying:
            self._bytes += column.nbytes(found) - self._passing.pop(column, 0)
            self._passing[column] = column.nbytes(found)
            while self._bytes > _PASSING_BYTES and len(self._passing) > 1:
                oldest = next(iter(self._passing))
                self._bytes -= self._passing.pop(oldest)
                del self._kept[oldest]

    @staticmethod
    def _changed(rows: Rows, since: int, now: int) -> Keys | None:
        """What was touched since a version; None where that is too much, or no longer known."""
        if not since <= now <= since + touched.REMEMBERED:
            return None
        keys = distinct(np.array([key for (key,) in rows("touched keys")], np.int32))
        return None if len(keys) and keys[0] == touched.ALL else keys


def _rows_of(reading: Reading, statements: Mapping[str, Prepared], since: int = -1) -> Rows:
    def rows(name: str, params: Params = NOTHING) -> Iterator[tuple[Any, ...]]:
        return reading.stream(statements[name], {"since": since, **params})

    return rows


_NOTHING = (-1, None)
_OF: WeakKeyDictionary[Database, _Columns] = WeakKeyDictionary()

_PASSING_BYTES = 128 << 20
"""Memory for the hits of words, in each database."""
_MANY = 20_000
"""Keys from which on reading a column takes longer than other requests should wait."""
