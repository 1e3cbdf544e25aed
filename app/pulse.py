"""Whether the database is still as it was: asked before every answer that is made once and given many times."""

import os
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite3


class Pulse:
    """Counts the changes of a database, whoever makes them, in this process or in another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: Any = None
        self._seen: tuple[object, ...] = ()
        self._changes = 0

    def changes(self) -> int | None:
        """A number that no other state of the database has; None where it can't be read.

        What is read after this was called is at least as new. The other way round a change between the two would go
        unnoticed for ever.
        """
        try:
            file = os.stat(self._path)
            # Another file in this place is another database, and one that is copied over it is seen by its time.
            found = (file.st_dev, file.st_ino, file.st_mtime_ns)
            if found != self._seen[:3]:
                self._open()
            # Autocommit, read to the end, and on a connection that only asks this: else it would not move.
            (version,) = self._connection.execute("PRAGMA data_version").fetchall()
        except (sqlite3.Error, OSError):
            self.close()
            return None
        if (*found, version) != self._seen:
            self._seen = (*found, version)
            self._changes += 1
        return self._changes

    def _open(self) -> None:
        self.close()
        # Versions of two connections can't be compared, so a new one counts as a change.
        self._connection = sqlite3.connect(
            f"file:{self._path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._seen = None, ()
