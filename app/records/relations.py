"""Typed links between claims and grievances."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import Field

from app.models import Relation, SpanField
from app.models.rows import MadeRow
from app.records.base import Built, Record, Ref, Shape, Span
from app.records.facts import Facts, heading
from app.values import Slug
from app.vocabulary import Noun, RelationDirection, RelationType


class End(Shape):
    """One end of a relation."""

    type: Literal["claim", "grievance"]
    """What sort of record it is."""
    id: Slug
    """The record's id."""
    label: str
    """A short name for people."""
    url: str
    """Where the record is, path-absolute."""


class RelationRecord(Record):
    """A typed link: read it as “from, type, to”."""

    source: Ref
    """The text in which the link stands."""
    type: RelationType
    """What the one does to the other."""
    from_: End = Field(alias="from")
    """The supporting, rebutting, answering … record."""
    to: End
    """The record it bears on."""
    marker: Span | None
    """The words that say so, where there are any."""

    worded = ("marker.exact",)


class RelationLink(Shape):
    """A relation, seen from one of its ends."""

    type: RelationType
    """What the one does to the other."""
    direction: RelationDirection
    """`out`: this record bears on the other; `in`: the other bears on this one."""
    other: Ref
    """The record at the other end."""
    marker: Span | None
    """The words that say so, where there are any."""


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, Built]]:
    rows, spans = facts.rows(Relation, keys), facts.spans(keys)
    facts.refs(_end_keys(rows))
    for row in rows:
        yield (
            row.key,
            {
                **heading(Noun.RELATIONS, row),
                "source": facts.ref(row.source_key),
                "type": row.type,
                "from": _end(facts, from_key(row)),
                "to": _end(facts, to_key(row)),
                "marker": spans.at(row.key, SpanField.MARKER),
            },
        )


def links(facts: Facts, keys: Sequence[int], noun: Noun) -> dict[int, list[Built]]:
    """The relations of some claims or grievances, those going out first, each in the order of the text."""
    found: dict[int, list[Built]] = {key: [] for key in keys}
    for direction, side in ((RelationDirection.OUT, "from"), (RelationDirection.IN, "to")):
        by_key = facts.owned(Relation, keys, by=f"{side}_{noun.singular}_key")
        rows = sorted((row for owned in by_key.values() for row in owned), key=lambda row: (row.position, row.id))
        spans = facts.spans([row.key for row in rows])
        facts.refs(_end_keys(rows))
        for row in rows:
            ends = (from_key(row), to_key(row))
            mine, other = ends if direction is RelationDirection.OUT else reversed(ends)
            found[mine].append(
                {
                    "type": row.type,
                    "direction": direction,
                    "other": facts.ref(other),
                    "marker": spans.at(row.key, SpanField.MARKER),
                }
            )
    return found


def from_key(row: MadeRow) -> int:
    key: int = row.from_claim_key if row.from_claim_key is not None else row.from_grievance_key
    return key


def to_key(row: MadeRow) -> int:
    key: int = row.to_claim_key if row.to_claim_key is not None else row.to_grievance_key
    return key


def _end_keys(rows: Iterable[MadeRow]) -> Iterator[int]:
    for row in rows:
        yield from (row.source_key, from_key(row), to_key(row))


def _end(facts: Facts, key: int) -> Built:
    noun, ref = facts.noun_and_ref(key)
    return {"type": noun.singular, **ref}
