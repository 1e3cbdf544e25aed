"""`make bench`: 100,000 synthetic claims, this API's lists and records against the hand-written route, side by side."""

import os
import random
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from app import cursors
from app.db import Database
from app.settings import Settings
from app.vocabulary import ClaimKind
from bench.filling import fill
from bench.load import requests_per_second
from bench.serving import server

CLAIMS = int(os.environ.get("BENCH_CLAIMS", "100000"))
ROUNDS, PAGES, RECORDS = 7, 2000, 6000
SEED = 2009

Place = tuple[str, str, str]
"""Kind, position and id of a claim."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.sqlite"
        fill(file, CLAIMS, SEED)
        database = Database(Settings(database_url=f"sqlite:///{file}"))
        with database.writing() as db:
            rows = db.exec_driver_sql("SELECT kind, position, id FROM claim ORDER BY position").all()
            secret = str(db.exec_driver_sql("SELECT cursor_secret FROM dataset").scalar_one())
        places: list[Place] = [(row[0], row[1], row[2]) for row in rows]
        database.close()
        ours = {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}"}
        with server(["app.cli", "serve"], ours) as us, server(_UVICORN, {"BENCH_DATABASE": str(file)}) as them:
            chance = random.Random(SEED)
            _compare("page of 25, cold", us.port, them.port, PAGES, lambda: _page(chance.choice(places), secret))
            _compare("record, cold", us.port, them.port, RECORDS, lambda: _record(chance.choice(places)))


_UVICORN = ["uvicorn", "bench.handwritten:app", "--http", "httptools", "--no-access-log", "--log-level", "warning"]


def _page(place: Place, secret: str) -> tuple[str, str]:
    kind, position, record_id = place
    cursor = cursors.written([position, record_id], f"claims?{urlencode({'kind': kind})}&sort=position", secret)
    ours = f"/v1/claims?{urlencode({'kind': kind, 'limit': 25, 'cursor': cursor})}"
    return ours, f"/claims?{urlencode({'kind': kind, 'limit': 25, 'after': position})}"


def _record(place: Place) -> tuple[str, str]:
    return f"/v1/claims/{place[2]}", f"/claims/{place[2]}"


def _compare(name: str, us: int, them: int, requests: int, pair: Callable[[], tuple[str, str]]) -> None:
    ratios: list[float] = []
    rates: tuple[list[float], list[float]] = ([], [])
    requests_per_second(us, [f"/v1/claims?kind={kind}&limit=1" for kind in ClaimKind])
    for _ in range(ROUNDS):
        pairs = [pair() for _ in range(requests)]
        ours = requests_per_second(us, [each[0] for each in pairs])
        theirs = requests_per_second(them, [each[1] for each in pairs])
        ratios.append(ours / theirs)
        rates[0].append(ours)
        rates[1].append(theirs)
    mine, yours = (statistics.median(each) for each in rates)
    print(
        f"{name:<18} ours {mine:8.0f}/s   hand-written {yours:8.0f}/s   "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
