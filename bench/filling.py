"""A database of synthetic claims."""

import time
from itertools import islice
from pathlib import Path

from app import migrating
from app.db import Database
from app.drafts.checking import Placed
from app.settings import Settings
from app.writing import write
from bench.data import common, sources

_SOURCES_AT_ONCE = 40


def fill(file: Path, claims: int, seed: int) -> None:
    """Make the database, and tell how long it took."""
    database = Database(Settings(database_url=f"sqlite:///{file}"))
    begun = time.perf_counter()
    with database.writing() as db:
        migrating.migrate(db)
        write(db, [Placed(draft, ()) for draft in common(seed)])
        each = sources(seed, claims)
        while several := list(islice(each, _SOURCES_AT_ONCE)):
            outcome = write(db, [Placed(draft, ()) for drafts in several for draft in drafts])
            assert not outcome.faults, outcome.faults[0]
    database.close()
    took = time.perf_counter() - begun
    print(f"{claims} claims written in {took:.0f} s ({claims / took:.0f}/s), {file.stat().st_size >> 20} MiB")
