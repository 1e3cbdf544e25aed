"""What is remembered of records, in one snapshot."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import Select, select

from app import memory, releases
from app.db import Database, Prepared, Reading, asked
from app.models import Representation, SpanField, SpanRow, table
from app.records.base import Ref
from app.records.facts import address
from app.suggesting import MOST, ids_from
from app.text.letters import Letters
from app.text.words import CLEAR_WINNER
from app.vocabulary import Noun
from app.watching.wording import Quotation, State

_REPRESENTATION, _SPAN = table(Representation).c, table(SpanRow).c


class Present(NamedTuple):
    """A record that is there now."""

    ref: Ref
    state: State


class Deletion(NamedTuple):
    """When a record was taken away, and the id of what took its place then."""

    at: str
    replaced_by: str | None


class States:
    """To be made in the event loop, and used in a thread; what was read once is kept."""

    def __init__(self, db: Database, reading: Reading) -> None:
        # Statements are compiled in the event loop's thread, and used in any.
        self._statements = {
            (name, noun): db.statement(("watch", name, noun), build, noun)
            for name, build in _STATEMENTS.items()
            for noun in Noun
        }
        self._releases = db.statement("all releases", releases.listed)
        self._ids: dict[tuple[tuple[Noun, ...], str], list[str]] = {}
        self._id_statements: dict[tuple[Noun, ...], Prepared] = {
            nouns: db.statement(("ids", nouns), ids_from, nouns) for nouns in (STATEMENTS, *((noun,) for noun in Noun))
        }
        self._stream = reading.stream
        self._states: dict[tuple[Noun, str], State] = {}
        self._present: dict[tuple[Noun, str], Present | None] = {}
        self._quotes: dict[tuple[Noun, str], list[tuple[str, Letters]]] = {}
        self._versions: dict[tuple[Noun, str], list[State]] = {}

    def present(self, noun: Noun, record_id: str) -> Present | None:
        if (noun, record_id) not in self._present:
            self._present[noun, record_id] = None
            for label, body in self._rows("present", noun, record_id):
                ref = Ref(id=record_id, label=label, url=address(noun, record_id))
                self._present[noun, record_id] = Present(ref, self._state(noun, body))
        return self._present[noun, record_id]

    def deletion(self, noun: Noun, record_id: str) -> Deletion | None:
        rows = self._rows("deletion", noun, record_id)
        return next((Deletion(at, replaced_by) for at, _, replaced_by, _ in rows), None)

    def successor(self, noun: Noun, gone: Deletion) -> Present | None:
        """What takes the place of a deleted record now, by way of all that took it and were deleted meanwhile."""
        seen: set[str] = set()
        following: Deletion | None = gone
        while following and following.replaced_by and following.replaced_by not in seen:
            instead = following.replaced_by
            seen.add(instead)
            found = self.present(noun, instead)
            if found:
                return found
            following = self.deletion(noun, instead)
        return None

    def of_version(self, noun: Noun, record_id: str, version: int) -> State | None:
        """As a version last was."""
        return self._first("version", noun, record_id, version=version)

    def of_release(self, noun: Noun, record_id: str, seq: int) -> State | None:
        """As it was after a change of the whole database."""
        return self._first("seq", noun, record_id, seq=seq)

    def versions(self, noun: Noun, record_id: str) -> list[State]:
        """Every version as it last was, the last one first."""
        if (noun, record_id) not in self._versions:
            last: dict[int, str] = {}
            for _, _, _, _, version, _, _, _, body in self._rows("states", noun, record_id):
                last[version] = body or last[version]
            bodies = (last[version] for version in sorted(last, reverse=True))
            self._versions[noun, record_id] = [self._state(noun, body) for body in bodies]
        return self._versions[noun, record_id]

    def quoting(self, noun: Noun, source_id: str, quotation: Quotation) -> Iterator[Present]:
        """The records of a noun that rest on these words of a source, in the order of its text."""
        if (noun, source_id) not in self._quotes:
            rows = self._rows("quotes", noun, source_id)
            self._quotes[noun, source_id] = [(record_id, Letters(exact)) for record_id, exact in rows]
        for record_id, letters in self._quotes[noun, source_id]:
            found = self.present(noun, record_id) if quotation.within(letters) is not None else None
            if found:
                yield found

    @cached_property
    def releases(self) -> dict[str, int]:
        """All releases, each with the number of the last change before it."""
        return {name: seq for name, seq, *_ in self._stream(self._releases)}

    def near(self, nouns: tuple[Noun, ...], wrong: str) -> str | None:
        """The id that is most like this one."""
        for start in (wrong[:1], ""):
            if (nouns, start) not in self._ids:
                rows = self._stream(self._id_statements[nouns], {"start": start, "most": MOST})
                self._ids[nouns, start] = [record_id for (record_id,) in rows]
            found = process.extractOne(wrong, self._ids[nouns, start], scorer=fuzz.ratio, score_cutoff=CLEAR_WINNER)
            if found:
                return found[0]
        return None

    def _rows(self, name: str, noun: Noun, record_id: str, **params: Any) -> Iterator[tuple[Any, ...]]:
        return self._stream(self._statements[name, noun], {"record_id": record_id, **params})

    def _first(self, name: str, noun: Noun, record_id: str, **params: Any) -> State | None:
        bodies = [body for (body,) in self._rows(name, noun, record_id, **params) if body is not None]
        return self._state(noun, bodies[0]) if bodies else None

    def _state(self, noun: Noun, body: str) -> State:
        return self._states.setdefault((noun, body), State(noun, body))


STATEMENTS = (Noun.CLAIMS, Noun.GRIEVANCES)
"""The nouns that share their ids, and whose quotes may come to prove another record."""


def _present(noun: Noun) -> Select[Any]:
    of = (_REPRESENTATION.noun == noun.value, _REPRESENTATION.id == asked("record_id"))
    return select(_REPRESENTATION.label, _REPRESENTATION.body).where(*of)


def _quotes(noun: Noun) -> Select[Any]:
    """The quotes of all records of the noun from the source with a `record_id`."""
    source = _REPRESENTATION.key.table.alias().c
    return (
        select(_REPRESENTATION.id, _SPAN.exact)
        .join_from(table(SpanRow), table(Representation), _REPRESENTATION.key == _SPAN.record_key)
        .join(source.key.table, source.key == _SPAN.source_key)
        .where(
            source.noun == Noun.SOURCES.value,
            source.id == asked("record_id"),
            _REPRESENTATION.noun == noun.value,
            _SPAN.field == SpanField.QUOTES.value,
        )
        .order_by(_SPAN.start, _REPRESENTATION.id)
    )


_STATEMENTS: Mapping[str, Callable[[Noun], Select[Any]]] = {
    "present": _present,
    "deletion": memory.deletion,
    "version": memory.at_version,
    "seq": memory.at_seq,
    "states": memory.states,
    "quotes": _quotes,
}
