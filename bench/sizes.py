"""How long a page, counts and a search take with ever more claims: one request at a time, each address new.

What filters ask about has been read by then: by the first question about it, which takes longer.
"""

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import counting, depth, searching
from bench.client import latencies
from bench.databases import in_memory
from bench.serving import Server, ours

Latency = tuple[str, int, float, float]
"""What was asked of how many claims, and the seconds that half of the answers take, and 95 of 100."""

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_FEW, _MANY = (20, 100), (400, 400)
"""Requests that come first, and those that are measured."""


def measure(of: Callable[[int], Path], most: int) -> Iterator[Latency]:
    for claims in sorted({*(each for each in SIZES if each < most), most}):
        with in_memory(of(claims)), ours(of(claims)) as us:
            for name, paths, often in (
                ("page, any one filter", depth.pages(us, of(claims)), _MANY),
                ("counts by two fields", counting.paths(), _FEW),
                ("search, two common words", map(searching.path, searching.common()), _FEW),
            ):
                yield name, claims, *_took(us, paths, *often)


def _took(of: Server, paths: Iterator[str], first: int, asked: int) -> tuple[float, float]:
    latencies(of, paths, first)
    took = latencies(of, paths, asked)
    return statistics.median(took), took[asked * 95 // 100]
