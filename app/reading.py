"""A question about one noun becomes a page, counts or a record: stored bytes, by statements that are built once."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func, not_, select, sql, tuple_

from app import cursors
from app.db import Database, Prepared, Reading, asked
from app.filters import Filter
from app.models import TABLES, Representation, table
from app.params import FilterParams, SortBy
from app.suggesting import suggestion
from app.vocabulary import Noun

_REPRESENTATION = table(Representation)

Shape = tuple[tuple[str, int, int], ...]
"""Which filters are given, each with how many values to match and to exclude: what a statement depends on."""


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """A value that was understood, and will hardly mean what was wanted."""

    name: str
    value: str
    message: str
    did_you_mean: str | None


@dataclass(frozen=True, slots=True)
class Matches:
    """What is remembered of a question until the dataset changes."""

    total: int
    warnings: list[QueryWarning]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: records as stored JSON, and what the envelope says of them."""

    items: list[str]
    total: int
    next: str | None
    query: dict[str, Any]
    warnings: list[QueryWarning]
    version: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Matches by value of up to three fields, largest first."""

    items: list[dict[str, Any]]
    total: int
    version: int


class Narrowing:
    """The filters given, and of which state: conditions for statements, values for their parameters."""

    def __init__(self, ask: FilterParams) -> None:
        self._given = ask.given()
        self._filters = type(ask).filters
        self.values: dict[str, Any] = {}
        self.shape: Shape = tuple(self._bind(name, value) for name, value in self._given.items())
        self.given: dict[str, Any] = self._given | ask.edition()
        """What the server understood of the question."""

    def words(self) -> dict[str, str]:
        """The same as a query string would have it."""
        return {name: ",".join(v) if isinstance(v, tuple) else str(v) for name, v in self.given.items()}

    def conditions_on(self, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """What the row with this key has to meet."""
        return [each for name, wanted, unwanted in self.shape for each in self._of_filter(name, key, wanted, unwanted)]

    def ids(self) -> Iterator[tuple[str, Filter, list[str]]]:
        """The given filters whose values are ids, without the excluding `!`."""
        for name, value in self._given.items():
            if self._filters[name].nouns:
                yield name, self._filters[name], [each.removeprefix("!") for each in value]

    def _bind(self, name: str, value: Any) -> tuple[str, int, int]:
        bound: dict[str, list[Any]] = {"": [], "_not": []}
        for each in value if isinstance(value, tuple) else [value]:
            excluded = isinstance(value, tuple) and each.startswith("!")
            bound["_not" if excluded else ""] += self._filters[name].bound(each.removeprefix("!") if excluded else each)
        for suffix, values in bound.items():
            self.values.update({f"{name}{suffix}_{at}": each for at, each in enumerate(values)})
        return name, len(bound[""]), len(bound["_not"])

    def _of_filter(
        self, name: str, key: ColumnElement[int], wanted: int, unwanted: int
    ) -> Iterator[ColumnElement[bool]]:
        each = self._filters[name]
        if wanted:
            yield each.condition(key, [asked(f"{name}_{at}") for at in range(wanted)])
        if unwanted:
            matches = each.condition(key, [asked(f"{name}_not_{at}") for at in range(unwanted)])
            # A null matches nothing, and so is not excluded.
            yield not_(func.coalesce(matches, sql.false()))


class Question(Narrowing):
    """A noun and the filters given."""

    def __init__(self, noun: Noun, ask: FilterParams) -> None:
        super().__init__(ask)
        self.noun = noun
        self.canonical = f"{noun}?{urlencode(self.words(), safe=',!')}"

    def conditions(self) -> list[ColumnElement[bool]]:
        return self.conditions_on(table(TABLES[self.noun]).c.key)


async def page(db: Database, noun: Noun, ask: Any, order: SortBy) -> Page:
    """One page of a list, in a total order: the sorting field, nulls last, then id."""
    question = Question(noun, ask)
    sort: str = ask.sort
    async with db.reading() as reading:
        bound = f"{question.canonical}&sort={sort}"
        after = None if ask.cursor is None else cursors.read(ask.cursor, bound, reading.secret)
        rows: list[tuple[Any, ...]] = []
        for statement, values in segments(db, question, sort, order, after):
            if len(rows) <= ask.limit:
                rows += await reading.rows(statement, values | {"wanted": ask.limit + 1 - len(rows)})
        matches = await matching(db, reading, question)
        following = None
        if len(rows) > ask.limit:
            value, record_id, _ = rows[ask.limit - 1]
            token = cursors.written([value, record_id], bound, reading.secret)
            given = question.words() | {name: str(getattr(ask, name)) for name in ("sort", "limit")}
            following = f"/v1/{noun}?{urlencode(given | {'cursor': token}, safe=',!')}"
        return Page(
            [body for _, _, body in rows[: ask.limit]],
            matches.total,
            following,
            question.given | {"sort": sort, "limit": ask.limit},
            matches.warnings,
            reading.version,
        )


async def counts(db: Database, noun: Noun, ask: Any) -> Counted:
    """How many matches there are by value of the fields in `by`; a match with several values counts under each."""
    question, by = Question(noun, ask), tuple(ask.by)
    statement = db.statement((noun, "counts", question.shape, by), _counts_statement, question, by, type(ask).filters)
    async with db.reading() as reading:
        rows = await reading.rows(statement, question.values)
        total = (await matching(db, reading, question)).total
    items = [
        {
            "key": dict(zip(by, row[: len(by)], strict=True)),
            "labels": dict(zip(by, row[len(by) : 2 * len(by)], strict=True)),
            "count": row[-1],
        }
        for row in rows
    ]
    items.sort(key=lambda item: (-item["count"], [(value is None, value or "") for value in item["key"].values()]))
    return Counted(items, total, reading.version)


def segments(
    db: Database, question: Question, sort: str, order: SortBy, after: list[Any] | None
) -> list[tuple[Prepared, dict[str, Any]]]:
    """The statements that together give a list's rows, each to be run with its values and how many are `wanted`."""
    # Rows with a value first, then those without: an index can answer the two statements, and not the one.
    found: list[tuple[Prepared, dict[str, Any]]] = []
    nullable = order.columns[sort.lstrip("-")].nullable
    start = after
    for missing in (False, True) if nullable else (False,):
        if start and missing is not (start[0] is None):
            continue
        key = (question.noun, "page", question.shape, sort, missing, start is not None)
        statement = db.statement(key, _page_statement, question, sort, order, missing, start is not None)
        place = {"after_value": start[0], "after_id": start[1]} if start else {}
        found.append((statement, question.values | place))
        start = None
    return found


def _page_statement(question: Question, sort: str, order: SortBy, missing: bool, after: bool) -> Select[Any]:
    model, descending = table(TABLES[question.noun]), sort.startswith("-")
    column = order.columns[sort.lstrip("-")]
    place: list[Any] = [model.c.id] if missing else [column, model.c.id]
    statement = select(column.label("value"), model.c.id, model.c.key).where(*question.conditions())
    statement = statement.order_by(*_towards(place, descending)).limit(asked("wanted"))
    if column.nullable:
        statement = statement.where(column.is_(None) if missing else column.is_not(None))
    if after:
        here = tuple_(*place)
        there = tuple_(*(asked(name) for name in ("after_value", "after_id")[-len(place) :]))
        statement = statement.where(here < there if descending else here > there)
    # Only what is shown is read: where rows have to be sorted, they are short.
    rows = statement.subquery().c
    bodies = select(rows.value, rows.id, _REPRESENTATION.c.body)
    bodies = bodies.join(_REPRESENTATION, _REPRESENTATION.c.key == rows.key)
    return bodies.order_by(*_towards([rows.id] if missing else [rows.value, rows.id], descending))


def _towards(place: Sequence[ColumnElement[Any]], descending: bool) -> list[ColumnElement[Any]]:
    return [each.desc() if descending else each.asc() for each in place]


async def matching(db: Database, reading: Reading, question: Question) -> Matches:
    """How many records match, and what is odd about the question; remembered until the dataset changes."""
    known: Matches | None = db.matches.get((reading.snapshot, question.canonical))
    if known is not None:
        return known
    statement = db.statement((question.noun, "total", question.shape), _total_statement, question)
    total = (await reading.rows(statement, question.values))[0][0]
    found = Matches(total, [warning async for warning in warnings(db, reading, question)])
    db.matches.put((reading.snapshot, question.canonical), found)
    return found


def _total_statement(question: Question) -> Select[Any]:
    model = table(TABLES[question.noun])
    return select(func.count()).select_from(model).where(*question.conditions())


def _counts_statement(question: Question, by: Sequence[str], filters: Mapping[str, Filter]) -> Select[Any]:
    model = table(TABLES[question.noun])
    start: Any = model
    keys: list[ColumnElement[Any]] = []
    labels: list[ColumnElement[Any]] = []
    for name in by:
        grouped = filters[name].grouped(model.c.key)
        assert grouped is not None
        tied = grouped.subquery()
        start = start.outerjoin(tied, tied.c.owner == model.c.key)
        if filters[name].nouns:
            named = _REPRESENTATION.alias()
            start = start.outerjoin(named, named.c.key == tied.c.target)
            keys.append(named.c.id)
            labels.append(named.c.label)
        else:
            keys.append(tied.c.target)
            labels.append(tied.c.target)
    return (
        select(*keys, *labels, func.count(model.c.key.distinct()))
        .select_from(start)
        .where(*question.conditions())
        .group_by(*keys, *labels)
    )


async def warnings(db: Database, reading: Reading, question: Narrowing) -> AsyncIterator[QueryWarning]:
    """What is odd about the filters given."""
    for name, wanted, unwanted in question.shape:
        if not wanted and not unwanted:
            yield QueryWarning(name, question.words()[name], "holds no word to look for", None)
    for name, each, ids in question.ids():
        statement = db.statement(("known", each.nouns, len(ids)), _known, each.nouns, len(ids))
        found = await reading.rows(statement, {f"id_{at}": record_id for at, record_id in enumerate(ids)})
        known = {row[0] for row in found}
        for record_id in dict.fromkeys(ids):
            if record_id not in known:
                what = " or ".join(noun.singular for noun in each.nouns)
                near = await suggestion(db, reading, each.nouns, record_id)
                yield QueryWarning(name, record_id, f"no {what} has this id", near)


def _known(nouns: tuple[Noun, ...], how_many: int) -> Select[Any]:
    columns = _REPRESENTATION.c
    ids = [asked(f"id_{at}") for at in range(how_many)]
    return select(columns.id).where(columns.noun.in_([noun.value for noun in nouns]), columns.id.in_(ids))
