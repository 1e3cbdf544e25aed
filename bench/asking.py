"""Addresses that were never asked before."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from app import cursors
from app.db import Database
from app.settings import Settings

SEED = 2009


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands in the list of all."""

    kind: str
    position: str
    id: str


class Places:
    """Every claim of a database once, in an order of chance; then all over again."""

    def __init__(self, file: Path) -> None:
        with Database(Settings(database_url=f"sqlite:///{file}")).consulting() as db:
            rows = db.exec_driver_sql("SELECT kind, position, id FROM claim ORDER BY position").all()
            self._secret = str(db.exec_driver_sql("SELECT cursor_secret FROM dataset").scalar_one())
        self._rows = [(str(row[0]), str(row[1]), str(row[2])) for row in rows]
        random.Random(SEED).shuffle(self._rows)
        self.some = self._walked()

    def __len__(self) -> int:
        return len(self._rows)

    def pages(self, limit: int) -> Iterator[str]:
        """Pages of the claims of one kind, further on in their list."""
        return (self.further({"kind": place.kind}, place, limit) for place in self.some)

    def records(self, noun: str) -> Iterator[str]:
        return (f"{noun}/{place.id}" for place in self.some)

    def further(self, given: dict[str, str], place: Place, limit: int = 25) -> str:
        """The page of a narrowed list that begins behind this place."""
        bound = f"claims?{urlencode(given, safe=',!')}&sort=position"
        cursor = cursors.written([place.position, place.id], bound, self._secret)
        return f"/v1/claims?{urlencode({**given, 'limit': limit, 'cursor': cursor}, safe=',!')}"

    def _walked(self) -> Iterator[Place]:
        while True:
            yield from (Place(*row) for row in self._rows)


def read(file: Path, query: str) -> list[tuple[object, ...]]:
    """What a query finds in a database."""
    with Database(Settings(database_url=f"sqlite:///{file}")).consulting() as db:
        return [tuple(row) for row in db.exec_driver_sql(query)]
