"""Records that meet a condition, by their keys."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int32]
"""Keys of records, in any order."""
Truths = NDArray[np.bool_]
"""Whether something holds: of each of some keys, or of each key there is."""


N = TypeVar("N", bound=np.integer)


def distinct(numbers: NDArray[N]) -> NDArray[N]:
    """Each number once, the least first. NumPy's own goes by a table of hashes, and takes twenty times as long."""
    ordered = np.sort(numbers)
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]])


class Found(ABC):
    """The records that meet one condition."""

    most: int
    """At most so many records."""
    exact: bool = False
    """Whether there are so many, all of the noun that is asked for."""

    @abstractmethod
    def keys(self) -> Keys:
        """The records, in the order of their keys."""

    @abstractmethod
    def among(self, keys: Keys) -> Truths:
        """Which of these records it holds for."""

    def mask(self, size: int) -> Truths:
        """For each key below `size` whether it holds."""
        marked = np.zeros(size, np.bool_)
        marked[self.keys()] = True
        return marked


class Listed(Found):
    """These records, in the order of their keys."""

    def __init__(self, keys: Keys, *, exact: bool = True) -> None:
        self._keys = keys
        self.most, self.exact = len(keys), exact

    def keys(self) -> Keys:
        return self._keys

    def among(self, keys: Keys) -> Truths:
        if not self.most:
            return np.zeros(len(keys), np.bool_)
        if len(keys) > max(_MARKED, self.most // _LOOKED_UP):
            return np.asarray(self.mask(1 + int(max(self._keys[-1], keys.max())))[keys])
        places = self._keys.searchsorted(keys)
        return np.asarray(self._keys[np.minimum(places, self.most - 1)] == keys)


class Members(Found):
    """All records of a noun, by whether each key below a size is one's."""

    def __init__(self, marked: Truths) -> None:
        self._marked = marked
        self.most = int(np.count_nonzero(marked))

    def keys(self) -> Keys:
        return np.flatnonzero(self._marked).astype(np.int32)

    def among(self, keys: Keys) -> Truths:
        return self._marked[keys]

    def mask(self, size: int) -> Truths:
        return self._marked


class Between(Found):
    """The records whose code, which is found by their key, is from `low` to below `high`."""

    exact = True

    def __init__(self, codes: NDArray[np.integer], low: int, high: int, most: int) -> None:
        self._codes, self._low, self._high = codes, low, high
        self.most = most

    def keys(self) -> Keys:
        return np.flatnonzero(self.mask(len(self._codes))).astype(np.int32)

    def among(self, keys: Keys) -> Truths:
        return self._within(self._codes[keys])

    def mask(self, size: int) -> Truths:
        return self._within(self._codes)

    def _within(self, codes: NDArray[np.integer]) -> Truths:
        if self._high - self._low == 1:
            return np.asarray(codes == self._low)
        return np.asarray((codes >= self._low) & (codes < self._high))


class AnyOf(Found):
    """The records for which one of these holds."""

    def __init__(self, each: Sequence[Found]) -> None:
        self._each = each
        self.most = sum(one.most for one in each)

    def keys(self) -> Keys:
        return distinct(np.concatenate([np.empty(0, np.int32), *(one.keys() for one in self._each)]))

    def among(self, keys: Keys) -> Truths:
        found = np.zeros(len(keys), np.bool_)
        for one in self._each:
            found |= one.among(keys)
        return found

    def mask(self, size: int) -> Truths:
        found = np.zeros(size, np.bool_)
        for one in self._each:
            found |= one.mask(size)
        return found


class AllOf(Found):
    """The records for which all of these hold."""

    def __init__(self, each: Sequence[Found]) -> None:
        self._narrowest, *self._others = sorted(each, key=lambda one: one.most)
        self.most = self._narrowest.most

    def keys(self) -> Keys:
        keys = self._narrowest.keys()
        for one in self._others:
            keys = keys[one.among(keys)]
        return keys

    def among(self, keys: Keys) -> Truths:
        found = self._narrowest.among(keys)
        for one in self._others:
            found &= one.among(keys)
        return found

    def mask(self, size: int) -> Truths:
        found = self._narrowest.mask(size)
        for one in self._others:
            found &= one.mask(size)
        return found


def any_of(each: Sequence[Found]) -> Found:
    """The records for which one of these holds."""
    return each[0] if len(each) == 1 else AnyOf(each)


_MARKED, _LOOKED_UP = 2000, 32
"""So many records, and one in so many of those that are there: from both on it takes less time to mark all that are
there than to look each up."""
