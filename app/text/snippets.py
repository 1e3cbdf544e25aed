"""The part of a text that shows why it was found, as HTML with the hits marked."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

from app.text.sought import Term
from app.text.spans import Range

LENGTH = 240
"""Characters of a snippet, its marks not counted; a hit that is longer is shown whole."""
_LEAD = 60  # characters before the first hit
_WEIGHED = 100  # hits that are compared
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_ESCAPED = re.compile("[&<>\"']")

Placed = tuple[str, int, int]
"""A folded word, and where it begins and ends in the text."""


def snippet(texts: Iterable[str], terms: Sequence[Term]) -> str:
    """The best part of the text that holds most of these terms, of equals the first; text is escaped, hits in `<mark>`.

    Empty where no text holds any.
    """
    best: tuple[str, dict[Term, list[Range]]] = ("", {})
    for text in texts:
        found = hits(text, terms)
        if len(found) > len(best[1]):
            best = (text, found)
        if len(found) == len(terms):
            break
    text, found = best
    return _marked(text, _merged(found), *_window(text, found)) if found else ""


def hits(text: str, terms: Sequence[Term]) -> dict[Term, list[Range]]:
    """Where the terms stand, those that do."""
    found: dict[Term, list[Range]] = {}
    lowered = text.lower() if text.isascii() else None
    words: Sequence[Placed] | None = None
    for term in terms:
        if lowered is not None and len(term.words) == 1:
            ranges = list(_standing(lowered, term))
        else:
            words = located(text) if words is None else words
            ranges = list(_ranges(words, term))
        if ranges:
            found[term] = ranges
    return found


def _standing(lowered: str, term: Term) -> Iterator[Range]:
    """Where one word stands in small letters of ASCII: a third of the time that all words of the text take."""
    [word] = term.words
    start = lowered.find(word)
    while start >= 0:
        end = start + len(word)
        if term.begins:
            while _in_word(lowered[end : end + 1]):
                end += 1
        if not _in_word(lowered[start - 1 : start]) and not _in_word(lowered[end : end + 1]):
            yield start, end
        start = lowered.find(word, end)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _ranges(words: Sequence[Placed], term: Term) -> Iterator[Range]:
    *before, last = term.words
    if not before and not term.begins:
        yield from ((start, end) for word, start, end in words if word == last)
        return
    length = len(before)
    for at in range(length, len(words)):
        word = words[at][0]
        if (word.startswith(last) if term.begins else word == last) and all(
            words[at - length + place][0] == each for place, each in enumerate(before)
        ):
            yield words[at - length][1], words[at][2]


def located(text: str) -> list[Placed]:
    """The words of a text as `words` has them, each with its place."""
    if text.isascii():
        return [(word[0], *word.span()) for word in _WORD.finditer(text.lower())]
    folded = [_folded(char) for char in text]
    places = [at for at, part in enumerate(folded) for _ in part]
    return [
        (word[0], places[word.start()], _past(folded, places[word.end() - 1]))
        for word in _WORD.finditer("".join(folded))
    ]


def _past(folded: Sequence[str], last: int) -> int:
    # The accents that follow a letter belong to it.
    past = last + 1
    while past < len(folded) and not folded[past]:
        past += 1
    return past


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    decomposed = unicodedata.normalize("NFKD", char)
    return "".join(part for part in decomposed if not unicodedata.combining(part)).casefold()


def _merged(found: dict[Term, list[Range]]) -> list[Range]:
    """All hits in order, those that overlap as one."""
    merged: list[Range] = []
    for start, end in sorted(each for ranges in found.values() for each in ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, found: dict[Term, list[Range]]) -> Range:
    """What is shown of a text: where most different terms stand together, cut between words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    first, last = _densest(found)
    start = max(0, min(first - _LEAD, len(text) - LENGTH))
    end = max(start + LENGTH, last)
    if start and (space := _SPACE.search(text, start, first)):
        start = space.end()
    if end < len(text):
        end = max((space.start() for space in _SPACE.finditer(text, last, end)), default=end)
    return start, end


def _densest(found: dict[Term, list[Range]]) -> Range:
    """The hit after which most different terms follow within the snippet, of equals the first."""
    placed = sorted((*each, number) for number, ranges in enumerate(found.values()) for each in ranges)[:_WEIGHED]

    def terms_after(hit: tuple[int, int, int]) -> int:
        return len({number for start, end, number in placed if hit[0] <= start and end <= hit[0] + LENGTH - _LEAD})

    start, end, _ = max(placed, key=terms_after)
    return start, end


def _marked(text: str, hits: Sequence[Range], start: int, end: int) -> str:
    parts = ["…"] if start else []
    # Most texts hold nothing to escape, which one look tells.
    escaped = escape if _ESCAPED.search(text) else str
    at = start
    for first, last in hits:
        if start <= first and last <= end:
            parts += (escaped(text[at:first]), "<mark>", escaped(text[first:last]), "</mark>")
            at = last
    parts += (escaped(text[at:end]), "…" if end < len(text) else "")
    return "".join(parts)
