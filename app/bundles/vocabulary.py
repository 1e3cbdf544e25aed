"""The enumerations' definitions: how they are written, checked against their twin in code, and stored."""

from collections.abc import Iterator, Mapping

from pydantic import Field
from sqlalchemy import Connection, delete, insert, select

from app.drafts.base import Part
from app.drafts.desk import DraftFault
from app.models import VocabularyValue, table
from app.text.words import nearest
from app.values import Text
from app.vocabulary import ENUMERATIONS


class ValueDraft(Part):
    definition: Text
    choose_when: Text
    example: Text


class EnumerationDraft(Part):
    definition: Text
    values: dict[str, ValueDraft] = Field(min_length=1)


def differences(written: Mapping[str, EnumerationDraft]) -> Iterator[DraftFault]:
    """Where the written vocabulary and the enumerations of the code are not the same."""
    yield from _compare((), list(written), list(ENUMERATIONS), "enumeration")
    for name, enumeration in written.items():
        if name in ENUMERATIONS:
            yield from _compare(
                (name, "values"), list(enumeration.values), list(ENUMERATIONS[name]), f"value of {name}"
            )


def _compare(path: tuple[str, ...], written: list[str], known: list[str], what: str) -> Iterator[DraftFault]:
    for name in written:
        if name not in known:
            yield DraftFault((*path, name), name, f"no {what} has this name", known, nearest(name, known))
    for name in known:
        if name not in written:
            yield DraftFault(path, None, f"the {what} {name} is not defined")


def store(db: Connection, written: Mapping[str, EnumerationDraft]) -> bool:
    """Put these definitions in place of those stored; returns whether they differ."""
    values = table(VocabularyValue)
    rows = [
        {
            "enumeration": name,
            "value": value,
            "position": position,
            "enumeration_definition": enumeration.definition,
            **draft.model_dump(),
        }
        for name, enumeration in written.items()
        for position, (value, draft) in enumerate(enumeration.values.items())
    ]
    stored = {tuple(row) for row in db.execute(select(values))}
    if stored == {tuple(row[column.name] for column in values.columns) for row in rows}:
        return False
    db.execute(delete(values))
    db.execute(insert(values), rows)
    return True
