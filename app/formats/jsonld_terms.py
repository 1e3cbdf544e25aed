"""The terms that JSON-LD is made of: prefixes, classes, dates, and words at their place in a text."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.formats import Export, Record
from app.vocabulary import ActorKind, Genre, Noun

Node = dict[str, Any]
"""A part of a JSON-LD document; a key without a prefix is a term of schema.org."""

SCHEMA = "https://schema.org/"
PREFIXES: Mapping[str, str] = {
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_SOURCES: Mapping[str, str] = {
    Genre.OP_ED: "OpinionNewsArticle",
    Genre.NEWS_ARTICLE: "NewsArticle",
    Genre.REPORT: "Report",
    Genre.SPEECH: "CreativeWork",
    Genre.DOCUMENT: "CreativeWork",
    Genre.JOURNAL_ARTICLE: "ScholarlyArticle",
    Genre.BOOK: "Book",
    Genre.WEB_PAGE: "WebPage",
}
ACTORS: Mapping[str, str] = {
    ActorKind.STATE: "Country",
    ActorKind.GOVERNMENT: "GovernmentOrganization",
    ActorKind.PERSON: "Person",
    ActorKind.PARTY: "Organization",
    ActorKind.ARMED_GROUP: "Organization",
    ActorKind.ORGANISATION: "Organization",
    ActorKind.GROUP: "foaf:Group",
    ActorKind.DOCUMENT: "CreativeWork",
}
_STATEMENTS: Mapping[Noun, str] = {
    Noun.CLAIMS: "Claim",
    Noun.GRIEVANCES: "Statement",
    Noun.RELATIONS: "cito:Citation",
    Noun.TOPICS: "skos:Concept",
}

_CALENDAR = re.compile(r"(?!0000)\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", re.ASCII)
_XSD = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
_LINE_BREAK = re.compile(r"[\t\n\r]")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')


def context(public_url: str) -> Node:
    """The whole context in the document, so that it can be read without a network."""
    integer = "xsd:nonNegativeInteger"
    return {
        "@vocab": SCHEMA,
        "voc": f"{public_url}/v1/vocabulary#",
        **PREFIXES,
        "oa:start": {"@id": "oa:start", "@type": integer},
        "oa:end": {"@id": "oa:end", "@type": integer},
    }


def class_of(noun: Noun, record: Record) -> str:
    """What a record is, as a term of the context."""
    if noun is Noun.SOURCES:
        inside_book = record["genre"] == Genre.BOOK and record["container_title"]
        return "Chapter" if inside_book else _SOURCES[record["genre"]]
    return ACTORS[record["kind"]] if noun is Noun.ACTORS else _STATEMENTS[noun]


def heading(record: Record, export: Export, *more_classes: str) -> Node:
    """How every record starts; its dates and version are those of its JSON, and not of what it speaks of."""
    address = export.iri(record["url"])
    return {
        "@id": address,
        "@type": [class_of(export.noun, record), *more_classes],
        "identifier": record["id"],
        "subjectOf": {
            "@id": export.iri(f"{record['url']}.json"),
            "@type": "MediaObject",
            "encodingFormat": "application/json",
            "dateCreated": _typed(record["created"], "xsd:dateTime"),
            "dateModified": _typed(record["updated"], "xsd:dateTime"),
            "version": record["version"],
        },
    }


def told(node: Node) -> Node:
    """A node without what is unknown or none, of which RDF says nothing."""
    return {name: value for name, value in node.items() if value is not None and value != []}


def to(export: Export, ref: Record) -> Node:
    return {"@id": export.iri(ref["url"])}


def each(export: Export, refs: Iterable[Record]) -> list[Node]:
    return [to(export, ref) for ref in refs]


def value(enumeration: str, chosen: str) -> Node:
    """A value of the codebook."""
    return {"@id": f"voc:{enumeration}-{chosen}"}


def elsewhere(url: str) -> Node:
    """An address as it was written, with what no IRI may hold escaped, and without line breaks, as browsers take it."""
    return {"@id": _NOT_IN_IRI.sub(lambda found: f"%{ord(found.group()):02X}", _LINE_BREAK.sub("", url))}


def date(edtf: str | None) -> Node | None:
    """An XML Schema date where the calendar says all, else the Library of Congress' EDTF datatype."""
    if edtf is None:
        return None
    return _typed(edtf, _XSD[len(edtf)] if _CALENDAR.fullmatch(edtf) else "edtf:EDTF")


def text_of(export: Export, source: Record) -> str:
    return export.iri(f"{source['url']}/text")


def words(export: Export, source: Record, span: Record | None) -> Node | None:
    """Words of a source as Web Annotation selects them, at the fragment that RFC 5147 gives them."""
    if span is None:
        return None
    text, place = text_of(export, source), f"{span['start']},{span['end']}"
    by_quote = {
        "@id": f"{text}#quote={place}",
        "@type": "oa:TextQuoteSelector",
        "oa:exact": span["exact"],
        "oa:prefix": span["prefix"],
        "oa:suffix": span["suffix"],
    }
    by_position = {
        "@id": f"{text}#position={place}",
        "@type": "oa:TextPositionSelector",
        "oa:start": span["start"],
        "oa:end": span["end"],
    }
    return {
        "@id": f"{text}#char={place}",
        "@type": "oa:SpecificResource",
        "oa:hasSource": {"@id": text},
        "oa:hasSelector": [by_quote, by_position],
    }


def _typed(literal: str, datatype: str) -> Node:
    return {"@type": datatype, "@value": literal}
