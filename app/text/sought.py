"""What a search string asks for: words, "a phrase", one OR another, -without and begin*; all else parts words."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from app.text.words import fold, words

MOST_WORDS = 32
"""Words that are looked for, each counted once; those of phrases and exclusions too."""
MOST_WIDE = 5
"""Uses of OR and of `*`: what they match is much, and has to be weighed."""

_PIECE = re.compile(r'-?"[^"]*"?\**|[^\s"]+')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_BEGINS = re.compile(r'\w"?\*\W*$')


class Term(NamedTuple):
    """Folded words that stand one after the other; of the last perhaps only the beginning."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(slots=True)
class Sought:
    """Of each group one term has to be there, and none of those without."""

    groups: list[list[Term]] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What passes the limits, as it was written."""

    def terms(self) -> list[Term]:
        """What may be there, each term once."""
        return list(dict.fromkeys(term for group in self.groups for term in group))


def sought(text: str) -> Sought:
    """Understand a search string; there is none that is wrong.

    Words are ANDed. OR, in capitals, joins what stands beside it before the rest is ANDed. Words that only punctuation
    parts, as in `U.S.-Japan`, are a phrase. AND, in capitals, changes nothing.
    """
    found, limits, joins = Sought(), _Limits(), False
    for piece in _PIECE.findall(unicodedata.normalize("NFKC", text).translate(_QUOTES)):
        said = tuple(words(piece))
        if piece == "OR":
            joins = bool(found.groups)
        elif said and piece != "AND":
            excluded = piece.startswith("-")
            joins = joins and not excluded
            term = limits.within(Term(said, _begins(piece)), joins)
            if term is None or len(term.words) < len(said):
                found.left_out.append(piece)
            if term is not None:
                if not excluded and not joins:
                    found.groups.append([])
                (found.without if excluded else found.groups[-1]).append(term)
            joins = False
    return found


def _begins(piece: str) -> bool:
    return "*" in piece and _BEGINS.search(fold(piece)) is not None


class _Limits:
    """How much may still be looked for."""

    def __init__(self) -> None:
        self._known: set[Term] = set()
        self._words, self._wide = MOST_WORDS, MOST_WIDE

    def within(self, term: Term, joins: bool) -> Term | None:
        """The term, cut after the last word that is still looked for; None where there is none."""
        if not joins and term in self._known:
            return term
        wide = joins + term.begins
        if wide > self._wide or not self._words:
            return None
        self._wide -= wide
        if len(term.words) > self._words:
            term = Term(term.words[: self._words])
        self._words -= len(term.words)
        self._known.add(term)
        return term
