"""One value of each record: a number for each key, in the order of the values."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.columns.found import Between, Found, Keys, any_of

Pair = tuple[int, Any]
"""The key of a record, and a value that it has."""


class Codes:
    """What single value each record has; records with none have the code 0, the least value has 1."""

    def __init__(self, values: Sequence[Any], codes: NDArray[np.integer]) -> None:
        self.values = values
        """Each value, the least first."""
        self.codes = codes
        """By key."""

    @classmethod
    def made(cls, pairs: Iterable[Pair], size: int) -> "Codes":
        """From all values there are, for keys below `size`."""
        owners, found, numbers = numbered(pairs)
        values = sorted(numbers)
        # From the order in which the values turned up to their own.
        places = np.zeros(len(values) + 1, np.int64)
        places[[numbers[value] for value in values]] = np.arange(1, len(values) + 1)
        codes = np.zeros(size, _width(len(values)))
        codes[owners] = places[found]
        return cls(values, codes)

    def followed(self, touched: Keys, pairs: Iterable[Pair], size: int) -> "Codes":
        """With these values of the touched records instead of theirs."""
        given = list(pairs)
        values = sorted({*self.values, *(value for _, value in given)})
        codes = np.zeros(size, _width(len(values)))
        if len(values) == len(self.values):
            codes[: len(self.codes)] = self.codes
        else:
            moved = np.array([0, *(bisect_left(values, value) + 1 for value in self.values)])
            codes[: len(self.codes)] = moved[self.codes]
        codes[touched] = 0
        for owner, value in given:
            codes[owner] = bisect_left(values, value) + 1
        return Codes(values, codes)

    def having(self, values: Iterable[Any]) -> Found:
        """The records with any of these values."""
        return any_of(
            [self._between(bisect_left(self.values, each), bisect_right(self.values, each)) for each in values]
        )

    def at_least(self, value: Any) -> Found:
        return self._between(bisect_left(self.values, value), len(self.values))

    def at_most(self, value: Any) -> Found:
        return self._between(0, bisect_right(self.values, value))

    def _between(self, low: int, high: int) -> Found:
        return Between(self.codes, low + 1, high + 1, int(self.sizes[low + 1 : high + 1].sum()))

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many records have each code."""
        return np.bincount(self.codes, minlength=len(self.values) + 1)

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """By code the value, where all are numbers; 0 for none."""
        return np.array([0, *self.values], np.float64)

    @cached_property
    def many(self) -> int:
        """How many records have a value."""
        return int(self.sizes[1:].sum())

    @cached_property
    def mean(self) -> float:
        """Of the numbers of all that have one."""
        return float((self.sizes * self.numbers).sum()) / self.many

    def split(self, keys: Keys) -> tuple[None, NDArray[np.integer]]:
        """The code of each of these records, each once."""
        return None, self.codes[keys]


class _Numbers(dict[Any, int]):
    """Numbers values from 1 on as they turn up."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self) + 1
        return number


def numbered(pairs: Iterable[Pair]) -> tuple[Keys, NDArray[np.int32], Mapping[Any, int]]:
    """The owners, a number for the value of each, and which value has which number."""
    owners, found, numbers = array("i"), array("i"), _Numbers()
    for owner, value in pairs:
        owners.append(owner)
        found.append(numbers[value])
    return np.frombuffer(owners, np.int32), np.frombuffer(found, np.int32), numbers


def _width(values: int) -> np.dtype[Any]:
    return np.min_scalar_type(values)
