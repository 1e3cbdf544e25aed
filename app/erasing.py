"""A record is taken away: what it was stays in memory, and its id is never used again."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from app import concordance, memory
from app.affected import LINKS, affected, ties
from app.drafts.base import Draft
from app.drafts.checking import Name
from app.memory import Changed, Edit
from app.models import TABLES, ChangeKind, Coding, Representation, table
from app.records.building import represent
from app.records.facts import Facts
from app.records.fresh import Fresh
from app.records.tallies import Tallies
from app.vocabulary import Noun
from app.writing import mark_changed, remove_rows

_MOST_NAMED = 50


def referring(db: Connection, key: int) -> Sequence[Name]:
    """The records that refer to this one, up to fifty."""
    present = table(Representation).c
    owners = {
        owner
        for column, target in LINKS
        for owner in db.execute(select(column).where(target == key).limit(_MOST_NAMED)).scalars()
        if owner != key
    }
    query = select(present.noun, present.id).where(present.key.in_(owners)).order_by(present.noun, present.id)
    return [(Noun(noun), record_id) for noun, record_id in db.execute(query.limit(_MOST_NAMED))]


def erase(db: Connection, kind: type[Draft], key: int, edit: Edit, replaced_by: str | None) -> None:
    """Take a record away to which no other refers."""
    model, noun = table(TABLES[kind.noun]).c, kind.noun
    record_id, version = db.execute(select(model.id, model.version).where(model.key == key)).one()
    before, fresh = ties(db, [key]), Fresh()
    tallies = Tallies(db, fresh)
    tallies.leave(noun, [key])
    if noun is Noun.SOURCES:
        concordance.forget(db, key)
        db.execute(delete(table(Coding)).where(table(Coding).c.source_key == key))
    remove_rows(db, noun, kind.owns, [key])
    memory.note(db, [Changed(noun, record_id, version, ChangeKind.DELETED)], edit, replaced_by)
    represent(Facts(db, fresh, tallies), affected(db, (), before) - {key}, edit)
    mark_changed(db, {key, *(end for _, *ends in before for end in ends)})
