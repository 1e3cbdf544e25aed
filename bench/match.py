"""A sentence that somebody pasted, looked for in 10,000 sources: as it stands there, and with misprints.

BENCH_SOURCES says in how many.
"""

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from app import migrating
from app.db import Database
from app.drafts.checking import Placed
from app.drafts.sources import SourceDraft
from app.settings import Settings
from app.writing import write
from bench.asking import SEED
from bench.client import latencies
from bench.results import Result, alone
from bench.serving import ours

SOURCES = int(os.environ.get("BENCH_SOURCES", "10000"))
_CHARACTERS, _AT_ONCE, _ASKED, _ROUNDS, _WORDS = 7000, 100, 200, 5, 20
_ARTICLE = Path(__file__).parent.parent / "seed" / "sources" / "samuels-schoff-2009" / "text.txt"
_COMMON = re.findall(r"\w+", _ARTICLE.read_text(encoding="utf-8").lower())
"""More than half of all words, so that most words and many pairs of words stand in every text."""


def measure(file: Path) -> Iterator[Result]:
    with ours(file) as us:
        for kind, misprinted in (("as it stands", False), ("with misprints", True)):
            asked, figures = sentences(misprinted), list[float]()
            assert us.get(next(asked))["items"], "Nothing is found."
            for _ in range(_ROUNDS):
                took = latencies(us, asked, _ASKED)
                figures.append(took[_ASKED * 95 // 100] * 1000)
            what = f"95th percentile of matching a pasted sentence, {kind}, against {SOURCES:,} sources"
            yield alone(what, figures, 50, " ms", at_least=False)


def sentences(misprinted: bool) -> Iterator[str]:
    """Addresses that ask for a sentence of some source, each for another."""
    chance = random.Random(SEED)
    while True:
        text = _text(chance.randrange(SOURCES))
        every = list(re.finditer(r"\w+", text))
        first = chance.randrange(len(every) - _WORDS)
        wanted = text[every[first].start() : every[first + _WORDS - 1].end()]
        yield f"/v1/match?{urlencode({'quote': _misprinted(chance, wanted) if misprinted else wanted})}"


def fill(file: Path) -> None:
    """Make the database."""
    database = Database(Settings(database_url=f"sqlite:///{file}"))
    with database.writing() as db:
        migrating.migrate(db)
    for first in range(0, SOURCES, _AT_ONCE):
        with database.writing() as db:
            drafts = map(_draft, range(first, min(first + _AT_ONCE, SOURCES)))
            assert not write(db, [Placed(draft, ()) for draft in drafts]).faults
    database.close()


def _misprinted(chance: random.Random, wanted: str) -> str:
    """A letter wrong in one word of twelve."""
    written = list(wanted)
    for word in list(re.finditer(r"\w+", wanted))[5::12]:
        written[chance.randrange(*word.span())] = "q"
    return "".join(written)


def _text(number: int) -> str:
    """Sentences of words that are common to all texts, and of others among 30,000, few of which are common."""
    chance, text = random.Random(number), ""
    while len(text) < _CHARACTERS:
        words = [
            chance.choice(_COMMON) if chance.random() < 0.55 else f"w{int(30000 ** chance.random()):x}"
            for _ in range(chance.randint(8, 25))
        ]
        text += f"{' '.join(words).capitalize()}.{chance.choice([' ', ' ', ' ', ' ', chr(10) * 2])}"
    return text.strip()


def _draft(number: int) -> SourceDraft:
    return SourceDraft.model_validate(
        {
            "id": f"source-{number}",
            "title": f"Source {number}",
            "authors": [{"family": "Bench"}],
            "issued": "2009",
            "language": "en",
            "genre": "report",
            "rights": {"statement": "Made for measuring.", "text_policy": "full"},
            "text": _text(number),
        }
    )
