"""Every way a request can fail, as RFC 9457 problem details.

Problem
├── BadRequest            400  the request cannot be read at all
├── Unauthorized          401  writing needs a key, and this is none that counts
├── Forbidden             403  this key may only read, or nobody may write here
├── TextWithheld          403  the source's rights allow quotes only
├── NotFound              404  no such path or record
├── MethodNotAllowed      405  the path does not take this method
├── NotAcceptable         406  no representation fits Accept or the path's ending
├── RequestTimeout        408  the request did not arrive in time
├── Conflict              409  others refer to the record, or its id is taken
├── Gone                  410  the record was deleted
├── PreconditionFailed    412  the record has changed since the tag in `If-Match`
├── BodyTooLarge          413  the request body passes the limit
├── AddressTooLong        414  the URL passes the limit
├── UnsupportedMediaType  415  the request's body is of a type that can't be read there
├── RangeNotSatisfiable   416  the range lies outside the text
├── InvalidRequest        422  a parameter or field is wrong: `errors` names each
├── PreconditionRequired  428  a change needs `If-Match` with the tag of what it changes
├── HeadersTooLarge       431  the request's head passes the limit
├── InternalError         500  a fault of ours
└── Unavailable           503  the database can't be reached, or holds nothing yet
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

MEDIA_TYPE = "application/problem+json"
_SHOWN = 200


class Fault(BaseModel):
    """One thing that is wrong, where, and what would be right."""

    model_config = ConfigDict(use_attribute_docstrings=True, serialize_by_alias=True, validate_by_name=True)

    where: str = Field(alias="in")
    """Part of the request: `query`, `path`, `header` or `body`."""
    name: str
    """The parameter or field, such as `kind` or `claims.3.holder`."""
    value: str | None
    """What was sent, shortened to 200 characters."""
    message: str
    """What is wrong with it."""
    allowed: list[str] | str | None
    """What is allowed there."""
    did_you_mean: str | None
    """The nearest right value."""


def fault(
    where: str,
    name: str,
    value: object,
    message: str,
    *,
    allowed: Sequence[str] | str | None = None,
    did_you_mean: str | None = None,
) -> Fault:
    shown = None if value is None else str(value).encode("utf-8", "replace").decode()[:_SHOWN]
    choices = allowed if allowed is None or isinstance(allowed, str) else list(allowed)
    return Fault(where=where, name=name, value=shown, message=message, allowed=choices, did_you_mean=did_you_mean)


class ProblemDetails(BaseModel):
    """The body of every error answer, as RFC 9457 describes it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """Address of the kind of problem, path-absolute."""
    title: str
    """The kind of problem in a few words."""
    status: int
    """The HTTP status code."""
    detail: str
    """What happened this time."""
    instance: str
    """The path that was asked for."""
    errors: list[Fault]
    """Each thing that is wrong with the request; empty where the request as a whole is refused."""


class Problem(Exception):
    """A failure with an HTTP status; `detail` is a sentence for the person who sent the request."""

    status: ClassVar[int]
    title: ClassVar[str]

    def __init__(
        self,
        detail: str,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.more = dict(more or {})
        """What the answer tells besides, under names of its own."""

    @classmethod
    def slug(cls) -> str:
        return cls.title.lower().replace(" ", "-")

    def body(self, instance: str) -> bytes:
        details = ProblemDetails(
            type=f"/problems#{self.slug()}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            instance=instance,
            errors=self.errors,
        )
        return orjson.dumps(details.model_dump(mode="json") | self.more)


class BadRequest(Problem):
    status, title = 400, "Bad request"


class Unauthorized(Problem):
    status, title = 401, "Unauthorized"


class Forbidden(Problem):
    status, title = 403, "Forbidden"


class TextWithheld(Problem):
    status, title = 403, "Text withheld"


class NotFound(Problem):
    status, title = 404, "Not found"


class MethodNotAllowed(Problem):
    status, title = 405, "Method not allowed"


class NotAcceptable(Problem):
    status, title = 406, "Not acceptable"


class RequestTimeout(Problem):
    status, title = 408, "Request timeout"


class Conflict(Problem):
    status, title = 409, "Conflict"


class Gone(Problem):
    status, title = 410, "Gone"


class PreconditionFailed(Problem):
    status, title = 412, "Precondition failed"


class BodyTooLarge(Problem):
    status, title = 413, "Body too large"


class AddressTooLong(Problem):
    status, title = 414, "Address too long"


class UnsupportedMediaType(Problem):
    status, title = 415, "Unsupported media type"


class RangeNotSatisfiable(Problem):
    status, title = 416, "Range not satisfiable"


class InvalidRequest(Problem):
    status, title = 422, "Invalid request"

    @classmethod
    def of(cls, errors: Sequence[Fault], more: Mapping[str, Any] | None = None) -> "InvalidRequest":
        said = (f"{error.name}: {error.message}" if error.name else error.message for error in errors[:3])
        return cls("; ".join(said), errors, more=more)


class PreconditionRequired(Problem):
    status, title = 428, "Precondition required"


class HeadersTooLarge(Problem):
    status, title = 431, "Headers too large"


class InternalError(Problem):
    status, title = 500, "Internal error"


class Unavailable(Problem):
    status, title = 503, "Unavailable"


class Meaning(BaseModel):
    """A problem type for people."""

    title: str
    status: int
    meaning: str


def meanings() -> dict[str, Meaning]:
    """Every problem by the last part of its `type`, with its line of the tree above."""
    said = dict(re.findall(r"── (\w+) +\d+  (.+)", __doc__ or ""))
    return {
        each.slug(): Meaning(title=each.title, status=each.status, meaning=said[each.__name__])
        for each in Problem.__subclasses__()
    }


def validation_faults(errors: Sequence[Mapping[str, Any]], where: str | None = None) -> list[Fault]:
    """Pydantic's errors as faults; `where` is given where the errors' own locations don't start with it."""
    return [_validation_fault(error, where) for error in errors]


def body_faults(
    error: ValidationError, name: str, explained: Callable[[dict[str, Any]], dict[str, Any]] = dict
) -> list[Fault]:
    """What is wrong with a body, each fault as `explained`; where there are too many, one for the field they are in."""
    if error.error_count() > _MOST_FAULTS:
        return [fault("body", name, None, f"{error.error_count()} faults, too many to be told one by one")]
    return validation_faults([explained(dict(each)) for each in error.errors(include_url=False)], "body")


_MOST_FAULTS = 5000
"""Faults of a body that are told one by one: as many as a thousand citations have when all of them is wrong."""


def _validation_fault(error: Mapping[str, Any], where: str | None) -> Fault:
    location = [str(part) for part in error["loc"]]
    part = where or (location.pop(0) if location else "body")
    context = error.get("ctx", {})
    return fault(
        part,
        # An item of a repeated query parameter is named by the parameter, not by its place.
        location[0] if part == "query" and location else ".".join(location),
        context.get("value", error.get("input")),
        error["msg"],
        allowed=context.get("allowed") or _bounds(context),
        did_you_mean=context.get("did_you_mean"),
    )


_BOUNDS = {
    "ge": "at least {}",
    "le": "at most {}",
    "min_length": "at least {} characters",
    "max_length": "at most {} characters",
}


def _bounds(context: Mapping[str, Any]) -> str | None:
    """What Pydantic's own limits allow."""
    said = (words.format(context[name]) for name, words in _BOUNDS.items() if name in context)
    return next(said, None)
