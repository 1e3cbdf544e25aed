"""What was measured, as a page."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3

from bench.asking import SEED
from bench.data import GENERATION
from bench.plots import LATENCY, THROUGHPUT
from bench.results import HEAD, Result

FILE = Path(__file__).parent / "RESULTS.md"
_OURS = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "orjson", "numpy", "sqlalchemy")
_PEERS = ("datasette", "duckdb", "tantivy")


def write(results: Iterable[Result], claims: int) -> None:
    lines = "\n".join(map(str, results))
    FILE.write_text(
        f"""# Measured

`BENCH_CLAIMS={claims} make bench`, with data made from the seed number {SEED} (generation {GENERATION}): each line is
measured by turns with what it stands against, in one run; the ratio is the median of the rounds, with the lowest and
the highest. Machines differ, ratios less. Hot is the same address again, cold an address that was never asked before.
What stands against nothing has a reach of its own. What a filter, an order or a word asks about is read when it is
first asked for, which takes up to seconds at a million claims; such first questions fall in the first of the rounds.

{HEAD}
{lines}

{machine()}

![Requests a second of each kind of endpoint, hot and cold, beside its peers]({THROUGHPUT.name})

![Median and 95th percentile of a page, counts and a search, by the number of claims]({LATENCY.name})
""",
        encoding="utf-8",
    )


def machine() -> str:
    """On what it was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    ours, peers = (", ".join(f"{name} {version(name)}" for name in names) for names in (_OURS, _PEERS))
    return f"""{os.cpu_count()} cores, {platform.machine()}, {memory} GiB of memory, {platform.system()}.
Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {ours}. Peers: {peers}."""
