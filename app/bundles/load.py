"""Loading a bundle: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert, select

from app.bundles import vocabulary
from app.bundles.read import Bundle, BundleFault, digest, read
from app.db import Database
from app.models import LoadedBundle, table
from app.values import now
from app.writing import Name, mark_changed, write

_LOADED = table(LoadedBundle)


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
            _remember(db, digest(folder))
    except _Undone:
        pass
    return loaded


def seed(database: Database, folder: Path) -> Loaded | None:
    """Load a bundle unless this very bundle was loaded before: what has been edited since is kept.

    Returns None where there was nothing to do.
    """
    with database.writing() as db:
        known = db.execute(select(_LOADED.c.digest).where(_LOADED.c.digest == digest(folder))).first()
    return None if known else load(database, folder)


def _load(db: Connection, bundle: Bundle) -> Loaded:
    # Drafts that read well are checked against each other even where others don't, so that all faults come at once.
    outcome = write(db, bundle.drafts, bundle.stamps, bundle.refused)
    faults = [*bundle.faults, *(bundle.fault_at(place, found) for place, found in outcome.faults)]
    faults.sort(key=lambda fault: (fault.file, fault.line or 0))
    if not faults and bundle.vocabulary and vocabulary.store(db, bundle.vocabulary):
        mark_changed(db)
    return Loaded(outcome.added, outcome.changed, outcome.unchanged, faults)


def _remember(db: Connection, bundle_digest: str) -> None:
    if not db.execute(select(_LOADED.c.digest).where(_LOADED.c.digest == bundle_digest)).first():
        db.execute(insert(_LOADED), {"digest": bundle_digest, "loaded": now()})
