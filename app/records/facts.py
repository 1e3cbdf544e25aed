"""The rows that records are built from, fetched in bulk."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Connection, Select, select
from sqlmodel import SQLModel

from app.models import Actor, ActorAlias, Representation, Sentence, Source, SpanField, SpanRow, table
from app.models.rows import MadeRow
from app.records.base import Built
from app.records.chunks import KEYS, chunks
from app.records.fresh import Fresh
from app.records.tallies import Tallies
from app.text.sentences import Sentence as TextSentence
from app.text.spans import CONTEXT, Utf16
from app.vocabulary import Noun


def address(noun: str, record_id: str) -> str:
    return f"/v1/{noun}/{record_id}"


def heading(noun: Noun, row: MadeRow) -> Built:
    """The keys with which every record starts."""
    return {
        "id": row.id,
        "url": address(noun, row.id),
        "created": row.created,
        "updated": row.updated,
        "version": row.version,
    }


class SourceText:
    """A source's text with all that is needed to say where a span of it stands."""

    def __init__(self, text: str, sentences: Sequence[MadeRow | TextSentence]) -> None:
        self.text = text
        self._utf16 = Utf16(text)
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]

    def span(self, start: int, end: int, exact: str) -> Built:
        at = bisect_right(self._starts, start) - 1
        sentence = self._sentences[at] if at >= 0 else None
        return {
            "exact": exact,
            "prefix": self.text[max(0, start - CONTEXT) : start],
            "suffix": self.text[end : end + CONTEXT],
            "start": start,
            "end": end,
            "utf16_start": self._utf16.offset(start),
            "utf16_end": self._utf16.offset(end),
            "paragraph": sentence.paragraph if sentence else None,
            "sentence": sentence.number if sentence else None,
        }


class Facts:
    """What is known in one transaction; references, actors and texts are fetched once, and what is fresh not at all."""

    def __init__(self, db: Connection, fresh: Fresh | None = None, tallies: Tallies | None = None) -> None:
        self.db = db
        self.fresh = fresh or Fresh()
        self.tallies = tallies or Tallies(db)
        self._refs: dict[int, tuple[Noun, Built]] = {}
        self._actors: dict[int, tuple[MadeRow, Sequence[MadeRow]]] = {}
        self._texts: dict[int, SourceText] = {}

    def know(self, keys: Iterable[int]) -> None:
        """Fetch what others show of these records, of those that were there before: while new rows are stored behind,
        each question has to wait."""
        _, old = self.fresh.part(keys)
        self.refs(old)
        self.actors(key for key in old if self._refs[key][0] is Noun.ACTORS)

    def rows(self, model: type[SQLModel], keys: Collection[int]) -> Sequence[MadeRow]:
        """The rows of a noun's own table."""
        owned = self.owned(model, keys)
        return [row for key in keys for row in owned.get(key, ())]

    def owned(
        self, model: type[SQLModel], keys: Collection[int], by: str | None = None
    ) -> dict[int, Sequence[MadeRow]]:
        """The rows of a child table by their owner (or another of their columns), in order."""
        owner, found = _owner(model, by).name, defaultdict[int, Sequence[MadeRow]](list)
        new, old = self.fresh.part(keys)
        if new:
            made = self.fresh.tied(model, owner)
            found.update((key, made[key]) for key in new if key in made)
        if old:
            for key, rows in groupby(self.db.execute(_of_owners(model, by), {"keys": old}), attrgetter(owner)):
                found[key] = list(rows)
        return found

    def refs(self, keys: Iterable[int | None]) -> None:
        """Fetch the references that `ref` will be asked for."""
        new, old = self.fresh.part({key for key in keys if key is not None} - self._refs.keys())
        for key in new:
            self._keep_ref(key, *self.fresh.new[key])
        for chunk in chunks(old):
            for key, noun, record_id, label in self.db.execute(_REFS, {"keys": chunk}):
                self._keep_ref(key, Noun(noun), record_id, label)

    def _keep_ref(self, key: int, noun: Noun, record_id: str, label: str) -> None:
        self._refs[key] = noun, {"id": record_id, "label": label, "url": address(noun, record_id)}

    def ref(self, key: int) -> Built:
        return self.noun_and_ref(key)[1]

    def maybe_ref(self, key: int | None) -> Built | None:
        return None if key is None else self.ref(key)

    def noun_and_ref(self, key: int) -> tuple[Noun, Built]:
        if key not in self._refs:
            self.refs([key])
        return self._refs[key]

    def actors(self, keys: Iterable[int]) -> None:
        """Fetch the actors that `actor` will be asked for."""
        for chunk in chunks(set(keys) - self._actors.keys()):
            aliases = self.owned(ActorAlias, chunk)
            self._actors.update((row.key, (row, aliases.get(row.key, ()))) for row in self.rows(Actor, chunk))

    def actor(self, key: int) -> tuple[MadeRow, Sequence[MadeRow]]:
        """An actor, and its aliases."""
        return self._actors[key]

    def text(self, source_key: int) -> SourceText:
        if source_key not in self._texts:
            [source] = self.rows(Source, [source_key])
            self._texts[source_key] = SourceText(source.text, self.owned(Sentence, [source_key])[source_key])
        return self._texts[source_key]

    def spans(self, keys: Sequence[int]) -> "Spans":
        return Spans(self, keys)


def _owner(model: type[SQLModel], by: str | None) -> Column[int]:
    found: Column[int] = table(model).c[by] if by else next(iter(table(model).primary_key))
    return found


# Statements are made once: to make one takes longer than to run it.
_NAMED = table(Representation).c
_REFS = select(_NAMED.key, _NAMED.noun, _NAMED.id, _NAMED.label).where(_NAMED.key.in_(KEYS))


@cache
def _of_owners(model: type[SQLModel], by: str | None) -> Select[Any]:
    owner = _owner(model, by)
    order = dict.fromkeys((owner, *table(model).primary_key))
    return select(table(model)).where(owner.in_(KEYS)).order_by(*order)


class Spans:
    """The spans of some records, by record and field."""

    def __init__(self, facts: Facts, keys: Sequence[int]) -> None:
        self._by_field: dict[tuple[int, str], dict[int, Built]] = defaultdict(dict)
        for rows in facts.owned(SpanRow, keys).values():
            for row in rows:
                span = facts.text(row.source_key).span(row.start, row.end, row.exact)
                self._by_field[row.record_key, row.field][row.position] = span

    def all(self, key: int, field: SpanField) -> list[Built]:
        return list(self._by_field.get((key, field), {}).values())

    def at(self, key: int, field: SpanField, position: int = 0) -> Built | None:
        return self._by_field.get((key, field), {}).get(position)
