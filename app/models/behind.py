"""Rows that are stored by a thread of their own while the next ones are made."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread

from sqlalchemy import Connection, event

_KEPT = "storing behind"
_AHEAD = 64  # statements that may wait, with the rows of some ten thousand records
_SWITCH = 0.0002
"""Seconds until the thread gets Python's lock, which it needs between two statements: else it would wait 25 times as
long, and SQLite with it."""


class Storing:
    """The thread of one transaction. After a failure it does nothing more, and whoever speaks to it next is told."""

    def __init__(self, db: Connection) -> None:
        self._cursor = db.connection.cursor()
        self._given: Queue[tuple[str, tuple[str | bytes | int, ...]] | None] = Queue(_AHEAD)
        self._failure: Exception | None = None
        self._thread = Thread(target=self._store)
        self._thread.start()

    def put(self, statement: str, values: tuple[str | bytes | int, ...]) -> None:
        self._tell()
        self._given.put((statement, values))

    def wait(self, *_: object) -> None:
        """Until all is stored that was given."""
        self._given.join()
        self._tell()

    def end(self) -> None:
        self._given.put(None)
        self._thread.join()

    def _tell(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _store(self) -> None:
        while (given := self._given.get()) is not None:
            try:
                if self._failure is None:
                    self._cursor.execute(*given)
            except Exception as error:
                self._failure = error
            finally:
                self._given.task_done()


@contextmanager
def behind(db: Connection) -> Iterator[None]:
    """Let a thread store what is given to `store` in this block; whatever else the connection is asked waits for it.

    SQLite works without Python's lock, and so on a core of its own. All is in the one transaction of the connection.
    """
    storing, interval = Storing(db), sys.getswitchinterval()
    db.info[_KEPT] = storing
    event.listen(db, "before_cursor_execute", storing.wait)
    sys.setswitchinterval(_SWITCH)
    try:
        yield
        storing.wait()
    finally:
        sys.setswitchinterval(interval)
        event.remove(db, "before_cursor_execute", storing.wait)
        del db.info[_KEPT]
        storing.end()


def storing_of(db: Connection) -> Storing | None:
    """The thread that stores for this connection, where there is one."""
    found: Storing | None = db.info.get(_KEPT)
    return found
