"""FAIR Signposting, level 1: links that lead a machine from a record to what it is, who made it and what tells of it.

https://signposting.org/FAIR/
"""

from collections.abc import Iterator, Mapping, Sequence

import orjson

from app.formats import HTML, Format, Record
from app.formats.jsonld_statements import NOT_ASSERTED
from app.formats.jsonld_terms import PREFIXES, SCHEMA, class_of
from app.formats.registry import OF_RECORDS
from app.vocabulary import Noun, TextPolicy

_DESCRIBED_BY: Mapping[Noun, Sequence[Format]] = {
    noun: [each for each in OF_RECORDS[noun] if each.ending in ("jsonld", "csl.json")] for noun in Noun
}
_MOST_AUTHORS = 20
"""A head has its limits; JSON-LD names them all."""
_UNSPOKEN = tuple(f'"author_stance":"{stance}"' for stance in NOT_ASSERTED)
_ABOUT_PAGE = f'<{SCHEMA}AboutPage>; rel="type"'


def signposts(noun: Noun, address: str, pinned: str, body: str, shown: Format, by_ending: bool) -> Iterator[str]:
    """Values for a record's Link header, besides `cite-as` and `license`.

    `pinned` is the query that reads it in the same state, `body` its JSON.
    Where the path's ending asked for the format, this is a description of the record.
    """
    known = _known(noun, body)
    yield f'<{_expanded(class_of(noun, known))}>; rel="type"'
    if shown.ending == HTML.ending:
        yield _ABOUT_PAGE
    for author in _authors(noun, known)[:_MOST_AUTHORS]:
        yield f'<{author["url"]}>; rel="author"'
    yield f'</v1/{noun}>; rel="collection"'
    if noun is Noun.SOURCES and known["rights"]["text_policy"] == TextPolicy.FULL:
        yield f'<{address}/text{pinned}>; rel="item"; type="text/plain"'
    for each in _DESCRIBED_BY[noun]:
        yield f'<{address}.{each.ending}{pinned}>; rel="describedby"; type="{each.media_type}"'
    yield f'</v1/schema/{noun}.json>; rel="describedby"; type="application/schema+json"'
    if by_ending:
        yield f'<{address}{pinned}>; rel="describes"'


def _known(noun: Noun, body: str) -> Record:
    """What the links depend on."""
    if noun is Noun.CLAIMS:
        # To parse all of a claim takes ten times as long. No text can hold these words: its quotes are escaped.
        start = body.index('"speakers":') + len('"speakers":')
        spoken = all(part not in body for part in _UNSPOKEN) or '"attribution":[]' not in body
        return {"speakers": orjson.loads(body[start : body.index(',"attribution":', start)]) if spoken else []}
    found: Record = orjson.loads(body) if noun in (Noun.SOURCES, Noun.ACTORS) else {}
    return found


def _authors(noun: Noun, known: Record) -> Sequence[Record]:
    if noun is Noun.SOURCES:
        return [author["actor"] for author in known["authors"] if author["actor"]]
    speakers: Sequence[Record] = known.get("speakers", ())
    return speakers


def _expanded(term: str) -> str:
    prefix, colon, name = term.partition(":")
    return PREFIXES[prefix] + name if colon else SCHEMA + term
