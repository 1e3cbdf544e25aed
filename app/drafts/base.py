"""What every draft shares."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlmodel import SQLModel

from app.drafts.desk import Desk, Rows
from app.text.spans import Wanted
from app.values import Slug
from app.vocabulary import Noun

EXACT_LENGTH = 4000


class Part(BaseModel):
    """A part of a draft: an unknown key is a fault."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True, validate_by_alias=True)


class SpanDraft(Part):
    """Words of the source; context or `start` tells which where they stand more than once."""

    exact: str = Field(min_length=1, max_length=EXACT_LENGTH)
    """The words, character by character."""
    prefix: str = Field("", max_length=EXACT_LENGTH)
    """What stands directly before them."""
    suffix: str = Field("", max_length=EXACT_LENGTH)
    """What stands directly after them."""
    start: int | None = Field(None, ge=0, le=2**31)
    """Code points before them."""

    def wanted(self) -> Wanted:
        return Wanted(self.exact, self.prefix, self.suffix, self.start)


def _as_span(value: object) -> object:
    return {"exact": value} if isinstance(value, str) else value


_Words = Annotated[str, Field(min_length=1, max_length=EXACT_LENGTH)]
WrittenSpan = Annotated[SpanDraft, BeforeValidator(_as_span, json_schema_input_type=_Words | SpanDraft)]
"""A span as people write it: the words alone, or a mapping."""


class Draft(Part):
    """A record as it is written: references are ids, spans are words."""

    noun: ClassVar[Noun]
    owns: ClassVar[tuple[type[SQLModel], ...]]
    """The child tables that hold rows of this noun."""
    others_show: ClassVar[tuple[str | type[SQLModel], ...] | None] = None
    """The columns and child tables of which records that refer to it show something; None where it may be any."""

    id: Slug
    """Readable, permanent, never used again; made for the record where none is given over HTTP."""

    def shown_as(self) -> str:
        """What references to the record show."""
        raise NotImplementedError

    def rows(self, desk: Desk, key: int) -> Rows | None:
        """The rows this becomes; None where faults were noted that leave nothing to store."""
        raise NotImplementedError
