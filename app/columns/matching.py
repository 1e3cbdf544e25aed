"""The records that meet all conditions of a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isqrt

import numpy as np

from app.columns.found import Found, Keys, Members, Truths


@dataclass(frozen=True, slots=True)
class Conditions:
    """What records have to meet all of, and none of."""

    wanted: Sequence[Found]
    unwanted: Sequence[Found]

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def narrowest(self) -> Found | None:
        """The condition that leaves the fewest records."""
        return min(self.wanted, key=lambda one: one.most, default=None)

    def among(self, keys: Keys) -> Keys:
        """Those of these records that meet all, in the same order."""
        for each in self.wanted:
            keys = keys[each.among(keys)]
        for each in self.unwanted:
            keys = keys[~each.among(keys)]
        return keys

    def mask(self, mask: Truths) -> Truths:
        """For each key for which it held until now whether it does."""
        for each in self.wanted:
            mask = mask & each.mask(len(mask))
        for each in self.unwanted:
            mask = mask & ~each.mask(len(mask))
        return mask


class Matching:
    """The records among `members` that meet some conditions; keys are below `size`."""

    def __init__(self, members: Members, conditions: Conditions, size: int) -> None:
        self._members, self._conditions, self._size = members, conditions, size

    @cached_property
    def few(self) -> Keys | None:
        """The records in the order of their keys where one condition leaves few; None where none does."""
        if self._counted == 0:
            return np.empty(0, np.int32)
        narrowest = self._conditions.narrowest()
        if narrowest is None or narrowest.most > isqrt(_PAGE * self._members.most) + _FEW:
            return None
        keys = narrowest.keys()
        others = [each for each in self._conditions.wanted if each is not narrowest]
        return Conditions(others, self._conditions.unwanted).among(
            keys if narrowest.exact else keys[self._members.among(keys)]
        )

    @property
    def spread(self) -> int:
        """One in so many members meets the narrowest condition; a little more, as they are not spread evenly."""
        narrowest = self._conditions.narrowest()
        return 1 if narrowest is None else 1 + 5 * self._members.most // (4 * max(narrowest.most, 1))

    def among(self, keys: Keys) -> Keys:
        """Those of these members that match, in the same order."""
        return self._conditions.among(keys)

    @cached_property
    def keys(self) -> Keys:
        """All that match, in the order of their keys."""
        if not self._conditions:
            return self._members.keys()
        return self.few if self.few is not None else np.flatnonzero(self._mask).astype(np.int32)

    def total(self) -> int:
        """How many match."""
        if self._counted is not None:
            return self._counted
        return len(self.few) if self.few is not None else int(np.count_nonzero(self._mask))

    @cached_property
    def _counted(self) -> int | None:
        """How many match where a condition alone tells it."""
        wanted, unwanted = self._conditions.wanted, self._conditions.unwanted
        if not wanted and len(unwanted) < 2 and all(each.exact for each in unwanted):
            return self._members.most - sum(each.most for each in unwanted)
        return wanted[0].most if not unwanted and len(wanted) == 1 and wanted[0].exact else None

    @cached_property
    def _mask(self) -> Truths:
        return self._conditions.mask(self._members.mask(self._size))


_PAGE = 100
"""Where one record in k matches, a page of them is found by walking past k times as many, or by looking at the places
of all that match. Both cost the same where as many match as the square root of this many times all."""
_FEW = 256
"""So few are found at once in any case."""
