"""How many requests a second each kind of endpoint answers, hot and cold, and those peers that answer requests, too."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from bench import counting, hot, match, pages, searching
from bench.asking import Places
from bench.client import CONNECTIONS, load, requests
from bench.serving import Server, datasette, ours, plain

Rate = tuple[str, str, float]
"""An endpoint, who answers, and how many a second."""

HOT, COLD = "ours, hot", "ours, cold"
STARLETTE, HAND, DATASETTE = "Starlette, from memory", "FastAPI and sqlite3 by hand, cold", "Datasette, cold"
_SECONDS, _MOST = 2, 2000


def measure(file: Path, sources: Path) -> Iterator[Rate]:
    places = Places(file)
    with ours(file) as us, ours(sources) as finding:
        for name, of, paths in (
            ("page of 25", us, places.pages(25)),
            ("record", us, places.records(pages.RECORDS)),
            ("counts", us, counting.paths()),
            ("search", us, map(searching.path, searching.rare())),
            ("match", finding, match.sentences(misprinted=False)),
            ("network", us, map(_network, counting.dates())),
        ):
            yield name, COLD, _rate(of, paths)
            yield name, HOT, _rate(of, repeat(next(paths)))
        yield from _starlette(us, places)
    with plain("bench.handwritten:app", {"BENCH_DATABASE": str(file)}) as them:
        yield "page of 25", HAND, _rate(them, pages.by_hand(places))
        yield "record", HAND, _rate(them, places.records("/claims"))
    with datasette(file) as them:
        yield "page of 25", DATASETTE, _rate(them, pages.by_datasette(file, places))


def _network(date: str) -> str:
    return f"/v1/networks/congruence?topic=topic-7&said_from={date}"


def _starlette(us: Server, places: Places) -> Iterator[Rate]:
    """The same bytes from memory."""
    paths = {"page of 25": "/v1/claims?limit=25", "record": next(places.records(pages.RECORDS))}
    with hot.starlette(us, paths.values()) as them:
        for name, path in paths.items():
            yield name, STARLETTE, _rate(them, repeat(path))


def _rate(of: Server, paths: Iterator[str]) -> float:
    """Of as many requests as take a few seconds; the first ones tell how many those are."""
    first = load(of, requests(paths, CONNECTIONS))
    often = max(CONNECTIONS, min(int(first.rate * _SECONDS), _MOST))
    return load(of, requests(paths, often)).rate
