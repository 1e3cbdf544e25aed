"""What stands in quotation marks, and whose words it is."""

from collections.abc import Sequence

from app.text import cues
from app.text.spans import Range
from app.vocabulary import Directness

_FEWEST_WORDS = 4
"""Fewer words in marks are mostly a name or a coinage (“road map”), not speech."""


class Speech:
    """The quotations of a text."""

    def __init__(self, text: str, paragraphs: Sequence[Range]) -> None:
        self._quoted = [
            (first + start, first + end)
            for first, last in paragraphs
            for start, end in cues.quotations(text[first:last])
            if len(text[first + start : first + end].split()) >= _FEWEST_WORDS
        ]
        self._voices: list[tuple[Range, str]] = []

    def note(self, sentence: Range, voice: str) -> None:
        """Somebody is said to speak in this sentence."""
        self._voices.append((sentence, voice))

    def directness(self, spans: Sequence[Range]) -> Directness:
        """Whether these are somebody's own words: all, some, or none of them."""
        inside = sum(_common(span, quoted) for span in spans for quoted in self._quoted)
        if inside == 0:
            return Directness.INDIRECT
        # The marks themselves and a comma count for nothing.
        return Directness.DIRECT if inside >= sum(end - start for start, end in spans) - 3 else Directness.MIXED

    def voice(self, spans: Sequence[Range]) -> str | None:
        """Who speaks here: whoever is named beside this very quotation, else the last speaker before it."""
        around = [quoted for quoted in self._quoted if any(_common(span, quoted) for span in spans)]
        beside = [voice for place, voice in self._voices if any(_common(place, quoted) for quoted in around)]
        before = [voice for place, voice in self._voices if place[0] < spans[0][0]]
        return next(iter([*beside, *reversed(before)]), None)


def _common(a: Range, b: Range) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))
