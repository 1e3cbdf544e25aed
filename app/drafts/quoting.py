"""A statement's spans, found in its source."""

from collections.abc import Sequence
from functools import cached_property

from app.drafts.base import SpanDraft
from app.drafts.desk import Desk, Path, RowData, SourceOnDesk, span_row
from app.models import SpanField
from app.text.spans import Range


class Quoting:
    """Collects the span rows of one statement; its other spans are looked for around its quotes."""

    def __init__(self, desk: Desk, source: SourceOnDesk, key: int, around: Sequence[Range] = ()) -> None:
        self.rows: list[RowData] = []
        self._desk, self._source, self._key = desk, source, key
        self._around = around

    def quotes(self, spans: Sequence[SpanDraft]) -> None:
        """Find the words that prove the statement, in the whole text; the rest is then looked for around them."""
        self.place(SpanField.QUOTES, spans, ("quotes",))
        found = [(row["start"], row["end"]) for row in self.rows]
        self._around = found
        self._desk.keep_ranges(self._key, found)

    @cached_property
    def _scopes(self) -> list[list[Range]]:
        return self._source.around(self._around)

    def place(self, field: SpanField, spans: Sequence[SpanDraft], path: Path) -> None:
        if not spans:
            return
        for at, span in enumerate(spans):
            self.place_one(field, span, (*path, at), at)
        starts = [(row["start"], row["end"]) for row in self.rows if row["field"] == field]
        if len(set(starts)) < len(starts):
            self._desk.fault(path, None, "the same words are given twice")

    def place_one(self, field: SpanField, span: SpanDraft | None, path: Path, position: int = 0) -> None:
        if span is None:
            return
        found = self._desk.span(self._source, span.wanted(), path, self._scopes if self._around else ())
        if found:
            self.rows.append(span_row(self._key, self._source, found, field, position))

    @property
    def first(self) -> int:
        """Where the earliest quote begins; without quotes, the earliest span."""
        quotes = [row["start"] for row in self.rows if row["field"] == SpanField.QUOTES]
        return min(quotes or [row["start"] for row in self.rows], default=0)
