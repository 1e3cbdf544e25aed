"""Every table.

Integrity lives here: foreign keys, enumerations, offsets, uniqueness. The first column of a primary key names the
record that a row belongs to; `app.affected` relies on it.

A record's rows are the truth. `representation` and `record_words` are derived from them, in the transaction that
changes them.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Index, MetaData, Table, UniqueConstraint, text
from sqlalchemy.ext.compiler import compiles
from sqlmodel import AutoString, Field, SQLModel

from app import vocabulary as v

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# STRICT tables of SQLite know TEXT and INTEGER, and neither VARCHAR nor BOOLEAN.
@compiles(AutoString, "sqlite")
def _text(*_: object, **__: object) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
def _boolean(*_: object, **__: object) -> str:
    return "INTEGER"


STRICT = {"sqlite_strict": True}


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def truth(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (true, false)", name=column)


class Dataset(SQLModel, table=True):
    """One row about the database as a whole."""

    __table_args__ = (CheckConstraint("only = 1", name="only"), STRICT)
    only: int = Field(default=1, primary_key=True)
    version: int = 0
    next_key: int = 1
    cursor_secret: str


class LoadedBundle(SQLModel, table=True):
    """A bundle that has been loaded, by the digest of its files."""

    __tablename__ = "loaded_bundle"
    __table_args__ = (STRICT,)
    digest: str = Field(primary_key=True)
    loaded: str


class VocabularyValue(SQLModel, table=True):
    """One value of one enumeration."""

    __tablename__ = "vocabulary_value"
    __table_args__ = (one_of("enumeration", v.ENUMERATIONS), STRICT)
    enumeration: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    position: int
    enumeration_definition: str
    definition: str
    choose_when: str
    example: str


class Representation(SQLModel, table=True):
    """A record's reference and its JSON as it is served; the key is the record's in every table."""

    __table_args__ = (UniqueConstraint("noun", "id"), one_of("noun", v.Noun), STRICT)
    key: int = Field(primary_key=True)
    noun: str
    id: str
    label: str
    body: str


class RecordWords(SQLModel, table=True):
    """The folded words of a record's text fields, a space before and after each."""

    __tablename__ = "record_words"
    __table_args__ = (STRICT,)
    record_key: int = Field(primary_key=True, foreign_key="representation.key")
    words: str


class Record(SQLModel):
    """What each noun's table starts with."""

    key: int = Field(primary_key=True, foreign_key="representation.key")
    id: str = Field(unique=True, max_length=100)
    version: int
    created: str
    updated: str = Field(index=True)


def _record(table: str, *more: CheckConstraint | UniqueConstraint | Index) -> tuple[object, ...]:
    return (CheckConstraint("version >= 1", name="version"), *more, STRICT)


class Topic(Record, table=True):
    __table_args__ = _record("topic")
    label: str = Field(index=True)
    definition: str
    parent_key: int | None = Field(foreign_key="topic.key", index=True)
    example: str | None


class Actor(Record, table=True):
    __table_args__ = _record("actor", one_of("kind", v.ActorKind))
    name: str = Field(index=True)
    kind: str = Field(index=True)
    parent_key: int | None = Field(foreign_key="actor.key", index=True)
    iso3166: str | None
    description: str | None


class ActorAlias(SQLModel, table=True):
    """A name of an actor; `folded` is it without case and accents."""

    __tablename__ = "actor_alias"
    __table_args__ = (one_of("kind", [*v.AliasKind, "name"]), STRICT)
    actor_key: int = Field(primary_key=True, foreign_key="actor.key")
    position: int = Field(primary_key=True)
    name: str
    kind: str
    folded: str = Field(index=True)


class ActorPosition(SQLModel, table=True):
    """A post that an actor held; the organisation is an actor or plain words."""

    __tablename__ = "actor_position"
    __table_args__ = (
        CheckConstraint("organisation_key IS NULL OR organisation_text IS NULL", name="organisation"),
        STRICT,
    )
    actor_key: int = Field(primary_key=True, foreign_key="actor.key")
    position: int = Field(primary_key=True)
    title: str
    organisation_key: int | None = Field(foreign_key="actor.key", index=True)
    organisation_text: str | None
    from_date: str | None
    to_date: str | None


class ActorIdentity(SQLModel, table=True):
    """An address elsewhere that means the same actor."""

    __tablename__ = "actor_identity"
    __table_args__ = (STRICT,)
    actor_key: int = Field(primary_key=True, foreign_key="actor.key")
    position: int = Field(primary_key=True)
    url: str = Field(index=True)


class Source(Record, table=True):
    __table_args__ = _record(
        "source",
        one_of("genre", v.Genre),
        one_of("text_policy", v.TextPolicy),
        CheckConstraint("issued_earliest <= issued_latest", name="issued"),
    )
    title: str = Field(index=True)
    container_title: str | None
    publisher: str | None
    issued: str
    issued_earliest: int = Field(index=True)
    issued_latest: int
    language: str
    genre: str
    location: str | None
    rights_statement: str
    text_policy: str
    body_starts_with: str | None
    text: str
    text_sha256: str


class SourceAuthor(SQLModel, table=True):
    """One of the authors; the folded names are without case and accents."""

    __tablename__ = "source_author"
    __table_args__ = (STRICT,)
    source_key: int = Field(primary_key=True, foreign_key="source.key")
    position: int = Field(primary_key=True)
    family: str
    given: str | None
    affiliation: str | None
    folded: str
    folded_family: str
    actor_key: int | None = Field(foreign_key="actor.key", index=True)


class Sentence(SQLModel, table=True):
    """A sentence of a source's body; `reason` says why it carries no claim."""

    __table_args__ = (
        CheckConstraint('"start" >= 0 AND "end" > "start"', name="offsets"),
        CheckConstraint("number >= 1 AND paragraph >= 1", name="numbers"),
        STRICT,
    )
    source_key: int = Field(primary_key=True, foreign_key="source.key")
    number: int = Field(primary_key=True)
    paragraph: int
    start: int
    end: int
    reason: str | None


class Claim(Record, table=True):
    __table_args__ = _record(
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
        Index(None, "about_earliest", "id"),
        Index(None, "said_earliest", "id"),
        Index(None, "kind", "id"),
        Index(None, "kind", "position", "id"),
        Index(None, "source_key", "position", "id"),
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
    __table_args__ = _record(
        "grievance",
        one_of("explicitness", v.Explicitness),
        one_of("status", v.GrievanceStatus),
        CheckConstraint("intensity BETWEEN 1 AND 3", name="intensity"),
        CheckConstraint("holder_key <> target_key", name="target"),
        Index(None, "position", "id"),
        Index(None, "source_key", "position", "id"),
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

    __table_args__ = _record(
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
        Index(None, "source_key", "position", "id"),
        Index(None, "type", "id"),
        Index(None, "type", "position", "id"),
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


TABLES: dict[v.Noun, type[Record]] = {
    v.Noun.TOPICS: Topic,
    v.Noun.ACTORS: Actor,
    v.Noun.SOURCES: Source,
    v.Noun.CLAIMS: Claim,
    v.Noun.GRIEVANCES: Grievance,
    v.Noun.RELATIONS: Relation,
}
"""Each noun's table, those referred to before those that refer."""


def table(model: type[SQLModel]) -> Table:
    made: Table = model.__table__  # type: ignore[attr-defined]
    return made


def _defer(metadata: MetaData) -> None:
    # A bundle's records refer to each other in any order: foreign keys are held against the finished transaction.
    for each in metadata.tables.values():
        for constraint in each.foreign_key_constraints:
            constraint.deferrable, constraint.initially = True, "DEFERRED"


_defer(SQLModel.metadata)
