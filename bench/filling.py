"""A database of synthetic claims."""

import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from app import migrating
from app.db import Database
from app.drafts.base import Draft
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
    _put(database, common(seed))
    each = sources(seed, claims)
    while several := list(islice(each, _SOURCES_AT_ONCE)):
        _put(database, [draft for drafts in several for draft in drafts])
    with database.writing() as db:
        # Ours needs none; whoever asks SQLite for claims of a kind in their order would make one.
        db.exec_driver_sql("CREATE INDEX for_peers ON claim (kind, position)")
    database.close()
    took = time.perf_counter() - begun
    print(f"{claims} claims written in {took:.0f} s ({claims / took:.0f}/s), {file.stat().st_size >> 20} MiB")


def _put(database: Database, drafts: Sequence[Draft]) -> None:
    # Each in a transaction of its own: in one that is as long as the database, what was written before is found slowly.
    with database.writing() as db:
        outcome = write(db, [Placed(draft, ()) for draft in drafts])
        assert not outcome.faults, outcome.faults[0]
