"""`python -m bench.match`: passages looked for in many texts, by the concordance and by a scan (of some of them, and so
reckoned for all)."""

import asyncio
import os
import random
import re
import statistics
import tempfile
import time
from pathlib import Path

from rapidfuzz import fuzz

from app import migrating
from app.db import Database
from app.drafts.checking import Placed
from app.drafts.sources import SourceDraft
from app.settings import Settings
from app.text.passages import Wording
from app.views.matching import places
from app.views.visible import Texts
from app.writing import write

SOURCES = int(os.environ.get("BENCH_SOURCES", "10000"))
CHARACTERS, AT_ONCE, ASKED, SCANNED = 7000, 100, 200, 50
_ARTICLE = Path(__file__).parent.parent / "seed" / "sources" / "samuels-schoff-2009" / "text.txt"
_COMMON = re.findall(r"\w+", _ARTICLE.read_text(encoding="utf-8").lower())
"""More than half of all words, so that most words and many pairs of words stand in every text."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Settings(database_url=f"sqlite:///{folder}/match.sqlite"))
        texts = [_text(random.Random(number)) for number in range(SOURCES)]
        _fill(database, texts)
        for words in (1, 2, 3, 6, 12, 30, 100, 600):
            for misprinted in (False, True):
                _measure(database, texts, words, misprinted)
        database.close()


def _measure(database: Database, texts: list[str], words: int, misprinted: bool) -> None:
    chance = random.Random(words)
    times, found = [], 0
    for _ in range(ASKED):
        number, start, end = _passage(chance, texts, words)
        wanted = texts[number][start:end]
        wording = _misprinted(chance, wanted) if misprinted else wanted
        begun = time.perf_counter()
        there = asyncio.run(_places(database, wording))
        times.append(time.perf_counter() - begun)
        found += (f"source-{number}", start, end) in there
    begun = time.perf_counter()
    max(texts[:SCANNED], key=lambda text: fuzz.partial_ratio(wording, text))
    scan = (time.perf_counter() - begun) * len(texts) / SCANNED
    kind = "misprinted" if misprinted else "exact"
    middle, late = statistics.median(times), sorted(times)[ASKED * 95 // 100]
    print(
        f"{words:4} words {kind:<10}  median {middle * 1e3:7.2f} ms  95 % within {late * 1e3:7.2f} ms  "
        f"found there {found}/{ASKED}  scan {scan * 1e3:8.0f} ms"
    )


async def _places(database: Database, wording: str) -> set[tuple[str, int, int]]:
    async with database.reading() as reading:
        found = places(Texts(database, reading), Wording(wording))
    return {(place.text.ref.id, place.found.start, place.found.end) for place in found}


def _passage(chance: random.Random, texts: list[str], words: int) -> tuple[int, int, int]:
    number = chance.randrange(len(texts))
    every = list(re.finditer(r"\w+", texts[number]))
    first = chance.randrange(len(every) - words)
    return number, every[first].start(), every[first + words - 1].end()


def _misprinted(chance: random.Random, wanted: str) -> str:
    """A letter wrong in one word of twelve, or in one of few."""
    words, written = list(re.finditer(r"\w+", wanted)), list(wanted)
    for word in words[min(5, len(words) // 2) :: 12]:
        written[chance.randrange(*word.span())] = "q"
    return "".join(written)


def _text(chance: random.Random) -> str:
    """Sentences of words that are common to all texts, and of others among 30,000, few of which are common."""
    text = ""
    while len(text) < CHARACTERS:
        words = [
            chance.choice(_COMMON) if chance.random() < 0.55 else f"w{int(30000 ** chance.random()):x}"
            for _ in range(chance.randint(8, 25))
        ]
        text += f"{' '.join(words).capitalize()}.{chance.choice([' ', ' ', ' ', ' ', chr(10) * 2])}"
    return text.strip()


def _fill(database: Database, texts: list[str]) -> None:
    with database.writing() as db:
        migrating.migrate(db)
    begun = time.perf_counter()
    for first in range(0, len(texts), AT_ONCE):
        drafts = [_draft(number, text) for number, text in enumerate(texts[first : first + AT_ONCE], start=first)]
        with database.writing() as db:
            assert not write(db, [Placed(draft, ()) for draft in drafts]).faults
    took = time.perf_counter() - begun
    size, characters = database.path.stat().st_size, sum(map(len, texts))
    print(f"{len(texts)} texts of {characters >> 20} MiB written in {took:.0f} s, {size >> 20} MiB")


def _draft(number: int, text: str) -> SourceDraft:
    return SourceDraft.model_validate(
        {
            "id": f"source-{number}",
            "title": f"Source {number}",
            "authors": [{"family": "Bench"}],
            "issued": "2009",
            "language": "en",
            "genre": "report",
            "rights": {"statement": "Made for measuring.", "text_policy": "full"},
            "text": text,
        }
    )


if __name__ == "__main__":
    main()
