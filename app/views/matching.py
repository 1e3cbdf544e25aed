"""Wordings are looked up in the concordance, and compared with what may be seen of the texts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.concordance import WIDTHS, Candidate, candidates
from app.text.passages import Found, Wording, find
from app.text.stretches import ALIKE
from app.views.visible import Text, Texts

MOST_PLACES = 100
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wording stands, and in which text."""

    text: Text
    found: Found


def places(texts: Texts, wording: Wording) -> list[Place]:
    """The best places of a wording; where the whole stands nowhere, those of the parts between its ellipses."""
    found = _places(texts, wording)
    if not any(place.found.score >= ALIKE for place in found):
        found = _parts(texts, wording) or found
    found.sort(key=lambda place: (-place.found.score, place.text.ref.id, place.found.start))
    return found[:MOST_PLACES]


def _places(texts: Texts, wording: Wording) -> list[Place]:
    """With few letters looked up only where more found nothing; within words only where whole ones are nowhere."""
    found: list[Place] = []
    for width, longest in WIDTHS:
        if len(wording.folded) <= longest and not any(place.found.score >= ALIKE for place in found):
            likely = candidates(texts.entries, wording, width)
            found = list(dict.fromkeys(place for each in likely for place in _within(texts, each, wording, width)))
    return [place for place in found if not place.found.cuts_words] or found


def _within(texts: Texts, candidate: Candidate, wording: Wording, width: int) -> Iterator[Place]:
    text = texts.of(candidate.source_key)
    for start, end in text.visible(candidate):
        hits = [(at, place - start) for at, place in candidate.hits if start <= place < end]
        for found in find(wording, text.text[start:end], hits, width):
            yield Place(text, replace(found, start=start + found.start, end=start + found.end))


def _parts(texts: Texts, wording: Wording) -> list[Place]:
    """The places of all parts, in order, in each source that has them all."""
    parts = wording.parts()
    if not 2 <= len(parts) <= _MOST_PARTS:
        return []
    by_source: dict[int, list[list[Place]]] = defaultdict(lambda: [[] for _ in parts])
    for number, part in enumerate(parts):
        for place in _places(texts, part):
            if place.found.score >= ALIKE:
                by_source[place.text.key][number].append(place)
    return [place for each in by_source.values() for place in _closest(each)]


def _closest(parts: list[list[Place]]) -> list[Place]:
    """A place for each part, after the part before it, so that all stand as close together as they can."""
    best: list[Place] = []
    for first in parts[0]:
        row = [first]
        for later in parts[1:]:
            after = [place for place in later if place.found.start >= row[-1].found.end]
            row += sorted(after, key=lambda place: place.found.start)[:1]
        if len(row) == len(parts) and (not best or _extent(row) < _extent(best)):
            best = row
    return best


def _extent(row: list[Place]) -> int:
    return row[-1].found.end - row[0].found.start
