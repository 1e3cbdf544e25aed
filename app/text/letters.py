"""The letters and digits of a text, folded, each knowing its place: what wordings are compared by."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+")
# Thai, Lao, Burmese, Khmer, Chinese and Japanese leave no space between words: one may begin at each of their letters.
_UNPARTED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Letters:
    """A text without case, accents, punctuation and white space.

    So typographic and plain quotation marks, dashes of any length, and words parted or joined at the end of a line
    make no difference.
    """

    def __init__(self, text: str) -> None:
        self._places = array("L")
        beginnings: list[int] = []
        parts: list[str] = []
        at = 0
        for word in _WORD.finditer(text):
            said = word[0]
            if said.isascii():
                start, end = word.span()
                beginnings.append(at)
                self._places.extend(range(start, end))
                parts.append(said.lower())
                at += end - start
            else:
                parts += self._add(word, beginnings)
                at = len(self._places)
        self.folded = "".join(parts)
        """The letters and digits; all indexes are into this."""
        self.beginnings = [at for at in beginnings if at < len(self.folded)]
        """The indexes at which words begin, in order."""

    def _add(self, word: re.Match[str], beginnings: list[int]) -> Iterator[str]:
        beginnings.append(len(self._places))
        for at, char in enumerate(word[0], word.start()):
            if _UNPARTED.match(char) and at > word.start():
                beginnings.append(len(self._places))
            for letter in _folded(char):
                self._places.append(at)
                yield letter

    @cached_property
    def breaks(self) -> frozenset[int]:
        """The indexes at which words begin, and the last one's end."""
        return frozenset((*self.beginnings, len(self.folded)))

    def place(self, index: int) -> int:
        """Where in the text a letter stands, in code points."""
        return self._places[index]

    def index(self, place: int) -> int:
        """The first letter that stands at this place of the text or after it."""
        return bisect_left(self._places, place)


def folded(text: str) -> str:
    """The letters of a text alone, where no place of one matters: many times as fast."""
    words = _WORD.findall(text)
    return "".join(word.lower() if word.isascii() else "".join(map(_folded, word)) for word in words)


def beginnings(text: str, width: int) -> tuple[list[str], list[int]]:
    """Each word of a text with the letters that follow it, `width` in all, and the places where they begin.

    It is what `Letters` knows of its beginnings, without a place for each letter: twice as fast.
    """
    parts: list[str] = []
    places: list[int] = []
    for word in _WORD.finditer(text):
        said = word[0]
        if said.isascii():
            parts.append(said.lower())
            places.append(word.start())
        else:
            _add_parts(said, word.start(), parts, places)
    letters = "".join(parts)
    starts = accumulate(map(len, parts), initial=0)
    return [letters[at : at + width] for at, _ in zip(starts, parts, strict=False)], places


def plain_beginnings(text: str, width: int) -> tuple[NDArray[np.uint8], NDArray[np.intp]] | None:
    """The same for a text of letters that are each one of ASCII when they are folded; None for any other.

    The letters are a row of codes for each word, filled up with spaces. It takes a tenth of the time.
    """
    try:
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    except UnicodeEncodeError:
        return None
    if len(codes) and codes.max() >= _KNOWN:
        return None
    letters = _plain_letters()[codes]
    if (letters == _NOT_PLAIN).any():
        return None
    said = letters != 0
    begins = said.copy()
    begins[1:] &= ~said[:-1]
    firsts = np.flatnonzero(begins[said])
    filled = np.concatenate([letters[said], np.full(width, ord(" "), np.uint8)])
    return np.lib.stride_tricks.sliding_window_view(filled, width)[firsts], np.flatnonzero(begins)


_KNOWN, _NOT_PLAIN = 0x3000, 255


@cache
def _plain_letters() -> NDArray[np.uint8]:
    """What each character is when it is folded: a code of ASCII, nothing between words, or something else."""
    found = np.zeros(_KNOWN, np.uint8)
    for char in filter(str.isalnum, map(chr, range(_KNOWN))):
        letter = _folded(char)
        plain = len(letter) == 1 and letter.isascii() and not _UNPARTED.match(char)
        found[ord(char)] = ord(letter) if plain else _NOT_PLAIN
    return found


def _add_parts(said: str, start: int, parts: list[str], places: list[int]) -> None:
    begins = True
    for at, char in enumerate(said, start):
        begins = begins or _UNPARTED.match(char) is not None
        letters = _folded(char)
        if begins and letters:
            parts.append(letters)
            places.append(at)
            begins = False
        elif letters:
            parts[-1] += letters


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(part for part in bare.casefold() if part.isalnum())
