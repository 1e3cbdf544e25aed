"""Which statements of two codings are the same one: told by the words they quote, never by what is coded of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from rapidfuzz import fuzz

from app.comparing.codings import Quoted, Statement
from app.drafts.actors import ActorDraft
from app.text.words import fold

ENOUGH_OVERLAP = 1 / 3
"""Dice from which two quotes are of the same words. Some coders quote the head of a list with each of its items, some
the item alone, which brings pairs that are right by eye down to 0.35."""
STEPS = 5
"""Overlaps that round to the same fifth are equal: where a quote begins and ends is a matter of a word or two."""
CONTAINED = 0.8
"""The share of the shorter quote's words inside the longer one that makes it a part of it."""
SMALLEST_PART = 1 / 6
"""The least share of the longer quote that a part must be: a clause of a sentence, not a word of a paragraph."""
SMALLEST_PART_WORDS = 3
"""The fewest words a part has: any shorter one (“the alliance”) stands inside many quotes by chance."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Statement]):
    """A statement of A and the one of B that quotes the same words."""

    a: Quoted[Statement]
    b: Quoted[Statement]
    overlap: float
    """Dice of the words they quote: 2 · common / (words of a + words of b); from 0 to 1."""
    likeness: float
    """How alike their texts are (rapidfuzz's token_set_ratio), from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Matching(Generic[Statement]):
    """A one-to-one matching, in the order of the text."""

    pairs: Sequence[Match[Statement]]
    only_a: Sequence[Quoted[Statement]]
    only_b: Sequence[Quoted[Statement]]


def match(a: Sequence[Quoted[Statement]], b: Sequence[Quoted[Statement]]) -> Matching[Statement]:
    """Pair statements one to one: of all that could be a pair, the best first.

    Best is the greatest overlap, in steps of a fifth; between equals, the greatest likeness of the texts, since one
    sentence often carries several claims; then the overlap itself, the place in the text and the ids. None of it
    depends on which coding is called A.
    """
    taken_a: set[str] = set()
    taken_b: set[str] = set()
    pairs = []
    for pair in sorted(_candidates(a, b), key=_rank):
        if pair.a.draft.id not in taken_a and pair.b.draft.id not in taken_b:
            taken_a.add(pair.a.draft.id)
            taken_b.add(pair.b.draft.id)
            pairs.append(pair)
    return Matching(
        sorted(pairs, key=_place),
        [one for one in a if one.draft.id not in taken_a],
        [one for one in b if one.draft.id not in taken_b],
    )


def same_actors(a: Sequence[ActorDraft], b: Sequence[ActorDraft]) -> Callable[[str], str]:
    """A's id for an actor of B: by id, else by a name or alias that only these two share; else B's own id."""
    known = {actor.id for actor in a} & {actor.id for actor in b}
    left_a = {actor.id: _names(actor) for actor in a if actor.id not in known}
    left_b = {actor.id: _names(actor) for actor in b if actor.id not in known}
    alike = [(one, other) for one in left_a for other in left_b if left_a[one] & left_b[other]]
    ones, others = [one for one, _ in alike], [other for _, other in alike]
    same = {other: one for one, other in alike if ones.count(one) == others.count(other) == 1}
    return lambda actor: same.get(actor, actor)


def _candidates(a: Sequence[Quoted[Statement]], b: Sequence[Quoted[Statement]]) -> list[Match[Statement]]:
    return [
        Match(one, other, overlap, fuzz.token_set_ratio(one.draft.text, other.draft.text) / 100)
        for one in a
        for other in b
        if (overlap := _overlap(len(one.words), len(other.words), len(one.words & other.words)))
    ]


def _overlap(a: int, b: int, common: int) -> float:
    """Dice of two quotes of so many words, or 0 where they have too little in common to be of the same statement."""
    shorter, longer = sorted((a, b))
    if common == 0:
        return 0
    overlap = 2 * common / (a + b)
    is_part = common >= CONTAINED * shorter and shorter >= max(SMALLEST_PART * longer, SMALLEST_PART_WORDS)
    return overlap if is_part or overlap >= ENOUGH_OVERLAP else 0


def _rank(pair: Match[Statement]) -> tuple[object, ...]:
    return (-round(STEPS * pair.overlap), -pair.likeness, -pair.overlap, *_place(pair))


def _place(pair: Match[Statement]) -> tuple[object, ...]:
    """Where the first word stands that both quote, and the ids, whichever coding they come from."""
    return (min(pair.a.words & pair.b.words), sorted((pair.a.draft.id, pair.b.draft.id)))


def _names(actor: ActorDraft) -> set[str]:
    return {fold(name) for name in (actor.name, *(alias.name for alias in actor.aliases))}
