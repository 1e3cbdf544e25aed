"""What columns in memory hold, to be compared with what they would hold if they were read anew."""

import asyncio
from collections.abc import Iterator
from typing import Any

from app import columns
from app.columns.codes import Codes
from app.columns.found import Members
from app.columns.kept import Column
from app.columns.labels import Labels
from app.columns.order import Order
from app.columns.ties import Ties
from app.db import Database
from app.filters import Filter
from app.params import FilterParams, SortBy
from app.questions import MEMBERS
from app.resources import actors, claims, grievances, relations, sources, topics
from app.searching.ranking import EQUALS, LENGTHS, SOURCES, TYPES
from app.searching.terms import IN_TEXTS, HitsOf
from app.text.sought import Term
from app.views.facets import LABELS
from app.views.timeline import ORDER as TIMELINE
from app.vocabulary import Noun
from tests.conftest import settings_for

WORDS = ("the", "japan", "nuclear", "alpha", "gamma", "¶alpha")
_LISTS: dict[Noun, tuple[type[FilterParams], SortBy]] = {
    Noun.CLAIMS: (claims.ClaimFilters, claims.ORDER),
    Noun.GRIEVANCES: (grievances.GrievanceFilters, grievances.ORDER),
    Noun.RELATIONS: (relations.RelationFilters, relations.ORDER),
    Noun.ACTORS: (actors.ActorFilters, actors.ORDER),
    Noun.SOURCES: (sources.SourceFilters, sources.ORDER),
    Noun.TOPICS: (topics.TopicFilters, topics.ORDER),
}


def every_column() -> Iterator[tuple[str, Column[Any]]]:
    """Each column by a name."""
    for noun, (asked, order) in _LISTS.items():
        yield f"all {noun}", MEMBERS[noun]
        for name, each in asked.filters.items():
            if held := _column(each):
                yield f"{noun} by {name}", held
        for sort in order.allowed:
            yield f"{noun} in the order of {sort}", order.of(sort)
    for term in (*(Term((word,)) for word in WORDS), Term(("the", "alliance")), Term(("a",), begins=True)):
        yield f"hits of {term}", HitsOf(term)
        yield f"hits of {term} in texts", HitsOf(term, IN_TEXTS)
    more: dict[str, Column[Any]] = {
        "types": TYPES,
        "sources": SOURCES,
        "lengths": LENGTHS,
        "equals": EQUALS,
        "timeline": TIMELINE,
        "labels": LABELS,
    }
    yield from more.items()


def _column(of: Filter) -> Column[Any] | None:
    return getattr(of, "column", None) or getattr(of, "_codes", None)


def stale_columns(database: Database) -> list[str]:
    """The columns that this process holds otherwise than one that has just begun."""
    fresh = Database(settings_for(database.path))
    held, read = (asyncio.run(_all(each)) for each in (database, fresh))
    fresh.close()
    return [name for name in read if held[name] != read[name]]


async def _all(database: Database) -> dict[str, Any]:
    async with database.reading() as reading:
        return {name: _told(await columns.held(database, reading, each)) for name, each in every_column()}


def _told(held: Any) -> Any:
    if isinstance(held, Codes):
        return {key: held.values[code - 1] for key, code in enumerate(held.codes.tolist()) if code}
    if isinstance(held, Ties):
        values = [None, *held.values]
        return {(values[code], owner) for code, owner in zip(held.codes.tolist(), held.owners.tolist(), strict=True)}
    if isinstance(held, Order):
        return held.keys.tolist(), held.valued, held.ranks(held.keys).tolist()
    if isinstance(held, Members):
        return held.keys().tolist()
    if isinstance(held, Labels):
        return dict(held.by_key), dict(held.by_id)
    return held.keys.tolist(), held.weights.tolist()
