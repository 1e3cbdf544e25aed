"""`make bench-quick`: a few ratios of a small database, to notice when something has become much worse.

Each bound is about half as good as what is usual; none is a time, which would tell more of the machine.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bench import counting, depth, hot, pages, starting
from bench.asking import Places
from bench.client import CONNECTIONS
from bench.databases import Databases, databases
from bench.results import HEAD, Result, by_turns, times
from bench.serving import ours

_CLAIMS, _FEW, _ROUNDS, _PAGES = 5000, 500, 5, 300


def main() -> bool:
    with databases() as made:
        print(HEAD)
        found = []
        for result in _all(made):
            print(result, flush=True)
            found.append(result)
    return all(result.reached for result in found)


def _all(made: Databases) -> Iterator[Result]:
    large, small = made.of(_CLAIMS), made.of(_FEW)
    with ours(large) as us, ours(small) as few:
        yield from _bounded((0.8, 0.8), hot.against_starlette(us, _ROUNDS, [CONNECTIONS]))
        yield from _bounded((0.6, 0.4), pages.against_hand(us, large, Places(large), _ROUNDS))
        measured = by_turns(depth.late(us, large, _PAGES), depth.late(few, small, _PAGES), _ROUNDS)
        yield times("95th percentile of a page, cold, any one filter", f"the same at {_FEW} claims", measured, 2.5)
        yield from _bounded((2,), [counting.against_duckdb(us, large, _ROUNDS)])
    yield from _bounded((2,), starting.measure(large, made.seeded(), _ROUNDS))


def _bounded(bounds: Sequence[float], results: Iterable[Result]) -> Iterator[Result]:
    return (replace(result, reach=bound) for bound, result in zip(bounds, results, strict=True))


if __name__ == "__main__":
    sys.exit(not main())
