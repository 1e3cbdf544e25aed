"""What the head of a record's page says to reference managers and search engines.

Highwire's `citation_…` tags as Google Scholar and Zotero read them, Dublin Core, and schema.org as JSON-LD.
"""

from collections.abc import Iterator

from app.citing.dates import issued
from app.citing.reference import CITED, Reference, reference, source_of
from app.formats import Export, Record
from app.formats.jsonld import document

_ZOTERO = {
    "article-journal": "journalArticle",
    "article-newspaper": "newspaperArticle",
    "book": "book",
    "chapter": "bookSection",
    "document": "document",
    "report": "report",
    "speech": "presentation",
    "webpage": "webpage",
}
"""Types of the Citation Style Language as Zotero, which takes them from `DC.type`, calls them."""
# A newspaper named here would make its article a journal's.
_CONTAINERS = {"article-journal": "citation_journal_title", "chapter": "citation_inbook_title"}
_PUBLISHERS = {"report": "citation_technical_report_institution"}


def head_tags(record: Record, export: Export) -> list[tuple[str, str]]:
    """Names and contents of the meta tags of a source, or of a claim or grievance as words of its source.

    Other records can't be cited, and have none.
    """
    if export.noun not in CITED:
        return []
    cited = reference(record, export.noun, export.public_url, export.edition, export.find)
    source = source_of(record, export.noun, export.find)
    tags = [*_highwire(cited, source), *_dublin_core(cited, source)]
    tags += [
        ("DC.identifier", export.public_url + record["url"]),
        ("DC.description", record.get("attribution_sentence", cited.says)),
    ]
    return [(name, content) for name, content in tags if content]


def structured_data(record: Record, export: Export) -> str:
    """The record as JSON-LD, fit to stand in a script element: no markup in it can end the script."""
    written = document(record, export).decode()
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _highwire(cited: Reference, source: Record) -> Iterator[tuple[str, str | None]]:
    kind = cited.kind.csl
    yield "citation_title", cited.title
    for name, author in zip(_names(cited), source["authors"], strict=True):
        yield "citation_author", name
        yield "citation_author_institution", author["affiliation"]
    yield "citation_publication_date", _date(cited.issued)
    if kind in _CONTAINERS:
        yield _CONTAINERS[kind], cited.container
    yield _PUBLISHERS.get(kind, "citation_publisher"), cited.publisher
    yield "citation_language", cited.language
    yield "citation_public_url", cited.url


def _dublin_core(cited: Reference, source: Record) -> Iterator[tuple[str, str | None]]:
    yield "DC.title", cited.title
    for name in _names(cited):
        yield "DC.creator", name
    yield "DC.date", cited.issued
    yield "DC.type", _ZOTERO[cited.kind.csl]
    yield "DC.source", cited.container
    yield "DC.publisher", cited.publisher
    yield "DC.language", cited.language
    yield "DC.rights", source["rights"]["statement"]


def _names(cited: Reference) -> list[str]:
    return [", ".join(filter(None, (author.family, author.given))) for author in cited.authors]


def _date(edtf: str) -> str | None:
    """As Google Scholar wants it: 2009/01/23, or as much of it as is known."""
    first = issued(edtf).first
    return "/".join(f"{part:02}" for part in first) if first and first[0] >= 1000 else None
