"""What one actor holds against another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pydantic import Field

from app.models import (
    Grievance,
    GrievanceEvidence,
    GrievanceReciprocal,
    GrievanceRemedy,
    GrievanceTopic,
    GrievanceVoice,
    SpanField,
)
from app.records.base import Built, Record, Ref, Span
from app.records.facts import Facts, heading
from app.records.relations import RelationLink, links
from app.vocabulary import Explicitness, GrievanceStatus, Noun


class GrievanceRecord(Record):
    """What one actor holds against another, as a text tells it."""

    source: Ref
    """The text that tells of it."""
    text: str
    """The grievance in plain words."""
    holder: Ref
    """Who holds it."""
    target: Ref | None
    """Against whom; null where the text names nobody."""
    topics: list[Ref]
    """What it is about."""
    explicitness: Explicitness
    """Said outright, laid at a door, or shown only by the remedy."""
    intensity: int = Field(ge=1, le=3)
    """1 mild, 2 marked, 3 grave."""
    cue: Span | None
    """The word of feeling or complaint."""
    quotes: list[Span]
    """The words that prove it."""
    voiced_by: list[Ref]
    """Who says in the text that it is held."""
    evidence: list[Ref]
    """Claims that show it."""
    remedies: list[Ref]
    """Recommendations, demands and commitments that would meet it."""
    reciprocal_of: list[Ref]
    """Grievances of the other side that answer it."""
    relations: list[RelationLink]
    """Links to claims and other grievances."""
    status: GrievanceStatus
    """How it stood as of the text."""
    curator_note: str | None
    """What the coder adds, such as where the record differs."""

    named = ("text",)
    quoted = ("quotes.exact",)
    worded = ("curator_note",)


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, Built]]:
    rows, spans = facts.rows(Grievance, keys), facts.spans(keys)
    topics, voices = facts.owned(GrievanceTopic, keys), facts.owned(GrievanceVoice, keys)
    evidence, remedies = facts.owned(GrievanceEvidence, keys), facts.owned(GrievanceRemedy, keys)
    reciprocals, relations = _reciprocals(facts, keys), links(facts, keys, Noun.GRIEVANCES)
    for row in rows:
        facts.refs((row.source_key, row.holder_key, row.target_key))
    for linked, column in (
        (topics, "topic_key"),
        (voices, "actor_key"),
        (evidence, "claim_key"),
        (remedies, "claim_key"),
    ):
        facts.refs(getattr(link, column) for owned in linked.values() for link in owned)
    for row in rows:
        yield (
            row.key,
            {
                **heading(Noun.GRIEVANCES, row),
                "source": facts.ref(row.source_key),
                "text": row.text,
                "holder": facts.ref(row.holder_key),
                "target": facts.maybe_ref(row.target_key),
                "topics": [facts.ref(link.topic_key) for link in topics[row.key]],
                "explicitness": row.explicitness,
                "intensity": row.intensity,
                "cue": spans.at(row.key, SpanField.CUE),
                "quotes": spans.all(row.key, SpanField.QUOTES),
                "voiced_by": [facts.ref(link.actor_key) for link in voices[row.key]],
                "evidence": [facts.ref(link.claim_key) for link in evidence[row.key]],
                "remedies": [facts.ref(link.claim_key) for link in remedies[row.key]],
                "reciprocal_of": [facts.ref(key) for key in reciprocals[row.key]],
                "relations": relations[row.key],
                "status": row.status,
                "curator_note": row.curator_note,
            },
        )


def _reciprocals(facts: Facts, keys: Sequence[int]) -> dict[int, list[int]]:
    """The other sides, whichever side states it: those stated here first, then the rest by id."""
    found: dict[int, list[int]] = defaultdict(list)
    for key, stated in facts.owned(GrievanceReciprocal, keys).items():
        found[key] = [row.other_key for row in stated]
    for key, stating in facts.owned(GrievanceReciprocal, keys, by="other_key").items():
        facts.refs(row.grievance_key for row in stating)
        others = {row.grievance_key for row in stating} - set(found[key])
        found[key] += sorted(others, key=lambda other: str(facts.ref(other)["id"]))
    return found
