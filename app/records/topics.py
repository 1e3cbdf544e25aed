"""What claims and grievances are about."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, select

from app.models import ClaimTopic, GrievanceTopic, Topic, table
from app.records.base import Record, Ref, StatementCounts
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

    def texts(self) -> Iterator[str | None]:
        yield from (self.label, self.definition, self.example)


def descendants(of: ColumnElement[bool]) -> Select[tuple[int]]:
    """Keys of the topics that meet the condition and of all below them."""
    topics = table(Topic)
    tree = select(topics.c.key).where(of).cte("tree", recursive=True)
    tree = tree.union(select(topics.c.key).join(tree, topics.c.parent_key == tree.c.key))
    return select(tree.c.key)


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, TopicRecord]]:
    rows = facts.rows(Topic, keys)
    facts.refs(row.parent_key for row in rows)
    for row in rows:
        yield (
            row.key,
            TopicRecord(
                **heading(Noun.TOPICS, row),
                label=row.label,
                definition=row.definition,
                parent=facts.maybe_ref(row.parent_key),
                example=row.example,
                counts=_counts(facts, row.id),
            ),
        )


def _counts(facts: Facts, topic_id: str) -> StatementCounts:
    claims, grievances = table(ClaimTopic).c, table(GrievanceTopic).c
    below = descendants(table(Topic).c.id == topic_id)
    return StatementCounts(
        claims=facts.count(select(claims.claim_key).where(claims.topic_key.in_(below)).distinct()),
        grievances=facts.count(select(grievances.grievance_key).where(grievances.topic_key.in_(below)).distinct()),
    )
