"""How many of the records that a search finds share a value."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import Field

from app import columns
from app.columns.found import Keys
from app.columns.labels import LabelsOf
from app.columns.read import CodesOf
from app.db import Database, Reading
from app.records.base import Shape
from app.searching.ranking import SOURCES, TYPES
from app.vocabulary import Noun

MOST_SOURCES = 100
"""Sources that are told apart: those with most matches."""
LABELS = LabelsOf(Noun.SOURCES)


class Facet(Shape):
    """How many matches share a value."""

    key: str | None
    """The value, as the filter of that name takes it; null for records without one."""
    label: str | None
    """The value for people."""
    count: int = Field(ge=1)
    """How many of all matches."""


class Facets(Shape):
    """All matches by the values of some fields, largest first."""

    type: list[Facet]
    """By noun."""
    source: list[Facet]
    """By the source that the record belongs to, the hundred with most matches; actors and topics belong to none."""


async def facets(db: Database, reading: Reading, question: str, keys: Keys) -> dict[str, list[dict[str, Any]]]:
    """All that is found by type and by source; remembered for further pages until the dataset changes."""
    name = (reading.snapshot, f"facets of {question}")
    found: dict[str, list[dict[str, Any]]] | None = db.matches.get(name)
    if found is None:
        types = await _facet(db, reading, TYPES, keys, len(Noun))
        labels = (await columns.held(db, reading, LABELS)).by_id
        sources = await _facet(db, reading, SOURCES, keys, MOST_SOURCES, labels)
        found = {"type": types, "source": sources}
        db.matches.put(name, found)
    return found


async def _facet(
    db: Database, reading: Reading, by: CodesOf, keys: Keys, most: int, labels: Mapping[Any, str] | None = None
) -> list[dict[str, Any]]:
    """How many of these records have each value, the most frequent first; those with none last among equals."""
    held = await columns.held(db, reading, by)
    counts = np.bincount(held.codes[keys])
    found = np.flatnonzero(counts)
    # None has the code 0, and comes after the others.
    first = found[np.lexsort((np.where(found, found, len(counts)), -counts[found]))[:most]].tolist()
    values = [held.values[code - 1] if code else None for code in first]
    named = values if labels is None else map(labels.get, values)
    told = zip(values, named, counts[first].tolist(), strict=True)
    return [{"key": value, "label": label, "count": count} for value, label, count in told]
