"""A citation as somebody made it, and what became of it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.records.base import Ref, Shape, Span
from app.values import QuotedWords, ReleaseName, Slug
from app.vocabulary import Noun


class CitationStatus(StrEnum):
    """What became of a citation."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    MOVED = "moved"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


class QuoteStatus(StrEnum):
    """What became of quoted words."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    MOVED = "moved"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Citation(BaseModel):
    """A record as somebody cited it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    type: Noun | None = None
    """The noun of the record; a claim or a grievance where it is left out, as these share their ids."""
    id: Slug
    """The record's id."""
    version: Annotated[int | None, Field(strict=True, ge=1, le=2**31)] = None
    """The version that was cited. Not together with `release`."""
    release: ReleaseName | None = None
    """The release from which the record was cited."""
    quote: QuotedWords | None = None
    """Words of the record that were quoted; case, accents, punctuation and white space do not matter, and an ellipsis
    parts words that stand in this order."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.version is not None and self.release is not None:
            raise PydanticCustomError("as_of", "a release has one version of each record", {"allowed": "one of them"})
        return self


class CitedState(Shape):
    """The state of the record that was cited."""

    version: int | None
    """The version, as it was sent or as it was found: in the release, or the last one in which the quoted words stood,
    or else the last one. Null where it can't be told."""
    release: str | None
    """The release, as it was sent."""
    url: str | None
    """Where that state can be read, path-absolute; null where there is none."""


class PresentState(Shape):
    """The record as it is now."""

    version: int = Field(ge=1)
    """Its version."""
    label: str
    """Its short name for people."""
    url: str
    """Where it is, path-absolute."""


class QuoteNow(Shape):
    """What became of the words that were quoted."""

    exact: str
    """The words as they were sent."""
    status: QuoteStatus
    """`unchanged`: they stand in the record where they stood; `moved`: at another place of the source, or in another
    record of it; `reworded`: the record has other words now; `missing`: the record is gone, and no other has them;
    `unknown`: they did not stand in what was cited."""
    now: Span | None
    """The quote in which they stand now, or the present one that is most like them; null where none is like them, and
    where they stand in the record's own words, such as `text`."""
    record: Ref | None
    """The record in which they stand now; null where they stand in none."""


class Checked(Shape):
    """What became of one citation."""

    type: Noun | None
    """The noun of the record; null where neither a claim nor a grievance has the id and no noun was sent."""
    id: Slug
    """The id as it was sent."""
    url: str | None
    """The record's address, path-absolute; null where no record ever had this id."""
    status: CitationStatus
    """`unchanged`: all is as it was cited; `reworded`: the words that are cited are others now; `moved`: they are the
    same, at another place or in another record; `changed`: words and place are the same, and other fields are not;
    `withdrawn`: deleted, and nothing takes its place; `replaced`: deleted, and `replaced_by` takes its place;
    `unknown`: there never was such a record, version or release, or the record or the quote did not stand in it."""
    cited: CitedState
    """What was cited."""
    present: PresentState | None
    """The record as it is now; null where there is none."""
    changed: list[str]
    """The fields whose content is another one now. References are compared by their ids, so a new name of another
    record is no change; nor are `version`, `updated`, `counts` and `attribution_sentence`, which only follow others."""
    quote: QuoteNow | None
    """What became of the quote; null where none was sent."""
    replaced_by: Ref | None
    """What takes the place of a deleted record now, by way of all that took it meanwhile; null where nothing does."""
    message: str
    """The same in a sentence."""
    did_you_mean: str | None
    """The nearest right id, version, release or quote of what is unknown."""
