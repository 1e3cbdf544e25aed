"""Exact words in a text: finding them, and refusing what is absent or ambiguous."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

CONTEXT = 32
"""Characters of prefix and suffix that a served span shows."""

_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")

Range = tuple[int, int]


class Wanted(NamedTuple):
    """The words asked for, and what stands directly around them."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


class SpanFault(ValueError):
    """The wanted words cannot be placed.

    Two kinds: they do not stand in the text (`nearest` is the passage most like them), or they stand more than once
    (`nearest` is None and the message shows each place).
    """

    def __init__(self, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.nearest = nearest


def resolve(text: str, wanted: Wanted, scopes: Iterable[Sequence[Range]] = ()) -> Range:
    """Where the wanted words stand: code points, end exclusive.

    `scopes` are tried in turn before the whole text; the words must be unique in the first one that holds them.
    Raises SpanFault.
    """
    hits = _hits(text, wanted)
    if not hits:
        raise SpanFault("these words do not stand in the text", nearest_passage(text, wanted.exact))
    for scope in scopes:
        inside = [hit for hit in hits if any(start <= hit[0] and hit[1] <= end for start, end in scope)]
        if inside:
            hits = inside
            break
    hits = _whole_words(text, hits) or hits
    if len(hits) > 1:
        places = "; ".join(f"at {start}: “{_shown(text, start, end)}”" for start, end in hits[:5])
        raise SpanFault(f"these words stand {len(hits)} times ({places}); add prefix or suffix")
    return hits[0]


def nearest_passage(text: str, exact: str) -> str | None:
    """The passage of the text most like these words, widened to whole words; None where nothing is alike."""
    alignment = fuzz.partial_ratio_alignment(exact, text, score_cutoff=50)
    if alignment is None or alignment.dest_start == alignment.dest_end:
        return None
    start, end = alignment.dest_start, alignment.dest_end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip() or None


def shortest_wanted(text: str, span: Range, scopes: Sequence[Sequence[Range]] = ()) -> Wanted:
    """The least that a person must write so that `resolve` finds this span again: words, then context, then start."""
    start, end = span
    exact = text[start:end]
    for width in range(0, CONTEXT * 4, 8):
        prefix = text[max(0, start - width) : start]
        for wanted in (Wanted(exact, suffix=text[end : end + width]), Wanted(exact, prefix=prefix)):
            try:
                if resolve(text, wanted, scopes) == span:
                    return wanted
            except SpanFault:
                continue
    return Wanted(exact, start=start)


class Utf16:
    """Code-point offsets of one text as offsets in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._astral = [match.start() for match in _ASTRAL.finditer(text)]

    def offset(self, code_points: int) -> int:
        return code_points + bisect_left(self._astral, code_points)


def _hits(text: str, wanted: Wanted) -> list[Range]:
    if wanted.start is not None:
        around = text.startswith(wanted.exact, wanted.start)
        starts = [wanted.start] if around and wanted.start >= 0 else []
    else:
        starts = list(_starts(text, wanted.exact))
    return [
        (start, start + len(wanted.exact))
        for start in starts
        if text.endswith(wanted.prefix, 0, start) and text.startswith(wanted.suffix, start + len(wanted.exact))
    ]


def _starts(text: str, exact: str) -> Iterator[int]:
    at = text.find(exact)
    while at >= 0:
        yield at
        at = text.find(exact, at + 1)


def _whole_words(text: str, hits: list[Range]) -> list[Range]:
    return [(start, end) for start, end in hits if not _cuts_word(text, start) and not _cuts_word(text, end)]


def _cuts_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _shown(text: str, start: int, end: int) -> str:
    return text[max(0, start - CONTEXT // 2) : end + CONTEXT // 2].replace("\n", " ").strip()
