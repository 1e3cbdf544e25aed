"""Dates, names, words and spans as the contract means them, in plain Python."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

Record = dict[str, Any]
Day = tuple[int, int, int]

BEGINNING, END = (-9999, 12, 31), (9999, 12, 31)


@lru_cache(None)
def fold(text: str) -> str:
    """Without case, accents and needless white space."""
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join("".join(bare).casefold().split())


@lru_cache(None)
def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(text)))


@lru_cache(None)
def days(edtf: str) -> tuple[Day, Day]:
    """The first and the last day that a date may mean; an open end reaches to the end of time."""
    first, slash, last = edtf.partition("/")
    begin = BEGINNING if slash and first in ("", "..") else _date(first)[0]
    return begin, _date(last or first)[1] if last not in ("", "..") or not slash else END


def _date(edtf: str) -> tuple[Day, Day]:
    parts = re.fullmatch(r"(-?)(\d\d[\dX]{2})(?:-(\d\d|XX))?(?:-(\d\d|XX))?[?~%]?", edtf)
    assert parts, edtf
    sign, digits, month, day = parts.groups()
    years = sorted(int(sign + digits.replace("X", each)) for each in "09")
    if month in (None, "XX"):
        return (years[0], 1, 1), (years[1], 12, 31)
    length = calendar.monthrange(2000 + years[1] % 400, int(month))[1]
    if day in (None, "XX"):
        return (years[0], int(month), 1), (years[1], int(month), length)
    return (years[0], int(month), int(day)), (years[1], int(month), int(day))


@lru_cache(None)
def moment(written: str) -> datetime:
    parsed = datetime.fromisoformat(written)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def references(answer: object) -> Iterator[Record]:
    """Every reference anywhere in an answer."""
    if isinstance(answer, dict):
        if {"id", "label", "url"} <= set(answer) <= {"id", "label", "url", "type"}:
            yield answer
        for value in answer.values():
            yield from references(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from references(value)


def own_spans(record: Record) -> Iterator[Record]:
    """The spans that are a record's own, not those of its relations."""
    yield from record.get("quotes", [])
    yield from record.get("hedges", [])
    yield from (step["cue"] for step in record.get("attribution", []) if step["cue"])
    yield from (record[name] for name in ("cue", "marker") if record.get(name))
    if record.get("condition"):
        yield record["condition"]["span"]


def texts(noun: str, record: Record) -> Iterator[str | None]:
    """The text fields of a record: what people read, not ids, references or enumerated values."""
    if noun == "sources":
        yield from (record["title"], record["container_title"], record["publisher"])
        for author in record["authors"]:
            yield from (author["given"], author["family"], author["affiliation"])
    elif noun == "actors":
        yield from (record["name"], record["description"])
        yield from (alias["name"] for alias in record["aliases"])
        yield from (position["title"] for position in record["positions"])
    elif noun == "topics":
        yield from (record["label"], record["definition"], record["example"])
    elif noun == "relations":
        yield record["marker"] and record["marker"]["exact"]
    else:
        yield from (record["text"], record["curator_note"])
        yield from (quote["exact"] for quote in record["quotes"])
        yield record["condition"]["text"] if record.get("condition") else None
