"""The tables of topics, actors and sources."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app import vocabulary as v
from app.models.base import STRICT, Record, one_of, record_constraints


class Topic(Record, table=True):
    __table_args__ = record_constraints("topic")
    label: str = Field(index=True)
    definition: str
    parent_key: int | None = Field(foreign_key="topic.key", index=True)
    example: str | None


class Actor(Record, table=True):
    __table_args__ = record_constraints("actor", one_of("kind", v.ActorKind))
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
    __table_args__ = record_constraints(
        "source",
        one_of("genre", v.Genre),
        one_of("text_policy", v.TextPolicy),
        CheckConstraint("issued_earliest <= issued_latest", name="issued"),
        Index(None, "title", "id"),
        Index(None, "issued_earliest", "id"),
    )
    title: str
    container_title: str | None
    publisher: str | None
    issued: str
    issued_earliest: int
    issued_latest: int
    language: str
    genre: str
    location: str | None = Field(index=True)
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


class Coding(SQLModel, table=True):
    """Another coding of a source than the one that is served: what its coder wrote, and all that it refers to.

    `bundle` is that as a bundle in JSON, but for the text, which the source has.
    """

    __table_args__ = (STRICT,)
    source_key: int = Field(primary_key=True, foreign_key="source.key")
    name: str = Field(primary_key=True, index=True)
    coder: str
    method: str
    at: str
    sha256: str
    bundle: str


class Concordance(SQLModel, table=True):
    """A word of a source's text with what follows it, as folded letters and digits, and the place where it begins.

    Kept by parts, of each in the order of the letters. A foreign key would need an index twice as large as the table,
    for nothing: a text never changes.
    """

    __table_args__ = ({**STRICT, "sqlite_with_rowid": False},)
    part: int = Field(primary_key=True)
    letters: str = Field(primary_key=True)
    source_key: int = Field(primary_key=True)
    start: int = Field(primary_key=True)
