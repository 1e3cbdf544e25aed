"""RIS: what EndNote, Zotero and library catalogues read; one field a line, each line ended by CR and LF."""

from collections.abc import Iterable, Iterator

from app.citing.dates import Issued, issued
from app.citing.reference import Author, Reference, reference
from app.formats import Export, Record


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    for record in records:
        fields = _fields(reference(record, export.noun, export.public_url, export.edition, export.find))
        lines = [f"{tag}  - {value}\r\n" for tag, value in fields if value]
        yield "".join([*lines, "ER  - \r\n", "\r\n"]).encode()


def _fields(cited: Reference) -> Iterator[tuple[str, str | None]]:
    when = issued(cited.issued)
    yield "TY", cited.kind.ris
    yield "ID", cited.id
    for author in cited.authors:
        yield "AU", _name(author)
    yield "TI", cited.title
    yield "T2", cited.container
    yield "PB", cited.publisher
    yield "PY", when.year
    yield "DA", _date(when)
    yield "LA", cited.language
    yield "UR", cited.url
    yield "DP", cited.database
    yield "AB", cited.says
    yield "N1", cited.proof


def _name(author: Author) -> str:
    return f"{author.family}, {author.given}" if author.given else author.family


def _date(when: Issued) -> str | None:
    """Year, month and day; RIS wants the slashes of those that are not known, too."""
    if len(when.single) < 2 or when.single[0] < 0:
        return None
    year, month, *day = when.single
    return f"{year:04d}/{month:02d}/{day[0]:02d}" if day else f"{year:04d}/{month:02d}/"
