"""Search for words behind one interface: what is stored, and the condition that finds it."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, true

from app.models import RecordWords, table
from app.text.words import words

_WORDS = table(RecordWords)


def indexed(texts: Iterable[str | None]) -> str:
    """The words of some texts as they are stored: folded, a space before and after each."""
    return f" {' '.join(word for text in texts if text for word in words(text))} "


def put(db: Connection, by_key: Mapping[int, str]) -> None:
    """Store the words of these records in place of those stored before."""
    forget(db, by_key)
    db.execute(insert(_WORDS), [{"record_key": key, "words": stored} for key, stored in by_key.items()])


def forget(db: Connection, keys: Iterable[int]) -> None:
    """Drop the words of these records."""
    db.execute(delete(_WORDS).where(_WORDS.c.record_key == bindparam("gone")), [{"gone": key} for key in keys])


def pattern(word: str) -> str:
    """What `holds` is asked with for one folded word."""
    return f"% {word.replace('_', '#_')} %"


def holds(record_key: ColumnElement[int], patterns: Sequence[ColumnElement[str]]) -> ColumnElement[bool]:
    """That a record holds a word for every one of these patterns."""
    if not patterns:
        return true()
    conditions = (_WORDS.c.words.like(each, escape="#") for each in patterns)
    return record_key.in_(select(_WORDS.c.record_key).where(and_(*conditions)))
