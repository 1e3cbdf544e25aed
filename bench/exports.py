"""An export against what sqlite3 itself takes, and the memory it needs.

`python -m bench.exports` tells what every whole list and the whole database cost, with 10,000 claims and 100,000.

Memory is the server's peak resident set while it answers, as Linux counts it (`VmHWM`, set back before each request).
The server is a fresh one that answers nothing else: pages of lists map the database into memory, which is counted too.
BENCH_FOLDER keeps the databases for the next time.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from urllib.request import Request, urlopen

from app.formats import RecordFormat
from app.formats.registry import OF_LISTS
from app.vocabulary import Noun
from bench.filling import fill
from bench.results import Result, amounts, by_turns, middle, times
from bench.serving import Server, ours

SIZES = (10_000, 100_000)
SEED = 2009
_PIECE = 1 << 16
_ROUNDS = 5
_JSON_LINES, _WARM_UP = "/v1/claims.jsonl", "/v1/claims.csv?limit=1"
_FILES = [
    f"/v1/claims.{each.ending}" for each in OF_LISTS[Noun.CLAIMS] if isinstance(each, RecordFormat) and each.complete
]
DOWNLOADS: list[tuple[str, dict[str, str]]] = [
    *((path, {}) for path in _FILES),
    ("/v1/claims.csv", {"Accept-Encoding": "gzip"}),
    ("/v1/claims.csv", {"Accept-Encoding": "zstd"}),
    ("/v1/claims.csv", {"Range": "bytes=-1000"}),
    ("/v1/export/alliance-claims.sqlite", {}),
    ("/v1/export/datapackage.zip", {}),
]


def measure(file: Path, tenth: Path) -> Iterator[Result]:
    with ours(file) as us:
        measured = by_turns(lambda: middle(lambda: us.read(_JSON_LINES), 1), lambda: _sqlite3(file), _ROUNDS)
        yield times("export as JSON Lines", "sqlite3 -json of the stored column", measured, 1.5)
    measured = by_turns(lambda: _most(file), lambda: _most(tenth), _ROUNDS)
    yield amounts("peak memory of this export", "with a tenth of the claims", measured, 1.2)


def _sqlite3(file: Path) -> float:
    query = "SELECT body FROM representation WHERE noun = 'claims'"
    with tempfile.TemporaryFile() as out:
        return middle(lambda: subprocess.run(["sqlite3", "-json", file, query], stdout=out, check=True), 1)


def _most(file: Path) -> float:
    with ours(file) as us:
        us.read(_WARM_UP)
        us.forget_peak()
        us.read(_JSON_LINES)
        return us.peak()


def main() -> None:
    kept = os.environ.get("BENCH_FOLDER")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as folder:
        found = [_measured(Path(folder) / f"{size}.sqlite", size) for size in SIZES]
    print(f"{'':<58}" + "".join(f"{size:>12,} claims{'':<14}" for size in SIZES))
    for name, *costs in zip((_name(*each) for each in DOWNLOADS), *found, strict=True):
        print(f"{name:<58}" + "".join(costs))


def _measured(file: Path, size: int) -> list[str]:
    if not file.exists():
        fill(file, size, SEED)
    with ours(file) as us:
        us.read(_WARM_UP)
        return [_cost(us, *each) for each in DOWNLOADS]


def _cost(us: Server, path: str, headers: dict[str, str]) -> str:
    us.forget_peak()
    begun = time.perf_counter()
    size = _download(us, path, headers)
    took = time.perf_counter() - begun
    return f"{size / 2**20:8.1f} MiB {took:6.1f} s {us.peak():5.0f} MiB  "


def _download(us: Server, path: str, headers: dict[str, str]) -> int:
    """How many bytes came; they are not kept."""
    size = 0
    with urlopen(Request(f"http://127.0.0.1:{us.port}{path}", headers=headers)) as answer:
        while piece := answer.read(_PIECE):
            size += len(piece)
    return size


def _name(path: str, headers: dict[str, str]) -> str:
    return " ".join((path, *headers.values()))


if __name__ == "__main__":
    main()
