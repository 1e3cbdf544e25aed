"""A question about one noun: the filters given become conditions on its records."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Integer, Select, func, select

from app import columns
from app.columns.found import Found, Keys
from app.columns.matching import Conditions, Matching
from app.columns.read import MembersOf
from app.db import Database, Reading, asked
from app.filters import Many, named
from app.models import TABLES, table
from app.params import FilterParams
from app.suggesting import suggestion
from app.text.queries import query_string
from app.vocabulary import Noun

MEMBERS = {noun: MembersOf(table(model).c.key) for noun, model in TABLES.items()}
"""All records of each noun."""


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


class Narrowing:
    """The filters given, and of which state."""

    def __init__(self, ask: FilterParams) -> None:
        self._given = ask.given()
        self._filters = type(ask).filters
        self.given: dict[str, Any] = self._given | ask.edition()
        """What the server understood of the question."""

    def words(self) -> dict[str, str]:
        """The same as a query string would have it."""
        return {name: ",".join(v) if isinstance(v, tuple) else str(v) for name, v in self.given.items()}

    async def conditions(self, db: Database, reading: Reading) -> Conditions:
        """What records have to meet."""
        wanted: list[Found] = []
        unwanted: list[Found] = []
        for name, value in self._given.items():
            for found, values in zip((wanted, unwanted), _parted(value), strict=True):
                if values and (which := await self._filters[name].found(db, reading, values)):
                    found.append(which)
        return Conditions(wanted, unwanted)

    async def warnings(self, db: Database, reading: Reading) -> AsyncIterator[QueryWarning]:
        """What is odd about the filters given."""
        for name, value in self._given.items():
            each = self._filters[name]
            if not isinstance(each, Many) and await each.found(db, reading, [value]) is None:
                yield QueryWarning(name, self.words()[name], "holds no word to look for", None)
            ids = list(dict.fromkeys(one.removeprefix("!") for one in value)) if each.nouns else []
            known = {record_id for _, record_id, _ in await named(db, reading, each.nouns, ids)} if ids else set()
            for record_id in ids:
                if record_id not in known:
                    what = " or ".join(noun.singular for noun in each.nouns)
                    near = await suggestion(db, reading, each.nouns, record_id)
                    yield QueryWarning(name, record_id, f"no {what} has this id", near)


def _parted(value: Any) -> tuple[list[Any], list[Any]]:
    """The values to match, and those to exclude."""
    if not isinstance(value, tuple):
        return [value], []
    return [one for one in value if one[0] != "!"], [one[1:] for one in value if one[0] == "!"]


class Question(Narrowing):
    """A noun and the filters given."""

    def __init__(self, noun: Noun, ask: FilterParams) -> None:
        super().__init__(ask)
        self.noun = noun
        self.canonical = f"{noun}?{query_string(self.words())}"

    async def matching(self, db: Database, reading: Reading) -> Matching:
        """The records that match."""
        members = await columns.held(db, reading, MEMBERS[self.noun])
        return Matching(members, await self.conditions(db, reading), reading.size)

    async def matches(self, db: Database, reading: Reading, matching: Matching) -> Matches:
        """How many records match, and what is odd about the question; remembered until the dataset changes."""
        known: Matches | None = db.matches.get((reading.snapshot, self.canonical))
        if known is not None:
            return known
        found = Matches(matching.total(), [warning async for warning in self.warnings(db, reading)])
        db.matches.put((reading.snapshot, self.canonical), found)
        return found


def chosen() -> Select[int]:
    """The keys that a statement is given as `chosen`."""
    each = func.json_each(asked("chosen")).table_valued("value").c.value
    return select(each.cast(Integer))


def as_chosen(keys: Keys) -> str:
    """Keys as a statement takes them."""
    return orjson.dumps(keys, option=orjson.OPT_SERIALIZE_NUMPY).decode()
