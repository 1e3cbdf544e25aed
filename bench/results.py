"""Figures are ratios of two things measured by turns in one run, and go into a table."""

import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3

FILE = Path(__file__).parent / "RESULTS.md"
_PACKAGES = ("fastapi", "uvicorn", "orjson", "datasette", "duckdb", "tantivy")


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: ours divided by theirs, in each round."""

    what: str
    against: str
    ours: str
    theirs: str
    ratios: Sequence[float]
    reach: float
    at_least: bool
    """Whether the ratio should be at least that, as of rates, or at most, as of times."""

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    @property
    def reached(self) -> bool:
        return self.median >= self.reach if self.at_least else self.median <= self.reach

    def __str__(self) -> str:
        wanted = f"{'≥' if self.at_least else '≤'} {self.reach}"
        spread = f"{self.median:.2f} ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        cells = (self.what, self.against, self.ours, self.theirs, spread, wanted, "yes" if self.reached else "**no**")
        return f"| {' | '.join(cells)} |"


Measure = Callable[[], float]


def by_turns(ours: Measure, theirs: Measure, rounds: int) -> tuple[list[float], list[float]]:
    """What both measure, by turns; the first of each only warms up."""
    ours()
    theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return [each[0] for each in pairs], [each[1] for each in pairs]


def rates(what: str, against: str, measured: tuple[list[float], list[float]], reach: float) -> Result:
    """From requests or records a second."""
    mine, yours = (statistics.median(each) for each in measured)
    ratios = [a / b for a, b in zip(*measured, strict=True)]
    return Result(what, against, f"{mine:,.0f}/s", f"{yours:,.0f}/s", ratios, reach, at_least=True)


def times(what: str, against: str, measured: tuple[list[float], list[float]], reach: float) -> Result:
    """From seconds."""
    mine, yours = (statistics.median(each) * 1000 for each in measured)
    ratios = [a / b for a, b in zip(*measured, strict=True)]
    return Result(what, against, f"{mine:,.1f} ms", f"{yours:,.1f} ms", ratios, reach, at_least=False)


def write(results: Iterable[Result], claims: int) -> None:
    """The table, as a page."""
    lines = "\n".join(map(str, results))
    FILE.write_text(
        f"""# Measured

`make bench` at {claims:,} claims: each line is measured by turns with what it stands against, in one run; the ratio is
the median of the rounds, with the lowest and the highest. Machines differ, ratios less.

| what | against | ours | theirs | ratio | reach | reached |
|---|---|---|---|---|---|---|
{lines}

{_machine()}
""",
        encoding="utf-8",
    )


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    cores = f"{os.cpu_count()} cores, {platform.machine()}"
    return f"{cores}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}."
