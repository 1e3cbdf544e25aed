"""`python -m bench.plans FILE`: how SQLite finds a page of each list, under each filter and in each order.

Prints the plan and the time of each, those that read most first, and ends with 1 where a page reads a whole table.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.db import Database, Prepared, Reading
from app.models import TABLES, table
from app.params import SortBy
from app.reading import Question, counts, segments
from app.resources import actors, claims, grievances, relations, sources, topics
from app.settings import Settings
from app.vocabulary import Noun

LISTS: dict[Noun, tuple[Any, Any, SortBy]] = {
    Noun.CLAIMS: (claims.ClaimParams, claims.ClaimCountParams, claims.ORDER),
    Noun.GRIEVANCES: (grievances.GrievanceParams, grievances.GrievanceCountParams, grievances.ORDER),
    Noun.RELATIONS: (relations.RelationParams, relations.RelationCountParams, relations.ORDER),
    Noun.ACTORS: (actors.ActorParams, actors.ActorCountParams, actors.ORDER),
    Noun.SOURCES: (sources.SourceParams, sources.SourceCountParams, sources.ORDER),
    Noun.TOPICS: (topics.TopicParams, topics.TopicCountParams, topics.ORDER),
}
_VALUES: dict[str, Any] = {
    "q": "treaty",
    "updated_since": "2020-01-01",
    "intensity_min": 2,
    "name": ["actor"],
    **dict.fromkeys(("about_from", "said_from", "issued_from"), "1980"),
    **dict.fromkeys(("about_to", "said_to", "issued_to"), "2000"),
}
_WANTED, _ROUNDS = 51, 3
_TABLES = {table(model).name for model in TABLES.values()}


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of a list: the first, or one further on."""

    noun: Noun
    filter: str
    value: str
    sort: str
    further: bool
    plan: list[str]
    seconds: float

    def __str__(self) -> str:
        page = "further" if self.further else "first"
        asked = f"{self.noun} {self.filter}={self.value} sort={self.sort} {page}"
        return f"{self.seconds * 1000:7.2f} ms  {asked:<70} {'; '.join(self.plan)}"

    @property
    def reads_all(self) -> bool:
        return any(step.startswith("SCAN ") and step.removeprefix("SCAN ") in _TABLES for step in self.plan)


def main() -> None:
    database = Database(Settings(database_url=f"sqlite:///{Path(sys.argv[1]).resolve()}"))
    found = sorted(asyncio.run(_all(database)), key=lambda each: -each.seconds)
    print("\n".join(map(str, found)))
    whole = [each for each in found if each.reads_all]
    print(f"{len(found)} pages, {len(whole)} read a whole table")
    sys.exit(1 if whole else 0)


async def _all(database: Database) -> list[Asked]:
    found: list[Asked] = []
    for noun, (params, counted, order) in LISTS.items():
        for name in (None, *params.filters):
            for value in await _values(database, noun, counted, name):
                for sort in order.allowed:
                    ask = params.model_validate({"sort": sort} | ({} if name is None else {name: value}))
                    async with database.reading() as reading:
                        found += _pages(database, reading, Question(noun, ask), order, sort, name or "", value)
    return found


async def _values(database: Database, noun: Noun, counted: Any, name: str | None) -> list[Any]:
    """The most frequent value of a filter and the rarest, where it can be counted by."""
    if name is None:
        return [""]
    if name in _VALUES:
        return [_VALUES[name]]
    try:
        found = (await counts(database, noun, counted.model_validate({"by": [name]}))).items
    except ValueError:
        return [["such"]]
    values = [each["key"][name] for each in found if each["key"][name] is not None]
    return [[str(each)] for each in dict.fromkeys((values[0], values[-1]))] if values else []


def _pages(
    database: Database, reading: Reading, question: Question, order: SortBy, sort: str, name: str, value: Any
) -> Iterator[Asked]:
    after: list[Any] | None = None
    for further in (False, True):
        rows: list[tuple[Any, ...]] = []
        plan: list[str] = []
        took: list[float] = []
        for _ in range(_ROUNDS):
            begun, rows = time.perf_counter(), []
            for statement, values in segments(database, question, sort, order, after):
                if len(rows) < _WANTED:
                    rows += reading.stream(statement, values | {"wanted": _WANTED - len(rows)})
            took.append(time.perf_counter() - begun)
        for statement, values in segments(database, question, sort, order, after):
            explained = Prepared(f"EXPLAIN QUERY PLAN {statement.sql}", statement.fixed)
            plan += [row[-1] for row in reading.stream(explained, values | {"wanted": _WANTED})]
        yield Asked(question.noun, name, str(value), sort, further, plan, min(took))
        if len(rows) < _WANTED:
            return
        after = [rows[-2][0], rows[-2][1]]


if __name__ == "__main__":
    main()
