"""What may be seen of the texts: all of one, or of one whose rights allow quotes only what is quoted."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from pydantic import Field
from sqlalchemy import Select, select

from app import concordance
from app.concordance import Candidate
from app.db import Database, Reading, asked
from app.models import Representation, Sentence, Source, SpanField, SpanRow, table
from app.records.base import Ref, Shape, Span
from app.records.facts import SourceText, address
from app.text import sentences
from app.text.letters import Letters
from app.text.passages import Found
from app.text.spans import Range
from app.vocabulary import Noun, TextPolicy

_SOURCE, _SENTENCE, _SPAN = table(Source).c, table(Sentence).c, table(SpanRow).c
_REPRESENTATION = table(Representation).c


class Match(Shape):
    """A place of a text where a wording stands, and what rests on it."""

    source: Ref
    """The text."""
    span: Span
    """The text's own words there; where its rights allow quotes only, no others than quoted ones."""
    score: float = Field(gt=0, le=1)
    """1 where every character is the same; else 0.99 × (1 − edits ÷ length of the longer), counted in letters and
    digits without case and accents. Below 0.8 only a part of the wording stands there, of 40 letters or more."""
    claims: list[Ref]
    """Claims whose quotes share words with it."""
    grievances: list[Ref]
    """Grievances whose quotes share words with it."""


class Texts:
    """The texts of one snapshot: to be made in the event loop, and used in a thread."""

    def __init__(self, db: Database, reading: Reading) -> None:
        # Statements are compiled in the event loop's thread, and used in any.
        self._statements = {name: db.statement(("match", name), build) for name, build in _STATEMENTS.items()}
        self._reading = reading
        self._parts = concordance.parts(reading.size)
        self._texts: dict[int, Text] = {}

    def rows(self, name: str, **params: Any) -> Iterator[tuple[Any, ...]]:
        return self._reading.stream(self._statements[name], params)

    def entries(self, letters: str) -> Iterator[tuple[int, int]]:
        """The sources and places at which these letters may be seen."""
        # No character comes after this one.
        for source_key, start, policy in self.rows(
            "entries", parts=self._parts, least=letters, past=f"{letters}\U0010ffff"
        ):
            if policy == TextPolicy.FULL or self.of(source_key).shows(start, letters):
                yield source_key, start

    def of(self, source_key: int) -> "Text":
        if source_key not in self._texts:
            self._texts[source_key] = Text(self, source_key)
        return self._texts[source_key]


class Text:
    """One source's text, and what rests on its words."""

    def __init__(self, texts: Texts, key: int) -> None:
        self.key = key
        self._rows = texts.rows
        [(record_id, label, self.text, policy)] = texts.rows("source", source_key=key)
        self.ref = Ref(id=record_id, label=label, url=address(Noun.SOURCES, record_id))
        self._open = policy == TextPolicy.FULL

    def visible(self, candidate: Candidate) -> list[Range]:
        """What to compare of this stretch.

        Of a text that is not open these are whole quotes with hits in them: neither the comparison nor its limits may
        depend on other words, or a right guess at them would be answered otherwise than a wrong one.
        """
        if self._open:
            return [(candidate.start, candidate.end)]
        hits = [place for _, place in candidate.hits]
        return [(start, end) for start, end in self._quoted if any(start <= place < end for place in hits)]

    def shows(self, place: int, letters: str) -> bool:
        """Whether these letters, which stand at this place, are quoted."""
        end = next((end for start, end in self._quoted if start <= place < end), place)
        return Letters(self.text[place:end]).folded.startswith(letters)

    def match(self, found: Found) -> Match:
        resting: dict[str, list[Ref]] = {Noun.CLAIMS: [], Noun.GRIEVANCES: []}
        for noun, record_id, label in self._rows("resting", source_key=self.key, start=found.start, end=found.end):
            ref = Ref(id=record_id, label=label, url=address(noun, record_id))
            if ref not in resting[noun]:
                resting[noun].append(ref)
        return Match(
            source=self.ref,
            span=Span(**self._spans.span(found.start, found.end, self.text[found.start : found.end])),
            score=found.score,
            claims=resting[Noun.CLAIMS],
            grievances=resting[Noun.GRIEVANCES],
        )

    @cached_property
    def _quoted(self) -> list[Range]:
        """What claims and grievances quote; quotes that overlap as one."""
        quoted: list[Range] = []
        for start, end in self._rows("quoted", source_key=self.key):
            if quoted and start <= quoted[-1][1]:
                quoted[-1] = quoted[-1][0], max(end, quoted[-1][1])
            else:
                quoted.append((start, end))
        return quoted

    @cached_property
    def _spans(self) -> SourceText:
        found = [sentences.Sentence(*row) for row in self._rows("sentences", source_key=self.key)]
        return SourceText(self.text, found)


def _source() -> Select[Any]:
    return (
        select(_REPRESENTATION.id, _REPRESENTATION.label, _SOURCE.text, _SOURCE.text_policy)
        .join_from(table(Source), table(Representation), _REPRESENTATION.key == _SOURCE.key)
        .where(_SOURCE.key == asked("source_key"))
    )


def _quoted() -> Select[Any]:
    return (
        select(_SPAN.start, _SPAN.end)
        .where(_SPAN.source_key == asked("source_key"), _SPAN.field == SpanField.QUOTES.value)
        .order_by(_SPAN.start)
    )


def _sentences() -> Select[Any]:
    return (
        select(_SENTENCE.number, _SENTENCE.paragraph, _SENTENCE.start, _SENTENCE.end)
        .where(_SENTENCE.source_key == asked("source_key"))
        .order_by(_SENTENCE.number)
    )


def _resting() -> Select[Any]:
    return (
        select(_REPRESENTATION.noun, _REPRESENTATION.id, _REPRESENTATION.label)
        .join_from(table(SpanRow), table(Representation), _REPRESENTATION.key == _SPAN.record_key)
        .where(
            _SPAN.source_key == asked("source_key"),
            _SPAN.field == SpanField.QUOTES.value,
            _SPAN.start < asked("end"),
            _SPAN.end > asked("start"),
        )
        .order_by(_SPAN.start, _REPRESENTATION.id)
    )


_STATEMENTS: dict[str, Callable[[], Select[Any]]] = {
    "entries": concordance.entries,
    "source": _source,
    "quoted": _quoted,
    "sentences": _sentences,
    "resting": _resting,
}
