"""Two words looked for together, each time two others: against Tantivy on the same texts, in this process.

Either side gives the best twenty and how many there are. Ours adds snippets and facets, and answers over HTTP.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import tantivy

from bench.asking import SEED, read
from bench.client import latencies
from bench.data import TAIL, WORDS
from bench.results import Measure, Result, by_turns, middle, times
from bench.serving import Server, ours

_ROUNDS, _TIMES, _LIMIT = 5, 11, 20
_RARE = TAIL[100:]
"""Each in one claim of 500 or fewer."""
_TEXTS = """SELECT text, (SELECT group_concat(exact, ' ') FROM span WHERE record_key = key AND field = 'quotes')
FROM claim"""

Pair = tuple[str, str]
Search = Callable[[Pair], int]
"""Looks for two words, and gives how many hold both."""


def measure(file: Path) -> Iterator[Result]:
    search = _tantivy(file)
    with ours(file) as us:
        for what, pairs in (("two common words", common), ("a rare and a common word", rare)):
            asked = pairs()
            _agree(us, search, next(asked))
            measured = by_turns(_ours(us, asked), _theirs(search, pairs()), _ROUNDS)
            yield times(f"search, {what}, cold", "Tantivy on the same texts, in process", measured, 3)


def path(pair: Pair) -> str:
    return f"/v1/search?{urlencode({'q': ' '.join(pair), 'type': 'claims', 'limit': _LIMIT})}"


def common() -> Iterator[Pair]:
    return _shuffled(combinations(WORDS, 2))


def rare() -> Iterator[Pair]:
    return _shuffled(product(_RARE, WORDS))


def _shuffled(pairs: Iterable[Pair]) -> Iterator[Pair]:
    found = list(pairs)
    random.Random(SEED).shuffle(found)
    return iter(found)


def _ours(us: Server, pairs: Iterator[Pair]) -> Measure:
    return lambda: latencies(us, map(path, pairs), _TIMES)[_TIMES // 2]


def _theirs(search: Search, pairs: Iterator[Pair]) -> Measure:
    return lambda: middle(lambda: search(next(pairs)), _TIMES)


def _tantivy(file: Path) -> Search:
    index = tantivy.Index(tantivy.SchemaBuilder().add_text_field("text").build())
    writer = index.writer()
    for texts in read(file, _TEXTS):
        writer.add_document(tantivy.Document(text=" ".join(map(str, texts))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()

    def search(pair: Pair) -> int:
        query = index.parse_query(" AND ".join(pair), ["text"])
        found: Any = index.searcher().search(query, _LIMIT, count=True)
        return int(found.count)

    return search


def _agree(us: Server, search: Search, pair: Pair) -> None:
    assert us.get(path(pair))["total"] == search(pair), f"Tantivy finds others for {pair}."
