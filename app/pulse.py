"""Whether the database is still as it was: asked before every answer that is made once and given many times."""

import os
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite3

File = tuple[int, int, int] | None


class Pulse:
    """Counts the changes of a database, whoever makes them, in this process or in another."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._connection: Any = None
        self._cursor: Any = None
        self._file: File = None
        self._version: object = None
        self._changes = 0

    def changes(self) -> int | None:
        """A number that no other state of the database has; None where it can't be read.

        What is read after this was called is at least as new. The other way round a change between the two would go
        unnoticed for ever.
        """
        try:
            found = os.stat(self._path)
            # Another file in this place is another database, and one that is copied over it is seen by its time.
            file = (found.st_ino, found.st_dev, found.st_mtime_ns)
            if file != self._file:
                self._open(file)
            # Autocommit, read to the end, and on a connection that only asks this: else it would not move.
            version = self._cursor.execute("PRAGMA data_version").fetchall()
        except (sqlite3.Error, OSError):
            self.close()
            return None
        if version != self._version:
            self._version = version
            self._changes += 1
        return self._changes

    def _open(self, file: File) -> None:
        # Versions that two connections tell can't be compared: a new one counts as a change.
        self.close()
        self._connection = sqlite3.connect(
            f"file:{self._path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        self._cursor = self._connection.cursor()
        self._file = file

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._cursor = self._file = self._version = None
