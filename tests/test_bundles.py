"""Loading a bundle, loading it again, and writing it out so that it can be loaded back."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app import progress
from app.bundles import seeding
from app.bundles.load import load
from app.bundles.read import read_folder
from app.db import Database
from app.vocabulary import Noun
from tests.bundling import (
    TEXT,
    Files,
    Written,
    bodies,
    dataset_version,
    records,
    seed_coding,
    seed_part,
    tables,
)
from tests.conftest import ARTICLE, SEED, SOURCE

MOMENT = "2020-02-02T02:02:02.000002Z"
LATER = "2021-02-02T02:02:02.000002Z"


def expected_counts() -> Counter[str]:
    coding = seed_coding()
    return Counter(
        sources=1,
        topics=len(seed_part("topics.yaml")),
        actors=len(seed_part("actors.yaml")),
        claims=len(coding["claims"]),
        grievances=len(coding["grievances"]),
        relations=len(coding["relations"]),
    )


def test_the_seed_is_loaded_whole(database: Database) -> None:
    assert Counter(address.split("/")[2] for address in bodies(database)) == expected_counts()
    assert {record["version"] for record in records(database).values()} == {1}


def test_every_record_starts_with_its_id_and_address(database: Database) -> None:
    for address, record in records(database).items():
        assert list(record)[:5] == ["id", "url", "created", "updated", "version"]
        assert (record["url"], address) == (address, f"/v1/{address.split('/')[2]}/{record['id']}")


def test_the_source_is_the_text_byte_for_byte(database: Database) -> None:
    with database.engine.connect() as db:
        [stored] = db.execute(text("SELECT text FROM source")).scalars()
    assert stored.encode() == ARTICLE.read_bytes()
    source = records(database)[f"/v1/sources/{SOURCE}"]
    assert source["characters"] == len(stored)
    assert source["words"] == len(stored.split())


def test_every_span_stands_in_the_text(database: Database) -> None:
    words = ARTICLE.read_bytes().decode()
    units = words.encode("utf-16-le")

    def spans(value: Any) -> list[Written]:
        if isinstance(value, list):
            return [span for each in value for span in spans(each)]
        if not isinstance(value, dict):
            return []
        return [value] if "exact" in value else [span for each in value.values() for span in spans(each)]

    found = [span for record in records(database).values() for span in spans(record)]
    assert found
    for span in found:
        start, end = span["start"], span["end"]
        assert (
            words[start:end]
            == span["exact"]
            == units[2 * span["utf16_start"] : 2 * span["utf16_end"]].decode("utf-16-le")
        )
        assert (span["prefix"], span["suffix"]) == (words[max(0, start - 32) : start], words[end : end + 32])


def test_loading_twice_changes_nothing(database: Database) -> None:
    before = tables(database)
    loaded = load(database, SEED)
    assert (loaded.added, loaded.changed, loaded.faults) == ([], [], [])
    assert Counter(noun.value for noun, _ in loaded.unchanged) == expected_counts()
    assert tables(database) == before


def test_a_dry_run_changes_nothing(empty_database: Database, tmp_path: Path) -> None:
    before = tables(empty_database)
    loaded = load(empty_database, Files().write(tmp_path / "bundle"), dry_run=True)
    assert (len(loaded.added), loaded.faults) == (11, [])
    assert tables(empty_database) == before


def test_the_order_of_records_in_files_does_not_matter(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    for records_of_list in files.lists.values():
        records_of_list.reverse()
    assert load(empty_database, files.write(tmp_path / "bundle")).faults == []
    assert records(empty_database)["/v1/topics/ships"]["parent"]["id"] == "debts"


def test_a_bundle_is_known_by_its_files(database: Database, tmp_path: Path) -> None:
    folder = shutil.copytree(SEED, tmp_path / "seed")
    with database.writing() as db:
        assert seeding.taken_in(db, SEED)
        assert seeding.taken_in(db, folder)
        (folder / "topics.yaml").write_bytes((folder / "topics.yaml").read_bytes() + b"\n")
        assert not seeding.taken_in(db, folder)


def test_stamps_are_kept_for_new_records_only(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    stamp = {"version": 7, "created": MOMENT, "updated": LATER}
    files.others["versions.yaml"] = json.dumps({"claims": {"ships-owed": stamp}, "actors": {"king": stamp}})
    assert load(empty_database, files.write(tmp_path / "first")).faults == []
    made = records(empty_database)
    for address in ("/v1/claims/ships-owed", "/v1/actors/king"):
        assert {name: made[address][name] for name in stamp} == stamp
    assert made["/v1/claims/ships-wanted"]["version"] == 1
    files.others["versions.yaml"] = json.dumps({"claims": {"ships-owed": {**stamp, "version": 70}}})
    files.lists["claims"][0] = files.lists["claims"][0].replace("about: 2009", "about: 2008")
    assert len(load(empty_database, files.write(tmp_path / "second")).changed) == 1
    changed = records(empty_database)["/v1/claims/ships-owed"]
    assert (changed["version"], changed["created"], changed["about"]) == (8, MOMENT, "2008")
    assert changed["updated"] > LATER


def test_a_sources_text_never_changes(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "bundle" / "sources" / SOURCE
    folder.mkdir(parents=True)
    for file in ("source.yaml", "text.txt"):
        (folder / file).write_bytes((SEED / "sources" / SOURCE / file).read_bytes())
    with (folder / "text.txt").open("a") as file_to_change:
        file_to_change.write("\n")
    before = tables(database)
    [fault] = load(database, tmp_path / "bundle").faults
    assert (fault.file, fault.line, fault.path) == (f"sources/{SOURCE}/text.txt", None, "")
    assert fault.message.endswith("a source's text never changes; publish it under an id of its own")
    assert tables(database) == before


def test_reading_says_where_each_draft_comes_from(tmp_path: Path) -> None:
    bundle = read_folder(Files().write(tmp_path / "bundle"))
    places = {(placed.draft.noun, placed.draft.id): placed.place for placed in bundle.drafts}
    assert places[Noun.CLAIMS, "ships-wanted"] == ("sources/quarrel/coding.yaml", "claims", 1)
    assert places[Noun.ACTORS, "king"] == ("actors.yaml", 2)
    assert places[Noun.SOURCES, "quarrel"] == ("sources/quarrel/source.yaml",)
    assert TEXT.startswith("A quarrel")


def test_the_dataset_version_counts_changes(empty_database: Database, tmp_path: Path) -> None:
    versions = [dataset_version(empty_database)]
    files = Files()
    for step in ("first", "again"):
        load(empty_database, files.write(tmp_path / step))
        versions.append(dataset_version(empty_database))
    files.lists["actors.yaml"][0] = files.lists["actors.yaml"][0].replace("name: Northland", "name: The North")
    load(empty_database, files.write(tmp_path / "changed"))
    versions.append(dataset_version(empty_database))
    assert versions == [0, 1, 1, 2]


def test_a_file_in_json_is_read_as_the_yaml_that_it_is(tmp_path: Path) -> None:
    written = Files()
    written.others["topics.yaml"] = (
        '[\n  {"id": "debts", "label": "NaN", "definition": "What is owed.",\n   "label": "Debts"}\n]'
    )
    bundle = read_folder(written.write(tmp_path))
    [fault] = bundle.faults
    assert (fault.file, fault.line, fault.message) == ("topics.yaml", 3, "the key “label” stands here a second time")
    (tmp_path / "topics.yaml").write_text('[\n{"id": "debts", "label": NaN, "definition": 1.5, "example": "\\u00e9"}]')
    bundle = read_folder(tmp_path)
    [fault] = bundle.faults
    assert (fault.line, fault.path) == (2, "0.definition")
    assert bundle.parsed["topics.yaml"].data[0]["label"] == "NaN"
    assert bundle.parsed["topics.yaml"].data[0]["example"] == "é"


def test_whoever_watches_is_told_how_far_loading_has_come(empty_database: Database, tmp_path: Path) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    with progress.watched(lambda done, so_far, total: told.setdefault(done, []).append((so_far, total))):
        loaded = load(empty_database, Files().write(tmp_path))
    assert [*told] == ["sources read", "records checked", "records written"]
    for steps in told.values():
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]
    assert told["records checked"][-1][1] == len(loaded.added)
