"""Loading a bundle: all of it, or nothing; and checking one, which loads nothing and reads more closely."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.bundles import seeding, vocabulary
from app.bundles.bundle import Bundle, BundleFault
from app.bundles.read import read
from app.bundles.second_reader.answers import Warned, read_again
from app.db import Database
from app.drafts.desk import DraftFault
from app.writing import Name, mark_changed, write


@dataclass(slots=True)
class Loaded:
    """What loading did, or would do; with faults, nothing."""

    added: Sequence[Name]
    changed: Sequence[Name]
    unchanged: Sequence[Name]
    faults: Sequence[BundleFault]


@dataclass(slots=True)
class Checked:
    """What loading would do, and what a second reader would ask about; with faults, no warnings."""

    loaded: Loaded
    warnings: Sequence["BundleWarning"]
    answered: int
    """How many warnings are answered by a written reason."""


@dataclass(frozen=True, slots=True)
class BundleWarning:
    """Something that often goes wrong; it may be right all the same."""

    file: str
    line: int | None
    record: str
    """Such as `claims/ships-owed`."""
    message: str
    name: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.record}: {self.message} [{self.name}]"


class _Undone(Exception):
    """Ends a transaction without a trace."""


def load(database: Database, folder: Path, dry_run: bool = False) -> Loaded:
    """Load a bundle in one transaction; with any fault, or in a dry run, the database stays as it was."""
    return _take(database, read(folder), dry_run)


def check(database: Database, folder: Path) -> Checked:
    """What loading a bundle would do, with warnings; the database stays as it was.

    With faults there are no warnings: what could not be read would only raise false ones.
    """
    bundle = read(folder)
    loaded = _take(database, bundle, dry_run=True)
    if loaded.faults:
        return Checked(loaded, [], 0)
    raised, answered = read_again(bundle.drafts, bundle.answers)
    warnings = [_placed(bundle, one) for one in raised]
    return Checked(loaded, sorted(warnings, key=lambda one: (one.file, one.line or 0)), answered)


def _take(database: Database, bundle: Bundle, dry_run: bool) -> Loaded:
    try:
        with database.writing() as db:
            loaded = _load(db, bundle)
            if loaded.faults or dry_run:
                raise _Undone
            seeding.remember(db, bundle.folder)
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


def _placed(bundle: Bundle, warned: Warned) -> BundleWarning:
    at = bundle.fault_at(warned.place, DraftFault(warned.path, None, warned.message))
    return BundleWarning(at.file, at.line, warned.record, at.message, warned.name)
