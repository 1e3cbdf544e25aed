"""The values a record is made of; what can be wrong with one is refused here."""

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

from app.edtf import NotEdtf, date_range

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SLUG_LENGTH = 100
RESERVED_IDS = frozenset({"counts"})
"""Words that are paths beside the records of a noun, and so can't be ids."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+ -]\d\d:\d\d)?)?", re.ASCII)

_DIGITS = re.compile(r"0|[1-9][0-9]*")

TEXT_LENGTH = 4000
SOURCE_LENGTH = 5_000_000
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


RELEASE_NAME = r"^[a-z0-9]+([.-][a-z0-9]+)*$"
ReleaseName = Annotated[str, StringConstraints(pattern=RELEASE_NAME, max_length=64), Field(examples=["2026-11"])]
"""A release's name: small letters and digits, with dots and hyphens between them."""


def _edtf(value: str) -> str:
    try:
        date_range(value)
    except NotEdtf:
        context = {"allowed": "such as 2009-01-23, 2008-12, 1965~ or 2007/2009"}
        raise PydanticCustomError("edtf", "not an EDTF level 1 date", context) from None
    return value


def _without_controls(value: str) -> str:
    if found := _FORBIDDEN.search(value):
        raise PydanticCustomError("text", "holds the character U+{code}", {"code": f"{ord(found.group()):04X}"})
    return value


def _plain(value: str) -> str:
    if _without_controls(value) != value.strip():
        raise PydanticCustomError("text", "begins or ends with white space", {})
    return value


def _id(value: str) -> str:
    if value in RESERVED_IDS:
        raise PydanticCustomError("id", "this word is a path and can't be an id", {})
    return value


_HTTP_URL = TypeAdapter(HttpUrl)


def _url(value: str) -> str:
    _HTTP_URL.validate_python(value)
    return value


def _instant(value: str) -> str:
    try:
        if moment(value) != value:
            raise ValueError(value)
    except ValueError:
        raise PydanticCustomError("instant", "not an RFC 3339 UTC time with microseconds", {}) from None
    return value


def now() -> str:
    """This moment as RFC 3339 in UTC: always 27 characters, so that the order of text is the order of time."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(value: str) -> str:
    """An RFC 3339 date or time in the form of `now`; without an offset it is UTC. Raises ValueError."""
    if not _MOMENT.fullmatch(value):
        raise ValueError("not an RFC 3339 date or time")
    # In a query string the plus of an offset arrives as a space.
    parsed = datetime.datetime.fromisoformat(re.sub(r" (?=\d\d:\d\d$)", "+", value).upper())
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.UTC)
    try:
        return aware.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")
    except OverflowError:
        return "0001-01-01T00:00:00.000000Z" if parsed.year == 1 else "9999-12-31T23:59:59.999999Z"


def _moment(value: str) -> str:
    try:
        moment(value)
    except ValueError:
        context = {"allowed": "such as 2026-01-31 or 2026-01-31T09:30:00Z"}
        raise PydanticCustomError("moment", "not an RFC 3339 date or time", context) from None
    return value


Moment = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_moment),
    Field(examples=["2026-01-31T09:30:00Z"], json_schema_extra={"format": "date-time"}),
]
"""A moment as clients write it: a date, or a time with or without an offset."""


def _digits(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise PydanticCustomError("digits", "not a whole number", {"allowed": "digits without a sign"})
    return value


digits_alone = BeforeValidator(_digits)
"""For a number in a query, which would be taken with signs, points and underscores too."""

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=SLUG_LENGTH), AfterValidator(_id)]
"""A record's id: lower-case words joined by single hyphens."""

Edtf = Annotated[
    str,
    AfterValidator(_edtf),
    Field(examples=["1964-10", "2007/2009", "1965~"], json_schema_extra={"format": "edtf"}),
]
"""A date in the Extended Date/Time Format, level 1."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LENGTH), AfterValidator(_plain)]
"""Words for people: no control characters, no white space around them."""


def _holding_words(value: str) -> str:
    if not _without_controls(value).strip():
        raise PydanticCustomError("text", "holds no words", {})
    return value


QuotedWords = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LENGTH), AfterValidator(_holding_words)]
"""Words as somebody copied them, with whatever white space is around them."""
SourceText = Annotated[str, StringConstraints(min_length=1, max_length=SOURCE_LENGTH), AfterValidator(_holding_words)]
"""A published text, kept as it is."""

Url = Annotated[Text, AfterValidator(_url)]
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Language = Annotated[str, StringConstraints(pattern=LANGUAGE, max_length=35)]
Iso3166 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""The form of a country code. Which are assigned changes with the years, so that is checked on writing alone."""
Instant = Annotated[str, AfterValidator(_instant), Field(examples=["2026-01-31T09:30:00.000000Z"])]


def _as_text(value: object) -> object:
    # YAML reads 2007 as a number; as a date it is the same four characters.
    return str(value) if type(value) is int else value


EdtfWritten = Annotated[Edtf, BeforeValidator(_as_text)]
"""An EDTF date as a person writes it in YAML, where a bare year is a number."""
