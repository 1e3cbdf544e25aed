"""What every record shares: references, spans, and the keys each starts with."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from app.values import Instant, Slug

Built = dict[str, Any]
"""A record, or a part of one, as it is built: with all keys of its shape, in their order.

What is built from checked rows is not checked a second time; the tests hold each to its shape.
"""


class Shape(BaseModel):
    """A part of an answer: no defaults, so that every key is always present."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        frozen=True,
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
    )


class Ref(Shape):
    """A reference to another record."""

    id: Slug
    """The record's id."""
    label: str
    """A short name for people."""
    url: str
    """Where the record is, path-absolute."""


class Span(Shape):
    """Exact words of a source: `text[start:end] == exact`, counted in Unicode code points."""

    exact: str
    """The words, character by character."""
    prefix: str
    """Up to 32 characters before them."""
    suffix: str
    """Up to 32 characters after them."""
    start: int = Field(ge=0)
    """Code points before the words."""
    end: int = Field(ge=1)
    """Code points up to their end, exclusive."""
    utf16_start: int = Field(ge=0)
    """`start` in UTF-16 code units, for JavaScript."""
    utf16_end: int = Field(ge=1)
    """`end` in UTF-16 code units, for JavaScript."""
    paragraph: int | None
    """Paragraph of the body in which the words begin, from 1; null in the heading and byline."""
    sentence: int | None
    """Sentence of the body in which the words begin, from 1; null in the heading and byline."""


class Record(Shape):
    """The keys with which every record starts."""

    id: Slug
    """Readable, permanent, never reused."""
    url: str
    """Where the record is, path-absolute."""
    created: Instant
    """When the record was first written, RFC 3339 UTC."""
    updated: Instant
    """When its content last changed, RFC 3339 UTC."""
    version: int = Field(ge=1)
    """How often its content has been written, from 1."""

    named: ClassVar[tuple[str, ...]] = ()
    """Where its names stand, and that of which its label is made, by keys: `aliases.name` is that of each alias."""
    quoted: ClassVar[tuple[str, ...]] = ()
    """Where the words stand that prove it."""
    worded: ClassVar[tuple[str, ...]] = ()
    """Its other text fields."""


class StatementCounts(Shape):
    """How many statements name the record."""

    claims: int = Field(ge=0)
    """Claims, as the list of claims counts them under the filter of the record's own name."""
    grievances: int = Field(ge=0)
    """Grievances, as the list of grievances counts them under the filter of the record's own name."""
