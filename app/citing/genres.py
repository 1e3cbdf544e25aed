"""What the bibliographic formats call each genre: one table, so that a newspaper article is one in all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.vocabulary import Genre


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of BibTeX, and which of its fields hold what."""

    type: str
    container: str
    """The field for what it stands in."""
    publisher: str = "publisher"
    """The field for who published it."""
    mark: tuple[str, str] | None = None
    """A field and its value that tell it from others of its type."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of publication, in the words of each format."""

    csl: str
    """Type of the Citation Style Language; the others are what Zotero exports and imports for it."""
    ris: str
    """The value of TY in RIS."""
    typst: str
    """Type of typst's bibliographies."""
    stands_in: str | None
    """Type there of what it stands in; None where nothing is told of that."""
    bibtex: Entry


_NEWSPAPER = Kind(
    "article-newspaper", "NEWS", "article", "newspaper", Entry("article", "journal", mark=("entrysubtype", "newspaper"))
)

GENRES: Mapping[Genre, Kind] = {
    Genre.OP_ED: _NEWSPAPER,
    Genre.NEWS_ARTICLE: _NEWSPAPER,
    Genre.REPORT: Kind("report", "RPRT", "report", None, Entry("report", "series", "institution", ("type", "Report"))),
    Genre.SPEECH: Kind(
        "speech", "SLIDE", "misc", "misc", Entry("unpublished", "eventtitle", "howpublished", ("type", "Speech"))
    ),
    Genre.DOCUMENT: Kind("document", "GEN", "misc", "misc", Entry("misc", "howpublished")),
    Genre.JOURNAL_ARTICLE: Kind("article-journal", "JOUR", "article", "periodical", Entry("article", "journal")),
    Genre.BOOK: Kind("book", "BOOK", "book", None, Entry("book", "series")),
    Genre.WEB_PAGE: Kind("webpage", "ELEC", "web", "web", Entry("online", "titleaddon", "organization")),
}

CHAPTER = Kind("chapter", "CHAP", "chapter", "book", Entry("incollection", "booktitle"))
"""A book that stands in another one."""
