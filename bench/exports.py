"""`python -m bench.exports`: what whole lists and the whole database cost in memory, with 10,000 claims and 100,000.

Memory is the server's peak resident set while it answers, as Linux counts it (`VmHWM`, set back before each request).
The server is a fresh one that answers nothing else: pages of lists map the database into memory, which is counted too.
BENCH_FOLDER keeps the databases for the next time.
"""

import os
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from urllib.request import Request, urlopen

from app.formats import RecordFormat
from app.formats.registry import OF_LISTS
from app.vocabulary import Noun
from bench.filling import fill
from bench.serving import Server, server

SIZES = (10_000, 100_000)
SEED = 2009
_PIECE = 1 << 16
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
    with server(["app.cli", "serve"], {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}"}) as us:
        _download(us, "/v1/claims.csv?limit=1", {})
        return [_cost(us, *each) for each in DOWNLOADS]


def _cost(us: Server, path: str, headers: dict[str, str]) -> str:
    Path(f"/proc/{us.process_id}/clear_refs").write_text("5")
    begun = time.perf_counter()
    size = _download(us, path, headers)
    took = time.perf_counter() - begun
    return f"{size / 2**20:8.1f} MiB {took:6.1f} s {_peak(us):5.0f} MiB  "


def _download(us: Server, path: str, headers: dict[str, str]) -> int:
    """How many bytes came; they are not kept."""
    size = 0
    with urlopen(Request(f"http://127.0.0.1:{us.port}{path}", headers=headers)) as answer:
        while piece := answer.read(_PIECE):
            size += len(piece)
    return size


def _peak(us: Server) -> float:
    """Mebibytes."""
    status = Path(f"/proc/{us.process_id}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def _name(path: str, headers: dict[str, str]) -> str:
    return " ".join((path, *headers.values()))


if __name__ == "__main__":
    main()
