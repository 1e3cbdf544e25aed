"""What the nouns' endpoints have in common: dependencies, envelopes, documented refusals and examples."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path, Request
from pydantic import ConfigDict, Field

from app.asking import asked
from app.db import Database
from app.editions import Editions
from app.formats import JSON, Format
from app.formats.registry import OF_LISTS, OF_RECORDS
from app.params import AsOf, RecordParams
from app.problems import MEDIA_TYPE
from app.records.base import Shape
from app.values import SLUG, SLUG_LENGTH
from app.vocabulary import Noun

R = TypeVar("R", bound=Shape)

_REFUSED = {
    400: "The request can't be read.",
    401: "No key was sent, or one that does not count.",
    403: "The source's rights allow quotes only, or the key may not write.",
    404: "Nothing has this id, or no release or coding this name.",
    406: "No representation fits `Accept` or the path's ending.",
    409: "Others refer to the record, or its id is taken.",
    410: "The record was deleted.",
    412: "The record has changed since the tag in `If-Match`.",
    413: "The body is larger than the server takes.",
    415: "The body is of a type that can't be read here.",
    416: "The range lies outside the text.",
    422: "A parameter is unknown or wrong; `errors` names it, what is allowed and the nearest right value.",
    428: "`If-Match` is needed, with the tag under which the record was read.",
    503: "The database can't be read now.",
}


PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}


class QueryWarning(Shape):
    """A value that was understood, and will hardly mean what was wanted."""

    name: str
    """The parameter."""
    value: str
    """Its value."""
    message: str
    """What is odd about it."""
    did_you_mean: str | None
    """The nearest value that would match."""


class PageOf(Shape, Generic[R]):
    """A page of a list."""

    # Docstrings would be looked for again in each page of a kind of its own, in vain, and for a tenth of a second.
    model_config = ConfigDict(json_schema_extra={"description": "A page of a list."}, use_attribute_docstrings=False)

    items: list[R] = Field(description="The records, in the order asked for.")
    total: int = Field(ge=0, description="How many records match, on all pages.")
    next: str | None = Field(description="The next page, path-absolute; null on the last.")
    query: dict[str, Any] = Field(description="What the server understood of the query.")
    warnings: list[QueryWarning] = Field(description="Values that match nothing because no record has such an id.")


class Count(Shape):
    """How many matches share these values."""

    key: dict[str, str | None]
    """The value of each field counted by; null where a record has none."""
    labels: dict[str, str | None]
    """The same values for people."""
    count: int = Field(ge=1)
    """How many records."""


class Counts(Shape):
    """Matches by the values of some fields, largest first."""

    items: list[Count]
    """One entry for each combination of values; a record with several values stands under each."""
    total: int = Field(ge=0)
    """How many records match, each counted once."""


AsOfAsk = Annotated[AsOf, asked(AsOf)]
RecordAsk = Annotated[RecordParams, asked(RecordParams)]


def stored(request: Request) -> Database:
    """The database as it is now; a call and not a dependency, which would cost a record a tenth of its time."""
    found: Database = request.app.state.database
    return found


async def edition(request: Request, ask: AsOf) -> Database:
    """The database in the state that is asked for. Raises NotFound."""
    editions: Editions = request.app.state.editions
    return await editions.of(ask)


def id_like(example: str) -> Any:
    """A record's id in the path."""
    # The form is for the documentation: what is no id is simply not found.
    form = {"pattern": SLUG, "maxLength": SLUG_LENGTH}
    return Path(description="The record's id.", examples=[example], json_schema_extra=form)


def as_list(noun: Noun) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's responses of a noun's list, in every format it can be had in."""
    return _in_formats(OF_LISTS[noun]) | documented(404, 406)


def as_record(noun: Noun) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's responses of a noun's record, in every format it can be had in."""
    return _in_formats(OF_RECORDS[noun]) | documented(404, 406)


def _in_formats(offered: Sequence[Format]) -> dict[int | str, dict[str, Any]]:
    files = {each.media_type: {"schema": {"type": "string"}} for each in offered if each is not JSON}
    return {200: {"description": "OK", "content": files}}


def documented(*refused: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's responses of an operation besides its answer: 304, and how it may be refused."""
    answers: dict[int | str, dict[str, Any]] = {
        304: {"description": "Nothing changed since the tag in `If-None-Match`."}
    }
    for status in (*refused, 422, 503):
        answers[status] = {"description": _REFUSED[status], "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    return answers
