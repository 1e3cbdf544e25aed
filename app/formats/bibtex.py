"""BibTeX, with biblatex's fields where BibTeX has none: both read it, as Zotero, JabRef and pandoc do."""

import re
from collections.abc import Iterable, Iterator

from app.citing.dates import issued
from app.citing.reference import Author, Reference, reference
from app.formats import Export, Record

_SPECIAL = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    # Braces are counted even where they are escaped, so that a single one would swallow the rest of the file.
    | {"{": r"\lbrace{}", "}": r"\rbrace{}"}
)
_LIGATURE = re.compile(r"-(?=-)|`(?=`)|'(?=')|,(?=,)|<(?=<)|>(?=>)|[?!](?=`)")
"""Characters that TeX would draw together with the next one."""
_PARTS_NAMES = re.compile(r",|\band\b", re.IGNORECASE)
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    for record in records:
        cited = reference(record, export.noun, export.public_url, export.edition, export.find)
        lines = [f"  {name} = {value},\n" for name, value in _fields(cited) if value != "{}"]
        yield "".join([f"@{cited.kind.bibtex.type}{{{cited.id},\n", *lines, "}\n\n"]).encode()


def _fields(cited: Reference) -> Iterator[tuple[str, str]]:
    kind, when = cited.kind, issued(cited.issued)
    yield "author", f"{{{' and '.join(map(_name, cited.authors))}}}"
    yield "title", f"{{{' '.join(_word(word, at) for at, word in enumerate(cited.title.split()))}}}"
    yield kind.bibtex.container, _tex(cited.container)
    yield kind.bibtex.publisher, _tex(cited.publisher)
    if kind.bibtex.mark:
        name, mark = kind.bibtex.mark
        yield name, _tex(mark)
    yield "date", f"{{{cited.issued}}}"
    yield "year", _tex(when.year)
    if len(when.single) > 1:
        yield "month", _MONTHS[when.single[1] - 1]
    yield "url", f"{{{cited.url.translate(_IN_ADDRESS)}}}"
    yield "pagination", "{paragraph}"
    yield "note", _tex(f"para. {cited.paragraph}" if cited.paragraph else None)
    yield "addendum", _tex(cited.database)
    yield "annote", _tex(cited.proof)
    yield "abstract", _tex(cited.says)


def _tex(text: str | None) -> str:
    return f"{{{_escaped(text or '')}}}"


def _escaped(text: str) -> str:
    return _LIGATURE.sub(r"\g<0>{}", text.translate(_SPECIAL))


def _name(author: Author) -> str:
    if author.given is None:
        return _tex(author.family)
    parts = (author.family, author.given)
    return ", ".join(_tex(part) if _PARTS_NAMES.search(part) else _escaped(part) for part in parts)


def _word(word: str, at: int) -> str:
    """A word of a title; braces keep its capitals where a style would take them."""
    capitals = any(character.isupper() for character in (word if at else word[1:]))
    return _tex(word) if capitals else _escaped(word)
