"""What every filter is, and what all need: columns of tables, and records by their ids."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import ColumnElement, Select, select

from app.columns.found import Found
from app.columns.read import CodesOf, TiesOf, codes_of
from app.db import Database, Reading, asked
from app.models import Representation, table
from app.models.pairs import Pairs
from app.vocabulary import Noun

Values = tuple[str, ...]
"""A tuple, because pydantic copies a list that is a default for each request."""

_REPRESENTATION = table(Representation).c


class Filter:
    """One way to narrow a list. Subclasses say which values are allowed and which rows they match."""

    nouns: tuple[Noun, ...] = ()
    """The nouns whose ids the values are."""
    countable: bool = False
    """Whether it makes sense to count by its values."""

    @abstractmethod
    async def found(self, db: Database, reading: Reading, values: Sequence[Any]) -> Found | None:
        """The records that match one of the values; None where these say nothing."""


async def named(
    db: Database, reading: Reading, nouns: tuple[Noun, ...], ids: Sequence[str]
) -> list[tuple[int, str, str]]:
    """Key, id and label of the records of these nouns with these ids, where there are any."""
    statement = db.statement(("named", nouns, len(ids)), _named, nouns, len(ids))
    found = await reading.rows(statement, {f"id_{at}": record_id for at, record_id in enumerate(ids)})
    return [(key, record_id, label) for key, record_id, label in found]


def _named(nouns: tuple[Noun, ...], how_many: int) -> Select[Any]:
    ids = [asked(f"id_{at}") for at in range(how_many)]
    of_nouns = _REPRESENTATION.noun.in_([noun.value for noun in nouns])
    columns = (_REPRESENTATION.key, _REPRESENTATION.id, _REPRESENTATION.label)
    return select(*columns).where(of_nouns, _REPRESENTATION.id.in_(ids))


def column_of(where: ColumnElement[Any] | Pairs) -> CodesOf | TiesOf:
    """What is kept of a table's column, or of pairs of a record's key and a value."""
    if not isinstance(where, ColumnElement):
        return TiesOf(where)
    assert isinstance(where, TableColumn)
    return codes_of(where)
