"""The reader's pages: one record, or a page of a list."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from app.citing.reference import CITED
from app.citing.styles import Style
from app.formats import Export, Format, Record, within
from app.formats.metatags import head_tags, structured_data
from app.formats.shown import shown
from app.formats.shown_entities import byline
from app.templates import filled
from app.text.queries import query_string
from app.vocabulary import Noun, TextPolicy

_OF_THE_PAGE = ("sort", "limit")
"""What a query says besides its filters."""


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    pieces = _record(next(iter(records)), export) if export.one else _page(records, export)
    for piece in pieces:
        yield piece.encode()


def _record(record: Record, export: Export) -> Iterator[str]:
    source = export.find(Noun.SOURCES, record["source"]["id"]) if "source" in record else None
    return filled(
        "record.html",
        noun=export.noun,
        record=within(export.edition, record),
        shown=shown(export.noun, within(export.edition, record)),
        source=within(export.edition, source),
        byline=byline(source) if source else None,
        in_text=_in_text(source, export),
        ends=[(noun, shown(noun, end), end) for noun, end in _ends(record, export)],
        now=record["url"],
        tags=head_tags(record, export),
        structured=structured_data(record, export),
        edition=export.edition,
        cite_as=_address(export.public_url + record["url"], export.edition),
        citations=[
            (style, _address(f"{record['url']}/citation", {"style": style, **export.edition}))
            for style in Style
            if export.noun in CITED
        ],
        files=[(each, _address(f"{record['url']}.{each.ending}", export.edition)) for each in _files(export)],
    )


def _page(records: Iterable[Record], export: Export) -> Iterator[str]:
    inside = partial(within, export.edition)
    query = {name: _words(value) for name, value in export.envelope["query"].items()}
    filters = {name: value for name, value in query.items() if name not in _OF_THE_PAGE}
    return filled(
        "list.html",
        noun=export.noun,
        items=((export.noun, shown(export.noun, record), record) for record in map(inside, records)),
        total=export.total,
        query=query,
        filters=[(name, value, _list(export.noun, query, name)) for name, value in filters.items()],
        warnings=export.envelope["warnings"],
        next=export.envelope["next"],
        first=_list(export.noun, query) if "cursor=" in export.address else None,
        files=[(each, _list(f"{export.noun}.{each.ending}", query, "limit")) for each in _files(export)],
    )


def _files(export: Export) -> list[Format]:
    return [each for each in export.offered if each.media_type != "text/html"]


def _list(name: str, query: Mapping[str, str], *without: str) -> str:
    kept = {name: value for name, value in query.items() if name not in without}
    return _address(f"/v1/{name}", kept)


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{query_string(query)}" if query else path


def _words(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _ends(record: Record, export: Export) -> Iterator[tuple[Noun, Record]]:
    """What a relation ties together."""
    for end in (record[name] for name in ("from", "to") if name in record):
        noun = Noun(f"{end['type']}s")
        yield noun, within(export.edition, export.find(noun, end["id"]))


def _in_text(source: Record | None, export: Export) -> Callable[[str], str] | None:
    """What leads to a quote in its text, where that is served: browsers scroll to the words and mark them."""
    if source is None or source["rights"]["text_policy"] != TextPolicy.FULL:
        return None
    # In such a fragment a hyphen has a meaning of its own.
    text = _address(f"{source['url']}/text", export.edition)
    return lambda exact: f"{text}#:~:text={quote(exact, safe='').replace('-', '%2D')}"
