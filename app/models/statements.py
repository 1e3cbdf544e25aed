"""The tables of claims, grievances, relations, and the words they rest on."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app import vocabulary as v
from app.models.base import STRICT, Record, one_of, record_constraints, truth


class Claim(Record, table=True):
    __table_args__ = record_constraints(
        "claim",
        one_of("kind", v.ClaimKind),
        one_of("author_stance", v.AuthorStance),
        one_of("polarity", v.Polarity),
        one_of("modality", v.Modality),
        one_of("status", v.ClaimStatus),
        truth("ironic"),
        truth("hedged"),
        truth("conditional"),
        truth("attributed"),
        CheckConstraint("said_earliest <= said_latest", name="said"),
        CheckConstraint("about_earliest <= about_latest", name="about"),
        Index(None, "position", "id"),
        Index(None, "source_key"),
    )
    source_key: int = Field(foreign_key="source.key")
    position: str
    text: str
    kind: str
    author_stance: str
    polarity: str
    modality: str
    hedged: bool
    conditional: bool
    attributed: bool
    condition_text: str | None
    ironic: bool
    said: str | None
    said_earliest: int | None
    said_latest: int | None
    about: str | None
    about_earliest: int | None
    about_latest: int | None
    status: str
    curator_note: str | None


class ClaimVoice(SQLModel, table=True):
    """One step of a chain of voices, from the outermost inwards."""

    __tablename__ = "claim_voice"
    __table_args__ = (
        one_of("directness", v.Directness),
        CheckConstraint("directness <> 'authorial'", name="voice"),
        STRICT,
    )
    claim_key: int = Field(primary_key=True, foreign_key="claim.key")
    position: int = Field(primary_key=True)
    actor_key: int = Field(foreign_key="actor.key", index=True)
    directness: str


class ClaimSpeaker(SQLModel, table=True):
    __tablename__ = "claim_speaker"
    __table_args__ = (UniqueConstraint("claim_key", "actor_key"), STRICT)
    claim_key: int = Field(primary_key=True, foreign_key="claim.key")
    position: int = Field(primary_key=True)
    actor_key: int = Field(foreign_key="actor.key", index=True)


class ClaimActor(SQLModel, table=True):
    """An actor in a role."""

    __tablename__ = "claim_actor"
    __table_args__ = (UniqueConstraint("claim_key", "role", "actor_key"), one_of("role", v.Role), STRICT)
    claim_key: int = Field(primary_key=True, foreign_key="claim.key")
    position: int = Field(primary_key=True)
    role: str
    actor_key: int = Field(foreign_key="actor.key", index=True)


class ClaimTopic(SQLModel, table=True):
    __tablename__ = "claim_topic"
    __table_args__ = (UniqueConstraint("claim_key", "topic_key"), STRICT)
    claim_key: int = Field(primary_key=True, foreign_key="claim.key")
    position: int = Field(primary_key=True)
    topic_key: int = Field(foreign_key="topic.key", index=True)


class Grievance(Record, table=True):
    __table_args__ = record_constraints(
        "grievance",
        one_of("explicitness", v.Explicitness),
        one_of("status", v.GrievanceStatus),
        CheckConstraint("intensity BETWEEN 1 AND 3", name="intensity"),
        CheckConstraint("holder_key <> target_key", name="target"),
        Index(None, "position", "id"),
        Index(None, "source_key"),
    )
    source_key: int = Field(foreign_key="source.key")
    position: str
    text: str
    holder_key: int = Field(foreign_key="actor.key", index=True)
    target_key: int | None = Field(foreign_key="actor.key", index=True)
    explicitness: str
    intensity: int
    status: str
    curator_note: str | None


class GrievanceTopic(SQLModel, table=True):
    __tablename__ = "grievance_topic"
    __table_args__ = (UniqueConstraint("grievance_key", "topic_key"), STRICT)
    grievance_key: int = Field(primary_key=True, foreign_key="grievance.key")
    position: int = Field(primary_key=True)
    topic_key: int = Field(foreign_key="topic.key", index=True)


class GrievanceVoice(SQLModel, table=True):
    """Who says in the text that the grievance is held."""

    __tablename__ = "grievance_voice"
    __table_args__ = (UniqueConstraint("grievance_key", "actor_key"), STRICT)
    grievance_key: int = Field(primary_key=True, foreign_key="grievance.key")
    position: int = Field(primary_key=True)
    actor_key: int = Field(foreign_key="actor.key", index=True)


class GrievanceEvidence(SQLModel, table=True):
    __tablename__ = "grievance_evidence"
    __table_args__ = (UniqueConstraint("grievance_key", "claim_key"), STRICT)
    grievance_key: int = Field(primary_key=True, foreign_key="grievance.key")
    position: int = Field(primary_key=True)
    claim_key: int = Field(foreign_key="claim.key", index=True)


class GrievanceRemedy(SQLModel, table=True):
    __tablename__ = "grievance_remedy"
    __table_args__ = (UniqueConstraint("grievance_key", "claim_key"), STRICT)
    grievance_key: int = Field(primary_key=True, foreign_key="grievance.key")
    position: int = Field(primary_key=True)
    claim_key: int = Field(foreign_key="claim.key", index=True)


class GrievanceReciprocal(SQLModel, table=True):
    """Two grievances that answer each other; stated on one side, read from both."""

    __tablename__ = "grievance_reciprocal"
    __table_args__ = (
        UniqueConstraint("grievance_key", "other_key"),
        CheckConstraint("grievance_key <> other_key", name="other"),
        STRICT,
    )
    grievance_key: int = Field(primary_key=True, foreign_key="grievance.key")
    position: int = Field(primary_key=True)
    other_key: int = Field(foreign_key="grievance.key", index=True)


class Relation(Record, table=True):
    """A typed link; each end is a claim or a grievance."""

    __table_args__ = record_constraints(
        "relation",
        one_of("type", v.RelationType),
        CheckConstraint("(from_claim_key IS NULL) <> (from_grievance_key IS NULL)", name="from"),
        CheckConstraint("(to_claim_key IS NULL) <> (to_grievance_key IS NULL)", name="to"),
        CheckConstraint("from_claim_key <> to_claim_key", name="claims"),
        CheckConstraint("from_grievance_key <> to_grievance_key", name="grievances"),
        # All records share one key space, so each end is one number.
        Index(
            "uq_relation_ends",
            "type",
            text("coalesce(from_claim_key, from_grievance_key)"),
            text("coalesce(to_claim_key, to_grievance_key)"),
            unique=True,
        ),
        Index(None, "position", "id"),
        Index(None, "source_key"),
    )
    source_key: int = Field(foreign_key="source.key")
    position: str
    type: str
    from_claim_key: int | None = Field(foreign_key="claim.key", index=True)
    from_grievance_key: int | None = Field(foreign_key="grievance.key", index=True)
    to_claim_key: int | None = Field(foreign_key="claim.key", index=True)
    to_grievance_key: int | None = Field(foreign_key="grievance.key", index=True)


class SpanField(StrEnum):
    """Which field of its record a span belongs to."""

    QUOTES = "quotes"
    HEDGES = "hedges"
    ATTRIBUTION = "attribution"
    CONDITION = "condition"
    CUE = "cue"
    MARKER = "marker"


class SpanRow(SQLModel, table=True):
    """Exact words of a source that a record rests on: code points, end exclusive."""

    __tablename__ = "span"
    __table_args__ = (
        one_of("field", SpanField),
        CheckConstraint('"start" >= 0 AND length(exact) = "end" - "start" AND "end" > "start"', name="offsets"),
        Index(None, "source_key", "start"),
        STRICT,
    )
    record_key: int = Field(primary_key=True, foreign_key="representation.key")
    field: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    source_key: int = Field(foreign_key="source.key")
    start: int
    end: int
    exact: str
