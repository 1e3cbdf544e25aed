"""Cold pages and records, each address once: against a route by hand and against Datasette."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench.asking import Places
from bench.client import rate
from bench.results import Result, by_turns, rates
from bench.serving import DATASETTE_AT_ONCE, DATASETTES, Server, datasette, ours, plain

RECORDS = "/v1/claims"
_ROUNDS, _PAGES, _FEW = 5, 1500, 12


def measure(file: Path) -> Iterator[Result]:
    places = Places(file)
    with ours(file) as us:
        yield from against_hand(us, file, places, _ROUNDS)
        for peer, settings in DATASETTES.items():
            with datasette(file, settings) as them:
                mine = rate(us, places.pages(25), _enough(places))
                measured = by_turns(mine, rate(them, by_datasette(file, places), _FEW, DATASETTE_AT_ONCE), _ROUNDS)
                yield rates("page of 25, cold", peer, measured, 8)


def against_hand(us: Server, file: Path, places: Places, rounds: int) -> Iterator[Result]:
    often = _enough(places)
    with plain("bench.handwritten:app", {"BENCH_DATABASE": str(file)}) as them:
        measured = by_turns(rate(us, places.pages(25), often), rate(them, by_hand(places), often), rounds)
        yield rates("page of 25, cold", "FastAPI, sqlite3 and orjson by hand", measured, 1.2)
        mine, theirs = (rate(of, places.records(path), often) for of, path in ((us, RECORDS), (them, "/claims")))
        yield rates("record, cold", "the same by hand", by_turns(mine, theirs, rounds), 1.0)


def by_hand(places: Places) -> Iterator[str]:
    for place in places.some:
        yield f"/claims?{urlencode({'kind': place.kind, 'limit': 25, 'after': place.position})}"


def by_datasette(file: Path, places: Places) -> Iterator[str]:
    given = {"_sort": "position", "_size": 25, "_shape": "objects"}
    for place in places.some:
        yield f"/{file.stem}/claim.json?{urlencode({'kind': place.kind, 'position__gt': place.position, **given})}"


def _enough(places: Places) -> int:
    """As many requests a round as leave a new address for each, in all rounds against all peers."""
    return min(_PAGES, len(places) // 30)
