"""Which letters of a text stand for letters of a wording, with misprints, omissions and additions between them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein, Prefix

from app.text.letters import Letters

ALIKE = 0.8
"""How like two strings must be to stand for one another."""
_GAP_ALIKE = 0.5
_SURE = 16  # letters known to be right that are compared along with an end in doubt
_DOUBTFUL = 200  # letters of such an end: were more of them right, some would be an anchor

Anchor = tuple[int, int]
"""An index of the wording's letters, and the one of the text's from which on the same letters stand there."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters of the wording, and those of the text that stand for them: indexes, end exclusive."""

    first: int
    last: int
    start: int
    end: int


def stretches(letters: str, there: Letters, anchors: Iterable[Anchor], width: int) -> list[Stretch]:
    """The stretches around anchors, of which each is `width` letters long or ends with the wording."""
    grown = (_grown(letters, there, chain, width) for chain in _chains(letters, there.folded, anchors, width))
    return [stretch for stretch in grown if stretch.start < stretch.end]


def likeness(one: str, other: str) -> float:
    """1 − edits ÷ letters of the longer, where an edit adds, drops or changes a letter: Levenshtein's distance."""
    return float(Levenshtein.normalized_similarity(one, other))


def _chains(letters: str, there: str, anchors: Iterable[Anchor], width: int) -> list[list[Anchor]]:
    """Anchors that follow each other with mostly the same letters between them."""
    chains: list[list[Anchor]] = []
    for at, place in sorted(anchors, key=lambda each: (each[1], each[0])):
        if not there.startswith(letters[at : at + width], place):
            continue
        before = (chain for chain in chains if chain[-1][0] < at and chain[-1][1] < place)
        # The one from which the fewest letters are missing or added.
        chain = min(before, key=lambda each: abs(at - each[-1][0] - place + each[-1][1]), default=[])
        if chain and _follows(letters, there, chain[-1], (at, place), width):
            chain.append((at, place))
        else:
            chains.append([(at, place)])
    return chains


def _follows(letters: str, there: str, one: Anchor, other: Anchor, width: int) -> bool:
    ours, theirs = letters[one[0] : other[0] + width], there[one[1] : other[1] + width]
    return likeness(ours, theirs) >= _GAP_ALIKE


def _grown(letters: str, there: Letters, chain: list[Anchor], width: int) -> Stretch:
    """A chain, and what is alike on both sides of it."""
    (first, start), (last, end) = chain[0], chain[-1]
    first, start = (at + len(letters[first : first + width]) for at in (first, start))
    before = letters[:first][::-1], there.folded[max(0, start - 2 * first) : start][::-1]
    after = letters[last:], there.folded[end : end + 2 * (len(letters) - last)]
    ours_before, before_there = _alike(*before, lambda many: start - many in there.breaks)
    ours_after, after_there = _alike(*after, lambda many: end + many in there.breaks)
    return Stretch(first - ours_before, last + ours_after, start - before_there, end + after_there)


def _alike(ours: str, theirs: str, breaks: Callable[[int], bool]) -> tuple[int, int]:
    """How many letters of both are alike from their beginning on: up to the end of ours where that can be, else as far
    as they are the same and a word ends."""
    same = Prefix.similarity(ours, theirs)
    if same == len(ours):
        return same, same
    end = _end(ours, theirs, same, breaks) if len(ours) - same <= _DOUBTFUL else None
    if end is not None:
        return len(ours), end
    while same and not breaks(same):
        same -= 1
    return same, same


def _end(ours: str, theirs: str, same: int, breaks: Callable[[int], bool]) -> int | None:
    """Where theirs is to end so that it is most like ours, or None where it is not: rather after a whole word."""
    slack, sure = 3 + (len(ours) - same) // 8, max(0, same - _SURE)
    lengths = range(max(same, len(ours) - slack), min(len(theirs), len(ours) + slack) + 1)
    likely = [length for length in lengths if likeness(ours[sure:], theirs[sure:length]) >= ALIKE]

    def order(length: int) -> tuple[bool, int, int]:
        edits = Levenshtein.distance(ours[sure:], theirs[sure:length])
        return not breaks(length), edits, abs(length - len(ours))

    return min(likely, key=order, default=None)
