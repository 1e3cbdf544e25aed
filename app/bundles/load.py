"""Loading a bundle: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.bundles import seeding, vocabulary
from app.bundles.read import Bundle, BundleFault, read
from app.db import Database
from app.writing import Name, mark_changed, write


@dataclass(slots=True)
class Loaded:
    """What loading did, or would do; with faults, nothing."""

    added: Sequence[Name]
    changed: Sequence[Name]
    unchanged: Sequence[Name]
    faults: Sequence[BundleFault]


class _Undone(Exception):
    """Ends a transaction without a trace."""


def load(database: Database, folder: Path, dry_run: bool = False) -> Loaded:
    """Load a bundle in one transaction; with any fault, or in a dry run, the database stays as it was."""
    bundle = read(folder)
    try:
        with database.writing() as db:
            loaded = _load(db, bundle)
            if loaded.faults or dry_run:
                raise _Undone
            seeding.remember(db, folder)
    except _Undone:
        pass
    return loaded


def _load(db: Connection, bundle: Bundle) -> Loaded:
    # Drafts that read well are checked against each other even where others don't, so that all faults come at once.
    outcome = write(db, bundle.drafts, bundle.stamps, bundle.refused)
    faults = [*bundle.faults, *(bundle.fault_at(place, found) for place, found in outcome.faults)]
    faults.sort(key=lambda fault: (fault.file, fault.line or 0))
    if not faults and bundle.vocabulary and vocabulary.store(db, bundle.vocabulary):
        mark_changed(db)
    return Loaded(outcome.added, outcome.changed, outcome.unchanged, faults)
