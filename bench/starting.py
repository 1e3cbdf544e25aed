"""A start until all is ready, with many claims on disk: against one with the seed alone."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.results import Result, by_turns, times
from bench.serving import ours

_ROUNDS = 7


def measure(file: Path, seeded: Path, rounds: int = _ROUNDS) -> Iterator[Result]:
    measured = by_turns(lambda: _start(file), lambda: _start(seeded), rounds)
    yield times("start until ready", "start with the seed", measured, 1.2)


def _start(file: Path) -> float:
    begun = time.perf_counter()
    with ours(file) as us:
        us.read("/ready")
        return time.perf_counter() - begun
