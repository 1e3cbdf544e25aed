"""Where the sentences of a text begin and end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import segment

_SPACE = re.compile(r"[^\S\n]")
_PARAGRAPH = re.compile(r"\S.*(?:\n(?!\s*\n).*)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: numbers from 1, offsets in code points, end exclusive, outer white space left out."""

    number: int
    paragraph: int
    start: int
    end: int


def sentences(text: str, language: str = "en", body_start: int = 0) -> list[Sentence]:
    """The sentences from `body_start` on, paragraphs being parted by blank lines."""
    found: list[Sentence] = []
    for paragraph, (start, end) in enumerate(_paragraphs(text, body_start), start=1):
        for first, last in _within(text, start, end, language):
            found.append(Sentence(len(found) + 1, paragraph, first, last))
    return found


def _paragraphs(text: str, body_start: int) -> Iterator[tuple[int, int]]:
    for match in _PARAGRAPH.finditer(text, body_start):
        yield match.start(), match.start() + len(match.group().rstrip())


def _within(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    # Unusual spaces make the segmenter fail; each becomes a plain one, so that every character keeps its place.
    plain = _SPACE.sub(" ", text[start:end])
    # The segmenter returns strings; each is found again from where the one before it ended.
    at = 0
    for part in segment(language, plain):
        sentence = part.strip()
        if sentence:
            first = plain.index(sentence, at)
            at = first + len(sentence)
            yield start + first, start + at
