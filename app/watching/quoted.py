"""What became of words that were quoted."""

from app.records.base import Ref, Span
from app.watching.shapes import QuoteNow, QuoteStatus
from app.watching.states import STATEMENTS, Present, States
from app.watching.wording import Place, Quotation, State


class Quoted:
    """Quoted words: where they stood in the state that was cited, and where they stand now.

    `then` is None where there was no such state; `alone` says that neither a version nor a release was cited.
    """

    def __init__(self, states: States, quotation: Quotation, then: State | None, *, alone: bool) -> None:
        self._states, self._quotation, self._then, self._alone = states, quotation, then, alone
        self._before = {place.start for place in then.places(quotation)} if then else set()

    def now(self, present: Present | None, instead: Present | None) -> QuoteNow:
        """`present` is the record as it is, `instead` what takes its place where it is gone."""
        here = present.state.places(self._quotation) if present else []
        if present and here:
            kept = [place for place in here if place.start in self._before]
            status = QuoteStatus.UNCHANGED if kept else QuoteStatus.MOVED
            return self._told(status if self._before else QuoteStatus.UNKNOWN, (kept or here)[0], present.ref)
        other = self._elsewhere(instead)
        if other:
            # Words that are cited alone, by a record in which they never stood, are where they stand.
            status = QuoteStatus.MOVED if self._before or self._alone else QuoteStatus.UNKNOWN
            return self._told(status, other.state.places(self._quotation)[0], other.ref)
        if not self._before:
            return self._told(QuoteStatus.UNKNOWN)
        if present is None:
            return self._told(QuoteStatus.MISSING)
        return self._told(QuoteStatus.REWORDED, Place(None, present.state.nearest(self._quotation)))

    def _elsewhere(self, instead: Present | None) -> Present | None:
        """The record of the same noun and source that these words prove now, above all what takes this one's place."""
        if self._then is None or self._then.source_id is None or self._then.noun not in STATEMENTS:
            return None
        found = self._states.quoting(self._then.noun, self._then.source_id, self._quotation)
        return min(found, key=lambda each: each != instead, default=None)

    def _told(self, status: QuoteStatus, place: Place | None = None, record: Ref | None = None) -> QuoteNow:
        span = Span.model_validate(place.span) if place and place.span else None
        return QuoteNow(exact=self._quotation.exact, status=status, now=span, record=record)
