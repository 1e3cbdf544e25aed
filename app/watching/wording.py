"""What a record says: its words and where they stand, and which of its fields say something else than before."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import orjson
from rapidfuzz import fuzz, process

from app.one_record import version_of
from app.text.letters import Letters, folded
from app.text.passages import ELLIPSIS
from app.vocabulary import Noun
from app.watching.shapes import CitationStatus

Record = Mapping[str, Any]

_OWN: Mapping[Noun, tuple[str, ...]] = {
    Noun.SOURCES: ("title",),
    Noun.ACTORS: ("name",),
    Noun.CLAIMS: ("text",),
    Noun.GRIEVANCES: ("text",),
    Noun.RELATIONS: (),
    Noun.TOPICS: ("label", "definition"),
}
"""The fields in which a record has words of its own that are cited, beside those of the source."""

_FOLLOWING = frozenset({"version", "updated", "counts", "attribution_sentence"})
"""Fields that say nothing themselves: they follow other fields or other records."""
_MOST_PARTS = 20
"""Parts between ellipses: a quote of more of them stands nowhere."""
_ALIKE = 50.0
"""Of a hundred, as for the nearest passage of a text."""
_REF = frozenset({"id", "label", "url"})


class Quotation:
    """Quoted words as they are compared."""

    def __init__(self, exact: str) -> None:
        self.exact = exact
        parts = ELLIPSIS.split(exact)
        self._parts = [part for part in map(folded, parts) if part] if len(parts) <= _MOST_PARTS else []
        self.folded = "".join(self._parts)

    def within(self, letters: Letters) -> int | None:
        """The index of the letter at which they begin to stand there as whole words, all parts in order."""
        first, after = None, 0
        for part in self._parts:
            at = _whole_words(letters, part, after)
            if at < 0:
                return None
            first, after = at if first is None else first, at + len(part)
        return first


def _whole_words(letters: Letters, part: str, after: int) -> int:
    at = letters.folded.find(part, after)
    while at >= 0 and not {at, at + len(part)} <= letters.breaks:
        at = letters.folded.find(part, at + 1)
    return at


class Place(NamedTuple):
    """Where quoted words stand in a record."""

    start: int | None
    """Code points into the source's text; None in the record's own words."""
    span: Record | None
    """The quote that they are part of."""


class State:
    """One state of a record; what is only now and then needed of it is read when it is."""

    def __init__(self, noun: Noun, body: str) -> None:
        self.noun, self.body = noun, body
        self.version = version_of(body)

    @cached_property
    def record(self) -> Record:
        found: Record = orjson.loads(self.body)
        return found

    @property
    def source_id(self) -> str | None:
        source = self.record.get("source")
        return source["id"] if source else None

    def own_words(self) -> list[str]:
        return [self.record[name] for name in _OWN[self.noun]]

    def spans(self) -> list[Record]:
        """The words of the source that it rests on."""
        marker = self.record.get("marker")
        spans: list[Record] = self.record.get("quotes", [marker] if marker else [])
        return spans

    def places(self, quotation: Quotation) -> list[Place]:
        """Where these words stand, first in its quotes."""
        return list(self._places(quotation))

    def _places(self, quotation: Quotation) -> Iterator[Place]:
        for span, letters in zip(self.spans(), self._quoted, strict=True):
            at = quotation.within(letters)
            if at is not None:
                yield Place(span["start"] + letters.place(at), span)
        if any(quotation.within(letters) is not None for letters in self._own):
            yield Place(None, None)

    def nearest(self, quotation: Quotation) -> Record | None:
        """The quote that is most like these words; None where none is like them."""
        quoted = [letters.folded for letters in self._quoted]
        found = process.extractOne(quotation.folded, quoted, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return self.spans()[found[2]] if found else None

    @cached_property
    def _quoted(self) -> list[Letters]:
        return [Letters(span["exact"]) for span in self.spans()]

    @cached_property
    def _own(self) -> list[Letters]:
        return [Letters(words) for words in self.own_words()]


def differing(then: State, now: State) -> list[str]:
    """The fields that say something else now.

    References are compared by their ids: what others are called is their affair. Fields that follow others are left
    out, and so are those that records did not have then.
    """
    if then.body == now.body:
        return []
    names = (name for name in now.record if name in then.record and name not in _FOLLOWING)
    return [name for name in names if _content(then.record[name]) != _content(now.record[name])]


def _content(value: Any) -> Any:
    if isinstance(value, list):
        return [_content(each) for each in value]
    if isinstance(value, dict):
        left_out = "label" if value.keys() >= _REF else None
        return {name: _content(each) for name, each in value.items() if name != left_out}
    return value


def compared(then: State, now: State) -> CitationStatus:
    """What became of a record that is still there: its words before their places, and these before all else."""
    if then.body == now.body:
        return CitationStatus.UNCHANGED
    if _words(then) != _words(now):
        return CitationStatus.REWORDED
    if _stands_at(then) != _stands_at(now):
        return CitationStatus.MOVED
    return CitationStatus.CHANGED if differing(then, now) else CitationStatus.UNCHANGED


def _words(state: State) -> tuple[list[str], list[str]]:
    # In which order quotes are listed is another matter than their words.
    return state.own_words(), sorted(span["exact"] for span in state.spans())


def _stands_at(state: State) -> list[tuple[int, int]]:
    return sorted((span["start"], span["end"]) for span in state.spans())
