"""The kinds of filter: which values each allows, and which rows they match."""

import re
from abc import abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from sqlalchemy import BindParameter, ColumnElement, Select, case, select

from app import full_text
from app.edtf import date_range
from app.models import Representation, table
from app.records.naming import Pairs, pairs
from app.text.words import fold, nearest, words
from app.values import SLUG, SLUG_LENGTH, moment
from app.vocabulary import Noun

Binds = Sequence[BindParameter[Any]]
Key = ColumnElement[int]
Values = tuple[str, ...]
"""A tuple, because pydantic copies a list that is a default for each request."""

MOST_VALUES = 100
"""Values that one filter may be given."""
LONGEST = SLUG_LENGTH
"""Characters of one value."""
MOST_CHARACTERS = 500
"""Characters of a value that is free text."""

_SLUG = re.compile(SLUG)
_NAME = re.compile(r"^[^\s,!\x00-\x1f\x7f-\x9f][^,\x00-\x1f\x7f-\x9f]*$")
_REPRESENTATION = table(Representation).c


class Filter:
    """One way to narrow a list. Subclasses say which values are allowed and which rows they match."""

    nouns: tuple[Noun, ...] = ()
    """The nouns whose ids the values are."""

    @abstractmethod
    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        """That the row with this key matches one of the values."""

    def bound(self, value: Any) -> list[Any]:
        """What the statement is given for one value of the request."""
        return [value]

    def grouped(self, key: Key) -> Pairs | None:
        """Pairs of row and value (or key of another record) to count by; None where counting makes no sense."""
        return None


class Many(Filter):
    """A filter that takes several values, repeated or parted by commas; `!` before a value excludes it."""

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

    def __init__(self, enumeration: type[StrEnum], where: ColumnElement[str] | Pairs) -> None:
        self.allowed = [value.value for value in enumeration]
        self._where = where

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        if isinstance(self._where, ColumnElement):
            return self._where.in_(values)
        return _paired(key, self._where, values)

    def grouped(self, key: Key) -> Pairs:
        return pairs(key, self._where) if isinstance(self._where, ColumnElement) else self._where


class Flag(Many):
    """True or false, as an expression over the row."""

    allowed = ("true", "false")

    def __init__(self, expression: ColumnElement[bool]) -> None:
        self._word = case((expression, "true"), else_="false")

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        return self._word.in_(values)

    def check(self, value: str) -> str:
        return super().check(value.lower())

    def grouped(self, key: Key) -> Pairs:
        return pairs(key, self._word)


class Refers(Many):
    """Ids of records that the row is tied to, by a column or by pairs of row and other record's key."""

    pattern = SLUG

    def __init__(self, noun: Noun | tuple[Noun, ...], where: ColumnElement[Any] | Pairs) -> None:
        self.nouns = noun if isinstance(noun, tuple) else (noun,)
        self._where = where

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        targets = self.targets(values)
        if isinstance(self._where, ColumnElement):
            return self._where.in_(targets)
        return _paired(key, self._where, targets)

    def targets(self, values: Binds) -> Select[tuple[int]]:
        """Keys of the records with these ids."""
        nouns = _REPRESENTATION.noun.in_([noun.value for noun in self.nouns])
        return select(_REPRESENTATION.key).where(nouns, _REPRESENTATION.id.in_(values))

    def check(self, value: str) -> str:
        return _check_slug(value)

    def grouped(self, key: Key) -> Pairs:
        return pairs(key, self._where) if isinstance(self._where, ColumnElement) else self._where


class Ids(Many):
    """The row's own id."""

    pattern = SLUG

    def __init__(self, noun: Noun, column: ColumnElement[str]) -> None:
        self.nouns = (noun,)
        self._column = column

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        return self._column.in_(values)

    def check(self, value: str) -> str:
        return _check_slug(value)


class Exactly(Many):
    """Values of a column that follow a pattern."""

    def __init__(self, column: ColumnElement[str], pattern: str) -> None:
        self.pattern = pattern
        self._column = column
        self._matcher = re.compile(pattern)

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        return self._column.in_(values)

    def check(self, value: str) -> str:
        if len(value) > LONGEST or not self._matcher.match(value):
            raise PydanticCustomError("pattern", "not of the right form", {"value": value, "allowed": self.pattern})
        return value

    def grouped(self, key: Key) -> Pairs:
        return pairs(key, self._column)


class Named(Many):
    """A name, compared without case and accents with pairs of record key and folded name."""

    pattern = _NAME.pattern

    def __init__(self, where: Pairs) -> None:
        self._pairs = where

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        return _paired(key, self._pairs, values)

    def bound(self, value: Any) -> list[Any]:
        return [fold(value)]

    def check(self, value: str) -> str:
        if len(value) > LONGEST or not _NAME.match(value):
            context = {"allowed": f"1 to {LONGEST} characters of text", "value": value}
            raise PydanticCustomError("name", "not a name", context)
        return value


class One(Filter):
    """A filter that takes a single value, compared by a function of the column and the value."""


class AtLeast(One):
    """Rows whose column is this value or more."""

    def __init__(self, column: ColumnElement[Any]) -> None:
        self._column = column

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        return self._column >= values[0]


class From(AtLeast):
    """Rows whose dates reach to this EDTF date or later."""

    def bound(self, value: Any) -> list[Any]:
        return [date_range(value).earliest]


class Since(AtLeast):
    """Rows changed at this moment or later."""

    def bound(self, value: Any) -> list[Any]:
        return [moment(value)]


class To(One):
    """Rows whose dates begin at this EDTF date or earlier."""

    def __init__(self, column: ColumnElement[Any]) -> None:
        self._column = column

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        return self._column <= values[0]

    def bound(self, value: Any) -> list[Any]:
        return [date_range(value).latest]


class Words(One):
    """Rows that hold every word of the value in some text field."""

    MOST = 50
    """Words that are looked for at once."""

    def condition(self, key: Key, values: Binds) -> ColumnElement[bool]:
        return full_text.holds(key, values[0])

    def bound(self, value: Any) -> list[Any]:
        said = words(value)
        return [full_text.all_of(said)] if said else []


def _paired(key: Key, each: Pairs, targets: Binds | Select[tuple[int]]) -> ColumnElement[bool]:
    tied = each.subquery()
    return key.in_(select(tied.c.owner).where(tied.c.target.in_(targets)))


def _check_slug(value: str) -> str:
    if len(value) > SLUG_LENGTH or not _SLUG.match(value):
        context = {"value": value, "allowed": "lower-case words joined by hyphens, at most 100 characters"}
        raise PydanticCustomError("id", "not an id", context)
    return value
