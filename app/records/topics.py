"""What claims and grievances are about."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import SQLModel

from app.models import ClaimTopic, GrievanceTopic, Topic, table
from app.models.pairs import Pairs, pairs
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


def _statements(link: type[SQLModel], owner: str) -> Pairs:
    """Statements and the topics they are about, those above included."""
    topics, links = table(Topic), table(link)
    # From the topics down, as there are few of them: of the statements only those are looked at that are wanted.
    tree = select(topics.c.key.label("above"), topics.c.key.label("below")).cte(recursive=True)
    tree = tree.union(select(tree.c.above, topics.c.key).join(topics, topics.c.parent_key == tree.c.below))
    return pairs(links.c[owner], tree.c.above).join_from(tree, links, links.c.topic_key == tree.c.below)


_CLAIMS, _GRIEVANCES = _statements(ClaimTopic, "claim_key"), _statements(GrievanceTopic, "grievance_key")


def descendants(of: ColumnElement[bool]) -> Select[tuple[int]]:
    """Keys of the topics that meet the condition and of all below them."""
    topics = table(Topic)
    tree = select(topics.c.key).where(of).cte(recursive=True)
    tree = tree.union(select(topics.c.key).join(tree, topics.c.parent_key == tree.c.key))
    return select(tree.c.key)


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, Built]]:
    rows = facts.rows(Topic, keys)
    claims, grievances = facts.counts(_CLAIMS, keys), facts.counts(_GRIEVANCES, keys)
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
                "counts": {"claims": claims[row.key], "grievances": grievances[row.key]},
            },
        )
