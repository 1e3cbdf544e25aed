"""How many records there are by the values of some fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select

from app import columns
from app.columns.codes import Codes
from app.columns.found import Keys, distinct
from app.columns.ties import Ties
from app.db import Database, Reading
from app.filters import Many
from app.models import Representation, table
from app.questions import Question, as_chosen, chosen
from app.vocabulary import Noun

_REPRESENTATION = table(Representation).c
_COUNTED_ONE_BY_ONE = 1 << 20
"""Combinations of values up to which there is a counter for each."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Matches by value of up to three fields, largest first."""

    items: list[dict[str, Any]]
    total: int
    version: int


async def counts(db: Database, noun: Noun, ask: Any) -> Counted:
    """How many matches there are by value of the fields in `by`; a match with several values counts under each."""
    question, filters = Question(noun, ask), [type(ask).filters[name] for name in ask.by]
    async with db.reading() as reading:
        held = [await columns.held(db, reading, each.column) for each in filters]
        matching = await question.matching(db, reading)
        combined, many = _counted(matching.keys, held)
        fields = [await _names(db, reading, *each) for each in zip(filters, held, _apart(combined, held), strict=True)]
        total = (await question.matches(db, reading, matching)).total
    items = [
        {
            "key": dict(zip(ask.by, (key for key, _ in values), strict=True)),
            "labels": dict(zip(ask.by, (label for _, label in values), strict=True)),
            "count": count,
        }
        for values, count in zip(zip(*fields, strict=True), many.tolist(), strict=True)
    ]
    items.sort(key=lambda item: (-item["count"], [(value is None, value or "") for value in item["key"].values()]))
    return Counted(items, total, reading.version)


def _counted(keys: Keys, held: Sequence[Codes | Ties]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Combinations of codes, each as one number, and how many records have each."""
    combined = np.zeros(len(keys), np.int64)
    for part in held:
        times, codes = part.split(keys)
        if times is not None:
            # A record with several values is there once for each of them from here on.
            keys, combined = np.repeat(keys, times), np.repeat(combined, times)
        combined = combined * (len(part.values) + 1) + codes
    if np.prod([len(part.values) + 1.0 for part in held]) > _COUNTED_ONE_BY_ONE:
        return np.unique(combined, return_counts=True)
    many = np.bincount(combined)
    found = np.flatnonzero(many)
    return found, many[found]


def _apart(combined: NDArray[np.int64], held: Sequence[Codes | Ties]) -> list[NDArray[np.int64]]:
    """The codes of each field that were combined."""
    found = []
    for part in reversed(held):
        combined, codes = np.divmod(combined, len(part.values) + 1)
        found.append(codes)
    return found[::-1]


async def _names(
    db: Database, reading: Reading, by: Many, part: Codes | Ties, codes: NDArray[np.int64]
) -> list[tuple[str | None, str | None]]:
    """The value that each code stands for, as the filter takes it and for people."""
    values = [None, *part.values]
    found = [values[code] for code in codes.tolist()]
    if not by.nouns:
        return [(value, value) for value in found]
    keys = distinct(np.array([key for key in found if key is not None], np.int32))
    rows = await reading.rows(db.statement(_names_of_chosen, _names_of_chosen), {"chosen": as_chosen(keys)})
    names = {key: (record_id, label) for key, record_id, label in rows}
    return [(None, None) if key is None else names[key] for key in found]


def _names_of_chosen() -> Select[Any]:
    return select(_REPRESENTATION.key, _REPRESENTATION.id, _REPRESENTATION.label).where(
        _REPRESENTATION.key.in_(chosen())
    )
