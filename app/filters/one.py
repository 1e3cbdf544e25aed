"""Filters that take a single value: a bound, a date, or words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column

from app import columns
from app.columns.found import AllOf, Found, Listed
from app.columns.read import codes_of
from app.db import Database, Reading
from app.edtf import date_range
from app.filters.base import Filter
from app.searching.terms import IN_TEXTS, HitsOf
from app.text.sought import Term
from app.text.words import words
from app.values import moment

MOST_CHARACTERS = 500
"""Characters of a value that is free text."""


class One(Filter):
    """A filter that takes a single value, compared with that of a column."""

    def __init__(self, column: Column[Any]) -> None:
        self._codes = codes_of(column)


class AtLeast(One):
    """Rows whose column is this value or more."""

    async def found(self, db: Database, reading: Reading, values: Sequence[Any]) -> Found:
        return (await columns.held(db, reading, self._codes)).at_least(self.bound(values[0]))

    def bound(self, value: Any) -> Any:
        """The value as the column would have it."""
        return value


class From(AtLeast):
    """Rows whose dates reach to this EDTF date or later."""

    def bound(self, value: Any) -> Any:
        return date_range(value).earliest


class Since(AtLeast):
    """Rows changed at this moment or later."""

    def bound(self, value: Any) -> Any:
        return moment(value)


class To(One):
    """Rows whose dates begin at this EDTF date or earlier."""

    async def found(self, db: Database, reading: Reading, values: Sequence[Any]) -> Found:
        return (await columns.held(db, reading, self._codes)).at_most(date_range(values[0]).latest)


class Words(Filter):
    """Rows that hold every word of the value in some text field."""

    MOST = 50
    """Words that are looked for at once."""

    async def found(self, db: Database, reading: Reading, values: Sequence[Any]) -> Found | None:
        said = words(values[0])
        if not said:
            return None
        terms = [HitsOf(Term((word,)), IN_TEXTS) for word in dict.fromkeys(said)]
        hits = [await columns.held(db, reading, each) for each in terms]
        # Other nouns hold them too.
        return AllOf([Listed(each.keys, exact=False) for each in hits])
