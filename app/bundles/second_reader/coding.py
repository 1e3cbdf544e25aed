"""A bundle's claims laid out beside their texts, as a reader has them before them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.drafts.base import SpanDraft
from app.drafts.checking import Placed
from app.drafts.claims import ClaimDraft
from app.drafts.desk import Path, SourceOnDesk, paragraphs_of
from app.drafts.grievances import GrievanceDraft
from app.drafts.sources import SourceDraft
from app.text import cues
from app.text.sentences import sentences
from app.text.spans import Range, Wanted, resolve


@dataclass(frozen=True, slots=True)
class CodedClaim:
    """A claim, where its words stand, and which words its cues, condition and hedges account for."""

    draft: ClaimDraft
    place: Path
    quotes: list[Range]
    sentences: list[Range]
    cues: list[Range]
    condition: list[Range]
    hedges: list[Range]


class CodedText:
    """A source, and what of it is coded."""

    def __init__(self, draft: SourceDraft, place: Path) -> None:
        self.draft, self.place = draft, place
        language = draft.language.partition("-")[0]
        self.english = language == "en"
        body = resolve(draft.text, Wanted(draft.body_starts_with))[0] if draft.body_starts_with else 0
        parts = [(each.paragraph, each.start, each.end) for each in sentences(draft.text, language, body)]
        ranges = [(start, end) for _, start, end in parts]
        self.desk = SourceOnDesk(0, draft.id, draft.text, ranges, paragraphs_of(parts), ())
        self.excused = {resolve(draft.text, uncoded.sentence.wanted())[0] for uncoded in draft.uncoded}
        self.quoted: list[Range] = []
        """The words of all claims and grievances."""
        self.claims: list[CodedClaim] = []
        self._found: dict[re.Pattern[str], list[Range]] = {}

    @cached_property
    def plain(self) -> str:
        return cues.plain(self.draft.text)

    @cached_property
    def quotations(self) -> list[Range]:
        return [
            (first + start, first + end)
            for first, last in self.desk.paragraphs
            for start, end in cues.quotations(self.draft.text[first:last])
        ]

    @cached_property
    def conditions(self) -> list[Range]:
        """What the claims take for their conditions."""
        return [span for claim in self.claims for span in claim.condition]

    @cached_property
    def claims_in(self) -> Counter[Range]:
        """How many claims quote words of each sentence."""
        return Counter(sentence for claim in self.claims for sentence in claim.sentences)

    def find(self, cue: re.Pattern[str]) -> list[Range]:
        """Where these words stand in the whole text."""
        if cue not in self._found:
            self._found[cue] = cues.found(cue, self.plain)
        return self._found[cue]

    def lay(self, draft: ClaimDraft | GrievanceDraft, place: Path) -> None:
        """Put a statement beside the text."""
        quotes = [resolve(self.draft.text, span.wanted()) for span in draft.quotes]
        self.quoted += quotes
        if isinstance(draft, ClaimDraft):
            scopes = self.desk.around(quotes)

            def places(spans: Iterable[SpanDraft | None]) -> list[Range]:
                return [resolve(self.draft.text, span.wanted(), scopes) for span in spans if span]

            voiced = places(step.cue for step in draft.attribution)
            conditions = places([draft.condition.span] if draft.condition else [])
            hedges = places(draft.hedges)
            self.claims.append(CodedClaim(draft, place, quotes, scopes[1], voiced, conditions, hedges))


@dataclass(frozen=True, slots=True)
class Coding:
    """All drafts of a bundle, and the texts among them."""

    drafts: Sequence[Placed]
    texts: Sequence[CodedText]


def lay_out(drafts: Sequence[Placed]) -> Coding:
    """Lay out the drafts of a bundle without faults: every source must be there, and every span stand in its text."""
    texts = {
        placed.draft.id: CodedText(placed.draft, placed.place)
        for placed in drafts
        if isinstance(placed.draft, SourceDraft)
    }
    for placed in drafts:
        if isinstance(placed.draft, ClaimDraft | GrievanceDraft):
            texts[placed.draft.source].lay(placed.draft, placed.place)
    return Coding(drafts, list(texts.values()))
