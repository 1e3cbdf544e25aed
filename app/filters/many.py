"""Filters that take several values: which each allows, and which records they match."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from sqlalchemy import ColumnElement, case

from app import columns
from app.columns.codes import Codes
from app.columns.found import Found, Listed
from app.columns.kept import Column
from app.columns.read import CodesOf, TiesOf
from app.columns.ties import Ties
from app.db import Database, Reading
from app.filters.base import Filter, Values, column_of, named
from app.models.pairs import Pairs, pairs
from app.text.words import fold, nearest
from app.values import SLUG, SLUG_LENGTH
from app.vocabulary import Noun

MOST_VALUES = 100
"""Values that one filter may be given."""
LONGEST = SLUG_LENGTH
"""Characters of one value."""
_SLUG = re.compile(SLUG)
_NAME = re.compile(r"^[^\s,!\x00-\x1f\x7f-\x9f][^,\x00-\x1f\x7f-\x9f]*$")


class Many(Filter):
    """A filter that takes several values, repeated or parted by commas; `!` before a value excludes it."""

    column: CodesOf | TiesOf
    """What each record has."""
    allowed: Sequence[str] = ()
    pattern: str = ""
    """What a value looks like, for the documentation; `check` decides."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._values)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        item: dict[str, Any] = {"type": "string", "pattern": f"^!?{self.pattern.lstrip('^')}", "maxLength": LONGEST}
        if self.allowed:
            item = {"type": "string", "enum": [*self.allowed, *(f"!{value}" for value in self.allowed)]}
        return {"type": "array", "items": item, "maxItems": MOST_VALUES}

    async def found(self, db: Database, reading: Reading, values: Sequence[Any]) -> Found:
        column: Column[Any] = self.column
        held: Codes | Ties = await columns.held(db, reading, column)
        return held.having(await self.meant(db, reading, values))

    async def meant(self, db: Database, reading: Reading, values: Sequence[Any]) -> Sequence[Any]:
        """What the column has in place of these values; nothing for what there is not."""
        return values

    def check(self, value: str) -> str:
        """The value, if it is allowed; raises PydanticCustomError."""
        if self.allowed and value not in self.allowed:
            near = nearest(value, list(self.allowed))
            context = {"value": value, "allowed": list(self.allowed), "did_you_mean": near}
            raise PydanticCustomError("value", "unknown value", context)
        return value

    def _values(self, given: Any) -> Values:
        values = [part.strip() for each in given for part in str(each).split(",")]
        if len(values) > MOST_VALUES:
            raise PydanticCustomError("many", "more than {most} values", {"most": MOST_VALUES, "value": len(values)})
        return tuple(("!" if value.startswith("!") else "") + self.check(value.removeprefix("!")) for value in values)


class OneOf(Many):
    """Values of an enumeration, in a column or in pairs of row and value."""

    countable = True

    def __init__(self, enumeration: type[StrEnum], where: ColumnElement[str] | Pairs) -> None:
        self.allowed = [value.value for value in enumeration]
        self.column = column_of(where)


class Flag(Many):
    """True or false, as an expression over the row with a key."""

    allowed = ("true", "false")
    countable = True

    def __init__(self, key: ColumnElement[int], expression: ColumnElement[bool]) -> None:
        self.column = CodesOf(pairs(key, case((expression, "true"), else_="false")))

    def check(self, value: str) -> str:
        return super().check(value.lower())


class Refers(Many):
    """Ids of records that the row is tied to, by a column or by pairs of row and other record's key."""

    pattern = SLUG
    countable = True

    def __init__(self, noun: Noun | tuple[Noun, ...], where: ColumnElement[Any] | Pairs) -> None:
        self.nouns = noun if isinstance(noun, tuple) else (noun,)
        self.column = column_of(where)

    async def meant(self, db: Database, reading: Reading, values: Sequence[Any]) -> Sequence[Any]:
        return [key for key, *_ in await named(db, reading, self.nouns, values)]

    def check(self, value: str) -> str:
        return _check_slug(value)


class Ids(Many):
    """The row's own id."""

    pattern = SLUG

    def __init__(self, noun: Noun) -> None:
        self.nouns = (noun,)

    async def found(self, db: Database, reading: Reading, values: Sequence[Any]) -> Found:
        return Listed(np.array(sorted(key for key, *_ in await named(db, reading, self.nouns, values)), np.int32))

    def check(self, value: str) -> str:
        return _check_slug(value)


class IdsIn(Many):
    """Ids of records of a noun that stand in a column."""

    pattern = SLUG

    def __init__(self, noun: Noun, column: ColumnElement[str]) -> None:
        self.nouns = (noun,)
        self.column = column_of(column)

    def check(self, value: str) -> str:
        return _check_slug(value)


class Exactly(Many):
    """Values of a column that follow a pattern."""

    countable = True

    def __init__(self, column: ColumnElement[str], pattern: str) -> None:
        self.pattern = pattern
        self.column = column_of(column)
        self._matcher = re.compile(pattern)

    def check(self, value: str) -> str:
        if len(value) > LONGEST or not self._matcher.match(value):
            raise PydanticCustomError("pattern", "not of the right form", {"value": value, "allowed": self.pattern})
        return value


class Named(Many):
    """A name, compared without case and accents with pairs of record key and folded name."""

    pattern = _NAME.pattern

    def __init__(self, where: Pairs) -> None:
        self.column = TiesOf(where)

    async def meant(self, db: Database, reading: Reading, values: Sequence[Any]) -> Sequence[Any]:
        return [fold(value) for value in values]

    def check(self, value: str) -> str:
        if len(value) > LONGEST or not _NAME.match(value):
            context = {"allowed": f"1 to {LONGEST} characters of text", "value": value}
            raise PydanticCustomError("name", "not a name", context)
        return value


def _check_slug(value: str) -> str:
    if len(value) > SLUG_LENGTH or not _SLUG.match(value):
        context = {"value": value, "allowed": "lower-case words joined by hyphens, at most 100 characters"}
        raise PydanticCustomError("id", "not an id", context)
    return value
