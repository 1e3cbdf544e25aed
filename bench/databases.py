"""The databases that are measured, each made when it is first wanted."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from mmap import MAP_POPULATE, MAP_SHARED, PROT_READ, mmap
from pathlib import Path

from app import migrating
from app.bundles.load import load
from app.db import Database
from app.settings import Settings, shipped
from bench import filling, match
from bench.asking import SEED
from bench.data import GENERATION

_PIECE = 1 << 24  # bytes
_LOCKED = 0x2000
"""Linux's MAP_LOCKED, which Python has no name for."""


@dataclass(frozen=True, slots=True)
class Databases:
    folder: Path

    def of(self, claims: int) -> Path:
        return self._made(f"claims-{GENERATION}-{claims}.sqlite", lambda file: filling.fill(file, claims, SEED))

    def sources(self) -> Path:
        """Of many texts and no claims."""
        return self._made(f"sources-{GENERATION}-{match.SOURCES}.sqlite", match.fill)

    def _made(self, name: str, make: Callable[[Path], None]) -> Path:
        file = self.folder / name
        if not file.exists():
            # What is broken off is not taken for whole the next time.
            begun = file.with_suffix(".begun")
            for each in self.folder.glob(f"{begun.name}*"):
                each.unlink()
            make(begun)
            begun.rename(file)
        with file.open("rb") as content:
            # Whoever is measured finds all of it in the system's memory: what of it would have to come from the disk
            # depends on what was done before.
            while content.read(_PIECE):
                pass
        return file

    def seeded(self) -> Path:
        # Made anew each time: the seed may be another one.
        file = self.folder / "seeded.sqlite"
        for each in self.folder.glob(f"{file.name}*"):
            each.unlink()
        database = Database(Settings(database_url=f"sqlite:///{file}"))
        with database.writing() as db:
            migrating.migrate(db)
        load(database, shipped("seed"))
        database.close()
        return file


@contextmanager
def in_memory(*files: Path) -> Iterator[None]:
    """Hold files in the system's memory: else it drops some of their pages, and it is the disk that is measured."""
    with ExitStack() as held:
        for file in files:
            content = held.enter_context(file.open("rb"))
            try:
                found = mmap(content.fileno(), 0, MAP_SHARED | MAP_POPULATE | _LOCKED, PROT_READ)
            except OSError as error:
                print(f"{file.name} can't be held in memory: {error}", file=sys.stderr)
            else:
                held.enter_context(found)
        yield


@contextmanager
def databases() -> Iterator[Databases]:
    """BENCH_FOLDER keeps them for the next time."""
    kept = os.environ.get("BENCH_FOLDER")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        yield Databases(Path(folder))
