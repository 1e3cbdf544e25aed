"""When: dates in words, resolved against the day of publication."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.edtf import NotEdtf, date_range

if TYPE_CHECKING:
    from spacy.tokens import Token

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAMED = re.compile(
    rf"(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<month>{'|'.join(_MONTHS)})"
    r"(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d))?,?(?: (?P<year>\d{4}))?",
)
_YEAR = re.compile(r"(?<![\d.,$€£-])(1[5-9]\d\d|20\d\d)(?![\d%,.]\d|%)")
_DECADE = re.compile(r"(?<!\d)(1[5-9]\d|20\d)0s")
_BETWEEN = re.compile(r"(?:from|between) (?:\w+ )?(1[5-9]\d\d|20\d\d) (?:to|and|until) (?:\w+ )?(1[5-9]\d\d|20\d\d)")
_RELATIVE = re.compile(r"\b(last|this|next|past) (year|month|week|decade)\b")
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}
_STEP = {"last": -1, "past": -1, "this": 0, "next": 1}


def in_words(words: str, issued: str) -> str | None:
    """The EDTF date of the first expression of time in these words; None where there is none."""
    lower = words.lower()
    if found := _BETWEEN.search(lower):
        return _valid(f"{found[1]}/{found[2]}")
    if on := _named(lower, issued):
        return _valid(on)
    if decade := _DECADE.search(lower):
        return f"{decade[1]}X"
    if year := _YEAR.search(lower):
        return year[1]
    return _relative(lower, issued)


def month(issued: str) -> str:
    """The month of a date that has one."""
    return issued[:7] if re.match(r"\d{4}-\d\d", issued) else issued


def present(predicate: "Token") -> bool:
    """Whether a predicate tells of now: in the present, but neither ordered nor yet to come."""
    tensed = [token for token in (predicate, *predicate.children) if token.tag_ in ("VBP", "VBZ", "VBD", "MD")]
    return bool(tensed) and tensed[0].tag_ in ("VBP", "VBZ")


def past(predicate: "Token") -> bool:
    return any(token.tag_ == "VBD" for token in (predicate, *predicate.children))


def _named(words: str, issued: str) -> str | None:
    """“October 1964”, “13 January 1965”, “January 13”; a month without year or day is too often a verb (“may”)."""
    for found in _NAMED.finditer(words):
        day = found["before"] or found["day"]
        if found["year"] or day:
            number = _MONTHS.index(found["month"]) + 1
            year = found["year"] or issued[:4]
            return f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")
    return None


def _relative(words: str, issued: str) -> str | None:
    day = _day(issued)
    for word, step in _DAYS.items():
        # “Today” is mostly a word for the present time, which a month tells well enough.
        if day is not None and re.search(rf"\b{word}\b", words):
            return month(issued) if word == "today" else (day + timedelta(step)).isoformat()
    found = _RELATIVE.search(words)
    if found is None or not re.match(r"\d{4}", issued):
        return None
    step, year = _STEP[found[1]], int(issued[:4])
    if found[2] == "year":
        return str(year + step)
    if found[2] == "month" and (at := re.match(r"\d{4}-(\d\d)", issued)):
        months = year * 12 + int(at[1]) - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    if found[2] == "week" and day is not None:
        monday = day - timedelta(day.weekday()) + timedelta(weeks=step)
        return f"{monday.isoformat()}/{(monday + timedelta(6)).isoformat()}"
    return None


def _day(issued: str) -> date | None:
    try:
        return date.fromisoformat(issued)
    except ValueError:
        return None


def _valid(written: str) -> str | None:
    try:
        date_range(written)
    except NotEdtf:
        return None
    return written
