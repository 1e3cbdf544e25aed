"""Writers take turns, in this process and in others, so that none waits much longer than those who came before it.

SQLite lets waiting writers try again after ever longer pauses, and who comes late may be first: `docs/decisions/0012`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from filelock import FileLock, Timeout

from app.problems import Unavailable

_BUSY = "Others are writing, and this has waited long enough."
_PAUSE = 0.001
"""Seconds between two looks whether another process has had its turn; few processes look."""


class Turns:
    """The queue for one database, with a file beside it that is locked by the process that writes."""

    def __init__(self, file: Path, patience: float) -> None:
        """`patience` is how many seconds a writer waits."""
        self._here = threading.Lock()
        self._file, self._patience = file, patience

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and have it until the block ends. Raises Unavailable."""
        latest = monotonic() + self._patience
        if not self._here.acquire(timeout=self._patience):
            raise _unavailable(_BUSY)
        try:
            lock = FileLock(self._file, poll_interval=_PAUSE)
            try:
                lock.acquire(timeout=max(0.0, latest - monotonic()))
            except Timeout:
                raise _unavailable(_BUSY) from None
            except OSError as error:
                raise _unavailable(f"The database can't be written now: {error}.") from error
            try:
                yield
            finally:
                lock.release()
        finally:
            self._here.release()


def _unavailable(why: str) -> Unavailable:
    return Unavailable(why, headers={"Retry-After": "1"})
