"""Counters that cost next to nothing: plain numbers, which become metrics when somebody asks for them.

All is counted in the event loop's thread, so it needs none of the locks that the library's own counters take.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Tally(Collector):
    """How often something happened, by its labels."""

    def __init__(self, name: str, about: str, labels: Sequence[str]) -> None:
        self._name, self._about, self._labels = name, about, labels
        self.of: Counter[tuple[str | int, ...]] = Counter()

    def collect(self) -> Iterator[Metric]:
        told = CounterMetricFamily(self._name, self._about, labels=self._labels)
        for labels, number in self.of.items():
            told.add_metric([*map(str, labels)], number)
        yield told


class Durations(Collector):
    """How many seconds something took."""

    def __init__(self, name: str, about: str) -> None:
        self._name, self._about = name, about
        self._within = [0] * (len(_BOUNDS) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        self._within[bisect_left(_BOUNDS, seconds)] += 1
        self._sum += seconds

    def collect(self) -> Iterator[Metric]:
        told = HistogramMetricFamily(self._name, self._about)
        bounds = (*map(str, _BOUNDS), "+Inf")
        told.add_metric((), list(zip(bounds, map(float, accumulate(self._within)), strict=True)), self._sum)
        yield told
