"""Cold pages and records, each address once: against a route by hand, Datasette, and two workers against one."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from app import cursors
from app.db import Database
from app.settings import Settings
from bench.load import requests_per_second
from bench.results import Result, by_turns, rates
from bench.serving import Server, server

_UVICORN = ["uvicorn", "bench.handwritten:app", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
ROUNDS, PAGES, RECORDS = 5, 1500, 3000
_SEED = 2009

Place = tuple[str, str, str]
"""Kind, position and id of a claim."""


def measure(file: Path) -> Iterator[Result]:
    chance, (places, secret) = random.Random(_SEED), _places(file)
    ours, theirs = {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}"}, {"BENCH_DATABASE": str(file)}

    def page(of: Callable[[Place, str], str]) -> list[str]:
        return [of(chance.choice(places), secret) for _ in range(PAGES)]

    def record(prefix: str) -> list[str]:
        return [f"{prefix}/claims/{chance.choice(places)[2]}" for _ in range(RECORDS)]

    def rate(of: Server, paths: Callable[[], list[str]]) -> Callable[[], float]:
        return lambda: requests_per_second(of.port, paths())

    with server(["app.cli", "serve"], ours) as us:
        with server(_UVICORN, theirs) as them:
            measured = by_turns(rate(us, lambda: page(_ours)), rate(them, lambda: page(_by_hand)), ROUNDS)
            yield rates("page of 25, cold", "FastAPI, sqlite3 and orjson by hand", measured, 1.2)
            measured = by_turns(rate(us, lambda: record("/v1")), rate(them, lambda: record("")), ROUNDS)
            yield rates("record, cold", "the same by hand", measured, 1.0)
        with server(["datasette", "serve", str(file), "--setting", "facet_time_limit_ms", "1"], {}) as them:
            few = PAGES // 10

            def datasette() -> float:
                return requests_per_second(them.port, [_datasette(chance.choice(places), file) for _ in range(few)])

            yield rates("page of 25, cold", "Datasette", by_turns(rate(us, lambda: page(_ours)), datasette, ROUNDS), 8)
        with server(["app.cli", "serve"], ours | {"ALLIANCE_WORKERS": "2"}) as two:
            measured = by_turns(rate(two, lambda: page(_long)), rate(us, lambda: page(_long)), ROUNDS)
            yield rates("page of 100, cold, two workers", "one worker", measured, 1.7)


def _places(file: Path) -> tuple[list[Place], str]:
    with Database(Settings(database_url=f"sqlite:///{file}")).consulting() as db:
        rows = db.exec_driver_sql("SELECT kind, position, id FROM claim ORDER BY position").all()
        secret = str(db.exec_driver_sql("SELECT cursor_secret FROM dataset").scalar_one())
    return [(row[0], row[1], row[2]) for row in rows], secret


def _ours(place: Place, secret: str, limit: int = 25) -> str:
    kind, position, record_id = place
    cursor = cursors.written([position, record_id], f"claims?{urlencode({'kind': kind})}&sort=position", secret)
    return f"/v1/claims?{urlencode({'kind': kind, 'limit': limit, 'cursor': cursor})}"


def _long(place: Place, secret: str) -> str:
    return _ours(place, secret, 100)


def _by_hand(place: Place, _: str) -> str:
    return f"/claims?{urlencode({'kind': place[0], 'limit': 25, 'after': place[1]})}"


def _datasette(place: Place, file: Path) -> str:
    asked = {"kind": place[0], "position__gt": place[1], "_sort": "position", "_size": 25, "_shape": "objects"}
    return f"/{file.stem}/claim.json?{urlencode(asked)}"
