"""The kinds of columns, and how each is read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import Column as TableColumn
from sqlalchemy import ColumnElement, CompoundSelect, Select, Table, select, union_all
from sqlalchemy.sql import ClauseElement

from app.columns.codes import Codes
from app.columns.found import Keys, Members, Truths
from app.columns.kept import Column, Rows, touched_keys
from app.columns.order import Order, Place
from app.columns.ties import Ties
from app.db import asked
from app.models.pairs import Pairs, pairs

Statements = Mapping[str, Callable[[], ClauseElement]]


class CodesOf(Column[Codes]):
    """The single value of each record, by pairs of its key and the value."""

    def __init__(self, where: Pairs) -> None:
        self._where = where

    def statements(self) -> Statements:
        return {"all": lambda: self._where, "touched": lambda: _of_touched(self._where)}

    def read(self, rows: Rows, size: int) -> Codes:
        return Codes.made(rows("all"), size)

    def follow(self, held: Codes, rows: Rows, changed: Keys, size: int) -> Codes:
        return held.followed(changed, rows("touched"), size)


@cache
def codes_of(column: TableColumn[Any]) -> CodesOf:
    """The values in a column of a table, by its key; one column in memory, whoever asks for it."""
    return CodesOf(pairs(next(iter(column.table.primary_key)), column))


class TiesOf(Column[Ties]):
    """All values of each record, by pairs of its key and a value."""

    def __init__(self, where: Pairs) -> None:
        self._where = where

    def statements(self) -> Statements:
        # Pairs that are told twice count once here; to let the database find them takes longer.
        return {"all": lambda: union_all(*_arms(self._where)), "touched": lambda: _of_touched(self._where)}

    def read(self, rows: Rows, size: int) -> Ties:
        return Ties.made(rows("all"), size)

    def follow(self, held: Ties, rows: Rows, changed: Keys, size: int) -> Ties:
        return held.followed(changed, rows("touched"), size)


class MembersOf(Column[Members]):
    """All records in a table."""

    def __init__(self, key: TableColumn[int]) -> None:
        self._key = key

    def statements(self) -> Statements:
        every = select(self._key)
        return {"all": lambda: every, "touched": lambda: every.where(self._key.in_(touched_keys()))}

    def read(self, rows: Rows, size: int) -> Members:
        return self._marked(np.zeros(size, np.bool_), rows("all"))

    def follow(self, held: Members, rows: Rows, changed: Keys, size: int) -> Members:
        marked = np.zeros(size, np.bool_)
        marked[held.keys()] = True
        marked[changed] = False
        return self._marked(marked, rows("touched"))

    @staticmethod
    def _marked(marked: Truths, rows: Iterator[tuple[Any, ...]]) -> Members:
        marked[_keys(rows)] = True
        return Members(marked)


class OrderOf(Column[Order]):
    """The order of all records in a table by some of their columns, then by id."""

    def __init__(self, table: Table, columns: Sequence[ColumnElement[Any]]) -> None:
        self._key, self.id = table.c.key, table.c.id
        self._columns = columns

    def statements(self) -> Statements:
        first = self._columns[0]
        return {
            "valued": lambda: self._ordered(first.is_not(None), [*self._columns, self.id]),
            "unvalued": lambda: self._ordered(first.is_(None), [self.id]),
            "touched": lambda: self.placed.where(self._key.in_(touched_keys())),
            "one": self.one,
        }

    def read(self, rows: Rows, size: int) -> Order:
        valued, unvalued = _keys(rows("valued")), _keys(rows("unvalued"))
        return Order(np.concatenate([valued, unvalued]), len(valued), size)

    def follow(self, held: Order, rows: Rows, changed: Keys, size: int) -> Order:
        places = {row[0]: place_in(row) for row in rows("touched")}
        if len(places) > _FEW:
            return self.read(rows, size)
        return held.followed(changed, places, lambda key: place_in(next(rows("one", {"key": key}))), size)

    @property
    def placed(self) -> Select[Any]:
        """Key, values and id of records."""
        return select(self._key, *self._columns, self.id)

    def one(self) -> Select[Any]:
        """The same of the record with a `key`."""
        return self.placed.where(self._key == asked("key"))

    def _ordered(self, which: ColumnElement[bool], by: Sequence[ColumnElement[Any]]) -> Select[Any]:
        return select(self._key).where(which).order_by(*by)


def place_in(row: Sequence[Any]) -> Place:
    """The place in an order that a row of key, values and id tells."""
    _, first, *rest = row
    return (True, rest[-1]) if first is None else (False, first, *rest)


def _keys(rows: Iterator[tuple[Any, ...]]) -> Keys:
    return np.fromiter(map(itemgetter(0), rows), np.int32)


def _arms(where: Pairs) -> Sequence[Any]:
    return where.selects if isinstance(where, CompoundSelect) else [where]


def _of_touched(where: Pairs) -> Pairs:
    """The pairs of touched records alone."""
    arms = _arms(where)
    return union_all(*(arm.where(next(iter(arm.selected_columns)).in_(touched_keys())) for arm in arms))


_FEW = 1000
"""Records up to which it takes less time to find the place of each than to read an order anew."""
