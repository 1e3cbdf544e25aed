"""Two words looked for together, each time two others: against Tantivy on the same texts.

All give the best twenty and how many there are; ours adds snippets and facets. Once Tantivy answers over HTTP as ours
does, and once in this process, where a page costs nothing but the search itself.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from urllib.parse import urlencode

import tantivy

from bench.asking import SEED
from bench.client import latencies
from bench.data import TAIL, WORDS
from bench.results import Measure, Result, by_turns, middle, times
from bench.serving import Server, ours, plain
from bench.tantivy_app import LIMIT, indexed, search

_ROUNDS, _TIMES = 5, 11
_RARE = TAIL[100:]
"""Each in one claim of 500 or fewer."""

Pair = tuple[str, str]


def measure(file: Path) -> Iterator[Result]:
    index = indexed(file)
    with ours(file) as us, plain("bench.tantivy_app:app", {"BENCH_DATABASE": str(file)}) as them:
        for what, pairs in (("two common words", common), ("a rare and a common word", rare)):
            asked, served, looked_for = pairs(), pairs(), pairs()
            _agree(us, them, next(asked))
            measured = by_turns(_late(us, map(path, asked)), _late(them, map(_their_path, served)), _ROUNDS)
            yield times(f"search, {what}, cold", "Tantivy on the same texts, behind a Starlette route", measured, 3)
            with_snippets = map(_with_snippets, pairs())
            measured = by_turns(_late(us, map(path, asked)), _late(them, with_snippets), _ROUNDS)
            yield times(f"search, {what}, cold", "the same route, told to give snippets as ours does", measured, 3)
            measured = by_turns(_late(us, map(path, asked)), _within(index, looked_for), _ROUNDS)
            yield times(f"search, {what}, cold", "Tantivy in process, the search alone", measured, 3)


def path(pair: Pair) -> str:
    return f"/v1/search?{urlencode({'q': ' '.join(pair), 'type': 'claims', 'limit': LIMIT})}"


def _their_path(pair: Pair) -> str:
    return f"/search?{urlencode({'q': ' '.join(pair)})}"


def _with_snippets(pair: Pair) -> str:
    return f"{_their_path(pair)}&snippets=1"


def common() -> Iterator[Pair]:
    return _shuffled(combinations(WORDS, 2))


def rare() -> Iterator[Pair]:
    return _shuffled(product(_RARE, WORDS))


def _shuffled(pairs: Iterable[Pair]) -> Iterator[Pair]:
    found = list(pairs)
    random.Random(SEED).shuffle(found)
    return iter(found)


def _late(of: Server, paths: Iterator[str]) -> Measure:
    return lambda: latencies(of, paths, _TIMES)[_TIMES // 2]


def _within(index: tantivy.Index, pairs: Iterator[Pair]) -> Measure:
    return lambda: middle(lambda: search(index, " ".join(next(pairs))), _TIMES)


def _agree(us: Server, them: Server, pair: Pair) -> None:
    assert us.get(path(pair))["total"] == them.get(_their_path(pair))["total"], f"Tantivy finds others for {pair}."
