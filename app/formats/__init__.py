"""The representations an answer can have, and how one is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.vocabulary import Noun

Record = Mapping[str, Any]
"""A record as its JSON has it."""


@dataclass(frozen=True, slots=True)
class Format:
    """A representation: the path ending that asks for it, and its media type."""

    ending: str
    media_type: str


JSON = Format("json", "application/json")
TEXT = Format("txt", "text/plain")
HTML = Format("html", "text/html")


@dataclass(frozen=True, slots=True)
class Export:
    """What a writer may know besides the records it writes."""

    noun: Noun
    """What the records are."""
    address: str
    """The path and query that were asked for, without the ending."""
    public_url: str
    """Where the service is found from outside, no slash at the end."""
    edition: Mapping[str, str]
    """The state of the records by parameter, such as the `release`; empty for the present one."""
    one: bool
    """Whether this is a single record, and not a list."""
    total: int
    """How many records match."""
    bom: bool
    """Whether a table starts with a byte order mark."""
    find: Callable[[Noun, str], Record]
    """Another record of the same snapshot, by its id."""
    offered: Sequence[Format]
    """All formats that this can be had in."""
    envelope: Mapping[str, Any]
    """What JSON says of the page besides its items, such as `next`; empty where no page is written."""

    def iri(self, path: str) -> str:
        """The absolute address that names what lies at a path: what another coding says is not what this one says."""
        coding = self.edition.get("coding")
        return f"{self.public_url}{path}?coding={coding}" if coding else self.public_url + path


def within(edition: Mapping[str, str], record: Any) -> Any:
    """A record whose addresses lead to the same release or coding, so that people who follow them stay in it."""
    shared = {name: value for name, value in edition.items() if name != "version"}
    return _leading(f"?{urlencode(shared)}", record) if shared else record


def _leading(query: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: each + query if name == "url" else _leading(query, each) for name, each in value.items()}
    return [_leading(query, each) for each in value] if isinstance(value, list) else value


Write = Callable[[Iterable[Record], Export], Iterator[bytes]]
"""Writes records as they come, in pieces of any size: a list is never in memory as a whole."""


@dataclass(frozen=True, slots=True)
class RecordFormat(Format):
    """A representation made from records, and of which nouns there is one as a list and one of a single record."""

    write: Write | None
    """None where it is the records' stored JSON itself, one on a line."""
    lists: frozenset[Noun]
    records: frozenset[Noun]
    complete: bool = True
    """Whether a list is all that matches, and not a page of it."""
