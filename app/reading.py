"""A question about one noun becomes a page: places by columns in memory, and stored bytes by their keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app import columns, cursors
from app.columns.found import Keys
from app.columns.matching import Matching
from app.columns.order import Order
from app.columns.read import OrderOf, place_in
from app.db import Database, Reading, asked
from app.models import Representation, table
from app.params import SortBy
from app.questions import QueryWarning, Question, as_chosen, chosen
from app.text.queries import query_string
from app.vocabulary import Noun

_REPRESENTATION = table(Representation).c


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
class Ordered:
    """The records that match, in an order, from a place on."""

    matching: Matching
    by: OrderOf
    order: Order
    start: int
    descending: bool

    def next(self, wanted: int) -> Keys:
        """At most so many of them."""
        return self.order.next(self.start, wanted, self.matching, descending=self.descending)

    def pieces(self) -> Iterator[Keys]:
        """All of them, some at a time."""
        return self.order.pieces(self.start, self.matching, descending=self.descending)


async def page(db: Database, noun: Noun, ask: Any, sorts: SortBy) -> Page:
    """One page of a list, in a total order: the sorting field, nulls last, then id."""
    question = Question(noun, ask)
    async with db.reading() as reading:
        bound = f"{question.canonical}&sort={ask.sort}"
        after = None if ask.cursor is None else cursors.read(ask.cursor, bound, reading.secret)
        ordered = await in_order(db, reading, question, sorts.of(ask.sort), after, descending=ask.sort.startswith("-"))
        keys = ordered.next(ask.limit + 1)
        bodies = await bodies_of(db, reading, keys[: ask.limit])
        matches = await question.matches(db, reading, ordered.matching)
        following = None
        if len(keys) > ask.limit:
            token = cursors.written(
                await place_of(db, reading, ordered.by, int(keys[ask.limit - 1])), bound, reading.secret
            )
            given = question.words() | {name: str(getattr(ask, name)) for name in ("sort", "limit")}
            following = f"/v1/{noun}?{query_string(given | {'cursor': token})}"
        query = question.given | {"sort": ask.sort, "limit": ask.limit}
        return Page(bodies, matches.total, following, query, matches.warnings, reading.version)


async def in_order(
    db: Database, reading: Reading, question: Question, by: OrderOf, after: Sequence[Any] | None, *, descending: bool
) -> Ordered:
    """The records that match, after the one with these values and this id."""
    order = await columns.held(db, reading, by)
    start = 0 if after is None else await _start(db, reading, by, order, after, descending)
    return Ordered(await question.matching(db, reading), by, order, start, descending)


async def _start(
    db: Database, reading: Reading, by: OrderOf, order: Order, after: Sequence[Any], descending: bool
) -> int:
    found = await reading.rows(db.statement((by, "id"), _by_id, by), {"record_id": after[-1]})
    if found and [*found[0][1:]] == [*after]:
        position = order.position(found[0][0], descending=descending)
        if position is not None:
            return position + 1
    # It was changed or removed since: what comes after its place is found as in a dictionary.
    one = db.statement((by, "one"), by.one)
    return order.after(
        place_in([None, *after]),
        lambda key: place_in(next(reading.stream(one, {"key": key}))),
        descending=descending,
    )


def _by_id(by: OrderOf) -> Select[Any]:
    return by.placed.where(by.id == asked("record_id"))


async def place_of(db: Database, reading: Reading, by: OrderOf, key: int) -> list[Any]:
    """What a cursor tells of a place: the values by which a record is ordered, and its id."""
    [row] = await reading.rows(db.statement((by, "one"), by.one), {"key": key})
    return list(row[1:])


async def bodies_of(db: Database, reading: Reading, keys: Keys) -> list[str]:
    """The JSON of these records, in this order."""
    found = dict(await reading.rows(db.statement(bodies, bodies), {"chosen": as_chosen(keys)}))
    return [found[key] for key in keys.tolist()]


def bodies() -> Select[Any]:
    """Key and JSON of the chosen records."""
    return select(_REPRESENTATION.key, _REPRESENTATION.body).where(_REPRESENTATION.key.in_(chosen()))
