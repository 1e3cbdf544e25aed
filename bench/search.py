"""`python -m bench.search`: how long searches take at 100,000 claims, one at a time over HTTP, and the worst of them.

The synthetic claims have a vocabulary of 25 words, each in two claims of five: no text of people has so many common
words. BENCH_FOLDER keeps the database for the next time.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.data import WORDS
from bench.filling import fill
from bench.serving import server

CLAIMS, SEED, TIMES = 100_000, 2009, 15
LONGEST = 5000  # characters, which stay below the limit of an address

_SEARCHES: dict[str, Callable[[random.Random], str]] = {
    "two rare words": lambda chance: f'"case {chance.randrange(500)}" {1950 + chance.randrange(60)}',
    "a phrase in 200 claims": lambda chance: f'"case {chance.randrange(500)}"',
    "a word in 1.7 % of all": lambda chance: str(1950 + chance.randrange(60)),
    "a word in 39 % of all": lambda chance: chance.choice(WORDS),
    "a word in all": lambda _: "case",
    "two common words": lambda chance: " ".join(chance.sample(WORDS, 2)),
    "six common words": lambda chance: " ".join(chance.sample(WORDS, 6)),
    "two common words as a phrase": lambda chance: f'"{" ".join(chance.sample(WORDS, 2))}"',
    "six alternatives": lambda chance: " OR ".join(chance.sample(WORDS, 6)),
    "p*": lambda _: "p*",
    "c* ca* cas* p* t*": lambda _: "c* ca* cas* p* t*",
    "case OR p* OR t*": lambda _: "case OR p* OR t* s*",
    "a common word, not 24 others": lambda _: f"case -{' -'.join(WORDS[1:])}",
    "hundreds of words": lambda chance: " ".join(chance.choices(WORDS, k=1000))[:LONGEST],
    "hundreds of words as a phrase": lambda chance: f'"{" ".join(chance.choices(WORDS, k=1000))[:LONGEST]}"',
    "hundreds of words, OR between": lambda chance: " OR ".join(chance.choices(WORDS, k=1000))[:LONGEST],
    "one word of 5,000 letters": lambda _: "a" * LONGEST,
}


def main() -> None:
    kept = os.environ.get("BENCH_FOLDER")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{CLAIMS}.sqlite"
        if not file.exists():
            fill(file, CLAIMS, SEED)
        with server(["app.cli", "serve"], {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}"}) as us:
            for name, search in _SEARCHES.items():
                _measure(us.port, name, search)


def _measure(port: int, name: str, search: Callable[[random.Random], str]) -> None:
    chance = random.Random(SEED)
    took: list[float] = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        with urlopen(f"http://127.0.0.1:{port}/v1/search?{urlencode({'q': search(chance)})}") as answer:
            answer.read()
        took.append((time.perf_counter() - begun) * 1000)
    print(f"{name:<32} median {statistics.median(took):6.1f} ms   longest {max(took):6.1f} ms")


if __name__ == "__main__":
    main()
