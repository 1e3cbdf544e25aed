"""The commands as people run them, on a database of the test's own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app import migrating
from app.bundles.load import load
from app.cli import app
from app.db import Database
from app.vocabulary import Noun
from tests.bundling import Files, bodies, records, seed_coding, seed_part, tables
from tests.conftest import SEED, SOURCE, copied, settings_for
from tests.serving import wait_until_ready


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that the environment configures; it does not exist yet."""
    file = tmp_path / "own" / "claims.sqlite"
    monkeypatch.setenv("ALLIANCE_DATABASE_URL", f"sqlite:///{file}")
    return file


@pytest.fixture
def seeded(file: Path, seeded_file: Path) -> Path:
    """The same, with the article."""
    file.parent.mkdir()
    return copied(seeded_file, file.parent)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def stored(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    database = Database(settings_for(file))
    found = tables(database)
    database.close()
    return found


def wrong_bundle(folder: Path) -> Path:
    files = Files()
    files.lists["claims"][0] = files.lists["claims"][0].replace("owes it ten ships", "owes it tenn ships")
    files.lists["actors.yaml"][2] = files.lists["actors.yaml"][2].replace("parent: northland", "parent: northlnd")
    files.others["sources/other/source.yaml"] = "title: [\n"
    files.others["sources/another/coding.yaml"] = "uncoded: []\n"
    return files.write(folder)


FAULTS = """actors.yaml:3: 2.parent: “northlnd”: no actor has this id — did you mean “northland”?
sources/another/source.yaml: this file is missing
sources/another/text.txt: this file is missing
sources/other/source.yaml:2: did not find expected node content
sources/other/text.txt: this file is missing
sources/quarrel/coding.yaml:2: claims.0.quotes.0.exact: “owes it tenn ships”: these words do not stand in the text \
— did you mean “Southland owes it ten ships.”?
"""


def test_migrate_makes_the_database_and_then_finds_it_made(file: Path) -> None:
    first, second = run("migrate"), run("migrate")
    newest = migrating.newest()
    assert (first.exit_code, first.stdout) == (0, f"{file}: migrated to {newest}\n")
    assert (second.exit_code, second.stdout) == (0, f"{file}: already at {newest}\n")
    assert stored(file)["alembic_version"] == [(newest,)]


def test_check_of_a_good_bundle(file: Path) -> None:
    result = run("check", SEED)
    assert (result.exit_code, result.stderr) == (0, "")
    coding = seed_coding()
    lists = [seed_part("actors.yaml"), seed_part("topics.yaml")]
    lists += [coding[name] for name in ("claims", "grievances", "relations")]
    count = 1 + sum(map(len, lists))
    counts, warnings = result.stdout.splitlines()
    assert counts == f"{count} added, 0 changed, 0 unchanged, 2 other codings (nothing was loaded)"
    # Every warning about the article is heeded, or answered by a written reason.
    assert warnings.partition(", ")[0] == "0 warnings"
    assert not file.exists()


def test_check_of_a_wrong_bundle(file: Path, tmp_path: Path) -> None:
    result = run("check", wrong_bundle(tmp_path / "bundle"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == FAULTS + "6 faults; nothing would be loaded\n"


def test_check_of_no_bundle(file: Path, tmp_path: Path) -> None:
    result = run("check", tmp_path / "nowhere")
    assert (result.exit_code, result.stderr) == (1, "nowhere: no such folder\n1 faults; nothing would be loaded\n")


def test_check_makes_no_database(file: Path) -> None:
    """It changes nothing, as its help says."""
    assert run("check", SEED).exit_code == 0
    assert not file.exists()


def test_load_of_a_wrong_bundle(seeded: Path, tmp_path: Path) -> None:
    before = stored(seeded)
    result = run("load", wrong_bundle(tmp_path / "bundle"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("nothing was loaded\n")
    assert stored(seeded) == before


def test_load_and_load_again(file: Path, tmp_path: Path) -> None:
    folder = Files().write(tmp_path / "bundle")
    first = run("load", folder)
    assert (first.exit_code, first.stdout, first.stderr) == (0, "11 added, 0 changed, 0 unchanged\n", "")
    before = stored(file)
    second = run("load", folder)
    assert (second.exit_code, second.stdout) == (0, "0 added, 0 changed, 11 unchanged\n")
    assert stored(file) == before


def test_export_load_and_verify(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "exported"
    result = run("export", folder)
    assert (result.exit_code, result.stdout) == (0, f"written to {folder}\n")
    again = run("export", folder)
    assert (again.exit_code, again.stdout, again.stderr) == (1, "", f"{folder} is not an empty folder\n")
    checked = run("check", folder)
    count = len(stored(seeded)["representation"])
    assert checked.stdout.splitlines()[0] == f"0 added, 0 changed, {count} unchanged (nothing was loaded)"
    monkeypatch.setenv("ALLIANCE_DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert run("load", folder).stdout == f"{count} added, 0 changed, 0 unchanged, 2 other codings\n"
    assert run("verify").exit_code == 0
    databases = [Database(settings_for(each)) for each in (seeded, tmp_path / "other.sqlite")]
    assert bodies(databases[0]) == bodies(databases[1])
    for database in databases:
        database.close()


def test_verify_of_what_is_right(seeded: Path) -> None:
    result = run("verify")
    [(*_, digest)] = stored(seeded)["source"]
    spans = len(stored(seeded)["span"])
    assert result.stdout == f"{SOURCE} {digest} ok\n{spans} spans checked, 0 wrong\n"
    assert result.exit_code == 0


def test_verify_tells_a_span_that_was_tampered_with(seeded: Path) -> None:
    database = Database(settings_for(seeded))
    with database.writing() as db:
        key = "(SELECT key FROM representation WHERE id = 'sato-expects-nuclear-retaliation')"
        words = "If war breaks out [with China], we expect immediate nuclear retaliation from the United States"
        wrong = words.replace("expect", "exPect")
        done = db.exec_driver_sql(f"UPDATE span SET exact = '{wrong}' WHERE field = 'quotes' AND record_key = {key}")
        assert done.rowcount == 1
    database.close()
    result = run("verify")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == (
        f"claims/sato-expects-nuclear-retaliation quotes: “{wrong}” should stand where “{words}” does"
    )
    assert result.stdout.splitlines()[-1].endswith(" spans checked, 1 wrong")


def test_verify_tells_a_text_that_was_tampered_with(seeded: Path) -> None:
    database = Database(settings_for(seeded))
    with database.writing() as db:
        db.exec_driver_sql("UPDATE source SET text = text || '.'")
    database.close()
    result = run("verify")
    assert result.exit_code == 1
    assert [line.split()[::2] for line in result.stdout.splitlines()[:1]] == [[SOURCE, "CHANGED"]]


@pytest.mark.parametrize("command", ["verify", "export"])
def test_without_a_database(command: str, file: Path, tmp_path: Path) -> None:
    """A sentence and exit code 1, not a traceback; and no database is made."""
    result = run(command, *([tmp_path / "folder"] if command == "export" else []))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert str(file) in result.stderr
    assert not file.exists()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`serve --seed` on a free port; killed if the test has not ended it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve", "--seed", str(folder)], env=environment)
    try:
        wait_until_ready(port, process)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def ended_by_sigterm(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=5)


def test_serve_seeds_once_and_ends_at_sigterm(file: Path, tmp_path: Path) -> None:
    seed = Files()
    folder = seed.write(tmp_path / "seed")
    with serving(folder) as (process, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
            assert (answer.status, answer.read()) == (200, b'{"status":"ok"}')
        began = time.monotonic()
        assert ended_by_sigterm(process) == 0
        assert time.monotonic() - began < 3
    database = Database(settings_for(file))
    assert load(database, folder).added == []
    seed.lists["actors.yaml"][0] = seed.lists["actors.yaml"][0].replace("name: Northland", "name: Northernia")
    assert load(database, seed.write(tmp_path / "edited")).changed == [(Noun.ACTORS, "northland")]
    before = tables(database)
    database.close()
    with serving(folder) as (process, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/actors/northland", timeout=2) as answer:
            assert b'"name":"Northernia"' in answer.read()
        assert ended_by_sigterm(process) == 0
    assert stored(file) == before
    assert records(database)["/v1/actors/northland"]["version"] == 2
    database.close()


def test_serve_with_a_wrong_seed_ends(file: Path, tmp_path: Path) -> None:
    result = run("serve", "--seed", wrong_bundle(tmp_path / "bundle"))
    assert result.exit_code == 1
    assert result.stderr.startswith("actors.yaml:3: ")
