"""What people are shown of any record: its words, and its fields as a label with values that may lead somewhere."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.formats import Record
from app.vocabulary import Noun, Role

_DOUBT = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}
_OPEN = ("", "..")


@dataclass(frozen=True, slots=True)
class Value:
    """A value in words."""

    text: str
    url: str | None = None
    """Where it leads: path-absolute for what is served here."""
    aside: str | None = None
    """What is added in brackets."""
    alike: str | None = None
    """The list of all records that share it, path-absolute."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field by its name for people."""

    label: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, with those around them, and where they stand as far as that is known."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record for people."""

    title: str
    lead: str | None = None
    quotes: Sequence[Quote] = ()
    brief: Sequence[str] = ()
    """What a list tells of it besides."""
    chain: Sequence[Value] = ()
    """The voices from the authors inwards, each with how it is given."""
    facts: Sequence[Fact] = ()
    relations: Sequence[Record] = ()
    note: str | None = None


def telling(*facts: Fact) -> list[Fact]:
    """Those that carry information."""
    return [fact for fact in facts if fact.values]


def words_of(noun: Noun, record: Record) -> Callable[..., Fact]:
    """What makes a fact of one of the record's enumerated fields; its `usual` value goes without saying."""

    def word(name: str, label: str, usual: str | None = None) -> Fact:
        value = record[name]
        return Fact(label, [] if value == usual else [Value(value, alike=f"/v1/{noun}?{name}={value}")])

    return word


def refs_of(record: Record) -> Callable[[str, str], Fact]:
    """What makes a fact of one of the record's references, or of a list of them."""

    def refs(name: str, label: str) -> Fact:
        found = record[name] or []
        return Fact(label, [ref(each) for each in (found if isinstance(found, list) else [found])])

    return refs


def ref(to: Record, aside: str | None = None) -> Value:
    return Value(to["label"], to["url"], aside)


def plain(label: str, text: str | None, aside: str | None = None) -> Fact:
    return Fact(label, [] if text is None else [Value(text, aside=aside)])


def said(label: str, spans: Iterable[Record | None]) -> Fact:
    """Words of the source, in quotation marks."""
    return Fact(label, [Value(in_marks(span)) for span in spans if span])


def in_marks(span: Record) -> str:
    return f"“{span['exact']}”"


def in_role(record: Record, role: Role) -> Fact:
    return Fact(role.capitalize(), [ref(each["actor"]) for each in record["actors"] if each["role"] == role])


def counts(record: Record, name: str) -> Iterable[Fact]:
    """How many statements there are under the filter of this name, with their lists."""
    for noun in (Noun.CLAIMS, Noun.GRIEVANCES):
        count = record["counts"][noun]
        yield Fact(noun.capitalize(), [Value(str(count), f"/v1/{noun}?{name}={record['id']}")] if count else [])


def counted(record: Record) -> list[str]:
    """How many statements and actors belong to it: “1 claim”, “2 grievances”."""
    return [f"{count} {Noun(noun).singular if count == 1 else noun}" for noun, count in record["counts"].items()]


def address(url: str) -> Value:
    """Something that may be an address."""
    return Value(url, url if re.match(r"https?://", url) else None)


def dates(label: str, edtf: str | None) -> Fact:
    return plain(label, None if edtf is None else in_words(edtf))


def in_words(edtf: str) -> str:
    """An EDTF date for people: “about 1965”, “2007 to 2009-01”, “since 2007”."""
    first, interval, last = edtf.partition("/")
    if not interval:
        return _in_doubt(edtf)
    if first in _OPEN or last in _OPEN:
        return f"until {_in_doubt(last)}" if first in _OPEN else f"since {_in_doubt(first)}"
    return f"{_in_doubt(first)} to {_in_doubt(last)}"


def _in_doubt(date: str) -> str:
    return _DOUBT.get(date[-1], "") + date.rstrip("~?%")
