"""Which records meet a search, and in what order: by Okapi BM25 over weighted columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from app import columns
from app.columns.codes import Codes
from app.columns.found import Found, Keys, Listed, Members, any_of
from app.columns.matching import Conditions, Matching
from app.columns.order import Order
from app.columns.read import MembersOf, OrderOf, codes_of
from app.db import Database, Reading
from app.full_text import LONGEST_NAME, ROW, whole_name
from app.models import Representation, table
from app.searching.terms import Hits, HitsOf
from app.text.sought import Sought, Term

TYPES = codes_of(ROW.c.noun)
"""The noun of each record."""
SOURCES = codes_of(ROW.c.source)
"""The source of each record that belongs to one."""
LENGTHS = codes_of(ROW.c.words)
_MEMBERS = MembersOf(ROW.c.record_key)
EQUALS = OrderOf(table(Representation), [table(Representation).c.noun])

_K1, _B = 1.2, 0.75
_LEAST_IDF = 1e-6
_PIECE = 64
_FEW = 500
"""Records that are put in order at once."""
_DIGITS = 9
"""Digits of a score that count: every machine computes them alike, and what differs beyond them is equal."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The records that meet a search, in the order of their keys, with their scores."""

    keys: Keys
    scores: NDArray[np.float64]
    order: Order

    def best(self, start: int, wanted: int) -> list[tuple[int, float]]:
        """Keys and scores from a place on, the best first; equals by noun and id."""
        end = min(start + wanted, len(self.keys))
        if start >= end:
            return []
        keys, scores = self.keys, self.scores
        if len(keys) > _FEW:
            # What is as good as the last one in all digits that count may come before it.
            near = np.flatnonzero(scores >= _least(scores, end) * (1 - 10.0**-_DIGITS * 5))
            keys, scores = keys[near], scores[near]
        told = _rounded(scores)
        first = np.lexsort((self.order.ranks(keys), -told))[start:end]
        return [(int(keys[at]), float(f"{told[at]:.{_DIGITS}g}")) for at in first]


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked, with the hits of each of its terms."""

    groups: Sequence[Sequence[Term]]
    names: Mapping[Term, int]
    """Whole names, and how often each counts: they find nothing more, but bring to the front whose name it is."""
    without: Sequence[Term]
    hits: Mapping[Term, Hits]
    members: Members
    lengths: Codes
    order: Order

    @classmethod
    async def of(cls, db: Database, reading: Reading, sought: Sought) -> "Search":
        groups = list(dict.fromkeys(tuple(dict.fromkeys(group)) for group in sought.groups))
        names, without = _whole_names(sought), list(dict.fromkeys(sought.without))
        terms = dict.fromkeys((*(term for group in groups for term in group), *names, *without))
        hits = {term: await columns.held(db, reading, HitsOf(term)) for term in terms}
        members = await columns.held(db, reading, _MEMBERS)
        lengths, order = await columns.held(db, reading, LENGTHS), await columns.held(db, reading, EQUALS)
        return cls(groups, names, without, hits, members, lengths, order)

    @property
    def most(self) -> int:
        """At most so many records meet it."""
        return min(sum(len(self.hits[term].keys) for term in group) for group in self.groups)

    def ranked(self, conditions: Conditions, size: int) -> Ranked:
        """The records below the key `size` that meet it and these conditions."""
        wanted = [*(self._any(group) for group in self.groups), *conditions.wanted]
        unwanted = [*([self._any(self.without)] if self.without else []), *conditions.unwanted]
        keys = Matching(self.members, Conditions(wanted, unwanted), size).keys
        return Ranked(keys, self._scores(keys, size), self.order)

    def _any(self, terms: Sequence[Term]) -> Found:
        return any_of([Listed(self.hits[term].keys, exact=False) for term in terms])

    def _scores(self, keys: Keys, size: int) -> NDArray[np.float64]:
        """BM25: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), 3.15, as SQLite's FTS5 has it."""
        if not len(keys):
            return np.zeros(0)
        lengths, records = self.lengths, self.lengths.many
        norms = _K1 * (1 - _B + _B / lengths.mean * lengths.numbers[lengths.codes[keys]])
        scores = np.zeros(len(keys))
        for term, times in (Counter(term for group in self.groups for term in group) + Counter(self.names)).items():
            hits = self.hits[term]
            weights = hits.among(keys, size)
            idf = max(log((records - len(hits.keys) + 0.5) / (len(hits.keys) + 0.5)), _LEAST_IDF)
            scores += times * idf * weights * (_K1 + 1) / (weights + norms)
        return scores


def _whole_names(sought: Sought) -> Counter[Term]:
    """The names that have just these words."""
    if any(len(group) > 1 for group in sought.groups):
        return Counter()
    asked = [term for [term] in sought.groups]
    # As it was written, and with what was written twice once.
    names = dict.fromkeys(tuple(word for term in terms for word in term.words) for terms in (asked, sought.terms()))
    # Once for each word, or a long name would come after texts that have its words more often.
    return Counter({Term((whole_name(name),)): len(name) for name in names if len(name) <= LONGEST_NAME})


def _least(scores: NDArray[np.float64], wanted: int) -> float:
    """A score that at least so many reach, and not many more."""
    pieces = scores[: len(scores) - len(scores) % _PIECE].reshape(-1, _PIECE)
    if len(pieces) < wanted:
        return float(np.sort(scores)[-wanted])
    # Of so many pieces each has one: to select among all takes long where thousands are equal.
    return float(np.sort(pieces.max(axis=1))[-wanted])


def _rounded(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """To the digits that count."""
    places = _DIGITS - 1 - np.floor(np.log10(scores))
    return np.asarray(np.rint(scores * 10**places) / 10**places)
