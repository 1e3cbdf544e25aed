"""How long a page takes in a large database and in a small one: under any one filter, at any depth, one at a time.

Both files are held in memory: the records of a page stand on up to 25 pages of the file, and one of these that has to
come from the disk takes as long as the answer.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from app.vocabulary import Noun
from bench.asking import SEED, Places
from bench.client import latencies
from bench.contract import lists
from bench.databases import in_memory
from bench.results import Measure, Result, by_turns, times
from bench.serving import Server, ours

_PAGES, _ROUNDS, _VALUES = 400, 5, 20


def measure(large: Path, small: Path) -> Iterator[Result]:
    with in_memory(large, small), ours(large) as many, ours(small) as few:
        measured = by_turns(late(many, large, _PAGES), late(few, small, _PAGES), _ROUNDS)
        yield times("95th percentile of a page, cold, any one filter", "the same at 10,000 claims", measured, 1.3)


def late(of: Server, file: Path, often: int) -> Measure:
    """Within how many seconds 95 of 100 pages come."""
    asked = pages(of, file)
    return lambda: latencies(of, asked, often)[often * 95 // 100]


def pages(of: Server, file: Path) -> Iterator[str]:
    """Addresses of pages, each under one filter and from a place of its own; one in four leaves a value out."""
    places, chance, claims = Places(file), random.Random(SEED), lists()[Noun.CLAIMS]
    # The most frequent values and the rarest.
    values = {
        name: [*found[:_VALUES], *found[-_VALUES:]] for name in claims.filters if (found := claims.values(of.get, name))
    }
    while True:
        name = chance.choice(list(values))
        excluded = name in claims.counted and chance.random() < 0.25
        value = chance.choice(values[name])
        yield places.further({name: f"!{value}" if excluded else value}, next(places.some))
