"""How long a page takes in a large database and in a small one: under any one filter, at any depth."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from app import cursors
from app.db import Database
from app.reading import counts
from app.resources.claims import ClaimCountParams, ClaimFilters
from app.settings import Settings
from app.vocabulary import Noun
from bench.results import Result, times
from bench.serving import server

_PAGES, _ROUNDS, _VALUES, _SEED = 400, 5, 20, 2009
_DATES = ("about_from", "about_to", "said_from", "said_to")


def measure(large: Path, small: Path) -> Iterator[Result]:
    with ExitStack() as opened:
        measured: list[list[float]] = []
        for file in (large, small):
            us = opened.enter_context(server(["app.cli", "serve"], {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}"}))
            pages = _pages(file)
            _p95(us.port, pages)
            measured.append([_p95(us.port, pages) for _ in range(_ROUNDS)])
        yield times("95th percentile of a page", "the same at 10,000 claims", (measured[0], measured[1]), 1.3)


def _p95(port: int, pages: Iterator[str]) -> float:
    took = []
    for _ in range(_PAGES):
        begun = time.perf_counter()
        with urlopen(f"http://127.0.0.1:{port}{next(pages)}") as answer:
            answer.read()
        took.append(time.perf_counter() - begun)
    return sorted(took)[int(len(took) * 0.95)]


def _pages(file: Path) -> Iterator[str]:
    """Addresses of pages, each under one filter and from a place of its own."""
    database, chance = Database(Settings(database_url=f"sqlite:///{file}")), random.Random(_SEED)
    with database.consulting() as db:
        places = db.exec_driver_sql("SELECT position, id FROM claim ORDER BY position").all()
        secret = str(db.exec_driver_sql("SELECT cursor_secret FROM dataset").scalar_one())
    values = {name: found for name in ClaimFilters.filters if (found := asyncio.run(_values(database, name)))}
    while True:
        name = chance.choice(list(values))
        value, (position, record_id) = chance.choice(values[name]), chance.choice(places)
        bound = f"claims?{urlencode({name: value}, safe=',!')}&sort=position"
        cursor = cursors.written([position, record_id], bound, secret)
        yield f"/v1/claims?{urlencode({name: value, 'cursor': cursor}, safe=',!')}"


async def _values(database: Database, name: str) -> list[str]:
    if name in _DATES:
        return [str(year) for year in range(1950, 2019)]
    try:
        ask = ClaimCountParams.model_validate({"by": [name]})
    except ValueError:
        return []
    found = (await counts(database, Noun.CLAIMS, ask)).items
    return [str(each["key"][name]) for each in found[:_VALUES] if each["key"][name] is not None]
