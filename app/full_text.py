"""What is stored of a record's words, and how it is read again.

All that knows SQLite's FTS5 is here. Words are folded as everywhere else before they are stored or looked for, so the
engine has nothing to do but part them at spaces, and to tell where each stands.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    DDL,
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    case,
    column,
    delete,
    event,
    func,
    select,
    table,
)
from sqlmodel import SQLModel

from app.db import asked
from app.models import SearchRow
from app.models import table as table_of
from app.models.rows import store
from app.text.words import words
from app.vocabulary import Noun

WEIGHTS = {"names": 8.0, "quotes": 4.0, "texts": 1.0, "ends": 0.5}
"""How much a word counts in each column: names come before quotes, and quotes before the rest."""

# The words are stored without the texts they come from.
_CREATE = (
    """CREATE VIRTUAL TABLE search_words USING fts5(
    names, quotes, texts, ends,
    content='', contentless_delete=1, tokenize="ascii tokenchars '_'"
)""",
    "CREATE VIRTUAL TABLE search_words_places USING fts5vocab('search_words', 'instance')",
)
for _statement in _CREATE:
    _create = DDL(_statement)  # type: ignore[no-untyped-call]
    event.listen(SQLModel.metadata, "after_create", _create.execute_if(dialect="sqlite"))


def modelled(name: str | None, kind: str, _: object) -> bool:
    """Whether something in the database is for the models to describe, and not the engine's own."""
    return kind != "table" or not str(name).startswith("search_words")


ROW = table_of(SearchRow)
_WORDS = table("search_words", *map(column, ("rowid", *WEIGHTS)))
_PLACES = table("search_words_places", *(column(name, Integer) for name in ("term", "doc", "col", "offset"))).c
_EXACTLY = _PLACES.term == asked("word")
# A range of one word would be looked for up to twenty times as long.
_BEGINNING = _PLACES.term.between(asked("word"), asked("past"))

LONGEST_NAME = 12
"""Words of a name that is found as a whole."""
_EDGE = "¶"
"""Stands between texts, so that no phrase reaches from one into the next: it is in no word."""
OF_PLACE, OF_COLUMN = 24, 2
"""Bits that tell where in a column something stands, and in which column."""
PAST = "\U0010ffff"
"""Comes after every character that a word may go on with."""


class Entry(NamedTuple):
    """A record as search knows it."""

    key: int
    noun: Noun
    id: str
    source: str | None
    """The id of the source it belongs to; a source belongs to itself."""
    names: Sequence[str]
    """Its names, and that of which its label is made."""
    quotes: Sequence[str]
    """The words that prove it."""
    texts: Sequence[str]
    """Its other text fields."""
    ends: Sequence[str]
    """The label of a relation, made of the ids of the records that it ties together."""

    def tokens(self) -> tuple[list[str], ...]:
        """What is stored of it, by column."""
        names = [token for name in self.names for token in _named(words(name))]
        said = (self.quotes, self.texts, self.ends)
        return names, *([token for text in texts for token in (*words(text), _EDGE)] for texts in said)


def _named(name: Sequence[str]) -> Sequence[str]:
    return (*name, whole_name(name) if len(name) <= LONGEST_NAME else _EDGE)


def whole_name(name: Sequence[str]) -> str:
    """The token that stands for a whole name, after its words."""
    return _EDGE + _EDGE.join(name)


def put(db: Connection, entries: Sequence[Entry]) -> None:
    """Store what these records hold, of whom nothing is stored."""
    rows, stored = [], []
    for each in entries:
        columns = each.tokens()
        rows.append((each.key, each.noun.value, each.id, each.source, sum(map(len, columns))))
        stored.append((each.key, *map(" ".join, columns)))
    store(db, ROW, rows)
    store(db, _WORDS, stored)


def forget(db: Connection, keys: Iterable[int]) -> None:
    """Drop what is stored of these records."""
    gone = [{"gone": key} for key in keys]
    if gone:
        db.execute(delete(_WORDS).where(_WORDS.c.rowid == bindparam("gone")), gone)
        db.execute(delete(ROW).where(ROW.c.record_key == bindparam("gone")), gone)


def owners(*, beginning: bool = False, most: int | None = None) -> Select[Any]:
    """Which records hold a `word`, or one from there to `past`, in which columns: one row, a list of numbers of key and
    column, one for each place, of `most` places at the most."""
    # A list as text: rows would take four times as long.
    sought = select(_PLACES.doc, _PLACES.col).where(_BEGINNING if beginning else _EXACTLY)
    each = sought.limit(most).subquery().c
    return select(func.group_concat(each.doc.bitwise_lshift(OF_COLUMN) + _numbered(each.col)))


def places(*, beginning: bool = False) -> Select[Any]:
    """Where they stand: one row, a list of numbers that grow with word, key, column and place."""
    owner = _PLACES.doc.bitwise_lshift(OF_PLACE + OF_COLUMN)
    listed = func.group_concat(owner + _numbered(_PLACES.col).bitwise_lshift(OF_PLACE) + _PLACES.offset)
    return select(listed).where(_BEGINNING if beginning else _EXACTLY)


def _numbered(name: ColumnElement[Any]) -> ColumnElement[int]:
    return case({name: at for at, name in enumerate(WEIGHTS)}, value=name)
