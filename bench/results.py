"""Figures are ratios of two things measured by turns in one run, and go into a table."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Measured = tuple[Sequence[float], Sequence[float]]
"""Ours and theirs, round by round."""
Measure = Callable[[], float]
HEAD = """| what | against | ours | theirs | ratio | reach | reached |
|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: ours divided by theirs in each round, or a figure that stands alone."""

    what: str
    against: str
    ours: str
    theirs: str
    figures: Sequence[float]
    reach: float
    at_least: bool
    """Whether the figure should be at least that, as of rates, or at most, as of times."""
    unit: str = "×"

    @property
    def median(self) -> float:
        return statistics.median(self.figures)

    @property
    def reached(self) -> bool:
        return self.median >= self.reach if self.at_least else self.median <= self.reach

    def __str__(self) -> str:
        low, middle, high = (_figure(each) for each in (min(self.figures), self.median, max(self.figures)))
        wanted = f"{'≥' if self.at_least else '≤'} {self.reach:,}{self.unit}"
        reached = "yes" if self.reached else "**no**"
        spread = f"{middle}{self.unit} ({low}–{high})"
        return f"| {' | '.join((self.what, self.against, self.ours, self.theirs, spread, wanted, reached))} |"


def by_turns(ours: Measure, theirs: Measure, rounds: int) -> Measured:
    """What both measure, by turns; the first of each only warms up."""
    ours()
    theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return [each[0] for each in pairs], [each[1] for each in pairs]


def rates(what: str, against: str, measured: Measured, reach: float) -> Result:
    """From requests or records a second."""
    mine, yours = (f"{statistics.median(each):,.0f}/s" for each in measured)
    return Result(what, against, mine, yours, _ratios(measured), reach, at_least=True)


def times(what: str, against: str, measured: Measured, reach: float) -> Result:
    """From seconds."""
    mine, yours = (f"{_figure(statistics.median(each) * 1000)} ms" for each in measured)
    return Result(what, against, mine, yours, _ratios(measured), reach, at_least=False)


def amounts(what: str, against: str, measured: Measured, reach: float) -> Result:
    """From mebibytes."""
    mine, yours = (f"{statistics.median(each):,.0f} MiB" for each in measured)
    return Result(what, against, mine, yours, _ratios(measured), reach, at_least=False)


def alone(what: str, figures: Sequence[float], reach: float, unit: str, at_least: bool) -> Result:
    """What stands against nothing but its reach."""
    return Result(what, "—", "—", "—", figures, reach, at_least, unit)


def middle(once: Callable[[], object], often: int) -> float:
    """The seconds that something takes: the median of so many times."""
    took = []
    for _ in range(often):
        begun = time.perf_counter()
        once()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def _ratios(measured: Measured) -> list[float]:
    return [a / b for a, b in zip(*measured, strict=True)]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 20 else f"{value:.2f}"
