"""Where drafts are checked against each other, the database and the texts."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import SQLModel

from app.models import Relation, Representation, Sentence, Source, SourceAuthor, SpanField, SpanRow, table
from app.records.chunks import CHUNK
from app.text.spans import Range, SpanFault, Wanted, resolve
from app.text.words import nearest
from app.vocabulary import Noun

Path = tuple[str | int, ...]
"""Where in a draft something stands, such as `("hedges", 0)`."""

RowData = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DraftFault:
    """Something wrong with a draft, and the nearest right value."""

    path: Path
    value: str | None
    message: str
    allowed: list[str] | str | None = None
    did_you_mean: str | None = None


@dataclass(slots=True)
class Rows:
    """What a draft becomes: its row in the noun's own table, and the rows it owns elsewhere."""

    own: RowData
    owned: dict[type[SQLModel], list[RowData]] = field(default_factory=dict)


@dataclass(slots=True)
class SourceOnDesk:
    """A source as the drafts of its statements need it."""

    key: int
    id: str
    text: str
    sentences: Sequence[Range]
    paragraphs: Sequence[Range]
    authors: Sequence[int]

    def around(self, quotes: Sequence[Range]) -> list[list[Range]]:
        """Where a span of a statement is looked for: its quotes, their sentences, their paragraphs."""
        return [list(quotes), _touching(self.sentences, quotes), _touching(self.paragraphs, quotes)]

    def position(self, start: int) -> str:
        """A text that sorts statements by source, then by where their words begin."""
        return f"{self.id} {start:08d}"


def _touching(ranges: Sequence[Range], quotes: Sequence[Range]) -> list[Range]:
    """Those of some ranges, which stand one after another, that share a character with a quote."""
    found: set[Range] = set()
    for first, last in quotes:
        at = bisect_right(ranges, first, key=itemgetter(1))
        while at < len(ranges) and ranges[at][0] < last:
            found.add(ranges[at])
            at += 1
    return sorted(found)


def paragraphs_of(sentences: Iterable[tuple[int, int, int]]) -> list[Range]:
    """From (paragraph, start, end) of each sentence: where each paragraph starts and ends."""
    found: dict[int, Range] = {}
    for paragraph, start, end in sentences:
        found[paragraph] = (found.get(paragraph, (start, end))[0], end)
    return list(found.values())


_PRESENT, _RELATION = table(Representation).c, table(Relation).c
_KEY = select(_PRESENT.key).where(_PRESENT.noun == bindparam("noun"), _PRESENT.id == bindparam("id"))
_KEYS = select(_PRESENT.id, _PRESENT.key).where(
    _PRESENT.noun == bindparam("noun"), _PRESENT.id.in_(bindparam("ids", expanding=True))
)
# As the index has it that holds what relations say.
_SAYING = select(_RELATION.id).where(
    _RELATION.type == bindparam("type"),
    func.coalesce(_RELATION.from_claim_key, _RELATION.from_grievance_key) == bindparam("from"),
    func.coalesce(_RELATION.to_claim_key, _RELATION.to_grievance_key) == bindparam("to"),
)


class Desk:
    """One write: the keys of the records that it speaks of, old and new, and the faults found so far.

    Drafts ask it for references and spans; where one can't be had it notes a fault at the path and answers None. Of the
    database it reads no more than it is asked for: a write costs the same in a large one.
    """

    def __init__(self, db: Connection, refused: Collection[Noun | tuple[Noun, str]] = ()) -> None:
        """`refused` names drafts that were not readable, or whole nouns: references to them are not faults too."""
        self.db = db
        self._refused = refused
        self.faults: list[tuple[Path, DraftFault]] = []
        self.new: set[int] = set()
        """The keys of the records that this write adds."""
        self._keys: dict[Noun, dict[str, int | None]] = {noun: {} for noun in Noun}
        self._sources: dict[str, SourceOnDesk | None] = {}
        self._ranges: dict[int, list[Range]] = {}
        self._replaced: Collection[tuple[Noun, str]] = ()
        self._stated: dict[tuple[str, int, int], str] = {}
        self._place: Path = ()

    def replaces(self, names: Collection[tuple[Noun, str]]) -> None:
        """These records are written anew: what is stored of them no longer counts."""
        self._replaced = names

    def look_up(self, noun: Noun, ids: Iterable[str]) -> None:
        """Find out about many records at once which of them there are."""
        known = self._keys[noun]
        unknown = list({record_id for record_id in ids if record_id not in known})
        for at in range(0, len(unknown), CHUNK):
            chunk = unknown[at : at + CHUNK]
            known.update(dict.fromkeys(chunk))
            known.update(tuple(row) for row in self.db.execute(_KEYS, {"noun": noun.value, "ids": chunk}))

    def add(self, noun: Noun, record_id: str, key: int) -> None:
        """A record is added by this write."""
        self._keys[noun][record_id] = key
        self.new.add(key)

    def key(self, noun: Noun, record_id: str) -> int | None:
        """The key of the record with this id, if there is one."""
        known = self._keys[noun]
        if record_id not in known:
            known[record_id] = self.db.execute(_KEY, {"noun": noun.value, "id": record_id}).scalar_one_or_none()
        return known[record_id]

    def nearest(self, record_id: str, *nouns: Noun) -> str | None:
        """The id of a record of these nouns that is most like one that there is not."""
        ids = [
            *self.db.execute(select(_PRESENT.id).where(_PRESENT.noun.in_([noun.value for noun in nouns]))).scalars(),
            *(added for noun in nouns for added, key in self._keys[noun].items() if key in self.new),
        ]
        return nearest(record_id, ids)

    def at(self, place: Path) -> None:
        """Faults noted from here on belong to the draft at this place."""
        self._place = place

    def fault(
        self,
        path: Path,
        value: object,
        message: str,
        allowed: list[str] | str | None = None,
        did_you_mean: str | None = None,
    ) -> None:
        shown = None if value is None else str(value)
        self.faults.append((self._place, DraftFault(path, shown, message, allowed, did_you_mean)))

    def reference(self, noun: Noun, record_id: str, path: Path) -> int | None:
        """The key of the record with this id."""
        key = self.key(noun, record_id)
        if key is None and not self.refused(noun, record_id):
            near = self.nearest(record_id, noun)
            self.fault(path, record_id, f"no {noun.singular} has this id", did_you_mean=near)
        return key

    def refused(self, noun: Noun, record_id: str) -> bool:
        """Whether a record is missing only because its draft was not readable."""
        return noun in self._refused or (noun, record_id) in self._refused

    def references(self, noun: Noun, ids: Sequence[str], path: Path) -> list[int]:
        """The keys of the records with these ids, which must differ."""
        for place, record_id in enumerate(ids):
            if record_id in ids[:place]:
                self.fault((*path, place), record_id, "stands in this list twice")
        keys = (self.reference(noun, record_id, (*path, place)) for place, record_id in enumerate(ids))
        return [key for key in keys if key is not None]

    def source(self, record_id: str) -> SourceOnDesk | None:
        """The source of a statement, with its text."""
        if record_id not in self._sources:
            key = self.reference(Noun.SOURCES, record_id, ("source",))
            self._sources[record_id] = self._stored_source(record_id, key) if key is not None else None
        return self._sources[record_id]

    def place_source(self, source: SourceOnDesk) -> None:
        """Let the statements of this write find a source that is part of it."""
        self._sources[source.id] = source

    def span(
        self, source: SourceOnDesk, wanted: Wanted, path: Path, scopes: Sequence[Sequence[Range]] = ()
    ) -> Range | None:
        """Where these words stand in the source."""
        try:
            return resolve(source.text, wanted, scopes)
        except SpanFault as problem:
            self.fault((*path, "exact"), wanted.exact, str(problem), did_you_mean=problem.nearest)
            return None

    def say_once(self, content: tuple[str, int, int], record_id: str) -> None:
        """Refuse a relation that another one already states: its type and the keys of its ends."""
        _, *ends = content
        if content not in self._stated and self.new.isdisjoint(ends):
            said = self.db.execute(
                _SAYING, dict(zip(("type", "from", "to"), content, strict=True))
            ).scalar_one_or_none()
            if said is not None and (Noun.RELATIONS, said) not in self._replaced:
                self._stated[content] = said
        other = self._stated.setdefault(content, record_id)
        if other != record_id:
            self.fault((), record_id, f"the relation {other} says the same")

    def keep_ranges(self, key: int, ranges: list[Range]) -> None:
        """Remember where a statement's quotes stand, for the markers of its relations."""
        self._ranges[key] = ranges

    def ranges(self, key: int) -> list[Range]:
        """Where a statement's quotes stand."""
        if key not in self._ranges:
            spans = table(SpanRow).c
            query = select(spans.start, spans.end).where(spans.record_key == key, spans.field == SpanField.QUOTES)
            self._ranges[key] = [(start, end) for start, end in self.db.execute(query)]
        return self._ranges[key]

    def stored_text(self, key: int) -> str | None:
        """The text of a source that is already in the database."""
        if key in self.new:
            return None
        sources = table(Source).c
        return self.db.execute(select(sources.text).where(sources.key == key)).scalar_one_or_none()

    def _stored_source(self, record_id: str, key: int) -> SourceOnDesk | None:
        parts, authors = (table(model).c for model in (Sentence, SourceAuthor))
        text = self.stored_text(key)
        if text is None:
            return None
        query = select(parts.paragraph, parts.start, parts.end).where(parts.source_key == key).order_by(parts.number)
        sentences = [(paragraph, start, end) for paragraph, start, end in self.db.execute(query)]
        people = select(authors.actor_key).where(authors.source_key == key, authors.actor_key.is_not(None))
        return SourceOnDesk(
            key,
            record_id,
            text,
            [(start, end) for _, start, end in sentences],
            paragraphs_of(sentences),
            list(dict.fromkeys(self.db.execute(people.order_by(authors.position)).scalars())),
        )


def span_row(key: int, source: SourceOnDesk, at: Range, of: SpanField, position: int = 0) -> RowData:
    start, end = at
    return {
        "record_key": key,
        "field": of.value,
        "position": position,
        "source_key": source.key,
        "start": start,
        "end": end,
        "exact": source.text[start:end],
    }


def numbered(owner: str, key: int, column: str, values: Iterable[int | str]) -> list[RowData]:
    """Rows of a link table: owner, position from 0, value."""
    return [{owner: key, "position": position, column: value} for position, value in enumerate(values)]
