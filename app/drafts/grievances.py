"""Grievances as they are written."""

from pydantic import Field

from app.drafts.base import Draft, WrittenSpan
from app.drafts.desk import Desk, Rows, numbered
from app.drafts.quoting import Quoting
from app.models import (
    GrievanceEvidence,
    GrievanceReciprocal,
    GrievanceRemedy,
    GrievanceTopic,
    GrievanceVoice,
    SpanField,
    SpanRow,
)
from app.text.words import shorten
from app.values import Slug, Text
from app.vocabulary import Explicitness, GrievanceStatus, Noun


class GrievanceDraft(Draft):
    """What one actor holds against another, as it is written."""

    noun = Noun.GRIEVANCES
    owns = (GrievanceTopic, GrievanceVoice, GrievanceEvidence, GrievanceRemedy, GrievanceReciprocal, SpanRow)

    source: Slug
    """The id of the text that tells of it."""
    text: Text
    """The grievance in plain words."""
    holder: Slug
    """The id of the actor who holds it."""
    target: Slug | None = None
    """The id of the actor against whom; left out where the text names nobody."""
    topics: list[Slug] = []
    """The ids of what it is about."""
    explicitness: Explicitness
    """Said outright, laid at a door, or shown only by the remedy."""
    intensity: int = Field(ge=1, le=3)
    """1 mild, 2 marked, 3 grave."""
    cue: WrittenSpan | None = None
    """The word of feeling or complaint."""
    quotes: list[WrittenSpan] = Field(min_length=1)
    """The words that prove it."""
    voiced_by: list[Slug] | None = None
    """The ids of those who say in the text that it is held; left out: the authors."""
    evidence: list[Slug] = []
    """The ids of claims that show it."""
    remedies: list[Slug] = []
    """The ids of recommendations, demands and commitments that would meet it."""
    reciprocal_of: list[Slug] = []
    """The ids of grievances of the other side that answer it."""
    status: GrievanceStatus = GrievanceStatus.OPEN
    """How it stood as of the text."""
    curator_note: Text | None = None
    """What the coder adds, such as where the record differs."""

    def shown_as(self) -> str:
        return shorten(self.text)

    def rows(self, desk: Desk, key: int) -> Rows | None:
        if self.holder == self.target:
            desk.fault(("target",), self.target, "a grievance is not against its holder")
        if self.id in self.reciprocal_of:
            desk.fault(("reciprocal_of",), self.id, "a grievance does not answer itself")
        source = desk.source(self.source)
        if source is None:
            return None
        quoting = Quoting(desk, source, key)
        quoting.quotes(self.quotes)
        quoting.place_one(SpanField.CUE, self.cue, ("cue",))

        def linked(noun: Noun, column: str, ids: list[Slug], field: str) -> list[dict[str, int | str]]:
            return numbered("grievance_key", key, column, desk.references(noun, ids, (field,)))

        voices = (
            numbered("grievance_key", key, "actor_key", source.authors)
            if self.voiced_by is None
            else linked(Noun.ACTORS, "actor_key", self.voiced_by, "voiced_by")
        )
        return Rows(
            {
                "source_key": source.key,
                "position": source.position(quoting.first),
                "text": self.text,
                "holder_key": desk.reference(Noun.ACTORS, self.holder, ("holder",)),
                "target_key": self.target and desk.reference(Noun.ACTORS, self.target, ("target",)),
                "explicitness": self.explicitness.value,
                "intensity": self.intensity,
                "status": self.status.value,
                "curator_note": self.curator_note,
            },
            {
                GrievanceTopic: linked(Noun.TOPICS, "topic_key", self.topics, "topics"),
                GrievanceVoice: voices,
                GrievanceEvidence: linked(Noun.CLAIMS, "claim_key", self.evidence, "evidence"),
                GrievanceRemedy: linked(Noun.CLAIMS, "claim_key", self.remedies, "remedies"),
                GrievanceReciprocal: linked(Noun.GRIEVANCES, "other_key", self.reciprocal_of, "reciprocal_of"),
                SpanRow: quoting.rows,
            },
        )
