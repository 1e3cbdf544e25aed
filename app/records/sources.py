"""The published texts."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from app.models import Source, SourceAuthor
from app.records.base import Built, Record, Ref, Shape
from app.records.facts import Facts, heading
from app.values import Edtf, Language
from app.vocabulary import Genre, Noun, TextPolicy


class Author(Shape):
    """One of a text's authors, in the order of the byline."""

    family: str
    """Family name."""
    given: str | None
    """Given names."""
    affiliation: str | None
    """Where the author worked, as of the text."""
    actor: Ref | None
    """The author as an actor."""


class Rights(Shape):
    """Who holds the rights, and what is served."""

    statement: str
    """The rights, in words."""
    text_policy: TextPolicy
    """`full` serves the text; `quotes` serves the quotes of claims only."""


class SourceCounts(Shape):
    """How much is coded from the text."""

    claims: int = Field(ge=0)
    """Claims it puts forward."""
    grievances: int = Field(ge=0)
    """Grievances it tells of."""
    actors: int = Field(ge=0)
    """Different actors its claims and grievances name."""


class SourceRecord(Record):
    """A published text, kept unchanged."""

    title: str
    """Its title."""
    authors: list[Author]
    """Its authors."""
    container_title: str | None
    """The newspaper, journal or book it stands in."""
    publisher: str | None
    """Who published it."""
    issued: Edtf
    """When it was published."""
    language: Language
    """BCP 47 tag of its language."""
    genre: Genre
    """What sort of text it is."""
    location: str | None
    """Where it can be found."""
    rights: Rights
    """The rights in the text."""
    text_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """SHA-256 of the text in UTF-8."""
    characters: int = Field(ge=1)
    """Length in Unicode code points."""
    words: int = Field(ge=0)
    """Length in words, as parted by white space."""
    counts: SourceCounts
    """How much is coded from it."""

    named = ("title",)
    worded = ("container_title", "publisher", "authors.given", "authors.family", "authors.affiliation")


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, Built]]:
    counts = facts.tallies.counts(Noun.SOURCES, keys)
    authors = facts.owned(SourceAuthor, keys)
    facts.refs(author.actor_key for owned in authors.values() for author in owned)
    for row in facts.rows(Source, keys):
        yield (
            row.key,
            {
                **heading(Noun.SOURCES, row),
                "title": row.title,
                "authors": [
                    {
                        "family": author.family,
                        "given": author.given,
                        "affiliation": author.affiliation,
                        "actor": facts.maybe_ref(author.actor_key),
                    }
                    for author in authors[row.key]
                ],
                "container_title": row.container_title,
                "publisher": row.publisher,
                "issued": row.issued,
                "language": row.language,
                "genre": row.genre,
                "location": row.location,
                "rights": {"statement": row.rights_statement, "text_policy": row.text_policy},
                "text_sha256": row.text_sha256,
                "characters": len(row.text),
                "words": len(row.text.split()),
                "counts": counts[row.key],
            },
        )
