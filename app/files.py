"""Files that take a while to make: each is made once for all who ask for it, and kept on disk without a name."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pysqlite3.dbapi2 as sqlite3

from app.db import Snapshot
from app.memo import Memo
from app.problems import Unavailable

Write = Callable[[BinaryIO], None]

_KEPT = 4
"""Files; each can be as large as the database."""
_MAKERS = 2
"""Files made at the same time."""
_PIECE = 1 << 18
"""Bytes read at once."""


class File:
    """Bytes on disk, for any number of readers; the space is free again when the last of them is done."""

    def __init__(self, folder: Path, write: Write) -> None:
        # Without a name nothing is left behind, however the process ends, and no two processes meet.
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - it is open as long as somebody may read it
        write(self._file)
        self.size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        self.digest = hashlib.file_digest(self._file, "sha256")

    def __del__(self) -> None:
        self._file.close()

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from one place to another, exclusive; for a thread."""
        while start < end:
            # Not `read`, which many readers would move about under each other.
            piece = os.pread(self._file.fileno(), min(_PIECE, end - start), start)
            yield piece
            start += len(piece)


class Files:
    """The files asked for lately, all of one snapshot."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._snapshot: Snapshot | None = None
        self._made: Memo[Hashable, Future[File]] = Memo(_KEPT)
        self._makers = _makers()

    async def of(self, snapshot: Snapshot, name: Hashable, write: Write, unneeded: Callable[[], None]) -> File:
        """The file of this name, which `write` makes in a thread; where it is there already, `unneeded` is called.

        Raises Unavailable where the disk or the database fails.
        """
        if snapshot != self._snapshot:
            self._snapshot, self._made = snapshot, Memo(_KEPT)
        made = self._made.get(name)
        if made is not None and not _failed(made):
            unneeded()
        else:
            made = self._made.put(name, self._makers.submit(File, self._folder, write))
        try:
            # A client that goes away must not take the file from others who wait for it.
            return await asyncio.shield(asyncio.wrap_future(made))
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(f"The file can't be made: {error}.", headers={"Retry-After": "5"}) from error

    def close(self) -> None:
        """Let go of all files; those that are being made are made to their end."""
        self._makers.shutdown(wait=False, cancel_futures=True)
        self._snapshot, self._makers = None, _makers()


def _makers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_MAKERS, "files")


def _failed(made: Future[File]) -> bool:
    return made.done() and made.exception() is not None


def copied(path: Path, into: BinaryIO) -> None:
    """Copy a file's bytes, a few in memory at a time."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, into, _PIECE)
