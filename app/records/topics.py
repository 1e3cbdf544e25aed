"""What claims and grievances are about."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, select

from app.models import Topic, table
from app.records.base import Built, Record, Ref, StatementCounts
from app.records.facts import Facts, heading
from app.vocabulary import Noun


class TopicRecord(Record):
    """A topic: a node of a tree, with its definition."""

    label: str
    """Its name."""
    definition: str
    """What belongs to it."""
    parent: Ref | None
    """The wider topic."""
    example: str | None
    """Words of a text that are about it."""
    counts: StatementCounts
    """Statements about the topic or one below it."""

    named = ("label",)
    worded = ("definition", "example")


def descendants(of: ColumnElement[bool]) -> Select[tuple[int]]:
    """Keys of the topics that meet the condition and of all below them."""
    topics = table(Topic)
    tree = select(topics.c.key).where(of).cte(recursive=True)
    tree = tree.union(select(topics.c.key).join(tree, topics.c.parent_key == tree.c.key))
    return select(tree.c.key)


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, Built]]:
    rows = facts.rows(Topic, keys)
    counts = facts.tallies.counts(Noun.TOPICS, keys)
    facts.refs(row.parent_key for row in rows)
    for row in rows:
        yield (
            row.key,
            {
                **heading(Noun.TOPICS, row),
                "label": row.label,
                "definition": row.definition,
                "parent": facts.maybe_ref(row.parent_key),
                "example": row.example,
                "counts": counts[row.key],
            },
        )
