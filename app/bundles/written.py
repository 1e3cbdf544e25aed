"""What a bundle holds is written to a database."""

from sqlalchemy import Connection

from app.bundles import vocabulary
from app.bundles.bundle import Bundle, BundleFault
from app.memory import Edit
from app.writing import Outcome, mark_changed, write


def write_bundle(db: Connection, bundle: Bundle, edit: Edit) -> tuple[Outcome, list[BundleFault]]:
    """Write its records and definitions. With faults, whoever asks for this undoes the transaction."""
    # Drafts that read well are checked against each other even where others don't, so that all faults come at once.
    outcome = write(db, bundle.drafts, bundle.stamps, bundle.refused, edit)
    faults = [*bundle.faults, *(bundle.fault_at(place, found) for place, found in outcome.faults)]
    if not faults and bundle.vocabulary and vocabulary.store(db, bundle.vocabulary):
        mark_changed(db)
    return outcome, faults
