"""All that may be known of one snapshot, part by part: what the API serves, and of the texts those that it serves."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, select

from app.db import Database, Prepared, Reading
from app.exporting.tables import OF_NOUNS, SENTENCES, TEXTS, VOCABULARY, Table
from app.formats import Record
from app.models import TABLES, Representation, Sentence, Source, VocabularyValue, table
from app.vocabulary import Noun, TextPolicy

_DESCRIPTION = """What texts say about alliances: claims, each proved by exact words, the voices behind them, and the \
grievances of actors against each other. Whether a claim is true is not said."""
_REPRESENTATION, _SOURCE = table(Representation).c, table(Source).c


@dataclass(frozen=True, slots=True)
class Part:
    """Tables that are read from the same records."""

    tables: Sequence[Table]
    names: Sequence[str]
    """Of the values that the statement gives; none where it gives a record's JSON."""
    statement: Prepared


class Content:
    """The parts of one snapshot, to be read once and in order; to be closed where they are not read."""

    def __init__(self, reading: Reading, parts: Sequence[Part], public_url: str, release: str | None) -> None:
        self.version, self.snapshot = reading.version, reading.snapshot
        self.tables = [each for part in parts for each in part.tables]
        self.about = {
            "name": "alliance-claims",
            "title": "Alliance claims",
            "description": _DESCRIPTION,
            "version": release or str(reading.version),
            "homepage": public_url,
            "rights": f"{public_url}/rights",
        }
        self._reading, self._parts = reading, parts

    def parts(self) -> Iterator[tuple[Part, Iterator[Record]]]:
        """Each part with its records, a few of them in memory at a time; for a thread."""
        with closing(self):
            for part in self._parts:
                with closing(self._reading.stream(part.statement)) as rows:
                    yield part, (_record(part, row) for row in rows)

    def close(self) -> None:
        self._reading.close()


async def everything(db: Database, public_url: str, release: str | None) -> Content:
    """The content of a state of the database: of the release named, or of the present one. Raises Unavailable."""
    # Made beforehand: statements are compiled in the event loop's thread, and used in any.
    parts = [Part(tables, (), db.statement((noun, "all"), _of_noun, noun)) for noun, tables in OF_NOUNS.items()]
    for each, select_all in ((SENTENCES, _sentences), (VOCABULARY, _vocabulary), (TEXTS, _texts)):
        names = tuple(select_all().selected_columns.keys())
        parts.append(Part((each,), names, db.statement((each.name, "all"), select_all)))
    return Content(await db.streaming().__aenter__(), parts, public_url, release)


def _record(part: Part, row: tuple[Any, ...]) -> Record:
    if part.names:
        return dict(zip(part.names, row, strict=True))
    record: Record = orjson.loads(row[0])
    return record


def _of_noun(noun: Noun) -> Select[Any]:
    """The records in the order in which they are listed."""
    model = table(TABLES[noun])
    order = [model.c[name] for name in ("position", "id") if name in model.c]
    return select(_REPRESENTATION.body).join(model, model.c.key == _REPRESENTATION.key).order_by(*order)


def _sentences() -> Select[Any]:
    of, source = table(Sentence).c, _SOURCE.id.label("source")
    wanted = (source, of.number, of.paragraph, of.start, of.end, of.reason)
    return select(*wanted).join(table(Source), _SOURCE.key == of.source_key).order_by(of.source_key, of.number)


def _vocabulary() -> Select[Any]:
    columns = table(VocabularyValue).c
    return select(*columns).order_by(columns.enumeration, columns.position)


def _texts() -> Select[Any]:
    texts = select(_SOURCE.id.label("source"), _SOURCE.text).order_by(_SOURCE.key)
    return texts.where(_SOURCE.text_policy == TextPolicy.FULL.value)
