"""How long a page, counts and a search take with ever more claims: one request at a time, each address new."""

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import counting, depth, searching
from bench.client import latencies
from bench.serving import Server, ours

Latency = tuple[str, int, float, float]
"""What was asked of how many claims, and the seconds that half of the answers take, and 95 of 100."""

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_FIRST, _ASKED = 20, 100


def measure(of: Callable[[int], Path], most: int) -> Iterator[Latency]:
    for claims in sorted({*(each for each in SIZES if each < most), most}):
        with ours(of(claims)) as us:
            for name, paths in (
                ("page, any one filter", depth.pages(us, of(claims))),
                ("counts by two fields", counting.paths()),
                ("search, two common words", map(searching.path, searching.common())),
            ):
                yield name, claims, *_took(us, paths)


def _took(of: Server, paths: Iterator[str]) -> tuple[float, float]:
    latencies(of, paths, _FIRST)
    took = latencies(of, paths, _ASKED)
    return statistics.median(took), took[_ASKED * 95 // 100]
