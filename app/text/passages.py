"""Where a wording stands in a text: letter by letter, nearly, or in part."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Prefix

from app.text.letters import Letters
from app.text.stretches import ALIKE, Stretch, is_alike, likeness, stretches

FOLDED = 0.99
"""The score of a wording that differs in no letter or digit, only in what `Letters` leaves out."""
LONG = 40
"""Letters of a part of a wording that is worth telling where the whole stands nowhere: about eight words."""

ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
_BESIDE = 64  # characters in which punctuation is looked for

Hit = tuple[int, int]
"""An index of the wording's letters, and a place of the text at which the same ones are likely to stand."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words of a text that are a wording's: code points, end exclusive."""

    start: int
    end: int
    score: float
    """1 where every character is the same, else 0.99 × (1 − edits between their letters ÷ letters of the longer)."""
    cuts_words: bool
    """Whether it begins or ends inside a word."""


class Wording:
    """Words that somebody looks for."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.letters = Letters(self.text)
        self.folded = self.letters.folded
        first, last = (self.letters.place(0), self.letters.place(-1) + 1) if self.folded else (0, 0)
        self.before = _plain(self.text[:first][::-1])
        """Its punctuation before the first letter, from there outwards."""
        self.after = _plain(self.text[last:])
        """Its punctuation after the last letter."""

    def parts(self) -> list["Wording"]:
        """What stands between its ellipses."""
        return [part for part in map(Wording, ELLIPSIS.split(self.text)) if part.folded]


def find(wording: Wording, text: str, hits: Iterable[Hit], width: int) -> list[Found]:
    """Every place where the wording stands letter by letter; where there is none, those where it nearly does and those
    of its long parts. From each hit on `width` letters should be the same."""
    there, letters = Letters(text), wording.folded
    equal = [Stretch(0, len(letters), at, at + len(letters)) for at in _occurrences(letters, there.folded)]
    if equal:
        return [_found(wording, text, there, stretch) for stretch in equal]
    near = stretches(wording.letters, there, [(at, there.index(place)) for at, place in hits], width)
    found = [(stretch, _found(wording, text, there, stretch)) for stretch in near]
    return _apart(each for stretch, each in found if each.score >= ALIKE or _is_long(letters, there.folded, stretch))


def _occurrences(letters: str, there: str) -> Iterator[int]:
    at = there.find(letters)
    while at >= 0:
        yield at
        at = there.find(letters, at + 1)


def _is_long(letters: str, there: str, stretch: Stretch) -> bool:
    return stretch.end - stretch.start >= LONG and is_alike(letters, there, stretch)


def _found(wording: Wording, text: str, there: Letters, stretch: Stretch) -> Found:
    """A stretch with the punctuation around it that is the wording's."""
    start, end = there.place(stretch.start), there.place(stretch.end - 1) + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    if stretch.first == 0:
        start -= _punctuation(wording.before, reversed(text[max(0, start - _BESIDE) : start]))
    if stretch.last == len(wording.folded):
        end += _punctuation(wording.after, text[end : end + _BESIDE])
    score = 1.0
    if text[start:end] != wording.text:
        score = round(FOLDED * likeness(wording.folded, there.folded[stretch.start : stretch.end]), 4)
    return Found(start, end, score, not {stretch.start, stretch.end} <= there.breaks)


def _punctuation(wanted: str, beside: Iterable[str]) -> int:
    """How many characters beside a stretch are the wanted punctuation, and the white space in it."""
    if not wanted:
        return 0
    there = [(plain, many) for many, char in enumerate(beside, start=1) for plain in _plain(char)]
    its = "".join(plain for plain, _ in there)
    same = Prefix.similarity(wanted, its)
    # A full stop is no part of an ellipsis.
    while same and ".." in (wanted[same - 1 : same + 1], its[same - 1 : same + 1]):
        same -= 1
    return there[same - 1][1] if same else 0


def _plain(punctuation: str) -> str:
    return "".join(punctuation.translate(_SAME).split())


_SAME = str.maketrans(
    dict.fromkeys('’‘‚‛“”„‟«»‹›`´′″"', "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None)
    | {"…": "..."}
)
"""Quotation marks are one, and so are dashes; what can't be seen is left out."""


def _apart(found: Iterable[Found]) -> list[Found]:
    """The best of those that overlap."""
    best: list[Found] = []
    for each in sorted(found, key=lambda one: (-one.score, one.start)):
        if not any(each.start < other.end and other.start < each.end for other in best):
            best.append(each)
    return best
