"""How many requests a second each kind of endpoint answers, hot and cold, and those peers that answer requests, too."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path

from bench import counting, hot, match, pages, searching
from bench.asking import Places
from bench.client import CONNECTIONS, load, rate, requests
from bench.data import CLAIMS_PER_SOURCE
from bench.serving import DATASETTES, Server, datasette, ours, plain

Rate = tuple[str, str, float]
"""An endpoint, who answers, and how many a second."""
Asked = tuple[str, str, Server, Iterator[str]]
"""An endpoint, who answers, where, and the addresses to ask."""

HOT, COLD = "ours, hot", "ours, cold"
STARLETTE, HAND, DATASETTE = (
    "Starlette, from memory",
    "FastAPI and sqlite3 by hand, cold",
    "Datasette at its best, cold",
)
_AT_BEST = "Datasette, told to suggest no facets"
_PAGE, _RECORD = "page of 25", "record"
_ROUNDS, _SECONDS, _MOST = 3, 1, 2000


def measure(file: Path, sources: Path) -> Iterator[Rate]:
    """All by turns, as often as makes each turn about as long; the first one tells how often that is."""
    places = Places(file)
    page, record = "/v1/claims?limit=25", next(places.records(pages.RECORDS))
    with ExitStack() as opened:
        us, finding = opened.enter_context(ours(file)), opened.enter_context(ours(sources))
        memory = opened.enter_context(hot.starlette(us, (page, record)))
        hand = opened.enter_context(plain("bench.handwritten:app", {"BENCH_DATABASE": str(file)}))
        other = opened.enter_context(datasette(file, DATASETTES[_AT_BEST]))
        asked = [
            *_ours(_PAGE, us, places.pages(25)),
            *_ours(_RECORD, us, places.records(pages.RECORDS)),
            *_ours("counts", us, counting.paths()),
            *_ours("search, two words", us, map(searching.path, searching.rare())),
            *_ours("match", finding, match.sentences(misprinted=False)),
            *_ours("network of a source", us, map(_network, range(len(places) // CLAIMS_PER_SOURCE))),
            (_PAGE, STARLETTE, memory, repeat(page)),
            (_RECORD, STARLETTE, memory, repeat(record)),
            (_PAGE, HAND, hand, pages.by_hand(places)),
            (_RECORD, HAND, hand, places.records("/claims")),
            (_PAGE, DATASETTE, other, pages.by_datasette(file, places)),
        ]
        turns = [rate(of, paths, _enough(of, paths, places)) for _, _, of, paths in asked]
        measured = zip(*([once() for once in turns] for _ in range(_ROUNDS)), strict=True)
    for (name, who, _, _), rates in zip(asked, measured, strict=True):
        yield name, who, statistics.median(rates)


def _ours(name: str, of: Server, paths: Iterator[str]) -> Iterator[Asked]:
    yield name, HOT, of, repeat(next(paths))
    yield name, COLD, of, paths


def _network(source: int) -> str:
    return f"/v1/networks/congruence?source=source-{source}"


def _enough(of: Server, paths: Iterator[str], places: Places) -> int:
    # What is asked for the first time may have to be read whole.
    load(of, requests(paths, 4 * CONNECTIONS))
    first = load(of, requests(paths, CONNECTIONS))
    return max(CONNECTIONS, min(int(first.rate * _SECONDS), _MOST, len(places) // 40))
