"""What a write has just made, so that it needn't be read back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Column
from sqlmodel import SQLModel

from app.models import table
from app.models.rows import MadeRow
from app.vocabulary import Noun


class Fresh:
    """All rows of one write, and which of its records are new.

    What belongs or refers to a new record is all here: nothing that was written before can know its key.
    """

    def __init__(self) -> None:
        self.new: dict[int, tuple[Noun, str, str]] = {}
        """Noun, id and label of the new records by key."""
        self._rows: dict[type[SQLModel], list[MadeRow]] = defaultdict(list)
        self._tied: dict[tuple[type[SQLModel], str], Mapping[int, Sequence[MadeRow]]] = {}

    def add(self, model: type[SQLModel], rows: Iterable[MadeRow]) -> None:
        self._rows[model] += rows

    def part(self, keys: Iterable[int]) -> tuple[list[int], list[int]]:
        """Keys of new records, and those of others."""
        new: list[int] = []
        old: list[int] = []
        for key in keys:
            (new if key in self.new else old).append(key)
        return new, old

    def tied(self, model: type[SQLModel], column: str) -> Mapping[int, Sequence[MadeRow]]:
        """The rows of a table by what they name in a column, in the order in which they would be read."""
        if (model, column) not in self._tied:
            self._tied[model, column] = self._by(model, column)
        return self._tied[model, column]

    def new_ties(self, links: Collection[tuple[Column[int], Column[int]]]) -> Iterator[int]:
        """What new records refer to, and what refers to them, by pairs of columns."""
        for model, rows in self._rows.items():
            for owner, target in links:
                if owner.table is table(model):
                    one, other = _place(owner), _place(target)
                    yield from {row[other] for row in rows if row[one] in self.new} - {None}
                    yield from {row[one] for row in rows if row[other] in self.new}

    def _by(self, model: type[SQLModel], column: str) -> Mapping[int, Sequence[MadeRow]]:
        found: dict[int, list[MadeRow]] = defaultdict(list)
        at = _place(table(model).c[column])
        for row in sorted(self._rows[model], key=itemgetter(*map(_place, table(model).primary_key))):
            found[row[at]].append(row)
        return found


def _place(column: Column[Any]) -> int:
    """Where in a row the column stands."""
    return column.table.c.keys().index(column.key)
