"""Markdown for notes and for language models: what a record says, nothing of it taken for markup."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from app.formats import Export, Record, within
from app.formats.facts import Fact, Quote, Shown, Value
from app.formats.shown import shown
from app.vocabulary import RelationDirection

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~$^@&=%]|:(?=//)|\.(?<=[Ww]{3}\.)")
"""What marks up in CommonMark, GitHub's and other dialects, or turns an address into a link."""
_START = re.compile(r"[-+=:]|\d+(?=[.)])")
"""What begins a list, an underline or a definition where it stands first in a line."""
_KEPT = "/:?#@!$&*+,=%~"
"""What an address keeps: without brackets it can't end the link, without a semicolon it holds no entity."""


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    if not export.one:
        asked = _link(f"{export.total} in all", export.address, export)
        yield f"# {export.noun.capitalize()}\n\n{asked}\n".encode()
    for record in (within(export.edition, each) for each in records):
        yield ("" if export.one else "\n").encode() + _written(record, export).encode()


def _written(record: Record, export: Export) -> str:
    what = shown(export.noun, record)
    heading = f"{'#' if export.one else '##'} {escaped(what.title)}"
    lead = [escaped(what.lead)] if what.lead else []
    facts = "\n".join(_facts(what, record, export))
    return "\n\n".join((heading, *lead, *map(_blockquote, what.quotes), facts)) + "\n"


def _facts(what: Shown, record: Record, export: Export) -> Iterator[str]:
    if what.chain:
        yield f"- **Voices:** {' → '.join(_value(step, export) for step in what.chain)}"
    for fact in what.facts:
        yield f"- **{fact.label}:** {_values(fact, export)}"
    for link in what.relations:
        yield f"- **Relation:** {_relation(link, export)}"
    if what.note:
        yield f"- **Curator’s note:** {escaped(what.note)}"
    yield f"- **Record:** <{_address(record['url'], export)}>"


def _values(fact: Fact, export: Export) -> str:
    return "; ".join(_value(value, export) for value in fact.values)


def _value(value: Value, export: Export) -> str:
    text = _link(value.text, value.url, export) if value.url else escaped(value.text)
    return f"{text} ({escaped(value.aside)})" if value.aside else text


def _relation(link: Record, export: Export) -> str:
    other = _link(link["other"]["label"], link["other"]["url"], export)
    marker = f" (“{escaped(link['marker']['exact'])}”)" if link["marker"] else ""
    kind = escaped(link["type"])
    return (f"{kind} {other}" if link["direction"] == RelationDirection.OUT else f"{other} {kind} this") + marker


def _blockquote(words: Quote) -> str:
    lines = [escaped(line) for line in words.exact.splitlines() if line.strip()]
    place = f"\n>\n> — {words.place}" if words.place else ""
    # A backslash keeps the end of a line where the source has it.
    return "> " + "\\\n> ".join(lines) + place


def _link(text: str, url: str, export: Export) -> str:
    return f"[{escaped(text)}]({_address(url, export)})"


def _address(url: str, export: Export) -> str:
    return quote(export.public_url + url if url.startswith("/") else url, safe=_KEPT)


def escaped(text: str) -> str:
    """A text on one line, in which Markdown and HTML mean nothing."""
    line = " ".join(part.strip() for part in text.splitlines() if part.strip())
    marked = _MARKUP.sub(r"\\\g<0>", line)
    first = _START.match(marked)
    if first is None:
        return marked
    at = first.end() if first.group().isdigit() else 0
    return f"{marked[:at]}\\{marked[at:]}"
