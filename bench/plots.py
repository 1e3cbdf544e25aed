"""What was measured, as pictures."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator, NullLocator

from bench import endpoints as by
from bench.endpoints import Rate
from bench.sizes import Latency

THROUGHPUT, LATENCY = (Path(__file__).parent / f"{name}.svg" for name in ("throughput", "latency"))
_COLOURS = {
    by.HOT: "#0b4f8a",
    by.COLD: "#5aa2dc",
    by.STARLETTE: "#444444",
    by.HAND: "#8c8c8c",
    by.DATASETTE: "#c9c9c9",
}
_LINES = ("#0b4f8a", "#c2571a", "#3a7d44")


def throughput(rates: Sequence[Rate], file: Path = THROUGHPUT) -> None:
    """Bars for each endpoint, ours before those of peers; the scale is logarithmic."""
    found = {(endpoint, who): rate for endpoint, who, rate in rates}
    names = list(dict.fromkeys(endpoint for endpoint, _, _ in rates))
    figure, axes = _empty(8, 6)
    at = 0.0
    ticks = []
    for name in names:
        bars = [(who, found[name, who]) for who in _COLOURS if (name, who) in found]
        ticks.append(at + (len(bars) - 1) / 2)
        for who, rate in bars:
            axes.barh(at, rate, color=_COLOURS[who], height=0.9)
            axes.annotate(f"{rate:,.0f}", (rate, at), (3, 0), textcoords="offset points", va="center", fontsize=8)
            at += 1
        at += 0.8
    axes.set(xscale="log", yticks=ticks, yticklabels=names, xlabel="requests a second, one worker, 16 connections")
    axes.set_xlim(min(found.values()) / 3, max(found.values()) * 2.5)
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", alpha=0.3)
    used = [who for who in _COLOURS if any(each == who for _, each in found)]
    handles = [Patch(color=_COLOURS[who], label=who) for who in used]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False, fontsize=9)
    _write(figure, file)


def latency(measured: Iterable[Latency], file: Path = LATENCY) -> None:
    """A line for the median and a broken one for the 95th percentile, both scales logarithmic."""
    figure, axes = _empty(8, 5)
    lines: dict[str, list[tuple[int, float, float]]] = {}
    for name, claims, *seconds in measured:
        lines.setdefault(name, []).append((claims, seconds[0] * 1000, seconds[1] * 1000))
    for colour, (name, points) in zip(_LINES, lines.items(), strict=True):
        sizes, medians, late = zip(*points, strict=True)
        axes.plot(sizes, medians, color=colour, marker="o", label=f"{name}: median")
        axes.plot(
            sizes, late, color=colour, marker="o", markerfacecolor="white", linestyle="--", label="95th percentile"
        )
    axes.set(xscale="log", yscale="log", xlabel="claims", ylabel="milliseconds, one request at a time, cold")
    axes.set_xticks(sizes, [f"{each:,}" for each in sizes], minor=False)
    axes.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:,g}")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(alpha=0.3)
    figure.legend(loc="outside upper center", ncols=3, frameon=False, fontsize=9)
    _write(figure, file)


def _empty(width: float, height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _write(figure: Figure, file: Path) -> None:
    # The same figures give the same file.
    with mpl.rc_context({"svg.hashsalt": "bench"}):
        figure.savefig(file, dpi=110, metadata={"Date": None} if file.suffix == ".svg" else None)
