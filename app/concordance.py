"""The concordance: every word of every text with what follows it, in order, so that a wording is found by its beginning
and by the beginnings of its words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, delete, select

from app.db import asked
from app.models import Concordance, Source, table
from app.models.rows import store
from app.text.letters import beginnings
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

_CONCORDANCE = table(Concordance)
_AT_ONCE = 1_000_000  # entries
_SLACK = 64  # characters

Entries = Callable[[str], Iterable[tuple[int, int]]]
"""The sources and places at which some letters stand."""


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
    found = chain.from_iterable(map(_entries, texts, texts.values()))
    # Those of many texts go in by the order of the letters, each page of the table once.
    while some := sorted(islice(found, _AT_ONCE), key=itemgetter(0)):
        store(db, _CONCORDANCE, some)


def _entries(key: int, text: str) -> Iterator[tuple[str, int, int]]:
    letters, places = beginnings(text, WIDTH)
    return zip(letters, repeat(key), places, strict=False)


def forget(db: Connection, source_key: int) -> None:
    """Drop what is known of a source that is taken away."""
    db.execute(delete(_CONCORDANCE).where(_CONCORDANCE.c.source_key == source_key))


def entries() -> Select[Any]:
    """Source, place and the source's policy of the entries from one string to before another."""
    columns, source = _CONCORDANCE.c, table(Source).c
    return (
        select(columns.source_key, columns.start, source.text_policy)
        .join_from(_CONCORDANCE, table(Source), source.key == columns.source_key)
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
