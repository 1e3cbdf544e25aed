"""A whole list, or one record with what it refers to, read record by record in one snapshot."""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import orjson

from app import cursors
from app.db import Database, Prepared, Reading
from app.formats import Record
from app.memo import Memo
from app.one_record import record_statement
from app.params import SortBy
from app.questions import Question, as_chosen
from app.reading import Ordered, bodies, in_order
from app.vocabulary import Noun

_NO_LIMIT = 2**62
_REMEMBERED = 1024
"""Records that others refer to, such as the source of each claim, that are kept at hand."""


class Neighbours:
    """Records of one snapshot by id, the latest of them remembered."""

    def __init__(self, db: Database, reading: Reading) -> None:
        self._reading = reading
        # Made beforehand: statements are compiled in the event loop's thread, and used in any.
        self._statements = {noun: record_statement(db, noun) for noun in Noun}
        self._found: Memo[tuple[Noun, str], Record] = Memo(_REMEMBERED)

    def find(self, noun: Noun, record_id: str) -> Record:
        """The record; it must be there, as all references lead somewhere."""
        return self._found.of((noun, record_id), lambda: self._read(noun, record_id))

    def _read(self, noun: Noun, record_id: str) -> Record:
        [(body,)] = self._reading.stream(self._statements[noun], {"record_id": record_id})
        found: Record = orjson.loads(body)
        return found


class Listing:
    """The records of a list, a few in memory at a time; to be closed where they are not read to their end."""

    def __init__(self, reading: Reading, bodies: Prepared, question: str, ordered: Ordered, most: int) -> None:
        self.question = question
        """What tells this list from others of the same snapshot."""
        self.total = ordered.matching.total()
        self.version, self.secret, self.snapshot = reading.version, reading.secret, reading.snapshot
        self._reading, self._bodies, self._ordered, self._most = reading, bodies, ordered, most
        self._open = True

    def bodies(self) -> Iterator[str]:
        """The records' JSON; for a thread."""
        left = self._most
        try:
            for keys in self._ordered.pieces():
                found = dict(self._reading.stream(self._bodies, {"chosen": as_chosen(keys[:left])}))
                yield from (found[key] for key in keys[:left].tolist())
                left -= len(keys[:left])
        except BaseException:
            self.close()
            raise
        self._open = False
        self._reading.end()

    def close(self) -> None:
        """Let go of the snapshot; nothing happens where it has been read to its end."""
        if self._open:
            self._open = False
            self._reading.close()


async def listing(db: Database, noun: Noun, ask: Any, sorts: SortBy) -> tuple[Listing, Neighbours]:
    """All that matches, from the cursor on where there is one, and at most `limit` where that is given."""
    question = Question(noun, ask)
    async with AsyncExitStack() as opened:
        reading = await opened.enter_async_context(db.streaming())
        bound = f"{question.canonical}&sort={ask.sort}"
        after = None if ask.cursor is None else cursors.read(ask.cursor, bound, reading.secret)
        most = ask.limit if "limit" in ask.model_fields_set else _NO_LIMIT
        ordered = await in_order(db, reading, question, sorts.of(ask.sort), after, descending=ask.sort.startswith("-"))
        found = Listing(reading, db.statement(bodies, bodies), f"{bound}&{after}&{most}", ordered, most)
        # The snapshot stays open: it is closed by who reads the list.
        opened.pop_all()
        return found, Neighbours(db, reading)
