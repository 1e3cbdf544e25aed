"""Names that are nearly the same."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

LIKE = 80.0
SHORTEST = 5
"""Letters of a name that may be misspelt: too many shorter ones, such as Iran and Iraq, are nearly the same."""

_WORD = re.compile(r"[^\W_]+")


def alike(name: str, others: Sequence[str]) -> dict[int, float]:
    """Which of the others this name may be, all folded, and how like it is: 2 × common letters ÷ letters of both.

    The words may stand in any order; or be joined, parted and punctuated in any way.
    """
    parted = [" ".join(_WORD.findall(each)) for each in (name, *others)]
    joined = [each.replace(" ", "") for each in parted]
    if not joined[0]:
        return {}
    cutoff = LIKE if len(joined[0]) >= SHORTEST else 100.0
    found: dict[int, float] = {}
    for scorer, (sought, *among) in ((fuzz.token_sort_ratio, parted), (fuzz.ratio, joined)):
        for _, score, at in process.extract(sought, among, scorer=scorer, score_cutoff=cutoff, limit=None):
            found[at] = max(score / 100, found.get(at, 0.0))
    return found
