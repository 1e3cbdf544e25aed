"""Everything that is wrong with a bundle is reported with its place, all at once, and nothing is stored."""

from pathlib import Path

import pytest

from app.bundles.bundle import BundleFault
from app.bundles.load import load
from app.db import Database
from tests.broken import BROKEN, Broken, add_vocabulary
from tests.bundling import Files, line_of, tables
from tests.wrong import CODING, WRONG, Place, add_circle


def place(fault: BundleFault) -> Place:
    return fault.file, fault.line, fault.path, fault.did_you_mean


def faults_of(database: Database, folder: Path) -> list[BundleFault]:
    """What loading finds; it must leave every table as it was."""
    before = tables(database)
    faults = load(database, folder).faults
    assert tables(database) == before
    return list(faults)


@pytest.mark.parametrize("name", WRONG)
def test_one_fault(name: str, empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    expected = WRONG[name].add(files)
    folder = files.write(tmp_path / "bundle")
    [fault] = faults_of(empty_database, folder)
    assert place(fault) == expected(folder)
    assert fault.message.startswith(WRONG[name].says)


def test_a_circle_of_parents(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    expected = add_circle(files)
    folder = files.write(tmp_path / "bundle")
    faults = faults_of(empty_database, folder)
    assert [place(fault) for fault in faults] == expected(folder)
    assert [fault.message for fault in faults] == [
        "“egg”: goes round in a circle: hen → egg → hen",
        "“hen”: goes round in a circle: egg → hen → egg",
    ]


def test_a_circle_closed_by_what_is_stored(empty_database: Database, tmp_path: Path) -> None:
    assert not load(empty_database, Files().write(tmp_path / "first")).faults
    folder = tmp_path / "second"
    folder.mkdir()
    (folder / "topics.yaml").write_text("- {id: debts, label: Debts, definition: D., parent: ships}\n")
    [fault] = faults_of(empty_database, folder)
    assert place(fault) == ("topics.yaml", 1, "0.parent", None)
    assert fault.message == "“ships”: goes round in a circle: debts → ships → debts"


def test_a_fault_stands_on_its_own_line(empty_database: Database, tmp_path: Path) -> None:
    """In a record of many lines: the line of the deepest part of the path that the file has."""
    block = """id: many-lines
  text: Something.
  kind: factual
  quotes:
    - Some fear a war
    - exact: owes it nine ships
      prefix: Southland
  author_stance: endorses
  polarity: affirmed
  modality: certain
  attribution:
    - {voice: king, directness: direct}
    - voice: kinng
      directness: indirect
  colour: blue"""
    files = Files()
    files.lists["claims"].append(block)
    folder = files.write(tmp_path / "bundle")
    assert [fault.line for fault in faults_of(empty_database, folder)] == [line_of(folder, CODING, "colour: blue")]
    files.lists["claims"][-1] = block.replace("colour: blue", "ironic: false")
    folder = files.write(tmp_path / "bundle")
    assert [place(fault) for fault in faults_of(empty_database, folder)] == [
        (
            CODING,
            line_of(folder, CODING, "exact: owes it nine"),
            "claims.2.quotes.1.exact",
            "Southland owes it ten ships.",
        ),
        (CODING, line_of(folder, CODING, "voice: kinng"), "claims.2.attribution.1.voice", "king"),
    ]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_one_broken_file(broken: Broken, empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    expected = broken.add(files)
    [fault] = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert place(fault) == expected
    assert fault.message.startswith(broken.says)


def test_a_vocabulary_that_is_not_the_codes(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    expected = add_vocabulary(files)
    folder = files.write(tmp_path / "bundle")
    faults = faults_of(empty_database, folder)
    assert sorted(map(place, faults), key=repr) == sorted(expected(folder), key=repr)
    assert {fault.message.partition(" (allowed")[0] for fault in faults} == {
        "“claim_kinds”: no enumeration has this name",
        "“factul”: no value of claim_kind has this name",
        "the value of claim_kind factual is not defined",
    }


def test_all_faults_at_once(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    each = [wrong.add(files) for wrong in WRONG.values()]
    groups = [add_circle(files), add_vocabulary(files)]
    broken = [one.add(files) for one in BROKEN]
    folder = files.write(tmp_path / "bundle")
    expected = [*(one(folder) for one in each), *(one for group in groups for one in group(folder)), *broken]
    assert len(expected) == len(WRONG) + 2 + 3 + len(BROKEN)
    faults = faults_of(empty_database, folder)
    assert sorted(map(place, faults), key=repr) == sorted(expected, key=repr)
    order = [(fault.file, fault.line or 0) for fault in faults]
    assert order == sorted(order)


def test_faults_leave_a_full_database_as_it_was(database: Database, tmp_path: Path) -> None:
    files = Files()
    for wrong in WRONG.values():
        wrong.add(files)
    add_circle(files)
    assert len(faults_of(database, files.write(tmp_path / "bundle"))) == len(WRONG) + 2
