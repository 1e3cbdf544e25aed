"""What is cited: the source of a record, with the words and the paragraph that the record rests on."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.citing.genres import CHAPTER, GENRES, Kind
from app.vocabulary import Genre, Noun

Record = Mapping[str, Any]
"""A record as its JSON has it."""
Find = Callable[[Noun, str], Record]
"""Another record of the same snapshot, by its id."""

_NONCHARACTERS = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
STAND_INS = tuple(map(chr, range(0xF0000, 0xF0005)))
"""Characters for private use, which stand for marks that the CSL processor must not see."""
_NOT_SHOWN = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef{_NONCHARACTERS}{''.join(STAND_INS)}]")

CITED = frozenset({Noun.SOURCES, Noun.CLAIMS, Noun.GRIEVANCES})
"""The nouns that can be cited: a source, and what a source says."""


@dataclass(frozen=True, slots=True)
class Author:
    """One of the authors; who has no given name is written as a whole."""

    family: str
    given: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the source, and the paragraph in which they begin; None in the heading."""

    exact: str
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A source as bibliographies have it; each text is on one line."""

    id: str
    """The record's, which no other of its noun has."""
    kind: Kind
    title: str
    authors: Sequence[Author]
    container: str | None
    """The newspaper, journal, book or site it stands in."""
    publisher: str | None
    issued: str
    """EDTF."""
    language: str
    """BCP 47."""
    url: str
    """The text's own location where one is known, else the record's address."""
    database: str | None
    """Where the record was read, with the release, version or coding; None for the present state."""
    says: str | None
    """The claim with who says it and what the authors think of it, or the grievance; None of a source."""
    quotes: Sequence[Quote]
    """The words that prove it."""

    @property
    def paragraph(self) -> int | None:
        """Where the first quote begins."""
        return self.quotes[0].paragraph if self.quotes else None

    @property
    def proof(self) -> str:
        """All quotes, each with its place: “if war breaks out” (para. 1)."""
        places = ("" if each.paragraph is None else f" (para. {each.paragraph})" for each in self.quotes)
        return " ".join(f"“{each.exact}”{place}" for each, place in zip(self.quotes, places, strict=True))


def source_of(record: Record, noun: Noun, find: Find) -> Record:
    return record if noun is Noun.SOURCES else find(Noun.SOURCES, record["source"]["id"])


def reference(record: Record, noun: Noun, public_url: str, edition: Mapping[str, str], find: Find) -> Reference:
    """What a record of one of the nouns in `CITED` is cited by, as it is in an edition, such as a `release`."""
    source = source_of(record, noun, find)
    says_something = noun is not Noun.SOURCES
    return Reference(
        id=record["id"],
        kind=_kind(source),
        title=_line(source["title"]),
        authors=[_author(each) for each in source["authors"]],
        container=_line(source["container_title"]) or None,
        publisher=_line(source["publisher"]) or None,
        issued=source["issued"],
        language=source["language"],
        url=_address(source["location"]) or public_url + record["url"] + (f"?{urlencode(edition)}" if edition else ""),
        database=", ".join(["alliance-claims", *(" ".join(said) for said in edition.items())]) if edition else None,
        says=_line(record["attribution_sentence" if noun is Noun.CLAIMS else "text"]) if says_something else None,
        quotes=[Quote(_line(each["exact"]), each["paragraph"]) for each in record["quotes"]] if says_something else [],
    )


def _kind(source: Record) -> Kind:
    genre = Genre(source["genre"])
    return CHAPTER if genre is Genre.BOOK and source["container_title"] else GENRES[genre]


def _author(author: Record) -> Author:
    return Author(_line(author["family"]), _line(author["given"]) or None)


def _line(text: str | None) -> str:
    """A text on one line, as bibliographic formats read a new line as a new field, of characters that can be shown."""
    return " ".join(_NOT_SHOWN.sub("", text or "").split())


def _address(location: str | None) -> str:
    # A valid URL may be written with line breaks in it, which mean nothing.
    return "".join((location or "").split())
