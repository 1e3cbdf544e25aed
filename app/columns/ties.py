"""Any number of values of each record: for each value, the records that have it."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.columns.codes import Pair, numbered
from app.columns.found import Found, Keys, Listed, any_of, distinct


class Ties:
    """Which records have which values, as pairs in the order of value and key."""

    def __init__(self, numbers: Mapping[Any, int], codes: NDArray[np.int32], owners: Keys) -> None:
        self._numbers, self.codes, self.owners = numbers, codes, owners

    @property
    def values(self) -> list[Any]:
        """Each value, by its code less one."""
        return list(self._numbers)

    @classmethod
    def made(cls, pairs: Iterable[Pair], size: int) -> "Ties":
        """From all pairs there are; each counts once."""
        owners, codes, numbers = numbered(pairs)
        whole = distinct(_joined(codes, owners))
        return cls(numbers, (whole >> _SHIFT).astype(np.int32), (whole & _OWNER).astype(np.int32))

    def followed(self, touched: Keys, pairs: Iterable[Pair], size: int) -> "Ties":
        """With these pairs of the touched records instead of theirs."""
        dirty = np.zeros(size, np.bool_)
        dirty[touched] = True
        kept = ~dirty[self.owners]
        codes, owners = self.codes[kept], self.owners[kept]
        given, numbers = list(pairs), dict(self._numbers)
        new = np.array([numbers.setdefault(value, len(numbers) + 1) for _, value in given], np.int32)
        whole = distinct(_joined(new, np.array([owner for owner, _ in given], np.int32)))
        new, added = (whole >> _SHIFT).astype(np.int32), (whole & _OWNER).astype(np.int32)
        places = np.array([self._place(codes, owners, *pair) for pair in zip(new, added, strict=True)], np.int64)
        return Ties(numbers, np.insert(codes, places, new), np.insert(owners, places, added))

    @staticmethod
    def _place(codes: NDArray[np.int32], owners: Keys, code: np.int32, owner: np.int32) -> int:
        start, end = codes.searchsorted(code), codes.searchsorted(code, "right")
        return int(start + owners[start:end].searchsorted(owner))

    def having(self, values: Iterable[Any]) -> Found:
        """The records with any of these values."""
        return any_of([self._of(self._numbers.get(value, 0)) for value in values])

    def _of(self, code: int) -> Found:
        # Of another type the number would have all codes copied before they are looked through.
        start, end = (self.codes.searchsorted(np.int32(code), side) for side in _SIDES)
        return Listed(self.owners[start:end])

    def split(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """How often each of these records is told, once for each value or once with the code 0, and the codes."""
        owners, codes = self._by_owner
        starts = owners.searchsorted(keys)
        many = owners.searchsorted(keys, "right") - starts
        times = np.maximum(many, 1)
        # Of each record the first pair, the second, and so on; where there is none, what stands after the last.
        steps = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        return times, np.append(codes, np.int32(0))[np.repeat(np.where(many, starts, len(codes)), times) + steps]

    @cached_property
    def _by_owner(self) -> tuple[Keys, NDArray[np.int32]]:
        order = np.argsort(self.owners, kind="stable")
        return self.owners[order], self.codes[order]


_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
_SHIFT = 32
_OWNER = (1 << _SHIFT) - 1


def _joined(codes: NDArray[np.int32], owners: Keys) -> NDArray[np.int64]:
    return codes.astype(np.int64) << _SHIFT | owners
