"""Counts by two fields, each time since another date: against DuckDB on the same rows, in this process."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas

from app.edtf import date_range
from bench.asking import SEED, read
from bench.client import latencies
from bench.results import Measure, Result, by_turns, middle, times
from bench.serving import Server, ours

_ROUNDS, _TIMES = 5, 15
_BY = ("kind", "author_stance")

Duck = Callable[[str], list[tuple[str, str, int]]]


def measure(file: Path) -> Iterator[Result]:
    with ours(file) as us:
        yield against_duckdb(us, file, _ROUNDS)


def against_duckdb(us: Server, file: Path, rounds: int) -> Result:
    count = _duckdb(file)
    _agree(us, count)
    measured = by_turns(_ours(us), _theirs(count), rounds)
    return times("counts by two fields, cold", "DuckDB on the same rows, in process", measured, 2)


def path(date: str) -> str:
    return f"/v1/claims/counts?by={','.join(_BY)}&said_from={date}"


def paths() -> Iterator[str]:
    return map(path, dates())


def dates() -> Iterator[str]:
    """Each once; where the years are spent, those before there were any claims are to come."""
    days = [
        f"{year}-{month:02d}-{day:02d}" for year in range(1950, 2010) for month in range(1, 13) for day in range(1, 29)
    ]
    random.Random(SEED).shuffle(days)
    return iter(days)


def _ours(us: Server) -> Measure:
    asked = paths()
    return lambda: latencies(us, asked, _TIMES)[_TIMES // 2]


def _theirs(count: Duck) -> Measure:
    asked = dates()
    return lambda: middle(lambda: count(next(asked)), _TIMES)


def _duckdb(file: Path) -> Duck:
    names = (*_BY, "said_latest")
    claims = pandas.DataFrame(read(file, f"SELECT {', '.join(names)} FROM claim"), columns=list(names))
    connection = duckdb.connect()
    connection.register("rows", claims)
    connection.execute("CREATE TABLE claim AS SELECT * FROM rows")
    connection.unregister("rows")
    query = f"SELECT {', '.join(_BY)}, count(*) FROM claim WHERE said_latest >= ? GROUP BY ALL ORDER BY 3 DESC"
    return lambda date: connection.execute(query, [date_range(date).earliest]).fetchall()


def _agree(us: Server, count: Duck) -> None:
    date = "1987-06-05"
    mine = {(*(each["key"][name] for name in _BY), each["count"]) for each in us.get(path(date))["items"]}
    assert mine == set(count(date)), "DuckDB counts otherwise."
