"""Bundles that nobody writes in good faith, and faults that hide others: refused with their place, never a crash."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from app.bundles.load import load
from app.db import Database
from tests.broken import BROKEN, Broken
from tests.bundling import SOURCE_YAML, Files, records, tables
from tests.test_bad_bundles import faults_of, place

CODED = """claims:
- {id: feared, text: Some fear a war., kind: concern, quotes: [Some fear a war], author_stance: endorses,
   polarity: affirmed, modality: certain}
grievances:
- {id: resented, text: The king resents it., holder: king, quotes: [Some fear a war], explicitness: implied,
   intensity: 1, evidence: [feared]}
relations:
- {type: supports, from: feared, to: resented}
"""
HOSTILE = {
    "itself": "- &a [*a]",
    "itself in a mapping": "- &a {id: *a}",
    "very deep lists": "[" * 800 + "]" * 800,
    "very deep mappings": "{a: " * 800 + "}" * 800,
    "very deep blocks": "\n".join(" " * depth + "-" for depth in range(800)),
    "never closed": "[" * 800,
    "a long number": "- id: " + "1" * 5000,
    "no number": "- id: !!int abc",
    "no fraction": "- id: !!float abc",
    "no truth": "- id: !!bool abc",
    "an ordered mapping of nothing": "- !!omap [a: b]",
    "a character beyond Unicode": '- id: "\\UFFFFFFFF"',
    "a lone surrogate": '- {id: a, label: "a\\ud800b", definition: y}',
    "a control character": "- id: \x07",
    "an object": "- !!python/object/apply:os.system ['exit 1']",
    "a tag": "- !bang {id: a}",
    "a key that is a list": "- ? [a, b]\n  : c",
    "a key that is a number": "- {1: a, 2.5: b, null: c, true: d}",
    "not a number": "- .nan\n- .inf",
    "an alias to nothing": "- *nobody",
    "two documents": "- {id: a}\n---\n- {id: b}",
    "another version": "%YAML 9.9\n---\n- {id: a}",
    "a tabulator": "- id:\n\t- a",
    "a word": "hello",
    "a merge of a number": "- {<<: 5}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_a_fault_of_its_file(name: str, empty_database: Database, tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "topics.yaml").write_text(HOSTILE[name])
    faults = faults_of(empty_database, tmp_path / "bundle")
    assert {fault.file for fault in faults} == {"topics.yaml"}
    assert all(len(fault.message) < 1000 for fault in faults)


def test_a_bomb_of_aliases_does_not_go_off(migrated_file: Path, tmp_path: Path) -> None:
    folder, database = tmp_path / "bundle", tmp_path / "claims.sqlite"
    folder.mkdir()
    database.write_bytes(migrated_file.read_bytes())
    levels = "".join(f"- &l{level} [{', '.join([f'*l{level - 1}'] * 9)}]\n" for level in range(1, 12))
    (folder / "topics.yaml").write_text(f"- &l0 [boom]\n{levels}")
    ended = subprocess.run(
        [sys.executable, "-m", "app.cli", "check", str(folder)],
        env={"ALLIANCE_DATABASE_URL": f"sqlite:///{database}"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30)),
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("topics.yaml")


@pytest.mark.parametrize(
    "broken", [one for one in BROKEN if one.where[0] != "coding.yaml"], ids=lambda broken: broken.name
)
def test_statements_of_a_source_that_cant_be_taken_are_not_faults(
    broken: Broken, empty_database: Database, tmp_path: Path
) -> None:
    files = Files()
    expected = broken.add(files)
    files.others[f"sources/{broken.name}/coding.yaml"] = CODED
    assert [place(fault) for fault in faults_of(empty_database, files.write(tmp_path / "bundle"))] == [expected]


@pytest.mark.parametrize("file", ["actors.yaml", "topics.yaml"])
@pytest.mark.parametrize("content", ["{id: x}\n", "- [\n", b"\xff"])
def test_references_into_a_list_that_cant_be_taken_are_not_faults(
    file: str, content: str | bytes, empty_database: Database, tmp_path: Path
) -> None:
    files = Files()
    files.others[file] = content
    faults = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert [fault.file for fault in faults] == [file]


def test_a_missing_text_is_reported_beside_a_broken_source(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.others |= {"sources/other/source.yaml": "title: [\n", "sources/another/coding.yaml": "uncoded: []\n"}
    faults = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert [fault.file for fault in faults] == [
        "sources/another/source.yaml",
        "sources/another/text.txt",
        "sources/other/source.yaml",
        "sources/other/text.txt",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "path"),
    [
        ("source.yaml", "genre: report", "genre: report\ntext: Mine.", "text"),
        ("source.yaml", "genre: report", "genre: report\nuncoded: []", "uncoded"),
        ("coding.yaml", "{id: feared,", "{id: feared, source: elsewhere,", "claims.0.source"),
    ],
)
def test_a_key_of_another_file_is_unknown(
    file: str, old: str, new: str, path: str, empty_database: Database, tmp_path: Path
) -> None:
    files = Files()
    parts = {"source.yaml": SOURCE_YAML.replace("id: quarrel", "id: other"), "coding.yaml": CODED}
    parts[file] = parts[file].replace(old, new)
    files.others |= {f"sources/other/{name}": content for name, content in parts.items()}
    files.others["sources/other/text.txt"] = files.others["sources/quarrel/text.txt"]
    faults = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert [(fault.file, fault.path) for fault in faults] == [(f"sources/other/{file}", path)]


def test_a_claim_with_the_id_of_a_stored_grievance(empty_database: Database, tmp_path: Path) -> None:
    assert not load(empty_database, Files().write(tmp_path / "first")).faults
    files = Files()
    for name in ("claims", "grievances", "relations"):
        files.lists[name].clear()
    files.add("claims", CODED.split("\n- ")[1].partition("\ngrievances")[0].replace("feared", "northland-misses-ships"))
    faults = faults_of(empty_database, files.write(tmp_path / "second"))
    assert [(fault.path, fault.message) for fault in faults] == [
        ("claims.0.id", "“northland-misses-ships”: a grievance has this id")
    ]


def test_a_relation_stated_twice_under_two_ids(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.add("relations", "{id: again, type: supports, from: ships-owed, to: ships-wanted}")
    [fault] = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert (fault.file, fault.path.rpartition(".")[0]) == ("sources/quarrel/coding.yaml", "relations")


def test_a_relation_without_an_end_is_one_fault(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.add("relations", "{type: supports, to: ships-wanted}")
    files.add("relations", "{type: Supports, from: ships-owed, to: ships-wanted}")
    faults = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert [(fault.path, fault.did_you_mean) for fault in faults] == [
        ("relations.1.from", None),
        ("relations.2.type", "supports"),
    ]


def test_two_authors_who_are_one_actor(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.others["sources/quarrel/source.yaml"] = SOURCE_YAML.replace(
        "authors: [", "authors: [{family: Scribe, actor: writer}, "
    )
    files.add("claims", CODED.split("\n- ")[1].partition("\ngrievances")[0])
    loaded = load(empty_database, files.write(tmp_path / "bundle"))
    if not loaded.faults:
        speakers = records(empty_database)["/v1/claims/feared"]["speakers"]
        assert [speaker["id"] for speaker in speakers] == ["writer"]


@pytest.mark.parametrize("version", ["0", "-1", str(2**70)])
def test_a_version_out_of_range(version: str, empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    moment = "2026-01-31T09:30:00.000000Z"
    files.others["versions.yaml"] = (
        f"claims:\n  ships-owed:\n    created: {moment}\n    updated: {moment}\n    version: {version}\n"
    )
    faults = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert [place(fault) for fault in faults] == [("versions.yaml", 5, "claims.ships-owed.version", None)]


def test_the_fault_of_a_long_text_is_short(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.others["sources/quarrel/text.txt"] = "Northland says it. " * 5000 + "\x00"
    [fault] = faults_of(empty_database, files.write(tmp_path / "bundle"))
    assert fault.message.endswith("holds the character U+0000")
    assert len(fault.message) < 1000


def test_with_faults_nothing_is_said_to_be_loaded(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.others["sources/other/coding.yaml"] = "- a\n"
    loaded = load(empty_database, files.write(tmp_path / "bundle"))
    assert loaded.faults
    assert (loaded.added, loaded.changed, loaded.unchanged) == ([], [], [])


@pytest.mark.parametrize("name", ["nowhere", "empty", "file"])
def test_no_bundle_at_all(name: str, empty_database: Database, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("- a\n")
    before = tables(empty_database)
    [fault] = load(empty_database, tmp_path / name).faults
    assert (fault.file, fault.line) == (name, None)
    assert fault.message == ("holds no file of a bundle" if name == "empty" else "no such folder")
    assert tables(empty_database) == before
