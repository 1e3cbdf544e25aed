"""The records of a noun in an order, and where a page of them begins."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.columns.found import Keys
from app.columns.matching import Matching

Place = tuple[Any, ...]
"""What a record is ordered by: whether it has no value, its values, its id."""
PlaceOf = Callable[[int], Place]
"""Tells the place of the record with a key."""


class Order:
    """Records by their values, then by id; those without a value come last, whichever way it is read."""

    def __init__(self, keys: Keys, valued: int, size: int) -> None:
        self.keys, self.valued = keys, valued
        self._ranks = np.full(size, -1, np.int32)
        self._ranks[keys] = np.arange(len(keys), dtype=np.int32)

    def followed(self, touched: Keys, places: dict[int, Place], place_of: PlaceOf, size: int) -> "Order":
        """With the touched records at these places, where they still are."""
        dirty = np.zeros(size, np.bool_)
        dirty[touched] = True
        kept = ~dirty[self.keys]
        keys = self.keys[kept]
        added = sorted(places, key=lambda key: places[key])
        at = [bisect_left(keys, places[key], key=lambda other: place_of(int(other))) for key in added]
        valued = int(np.count_nonzero(kept[: self.valued])) + sum(not place[0] for place in places.values())
        return Order(np.insert(keys, np.array(at, np.int64), np.array(added, np.int32)), valued, size)

    def ranks(self, keys: Keys) -> NDArray[np.int32]:
        """The places of these records among all."""
        return self._ranks[keys]

    def position(self, key: int, *, descending: bool) -> int | None:
        """How many records come before this one; None where it is not among them."""
        rank = int(self._ranks[key]) if key < len(self._ranks) else -1
        return None if rank < 0 else int(self._turned(np.array([rank], np.int32), descending)[0])

    def after(self, place: Place, place_of: PlaceOf, *, descending: bool) -> int:
        """How many records come up to this place, where none need be."""
        low, high = (self.valued, len(self.keys)) if place[0] else (0, self.valued)

        def placed(rank: int) -> Place:
            return place_of(int(self.keys[rank]))

        if descending:
            return low + high - bisect_left(range(len(self.keys)), place, low, high, key=placed)
        return bisect_right(range(len(self.keys)), place, low, high, key=placed)

    def next(self, start: int, wanted: int, matching: Matching, *, descending: bool) -> Keys:
        """At most so many matching records from a position on, in order."""
        if matching.few is not None:
            return self._of(matching.few, start, descending, wanted)
        found: list[Keys] = [np.empty(0, np.int32)]
        many = 0
        end = start + len(self.keys) // _WALKED + _PIECE
        # As far as so many are to be expected; to go on from there costs another look.
        begin, step = start, min(wanted * matching.spread, end)
        while many < wanted and begin < min(end, len(self.keys)):
            found.append(matching.among(self._between(begin, begin + step, descending)))
            many += len(found[-1])
            begin, step = begin + step, 2 * step
        if many < wanted and begin < len(self.keys):
            # They are rarer than each condition alone would have it.
            found.append(self._of(matching.keys, begin, descending))
        return np.concatenate(found)[:wanted]

    def pieces(self, start: int, matching: Matching, *, descending: bool) -> Iterator[Keys]:
        """All matching records from a position on, in order, some at a time."""
        if matching.few is not None:
            found = self._of(matching.few, start, descending)
            yield from (found[at : at + _PIECE] for at in range(0, len(found), _PIECE))
        else:
            for at in range(start, len(self.keys), _PIECE):
                yield matching.among(self._between(at, at + _PIECE, descending))

    def _of(self, keys: Keys, start: int, descending: bool, wanted: int | None = None) -> Keys:
        """Of these records those from a position on, in order; only the first ones, if so many are wanted."""
        positions = self._turned(self._ranks[keys], descending)
        later = positions >= start
        if wanted is not None:
            spread = 1 + len(self.keys) // (1 + len(keys))
            near = positions[later & (positions < start + _NEAR * wanted * spread)]
            if len(near) >= wanted:
                return self.keys[self._turned(np.sort(near)[:wanted], descending)]
        return self.keys[self._turned(np.sort(positions[later])[:wanted], descending)]

    def _between(self, start: int, end: int, descending: bool) -> Keys:
        end = min(end, len(self.keys))
        if not descending:
            return self.keys[start:end]
        return self.keys[self._turned(np.arange(start, end, dtype=np.int32), descending)]

    def _turned(self, ranks: NDArray[np.int32], descending: bool) -> NDArray[np.int32]:
        """From ranks to positions and back: read the other way, each part is turned round in itself."""
        if not descending:
            return ranks
        ends = np.where(ranks < self.valued, self.valued - 1, self.valued + len(self.keys) - 1)
        return (ends - ranks).astype(np.int32)


_NEAR = 2
"""So many times as long a stretch as records would stand within, if all were spread evenly, is likely to hold them."""
_PIECE = 1000
_WALKED = 16
"""One record in so many is looked at along an order before it is known that matches are rare."""
