"""How fast claims are loaded: from a bundle on disk, from drafts, and what SQLite itself takes for the same rows."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite3

from app import migrating
from app.bundles.dump import write_yaml
from app.bundles.load import load
from app.db import Database
from app.drafts.base import Draft
from app.drafts.checking import Placed
from app.drafts.sources import SourceDraft
from app.settings import Settings
from app.vocabulary import Noun
from app.writing import write
from bench.data import CLAIMS_PER_SOURCE, common, sources
from bench.results import Result, alone, middle

_SEED, _SOURCES = 1, 40


def measure(claims: int) -> Iterator[Result]:
    """Bundles one after another into the same database, until it holds so many claims."""
    with tempfile.TemporaryDirectory() as folder:
        database, figures = _empty(folder, "loaded"), list[float]()
        drafts, each = common(_SEED), sources(_SEED, claims)
        while several := list(islice(each, _SOURCES)):
            drafts += [draft for of_source in several for draft in of_source]
            bundle = Path(folder) / str(len(figures))
            _write_bundle(bundle, drafts, _write_json)
            took = middle(partial(_loaded, database, bundle), 1)
            figures.append(sum(map(len, several)) / took)
            shutil.rmtree(bundle)
            drafts = []
        database.close()
    what = f"loading {claims:,} claims, with all checks, in JSON bundles of {_SOURCES * CLAIMS_PER_SOURCE:,}"
    yield alone(what, figures, 10_000, " claims/s", at_least=True)


def main(claims: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drafts = [*common(_SEED), *(draft for of_source in sources(_SEED, claims) for draft in of_source)]
        for name, put in (("yaml", write_yaml), ("json", _write_json)):
            bundle = Path(folder) / name
            _write_bundle(bundle, drafts, put)
            _told(f"load, {name}", claims, partial(_loaded, _empty(folder, name), bundle))
        database = _empty(folder, "written")
        _told("write", claims, partial(_written, database, drafts))
        _told("SQLite alone", claims, _plainly(database.path, _empty(folder, "plain").path))


def _told(what: str, claims: int, run: Callable[[], None]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:14} {claims / wall:8.0f} claims/s, {cpu / claims * 1e6:6.0f} µs of processor a claim")


def _empty(folder: str, name: str) -> Database:
    database = Database(Settings(database_url=f"sqlite:///{folder}/{name}.sqlite"))
    with database.writing() as db:
        migrating.migrate(db)
    return database


def _loaded(database: Database, bundle: Path) -> None:
    faults = load(database, bundle).faults
    assert not faults, faults[0]


def _written(database: Database, drafts: list[Draft]) -> None:
    with database.writing() as db:
        faults = write(db, [Placed(draft, ()) for draft in drafts]).faults
    assert not faults, faults[0]


def _plainly(written: Path, plain: Path) -> Callable[[], None]:
    """What inserts the rows of one database into another, checked by SQLite alone."""
    rows = {}
    with sqlite3.connect(written) as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_words%'")
        for [name] in names.fetchall():
            rows[name] = db.execute(f'SELECT * FROM "{name}"').fetchall()
    del rows["alembic_version"], rows["dataset"]

    def insert() -> None:
        with sqlite3.connect(plain) as db:
            db.execute("PRAGMA foreign_keys = ON")
            for name, of_table in rows.items():
                if of_table:
                    db.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(of_table[0]))})', of_table)

    return insert


def _write_bundle(folder: Path, drafts: list[Draft], put: Callable[[Path, Any], None]) -> None:
    """The drafts as the files of a bundle."""
    files: dict[str, Any] = {}
    for draft in drafts:
        said = draft.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if isinstance(draft, SourceDraft):
            text = said.pop("text")
            (folder / "sources" / draft.id).mkdir(parents=True)
            (folder / "sources" / draft.id / "text.txt").write_text(text, encoding="utf-8")
            files[f"sources/{draft.id}/source.yaml"] = said
        elif draft.noun is Noun.CLAIMS:
            coding = files.setdefault(f"sources/{said.pop('source')}/coding.yaml", {"claims": []})
            coding["claims"].append(said)
        else:
            files.setdefault(f"{draft.noun}.yaml", []).append(said)
    for name, content in files.items():
        put(folder / name, content)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]))
