"""JSON-LD in the words of schema.org, with Web Annotation for quotes, PROV for voices and CiTO for arguments."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import orjson

from app.formats import Export, Record
from app.formats.jsonld_entities import actor, source, topic
from app.formats.jsonld_statements import claim, grievance, relation
from app.formats.jsonld_terms import Node, context
from app.vocabulary import Noun

_NODES: Mapping[Noun, Callable[[Record, Export], Node]] = {
    Noun.SOURCES: source,
    Noun.ACTORS: actor,
    Noun.CLAIMS: claim,
    Noun.GRIEVANCES: grievance,
    Noun.RELATIONS: relation,
    Noun.TOPICS: topic,
}


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    if export.one:
        yield from (document(record, export) for record in records)
        return
    yield b'{"@context":' + orjson.dumps(context(export.public_url)) + b',"@graph":['
    between = b"\n"
    for record in records:
        yield between + orjson.dumps(_NODES[export.noun](record, export))
        between = b",\n"
    yield b"\n]}\n"


def document(record: Record, export: Export) -> bytes:
    """One record with the context that explains it."""
    node = _NODES[export.noun](record, export)
    return orjson.dumps({"@context": context(export.public_url), **node}, option=orjson.OPT_APPEND_NEWLINE)
