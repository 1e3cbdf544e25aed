"""`python -m bench.writers`: sixteen writers in two processes, with the queue and with SQLite's own waiting alone."""

import multiprocessing
import tempfile
import threading
import time
from contextlib import nullcontext
from multiprocessing.queues import Queue
from pathlib import Path

from app import migrating
from app.db import Database
from app.settings import Settings
from app.writing import mark_changed

PROCESSES, THREADS, SECONDS, ROUNDS = 2, 8, 6.0, 2
_WORK = 0.002
"""Seconds that a write takes besides what the database does."""


def main() -> None:
    for _ in range(ROUNDS):
        for queued in (False, True):
            waits = sorted(measured(queued))
            half, late, last = (1000 * waits[min(int(len(waits) * part), len(waits) - 1)] for part in (0.5, 0.99, 1))
            name = "queue" if queued else "SQLite alone"
            print(f"{name:14} {len(waits):5} writes, ms: p50 {half:5.0f}, p99 {late:5.0f}, worst {last:5.0f}")


def measured(queued: bool) -> list[float]:
    """How many seconds each write took."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claims.sqlite"
        with opened(file).writing() as db:
            migrating.migrate(db)
        told: Queue[list[float]] = multiprocessing.Queue()
        processes = [multiprocessing.Process(target=write, args=(file, queued, told)) for _ in range(PROCESSES)]
        for each in processes:
            each.start()
        return [wait for _ in processes for wait in told.get()]


def opened(file: Path) -> Database:
    return Database(Settings(database_url=f"sqlite:///{file}", busy_timeout=60))


def write(file: Path, queued: bool, told: "Queue[list[float]]") -> None:
    database, waits = opened(file), list[float]()
    # As in a server, somebody has the database open: else each last writer would fold the log into it.
    reading = database.reading()
    if not queued:
        database.turns.taken = nullcontext  # type: ignore[method-assign, assignment]
    end = time.monotonic() + SECONDS

    def one() -> None:
        while time.monotonic() < end:
            start = time.perf_counter()
            with database.writing() as db:
                mark_changed(db)
                time.sleep(_WORK)
            waits.append(time.perf_counter() - start)

    threads = [threading.Thread(target=one) for _ in range(THREADS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    reading.close()
    told.put(waits)


if __name__ == "__main__":
    main()
