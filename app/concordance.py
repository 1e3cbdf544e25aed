"""The concordance: every word of every text with what follows it, in order, so that a wording is found by its beginning
and by the beginnings of its words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, delete, func, select

from app.db import asked
from app.models import Concordance, Source, table
from app.models.rows import store, store_by
from app.text.letters import beginnings, plain_beginnings
from app.text.passages import Hit, Wording

WIDTH = 16
"""Letters and digits of an entry: about three words."""
WIDTHS = ((WIDTH, 10_000), (8, 200), (5, 40))
"""How many letters are looked up, and the longest wording for which so few are. Of a long one with a misprint in every
few words, some sixteen letters are right."""
MOST_PROBES = 128
FEW_PROBES = 8
"""If more are made, a single hit is chance."""
MOST_HITS = 200
"""Entries that are taken of those with the same letters."""
MOST_CANDIDATES = 100

PART = 16
"""Bits of a source's key that do not tell its part. The entries of so many keys are kept by themselves: new ones go
among few, however many there are."""

_CONCORDANCE = table(Concordance)
_AT_ONCE = 1_000_000  # entries
_OF_PLACE = 32  # bits
_INSERT = """INSERT INTO concordance (part, letters, source_key, start)
SELECT value >> ?4 >> ?5, rtrim(CAST(substr(?1, key * ?3 + 1, ?3) AS TEXT)), value >> ?4, value & ((1 << ?4) - 1)
FROM json_each(?2)"""
_SLACK = 64  # characters

Entries = Callable[[str], Iterable[tuple[int, int]]]
"""The sources and places at which some letters stand."""

_Several = tuple[NDArray[np.uint8], NDArray[np.intp]]
"""Letters of entries, and for each its source and place as one number."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a text in which a wording may stand: code points, end exclusive."""

    source_key: int
    start: int
    end: int
    hits: list[Hit]

    @property
    def strength(self) -> int:
        """How many of the wording's words begin there."""
        return len({at for at, _ in self.hits})


def put(db: Connection, texts: Mapping[int, str]) -> None:
    """Store the entries of new texts, by the sources' keys.

    They need no removing when a source is written anew: its text never changes.
    """
    several: list[_Several] = []
    many = 0
    for key, text in texts.items():
        plain = plain_beginnings(text, WIDTH)
        if plain is None:
            letters, places = beginnings(text, WIDTH)
            store(db, _CONCORDANCE, sorted(zip(repeat(key >> PART), letters, repeat(key), places, strict=False)))
        else:
            several.append((plain[0], (key << _OF_PLACE) + plain[1]))
            many += len(plain[1])
        if many > _AT_ONCE:
            _put(db, several)
            several, many = [], 0
    _put(db, several)


def _put(db: Connection, several: Sequence[_Several]) -> None:
    """Those of many texts by the order of the letters, so that each page of the table is written once."""
    if not several:
        return
    letters, places = map(np.concatenate, zip(*several, strict=True))
    halves = letters.view(">u8")
    order = np.lexsort((places, *halves.T[::-1], places >> (_OF_PLACE + PART)))
    numbers = orjson.dumps(places[order], option=orjson.OPT_SERIALIZE_NUMPY).decode()
    store_by(db, _INSERT, letters[order].tobytes(), numbers, WIDTH, _OF_PLACE, PART)


def forget(db: Connection, source_key: int) -> None:
    """Drop what is known of a source that is taken away."""
    of_source = _CONCORDANCE.c.part == source_key >> PART, _CONCORDANCE.c.source_key == source_key
    db.execute(delete(_CONCORDANCE).where(*of_source))


def parts(size: int) -> str:
    """All parts that there are for keys below `size`, as `entries` takes them."""
    return orjson.dumps([*range((size >> PART) + 1)]).decode()


def entries() -> Select[Any]:
    """Source, place and the source's policy of the entries in `parts`, from one string to before another."""
    columns, source = _CONCORDANCE.c, table(Source).c
    each = func.json_each(asked("parts")).table_valued("value").c.value
    return (
        select(columns.source_key, columns.start, source.text_policy)
        .join_from(_CONCORDANCE, table(Source), source.key == columns.source_key)
        .where(columns.part.in_(select(each)))
        .where(columns.letters >= asked("least"), columns.letters < asked("past"))
        .limit(MOST_HITS)
    )


def candidates(entries_of: Entries, wording: Wording, width: int) -> list[Candidate]:
    """Where a wording is likely to stand, the likeliest first."""
    probes = _probes(wording, width)
    hits: dict[int, list[tuple[int, int, Hit]]] = defaultdict(list)
    for letters, at in probes.items():
        before = wording.letters.place(at)
        after = len(wording.text) - before
        for source_key, start in entries_of(letters):
            around = max(0, start - before * 3 // 2 - _SLACK), start + after * 3 // 2 + _SLACK
            hits[source_key].append((*around, (at, start)))
    found = [each for source_key, near in hits.items() for each in _merged(source_key, sorted(near))]
    if len(probes) > FEW_PROBES:
        found = [each for each in found if each.strength > 1]
    found.sort(key=lambda each: (-each.strength, each.source_key, each.start))
    return found[:MOST_CANDIDATES]


def _probes(wording: Wording, width: int) -> dict[str, int]:
    """Letters to look up, each with its first index: from words evenly spread over the wording."""
    beginnings = wording.letters.beginnings
    whole = [at for at in beginnings if at + width <= len(wording.folded)] or beginnings[:1]
    spread = whole[:: len(whole) // MOST_PROBES + 1]
    return {wording.folded[at : at + width]: at for at in reversed(spread)}


def _merged(source_key: int, near: list[tuple[int, int, Hit]]) -> Iterator[Candidate]:
    """Stretches that overlap as one."""
    start, end, _ = near[0]
    hits: list[Hit] = []
    for first, last, hit in near:
        if first > end:
            yield Candidate(source_key, start, end, hits)
            start, hits = first, []
        end = max(end, last)
        hits.append(hit)
    yield Candidate(source_key, start, end, hits)
