"""The records that hold a word, a phrase or the beginning of a word, and how much it counts in each."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any, ClassVar

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlalchemy.sql import ClauseElement

from app import full_text
from app.columns.found import Keys
from app.columns.kept import Column, Rows, touched_keys
from app.full_text import OF_COLUMN, OF_PLACE, WEIGHTS
from app.models import Representation, table
from app.records.wording import entry
from app.text.sought import Term
from app.vocabulary import Noun

_MANY, _LOOKED_UP = 2000, 32
"""So many records, and one in so many hits: from both on it takes less time to lay out all weights than to look each
up."""
_FEW = 200
"""Touched records up to which their words are read, instead of those of all."""
_AT_ONCE = 4000
"""Places that are read within a millisecond."""
IN_TEXTS = tuple(name for name in WEIGHTS if name != "ends")
"""The text fields of a record alone, without the names of what a relation ties together."""
_WEIGHT = 1000
"""Bytes in memory of the hits of a term, besides its records."""
_REPRESENTATION = table(Representation).c


@dataclass(frozen=True, slots=True)
class Hits:
    """Records in the order of their keys, and in each the weights of all places where a term stands."""

    keys: Keys
    weights: NDArray[np.float32]

    def among(self, keys: Keys, size: int) -> NDArray[np.float64]:
        """What the term weighs in each of these records; nothing where it is not."""
        if len(keys) > max(_MANY, len(self.keys) // _LOOKED_UP):
            found = np.zeros(size, np.float32)
            found[self.keys] = self.weights
            return found[keys].astype(np.float64)
        if not len(self.keys):
            return np.zeros(len(keys))
        places = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, self.weights[places], 0.0).astype(np.float64)


@dataclass(frozen=True, slots=True)
class HitsOf(Column[Hits]):
    """The hits of a term in some columns of words."""

    term: Term
    within: tuple[str, ...] = tuple(WEIGHTS)

    passing: ClassVar[bool] = True

    @property
    def kind(self) -> Hashable:
        return HitsOf

    def statements(self) -> Mapping[str, Callable[[], ClauseElement]]:
        return {
            "few owners": partial(full_text.owners, most=_AT_ONCE),
            "owners": full_text.owners,
            "owners, beginning": partial(full_text.owners, beginning=True),
            "places": full_text.places,
            "places, beginning": partial(full_text.places, beginning=True),
            "touched": _entries,
        }

    def nbytes(self, held: Hits) -> int:
        return held.keys.nbytes + held.weights.nbytes + _WEIGHT

    def read(self, rows: Rows, size: int) -> Hits:
        return _gathered(self._by_column(rows), size)

    def at_once(self, rows: Rows, size: int) -> Hits | None:
        if len(self.term.words) > 1 or self.term.begins:
            return None
        [(listed,)] = rows("few owners", {"word": self.term.words[0]})
        found = _numbers(listed)
        return _gathered(self._in_columns(found, 0), size) if len(found) < _AT_ONCE else None

    def follow(self, held: Hits, rows: Rows, changed: Keys, size: int) -> Hits:
        if len(changed) > _FEW:
            return self.read(rows, size)
        said = (entry(row[0], Noun(row[1]), row[2], orjson.loads(row[3])) for row in rows("touched"))
        weights = {each.key: self._weight(each) for each in said}
        added = {key: weight for key, weight in sorted(weights.items()) if weight}
        kept = ~np.isin(held.keys, changed)
        keys, new = held.keys[kept], np.array([*added], np.int32)
        at = keys.searchsorted(new)
        given = np.array([*added.values()], np.float32)
        return Hits(np.insert(keys, at, new), np.insert(held.weights[kept], at, given))

    def _by_column(self, rows: Rows) -> Iterator[tuple[float, Keys]]:
        """For each column its weight, and the owner of each place where the term stands."""
        *before, last = self.term.words
        if not before:
            [(listed,)] = _sought(rows, "owners", last, begins=self.term.begins)
            return self._in_columns(_numbers(listed), 0)
        each = [_places(rows, word) for word in before] + [_places(rows, last, begins=self.term.begins)]
        # Where the second word stands one place on, the third two, and so on.
        found = reduce(np.intersect1d, (places - on for on, places in enumerate(each)))
        return self._in_columns(found, OF_PLACE)

    def _in_columns(self, found: NDArray[np.int64], beside: int) -> Iterator[tuple[float, Keys]]:
        """From numbers of key and column, with so many bits of something else behind."""
        columns = (found >> beside) & ((1 << OF_COLUMN) - 1)
        for at, (name, weight) in enumerate(WEIGHTS.items()):
            owners = found[columns == at]
            if name in self.within and len(owners):
                yield weight, (owners >> (beside + OF_COLUMN)).astype(np.int32)

    def _weight(self, said: full_text.Entry) -> float:
        """How much the term counts in a record."""
        columns = zip(WEIGHTS.items(), said.tokens(), strict=True)
        return sum(weight * self._times(tokens) for (name, weight), tokens in columns if name in self.within)

    def _times(self, tokens: Sequence[str]) -> int:
        *before, last = self.term.words
        many = len(before)
        return sum(
            (token == last or (self.term.begins and token.startswith(last))) and [*tokens[at - many : at]] == before
            for at, token in enumerate(tokens)
            if at >= many
        )


def _sought(rows: Rows, what: str, word: str, *, begins: bool) -> Iterator[tuple[Any, ...]]:
    if begins:
        return rows(f"{what}, beginning", {"word": word, "past": word + full_text.PAST})
    return rows(what, {"word": word})


def _places(rows: Rows, word: str, *, begins: bool = False) -> NDArray[np.int64]:
    [(found,)] = _sought(rows, "places", word, begins=begins)
    # Those of several words come word by word.
    return np.sort(_numbers(found)) if begins else _numbers(found)


def _numbers(listed: str | None) -> NDArray[np.int64]:
    return np.fromstring(listed or "", np.int64, sep=",")


def _gathered(by_column: Iterator[tuple[float, Keys]], size: int) -> Hits:
    """Each record once, with what its places count together."""
    each = list(by_column)
    if not each:
        return Hits(np.empty(0, np.int32), np.empty(0, np.float32))
    owners = np.concatenate([found for _, found in each])
    weights = np.repeat([weight for weight, _ in each], [len(found) for _, found in each])
    if len(owners) < size // 16:
        order = owners.argsort(kind="stable")
        owners = owners[order]
        first = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
        return Hits(owners[first], np.add.reduceat(weights[order], first).astype(np.float32))
    whole = np.bincount(owners, weights, size).astype(np.float32)
    keys = np.flatnonzero(whole).astype(np.int32)
    return Hits(keys, whole[keys])


def _entries() -> Select[Any]:
    columns = (_REPRESENTATION.key, _REPRESENTATION.noun, _REPRESENTATION.label, _REPRESENTATION.body)
    return select(*columns).where(_REPRESENTATION.key.in_(touched_keys()))
