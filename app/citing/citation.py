"""A citation: the reference as a style manual wants it, and how the source is cited for what others say in it."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from app.citing.dates import Issued, issued
from app.citing.processor import ITALIC, UPRIGHT, rendered
from app.citing.reference import STAND_INS, Author, Reference
from app.citing.speakers import Speakers
from app.citing.styles import MANUALS, Manual, Style
from app.citing.titles import CLOSES, headline, marked, unmarked

_URL = "https://url.invalid/"
"""Stands for the address, which the processor would write in its own way."""
_YEAR = 54321
"""Stands for a year that is no number, such as “2007–2009”."""
_END = STAND_INS[4]
"""Stands at the end of each text, so that what follows can be told from what is in it."""
_SECOND_STOP = re.compile(f"([.?!]{CLOSES}?){_END}([’”{UPRIGHT}]*)\\.")
_EMPTY_PART = re.compile(rf"(\((?:ca\. )?\d+(?: [BCE.]+)?|{_END}{UPRIGHT}),(?=[).])")
_ET_AL = 3
"""From so many names on, only the first is given."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style."""

    text: str
    """The entry for the bibliography; in a style of notes, the note."""
    html: str
    """The same with italics."""
    secondary: str | None
    """How the source is cited for what others say in it; None where nobody but its authors speaks."""


def citation(reference: Reference, speakers: Speakers | None, style: Style) -> Citation:
    """How a source, or what it says, is cited in a style; for a thread."""
    manual, when = MANUALS[style], issued(reference.issued)
    at = "" if reference.paragraph is None else f"{manual.paragraph} {reference.paragraph}"
    made = rendered(manual, _entry(reference, when, manual), at)
    shown = _finished(made.cited if manual.notes else made.listed, reference, when)
    cited = _text(_finished(made.cited, reference, when))
    return Citation(_text(shown), _html(shown), _secondary(cited, speakers, manual) if speakers else None)


def _entry(reference: Reference, when: Issued, manual: Manual) -> dict[str, Any]:
    """The entry as typst's bibliographies have it."""
    kind, title = reference.kind, marked(reference.title)
    if manual.headlines and reference.language.partition("-")[0] == "en":
        title = headline(title)
    entry: dict[str, Any] = {"type": kind.typst, "title": _verbatim(title), "date": _date(when)}
    if reference.authors:
        entry["author"] = [_name(each) for each in reference.authors]
    if reference.publisher:
        entry["publisher"] = {"name": _verbatim(reference.publisher)}
    # With an address of its own, what is of no particular type would be taken for a web page.
    whole = entry.setdefault("parent", {"type": kind.stands_in}) if kind.stands_in else entry
    whole["url"] = _URL
    if kind.stands_in and reference.container:
        whole["title"] = _verbatim(reference.container)
    return entry


def _verbatim(text: str) -> dict[str, Any]:
    # Otherwise dollars and braces have a meaning, and capitals are changed without regard to “U.S.”.
    return {"value": {"value": text + _END, "verbatim": True}}


def _name(author: Author) -> dict[str, str]:
    if author.given is None:
        return {"name": author.family + _END}
    return {"name": author.family, "given-name": author.given}


def _date(when: Issued) -> str | int:
    if not when.single:
        return _YEAR
    year, *rest = when.single
    written = [f"{year:05d}" if year < 0 else f"{year:04d}", *(f"{part:02d}" for part in rest)]
    return ("~" if when.circa else "") + "-".join(written)


def _finished(text: str, reference: Reference, when: Issued) -> str:
    """What the processor made, with the punctuation of a careful hand and what the stand-ins stand for."""
    if len(when.single) < 2:
        text = _EMPTY_PART.sub(r"\1", text)
    text = _SECOND_STOP.sub(r"\1\2", text).replace(_END, "")
    return unmarked(text).replace(str(_YEAR), when.year).replace(_URL, reference.url)


def _text(shown: str) -> str:
    return shown.replace(ITALIC, "").replace(UPRIGHT, "")


def _html(shown: str) -> str:
    return escape(shown).replace(ITALIC, "<i>").replace(UPRIGHT, "</i>")


def _secondary(cited: str, speakers: Speakers, manual: Manual) -> str:
    """“(Sato, as cited in Samuels & Schoff, 2009, para. 1)”."""
    names = [each.whole if manual.notes else each.short for each in speakers.names]
    named = f"{names[0]} et al." if len(names) >= _ET_AL else f" {manual.joined} ".join(names)
    told = manual.quoted if speakers.quoted else manual.cited
    if manual.notes:
        return f"{named}, {told} {cited}"
    return f"({named}, {told} {cited.removeprefix('(').removesuffix(')')})"
