"""Which letters of a text stand for letters of a wording, with misprints, omissions and additions between them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise, product

from rapidfuzz.distance import Levenshtein, Prefix

from app.text.letters import Letters

ALIKE = 0.8
"""How like two strings must be to stand for one another."""
_GAP_ALIKE = 0.5
_DOUBTFUL = 200  # letters of an end that is not the same: were more of them right, some would be an anchor
_REACH = 2.25  # letters of the text for each of such an end: if more are added, the whole is liker without them

Anchor = tuple[int, int]
"""An index of the wording's letters, and the one of the text's from which on the same letters stand there."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters of the wording, and those of the text that stand for them: indexes, end exclusive."""

    first: int
    last: int
    start: int
    end: int


def stretches(ours: Letters, there: Letters, anchors: Iterable[Anchor], width: int) -> list[Stretch]:
    """The stretches of whole words around anchors, of which each is `width` letters long or ends with the wording."""
    grown = (_grown(ours, there, chain, width) for chain in _chains(ours.folded, there.folded, anchors, width))
    return [stretch for stretch in grown if stretch.start < stretch.end]


def is_alike(letters: str, there: str, stretch: Stretch) -> bool:
    """Whether what stands there is like its letters of the wording."""
    return _alike(letters[stretch.first : stretch.last], there[stretch.start : stretch.end])


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


def _grown(ours: Letters, there: Letters, chain: list[Anchor], width: int) -> Stretch:
    """A chain with what stands on both sides of it, so that the whole is as like the wording as can be."""
    letters, text = ours.folded, there.folded
    (first, start), (last, end) = chain[0], chain[-1]
    first, start = (at + len(letters[first : first + width]) for at in (first, start))
    before = letters[:first][::-1], text[max(0, start - int(_REACH * first)) : start][::-1]
    after = letters[last:], text[end : end + int(_REACH * (len(letters) - last))]
    first_word, last_word = next((at for at in ours.beginnings if at), len(letters)), len(letters) - ours.beginnings[-1]
    befores = _ends(*before, first_word, lambda many: start - many in there.breaks)
    afters = _ends(*after, last_word, lambda many: end + many in there.breaks)
    # Of two that are equally like, the one with more of the wording comes first.
    ways = [Stretch(first - a, last + b, start - c, end + d) for (a, c), (b, d) in product(befores, afters)]
    return max(ways, key=lambda way: (is_alike(letters, text, way), likeness(letters, text[way.start : way.end])))


def _ends(ours: str, theirs: str, word: int, breaks: Callable[[int], bool]) -> list[tuple[int, int]]:
    """How many letters of both may be taken: all of ours, with whole words of theirs; or as far as both are the same.

    For our last word, of `word` letters, any other may stand. Where more is different, theirs must end with a word like
    it: as any two texts share some letters, words that were written beside a quotation would else be found beside it.
    """
    same = Prefix.similarity(ours, theirs)
    if same == len(ours):
        return [(same, same)]
    while same and not breaks(same):
        same -= 1
    rest = len(ours) - same
    reach = min(len(theirs), same + int(_REACH * rest)) if rest <= _DOUBTFUL else same
    ends = [many for many in range(same, reach + 1) if breaks(many)]
    likely = (end for begun, end in pairwise(ends) if rest <= word or _alike(ours[-word:], theirs[begun:end]))
    return [*((len(ours), end) for end in likely), (same, same)]


def _alike(one: str, other: str) -> bool:
    return bool(Levenshtein.normalized_similarity(one, other, score_cutoff=ALIKE))  # 0 if it is less
