"""What reads all of the database: counts against DuckDB, search against Tantivy, an export against sqlite3, a start."""

import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import duckdb
import pandas
import tantivy

from app.db import Database
from app.settings import Settings
from bench.data import WORDS
from bench.results import Result, by_turns, times
from bench.serving import server

_ROUNDS, _TIMES, _SEED = 5, 7, 2009


def measure(file: Path, seeded: Path) -> Iterator[Result]:
    chance = random.Random(_SEED)
    with server(["app.cli", "serve"], _configured(file)) as us:

        def ours(path: Callable[[], str], times: int = _TIMES) -> Callable[[], float]:
            return lambda: _median(lambda: _read(f"http://127.0.0.1:{us.port}{path()}"), times)

        def counting() -> str:
            year = f"{chance.randrange(1950, 2010)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
            return f"/v1/claims/counts?by=kind,author_stance&said_from={year}"

        def searching() -> str:
            return f"/v1/search?{urlencode({'q': ' '.join(chance.sample(WORDS, 2)), 'type': 'claims', 'limit': 50})}"

        measured = by_turns(ours(counting), _duckdb(file), _ROUNDS)
        yield times("counts by two fields, cold", "DuckDB on the same rows", measured, 2)
        measured = by_turns(ours(searching), _tantivy(file), _ROUNDS)
        yield times("search, two common words", "Tantivy on the same texts", measured, 3)
        measured = by_turns(ours(lambda: "/v1/claims.jsonl", 1), lambda: _sqlite3(file), _ROUNDS)
        yield times("export as JSON Lines", "sqlite3 -json of the stored column", measured, 1.5)
    measured = by_turns(lambda: _start(file), lambda: _start(seeded), _ROUNDS)
    yield times("start until ready", "start with the seed", measured, 1.2)


def _configured(file: Path) -> dict[str, str]:
    return {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}"}


def _median(once: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        once()
        took.append(time.perf_counter() - begun)
    return sorted(took)[len(took) // 2]


def _read(url: str) -> int:
    with urlopen(url) as answer:
        return sum(map(len, iter(lambda: answer.read(1 << 20), b"")))


def _rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with Database(Settings(database_url=f"sqlite:///{file}")).consulting() as db:
        return [tuple(row) for row in db.exec_driver_sql(query)]


def _duckdb(file: Path) -> Callable[[], float]:
    names = ("kind", "author_stance", "said_latest")
    claims = pandas.DataFrame(_rows(file, f"SELECT {', '.join(names)} FROM claim"), columns=names)
    connection, chance = duckdb.connect(), random.Random(_SEED)
    connection.execute("CREATE TABLE claim AS SELECT * FROM claims")
    query = "SELECT kind, author_stance, count(*) FROM claim WHERE said_latest >= ? GROUP BY ALL ORDER BY 3 DESC"
    assert len(claims)

    def once() -> object:
        return connection.execute(query, [10000 * chance.randrange(1950, 2010)]).fetchall()

    return lambda: _median(once, _TIMES)


def _tantivy(file: Path) -> Callable[[], float]:
    schema = tantivy.SchemaBuilder().add_text_field("text").build()
    index, chance = tantivy.Index(schema), random.Random(_SEED)
    writer = index.writer()
    for text, quotes in _rows(
        file, "SELECT claim.text, group_concat(span.exact, ' ') FROM claim JOIN span ON record_key = key GROUP BY key"
    ):
        writer.add_document(tantivy.Document(text=f"{text} {quotes}"))
    writer.commit()
    index.reload()

    def once() -> object:
        query = index.parse_query(" AND ".join(chance.sample(WORDS, 2)), ["text"])
        return index.searcher().search(query, 50, count=True)

    return lambda: _median(once, _TIMES)


def _sqlite3(file: Path) -> float:
    query = "SELECT body FROM representation WHERE noun = 'claims'"
    with tempfile.TemporaryFile() as out:
        return _median(lambda: subprocess.run(["sqlite3", "-json", file, query], stdout=out, check=True), 1)


def _start(file: Path) -> float:
    begun = time.perf_counter()
    with server(["app.cli", "serve"], _configured(file)) as us:
        _read(f"http://127.0.0.1:{us.port}/ready")
        return time.perf_counter() - begun
