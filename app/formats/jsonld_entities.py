"""Sources, actors and topics as JSON-LD."""

from app.formats import Export, Record
from app.formats.jsonld_terms import ACTORS, Node, date, elsewhere, heading, text_of, to, told, value
from app.vocabulary import ActorKind, AliasKind, Genre, Noun, TextPolicy

_CONTAINERS = {
    Genre.OP_ED: "Newspaper",
    Genre.NEWS_ARTICLE: "Newspaper",
    Genre.JOURNAL_ARTICLE: "Periodical",
    Genre.BOOK: "Book",
    Genre.WEB_PAGE: "WebSite",
}


def source(record: Record, export: Export) -> Node:
    address = export.iri(record["url"])
    container = _CONTAINERS.get(record["genre"], "CreativeWork")
    return heading(record, export, "prov:Entity") | told(
        {
            "name": record["title"],
            "headline": record["title"],
            "author": [_author(record, export, number) for number in range(len(record["authors"]))],
            "isPartOf": _named(f"{address}#container", container, record["container_title"]),
            "publisher": _named(f"{address}#publisher", "Organization", record["publisher"]),
            "datePublished": date(record["issued"]),
            "inLanguage": record["language"],
            "url": elsewhere(record["location"]) if record["location"] else None,
            "copyrightNotice": record["rights"]["statement"],
            "wordCount": record["words"],
            "encoding": _text(record, export),
        }
    )


def _author(record: Record, export: Export, number: int) -> Node:
    written = record["authors"][number]
    address = f"{export.iri(record['url'])}#author-{number + 1}"
    node: Node = {"@id": address, "@type": "Person" if written["given"] else None}
    if written["actor"]:
        known = export.find(Noun.ACTORS, written["actor"]["id"])
        node = {"@id": export.iri(known["url"]), "@type": ACTORS[known["kind"]]}
    affiliation = _named(f"{address}-affiliation", "Organization", written["affiliation"])
    return told(
        node
        | {
            "name": " ".join(filter(None, (written["given"], written["family"]))),
            "givenName": written["given"],
            "familyName": written["family"] if written["given"] else None,
            "affiliation": affiliation,
        }
    )


def _named(address: str, of_class: str, name: str | None) -> Node | None:
    return {"@id": address, "@type": of_class, "name": name} if name else None


def _text(record: Record, export: Export) -> Node:
    """The text itself, which quotes point into; it can be fetched where the rights allow it."""
    address, policy = text_of(export, record), record["rights"]["text_policy"]
    return told(
        {
            "@id": address,
            "@type": "MediaObject",
            "encodingFormat": "text/plain",
            "sha256": record["text_sha256"],
            "contentUrl": {"@id": address} if policy == TextPolicy.FULL else None,
            "voc:text_policy": value("text_policy", policy),
        }
    )


def actor(record: Record, export: Export) -> Node:
    # A document is a source of what it says; all others are answerable for it.
    role = "prov:Entity" if record["kind"] == ActorKind.DOCUMENT else "prov:Agent"
    wrong = [alias["name"] for alias in record["aliases"] if alias["kind"] == AliasKind.MISSPELLING]
    right = [alias["name"] for alias in record["aliases"] if alias["kind"] != AliasKind.MISSPELLING]
    return heading(record, export, role) | told(
        {
            "name": record["name"],
            "alternateName": right,
            "skos:hiddenLabel": wrong,
            "description": record["description"],
            "voc:actor_kind": value("actor_kind", record["kind"]),
            "dcterms:isPartOf": to(export, record["parent"]) if record["parent"] else None,
            "memberOf": [_position(record, export, number) for number in range(len(record["positions"]))],
            "sameAs": [elsewhere(url) for url in record["same_as"]],
            "voc:iso3166": record["iso3166"],
        }
    )


def _position(record: Record, export: Export, number: int) -> Node:
    """A post as schema.org's role, which stands between the person and the organisation."""
    held = record["positions"][number]
    address = f"{export.iri(record['url'])}#position-{number + 1}"
    where = held["organisation"]
    organisation = _named(f"{address}-organisation", "Organization", where) if isinstance(where, str) else None
    return told(
        {
            "@id": address,
            "@type": "OrganizationRole",
            "roleName": held["title"],
            "memberOf": organisation or (to(export, where) if where else None),
            "startDate": date(held["from"]),
            "endDate": date(held["to"]),
        }
    )


def topic(record: Record, export: Export) -> Node:
    tree = {"@id": export.iri("/v1/topics")}
    return heading(record, export) | told(
        {
            "skos:prefLabel": record["label"],
            "skos:definition": record["definition"],
            "skos:example": record["example"],
            "skos:broader": to(export, record["parent"]) if record["parent"] else None,
            "skos:inScheme": tree,
            "skos:topConceptOf": None if record["parent"] else tree,
        }
    )
