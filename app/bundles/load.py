"""Loading a bundle: all of it, or nothing; and checking one, which loads nothing and reads more closely."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.bundles import codings as codings_of
from app.bundles import seeding
from app.bundles.bundle import Bundle, BundleFault
from app.bundles.read import read_folder
from app.bundles.second_reader.answers import Warned, read_again
from app.bundles.written import write_bundle
from app.db import Database
from app.drafts.checking import Name
from app.drafts.desk import DraftFault
from app.memory import Edit
from app.models.behind import behind
from app.writing import OPERATOR, mark_changed


@dataclass(slots=True)
class Loaded:
    """What loading did, or would do; with faults, nothing."""

    added: Sequence[Name]
    changed: Sequence[Name]
    unchanged: Sequence[Name]
    codings: Sequence[str]
    """The folders of codings that are new or changed."""
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


def load(database: Database, folder: Path, dry_run: bool = False) -> Loaded:
    """Load a bundle in one transaction; with any fault, or in a dry run, the database stays as it was."""
    with _kept():
        return _load(database, folder, dry_run)


def _load(database: Database, folder: Path, dry_run: bool) -> Loaded:
    bundle = read_folder(folder)
    with database.writing() as db:
        with behind(db):
            loaded = take(db, bundle, Edit.now(OPERATOR))
        if loaded.faults or dry_run:
            db.rollback()
        else:
            seeding.remember(db, folder)
    return loaded


@contextmanager
def _kept() -> Iterator[None]:
    """Nearly all that loading makes is needed to its end: the collector would walk through it over and over.

    It must be gone by then, and not stand in a variable beside the block, or it is walked through after all.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def check(database: Database, folder: Path) -> Checked:
    """What loading a bundle would do, with warnings; the database stays as it was.

    With faults there are no warnings: what could not be read would only raise false ones.
    """
    bundle = read_folder(folder)
    with database.writing() as db:
        loaded = take(db, bundle, Edit.now(OPERATOR))
        db.rollback()
    if loaded.faults:
        return Checked(loaded, [], 0)
    raised, answered = read_again(bundle.drafts, bundle.answers)
    warnings = [_placed(bundle, one) for one in raised]
    return Checked(loaded, sorted(warnings, key=lambda one: (one.file, one.line or 0)), answered)


def take(db: Connection, bundle: Bundle, edit: Edit) -> Loaded:
    """Write what a bundle holds. Where there are faults, whoever asks for this undoes the transaction."""
    outcome, faults = write_bundle(db, bundle, edit)
    codings = [] if faults else codings_of.keep(db, bundle)
    faults = faults or bundle.faults
    if faults:
        return Loaded([], [], [], [], sorted(faults, key=lambda fault: (fault.file, fault.line or 0)))
    if codings:
        mark_changed(db)
    return Loaded(outcome.added, outcome.changed, outcome.unchanged, codings, [])


def _placed(bundle: Bundle, warned: Warned) -> BundleWarning:
    at = bundle.fault_at(warned.place, DraftFault(warned.path, None, warned.message))
    return BundleWarning(at.file, at.line, warned.record, at.message, warned.name)
