"""`make bench`: synthetic claims from a seed number, this service against its peers, and the table in RESULTS.md."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from app import migrating
from app.bundles.load import load
from app.db import Database
from app.settings import Settings, shipped
from bench import depth, pages, results, whole
from bench.filling import fill

CLAIMS = int(os.environ.get("BENCH_CLAIMS", "1000000"))
FEW = 10_000
SEED = 2009


def main() -> None:
    """BENCH_CLAIMS says how many, and BENCH_FOLDER keeps the databases for the next time."""
    kept = os.environ.get("BENCH_FOLDER")
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as folder:
        large, small = (_filled(Path(folder), claims) for claims in (CLAIMS, FEW))
        found = []
        for result in _all(large, small, _seeded(Path(folder))):
            print(result, flush=True)
            found.append(result)
        results.write(found, CLAIMS)


def _all(large: Path, small: Path, seeded: Path) -> Iterator[results.Result]:
    yield from pages.measure(large)
    yield from depth.measure(large, small)
    yield from whole.measure(large, seeded)


def _filled(folder: Path, claims: int) -> Path:
    file = folder / f"claims{claims}.sqlite"
    if not file.exists():
        fill(file, claims, SEED)
    return file


def _seeded(folder: Path) -> Path:
    file = folder / "seeded.sqlite"
    if not file.exists():
        database = Database(Settings(database_url=f"sqlite:///{file}"))
        with database.writing() as db:
            migrating.migrate(db)
        load(database, shipped("seed"))
    return file


if __name__ == "__main__":
    main()
