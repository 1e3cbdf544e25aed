"""`make bench`: synthetic claims from a seed number, this service against its peers, and the table in RESULTS.md.

`python -m bench hot match` measures these alone, and writes nothing. BENCH_CLAIMS says how many claims there are.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator

from bench import (
    counting,
    depth,
    endpoints,
    exports,
    hot,
    loading,
    match,
    pages,
    plans,
    plots,
    report,
    searching,
    sizes,
    starting,
    workers,
)
from bench.databases import Databases, databases
from bench.results import HEAD, Result

CLAIMS = int(os.environ.get("BENCH_CLAIMS", "1000000"))
FEW = 10_000

MEASURES: dict[str, Callable[[Databases], Iterator[Result]]] = {
    "hot": lambda made: hot.measure(made.of(CLAIMS)),
    "pages": lambda made: pages.measure(made.of(CLAIMS)),
    "workers": lambda made: workers.measure(made.of(CLAIMS)),
    "depth": lambda made: depth.measure(made.of(CLAIMS), made.of(FEW)),
    "counting": lambda made: counting.measure(made.of(CLAIMS)),
    "searching": lambda made: searching.measure(made.of(CLAIMS)),
    "match": lambda made: match.measure(made.sources()),
    "exports": lambda made: exports.measure(made.of(CLAIMS), made.of(CLAIMS // 10)),
    "loading": lambda _: loading.measure(CLAIMS),
    "starting": lambda made: starting.measure(made.of(CLAIMS), made.seeded()),
}


def main(wanted: list[str]) -> bool:
    assert shutil.which("sqlite3"), "The command sqlite3 is one of the peers."
    with databases() as made:
        found = []
        print(HEAD)
        for name in wanted or MEASURES:
            for result in MEASURES[name](made):
                print(result, flush=True)
                found.append(result)
                if not wanted:
                    # What is broken off leaves what was measured until then.
                    report.write(found, CLAIMS)
        if wanted:
            return True
        plots.throughput(list(endpoints.measure(made.of(CLAIMS), made.sources())))
        plots.latency(sizes.measure(made.of, CLAIMS))
        return plans.explain(made.of(CLAIMS))


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
