"""Full text behind one interface: what is stored of a record's words, which records match, and how well.

All that knows SQLite's FTS5 is here. Words are folded as everywhere else before they are stored or looked for, so the
engine has nothing to do but part them at spaces; what it is asked is made of folded words alone, each in quotation
marks, and so no character of a client's means anything to it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    DDL,
    ColumnElement,
    Connection,
    Float,
    bindparam,
    cast,
    column,
    delete,
    event,
    func,
    literal_column,
    select,
    table,
)
from sqlmodel import SQLModel

from app.models import SearchRow
from app.models import table as table_of
from app.models.rows import store
from app.text.sought import Sought, Term
from app.text.words import words
from app.vocabulary import Noun

WEIGHTS = {"names": 8.0, "quotes": 4.0, "texts": 1.0, "ends": 0.5}
"""How much a word counts in each column: names come before quotes, and quotes before the rest."""

# The words are stored without the texts they come from. Short beginnings have an index of their own: `a*` would else
# gather a tenth of all words.
CREATE = """CREATE VIRTUAL TABLE search_words USING fts5(
    names, quotes, texts, ends,
    content='', contentless_delete=1, prefix='1 2', tokenize="ascii tokenchars '_'"
)"""
_create = DDL(CREATE)  # type: ignore[no-untyped-call]
event.listen(SQLModel.metadata, "after_create", _create.execute_if(dialect="sqlite"))


def modelled(name: str | None, kind: str, _: object) -> bool:
    """Whether something in the database is for the models to describe, and not the engine's own."""
    return kind != "table" or not str(name).startswith("search_words")


ROW = table_of(SearchRow)
_WORDS = table("search_words", *map(column, ("rowid", *WEIGHTS)))
_NAME: ColumnElement[Any] = literal_column("search_words")

_LONGEST_NAME = 12
"""Words of a name that is looked for as a whole."""
_EDGE = "¶"
"""Stands before, between and after texts, so that no phrase reaches from one into the next: it is in no word."""


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


def put(db: Connection, entries: Sequence[Entry]) -> None:
    """Store what these records hold, of whom nothing is stored."""
    store(db, ROW, [(each.key, each.noun.value, each.id, each.source) for each in entries])
    stored = [(each.key, *map(_stored, (each.names, each.quotes, each.texts, each.ends))) for each in entries]
    store(db, _WORDS, stored)


def forget(db: Connection, keys: Iterable[int]) -> None:
    """Drop what is stored of these records."""
    gone = [{"gone": key} for key in keys]
    if gone:
        db.execute(delete(_WORDS).where(_WORDS.c.rowid == bindparam("gone")), gone)
        db.execute(delete(ROW).where(ROW.c.record_key == bindparam("gone")), gone)


def _stored(texts: Iterable[str]) -> str:
    edged = "".join(f"{_EDGE} {' '.join(words(text))} " for text in texts)
    return edged and edged + _EDGE


# With the plus the engine is asked once for all matches, and not once for each row.
KEY: ColumnElement[int] = literal_column("+search_words.rowid")
"""The key of a matching record."""
SCORE: ColumnElement[float] = cast(func.printf("%.9g", -func.bm25(_NAME, *WEIGHTS.values(), type_=Float)), Float)
"""How well it matches, above zero: Okapi BM25 with the weights of the columns, k1 = 1.2 and b = 0.75.

Nine digits, which every machine computes alike; what differs only beyond them is equal in the order too.
"""
FOUND = _WORDS.join(ROW, ROW.c.record_key == KEY)
"""Where matching records come from, together with their rows."""


def matches(expression: ColumnElement[str]) -> ColumnElement[bool]:
    """That what is FOUND meets what `expressed` or `all_of` made."""
    return _NAME.op("MATCH", is_comparison=True)(expression)


def holds(record_key: ColumnElement[int], expression: ColumnElement[str]) -> ColumnElement[bool]:
    """That a record meets what `expressed` or `all_of` made."""
    return record_key.in_(select(_WORDS.c.rowid).where(matches(expression)))


def all_of(said: Iterable[str]) -> str:
    """What asks for all these folded words, in the text fields of a record."""
    return f"- ends : ({' AND '.join(_term(Term((word,))) for word in dict.fromkeys(said))})"


def expressed(sought: Sought) -> str:
    """What asks for this, in all that is known of a record; there must be something to look for."""
    groups = dict.fromkeys(f"({' OR '.join(dict.fromkeys(map(_term, group)))})" for group in sought.groups)
    wanted = f"({' AND '.join(groups)}{_whole_name(sought)})"
    unwanted = " OR ".join(dict.fromkeys(map(_term, sought.without)))
    return f"{wanted} NOT ({unwanted})" if unwanted else wanted


def _whole_name(sought: Sought) -> str:
    """What asks for a name of just these words: it finds nothing more, but brings to the front whose name it is."""
    if any(len(group) > 1 for group in sought.groups):
        return ""
    asked = [term for [term] in sought.groups]
    # As it was written, and with what was written twice once.
    names = dict.fromkeys(tuple(word for term in terms for word in term.words) for terms in (asked, sought.terms()))
    # Once for each word, or a long name would come after texts that have its words more often.
    return "".join(
        f' OR names : "{_EDGE} {" ".join(name)} {_EDGE}"' * len(name) for name in names if len(name) <= _LONGEST_NAME
    )


def _term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.begins else ""}'
