"""How a list is asked: each filter's name, type, condition and sentence are one field of a noun's parameters."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import urlencode

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from sqlalchemy import Column

from app.columns.read import OrderOf
from app.filters import MOST_CHARACTERS, Filter, Values, Words
from app.text.words import nearest, words
from app.values import ReleaseName, Slug, digits_alone

MOST_FIELDS = 3
"""Fields that a count may be split by."""


class SortBy:
    """The fields a list can be ordered by, each with the column that orders it."""

    def __init__(self, default: str, **columns: Column[Any]) -> None:
        self.default = default
        self._orders = {name: OrderOf(column.table, [column]) for name, column in columns.items()}
        self.allowed = [sign + name for name in columns for sign in ("", "-")]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._known)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": self.allowed}

    def _known(self, value: Any) -> str:
        if value not in self.allowed:
            near = nearest(str(value), self.allowed)
            raise PydanticCustomError("sort", "no such order", {"allowed": self.allowed, "did_you_mean": near})
        return str(value)

    def of(self, sort: str) -> OrderOf:
        """The order by a field, whichever way it is read."""
        return self._orders[sort.removeprefix("-")]


class By:
    """The fields that a list can be counted by: the filters that can be grouped."""

    def __init__(self, filters: "type[FilterParams]") -> None:
        self.allowed = [name for name, each in filters.filters.items() if each.countable]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._known)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        item = {"type": "string", "enum": self.allowed}
        return {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_FIELDS, "uniqueItems": True}

    def _known(self, given: Any) -> Values:
        names = [part.strip() for each in given for part in str(each).split(",")]
        for name in names:
            if name not in self.allowed:
                near = nearest(name, self.allowed)
                context = {"value": name, "allowed": self.allowed, "did_you_mean": near}
                raise PydanticCustomError("by", "can't be counted by", context)
        if len(names) > MOST_FIELDS or len(set(names)) < len(names):
            context = {"value": ",".join(names), "allowed": f"up to {MOST_FIELDS} different fields"}
            raise PydanticCustomError("by", "too many fields, or one twice", context)
        return tuple(names)


def _few_words(value: str) -> str:
    if len(words(value)) > Words.MOST:
        raise PydanticCustomError("words", "too many words", {"allowed": f"up to {Words.MOST} words"})
    return value


FreeText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MOST_CHARACTERS, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+$"),
    AfterValidator(_few_words),
]


ADJUDICATED = "adjudicated"
"""The coding that is served where none is asked for."""


class AsOf(BaseModel):
    """Which state of the database is read; an unknown parameter is refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    release: ReleaseName | None = None
    """As everything was in this release; as it is now where this is left out."""
    coding: Slug | None = None
    """Of the coding with this name, instead of the `adjudicated` one. Not together with `release`."""

    @model_validator(mode="after")
    def _one_state(self) -> Self:
        if len(self.edition()) > 1:
            said = "&".join(f"{name}={value}" for name, value in self.edition().items())
            context = {"value": said, "allowed": f"one of {' and '.join(self.edition())}"}
            raise PydanticCustomError("as_of", "these can't be asked for together", context)
        return self

    def edition(self) -> dict[str, str]:
        """What was said of the state, by parameter; nothing for the present one."""
        # Most questions are about the present state, and each asks this.
        if self.release is None and self.coding is None:
            return {}
        coding = None if self.coding == ADJUDICATED else self.coding
        return {name: value for name, value in (("release", self.release), ("coding", coding)) if value is not None}

    def pinned(self) -> str:
        """The query that reads the same state again; empty for the present one."""
        edition = self.edition()
        return f"?{urlencode(edition)}" if edition else ""


class RecordParams(AsOf):
    """As of when a record is read."""

    version: Annotated[int | None, Field(ge=1, le=2**31), digits_alone] = None
    """The record as this version last was; the present one where it is left out. Not together with the others."""

    def edition(self) -> dict[str, str]:
        shared = super().edition()
        return shared if self.version is None else shared | {"version": str(self.version)}


NOW = RecordParams()
"""The present state."""


class FilterParams(AsOf):
    """What a list and its counts can be narrowed by."""

    filters: ClassVar[Mapping[str, Filter]] = {}
    """The filters by name."""

    q: Annotated[FreeText | None, Words()] = None
    """Words that stand in any text field, in any order; case and accents do not count."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls.filters = {
            (field.alias or name): marker
            for name, field in cls.model_fields.items()
            for marker in field.metadata
            if isinstance(marker, Filter)
        }

    def given(self) -> dict[str, Any]:
        """The filters that were asked for, by name, as they were understood."""
        return {
            (field.alias or name): value
            for name, field in type(self).model_fields.items()
            if (field.alias or name) in self.filters and (value := getattr(self, name)) not in (None, ())
        }


class Paged(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    limit: Annotated[int, Field(ge=1, le=1000), digits_alone] = 50
    """How many records a page has; a file is complete where this is left out."""
    cursor: Annotated[str | None, StringConstraints(max_length=1000)] = None
    """Where the page begins: copied from the `next` of the page before."""
    bom: bool = False
    """For CSV: starts with a byte order mark, as Excel wants it."""
