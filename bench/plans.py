"""How SQLite finds what lists show: `python -m bench.plans FILE`, under each filter and in each order.

Each page is asked of the application as by any client, after another of its kind, so that what is made once is there.
Prints the plan and the time of each, and ends with 1 where one reads the whole of a table that has many rows.
"""

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pysqlite3.dbapi2 as sqlite3
from starlette.testclient import TestClient

from app.db import Reading
from app.main import create_app
from app.settings import Settings
from bench.contract import Listed, lists

_MANY = 1000
_VERSION = " FROM dataset"
"""Ends what every read begins with: a look at the one row that tells the dataset's version."""
_LIMIT = 25


@dataclass(frozen=True, slots=True)
class Page:
    """How one page was found."""

    path: str
    seconds: float
    plans: list[str]
    whole: list[str]
    """The steps that read a whole table."""

    def __str__(self) -> str:
        return f"{self.seconds * 1000:7.2f} ms  {self.path}\n" + "\n".join(f"{'':12}{each}" for each in self.plans)


@dataclass
class Watched:
    """An application whose reads are listened to."""

    file: Path
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._client = TestClient(create_app(Settings(database_url=f"sqlite:///{self.file}")))
        self._explaining = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        names = self._rows("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        many = [name for [name] in names if self._rows(f'SELECT count(*) FROM "{name}"')[0][0] > _MANY]
        # The same table may be there several times, each under a name with a number.
        self._whole = re.compile(rf"SCAN ({'|'.join(map(re.escape, many)) or '-'})(_\d+)?( USING .*)?$")

    def __enter__(self) -> "Watched":
        self._opened = Reading.__init__
        Reading.__init__ = _listening(Reading.__init__, self.said)  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        Reading.__init__ = self._opened  # type: ignore[method-assign]
        self._explaining.close()

    def get(self, path: str) -> Any:
        answer = self._client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def page(self, path: str) -> tuple[Page, str | None]:
        """How a page is found, and the address of the next one."""
        self.said.clear()
        begun = time.perf_counter()
        following = self.get(path)["next"]
        took = time.perf_counter() - begun
        asked = [each for each in self.said if each.startswith(("SELECT", "WITH")) and not each.endswith(_VERSION)]
        plans = [self._plan(each) for each in asked]
        whole = [
            step
            for sql, plan in zip(asked, plans, strict=True)
            for step in plan
            # A walk along an index ends when a page is full.
            if (found := self._whole.match(step)) and not (found[3] and "LIMIT" in sql)
        ]
        return Page(path, took, ["; ".join(each) for each in plans], whole), following

    def _plan(self, sql: str) -> list[str]:
        return [row[-1] for row in self._rows(f"EXPLAIN QUERY PLAN {sql}")]

    def _rows(self, sql: str) -> list[Any]:
        return list(self._explaining.execute(sql).fetchall())


def _listening(opened: Any, said: list[str]) -> Any:
    def open_listening(reading: Any, *args: Any) -> None:
        opened(reading, *args)
        reading._connection.set_trace_callback(said.append)

    return open_listening


def explain(file: Path) -> bool:
    """Print all plans; whether no page reads a whole table."""
    found = []
    with Watched(file) as app:
        for listed in lists().values():
            for page in _pages(app, listed):
                print(page)
                found.append(page)
    whole = [page for page in found if page.whole]
    print(f"{len(found)} pages, {len(whole)} read a whole table")
    for page in whole:
        print(f"{page.path}\n{'':12}{'; '.join(page.whole)}")
    return not whole


def _pages(app: Watched, listed: Listed) -> Iterator[Page]:
    for name in (None, *listed.filters):
        values = [None] if name is None else listed.values(app.get, name)
        for value in dict.fromkeys((values[0], values[-1])):
            # With another value, where there is one: what is known of this one would not be asked for.
            other = next((each for each in values if each != value), value)
            for order in listed.orders:
                app.get(_first(listed, name, other, order, _LIMIT + 1))
                page, following = app.page(_first(listed, name, value, order, _LIMIT))
                yield page
                if following:
                    yield app.page(following)[0]


def _first(listed: Listed, name: str | None, value: str | None, order: str, limit: int) -> str:
    given = {} if name is None else {name: value}
    return f"/v1/{listed.noun}?{urlencode({**given, 'sort': order, 'limit': limit})}"


if __name__ == "__main__":
    sys.exit(not explain(Path(sys.argv[1]).resolve()))
