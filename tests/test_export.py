"""Writing everything out as a bundle that can be loaded back."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.bundles.dump import NotEmpty, dump
from app.bundles.load import load
from app.db import Database
from tests.bundling import SOURCE_YAML, Files, Written, bodies, load_parts, records, seed_coding, tables
from tests.conftest import ARTICLE, SOURCE, copied, everything, examples, migrated, settings_for
from tests.test_edits import edits
from tests.writers import changed, writing_to


def reloaded(database: Database, folder: Path, migrated_file: Path) -> Database:
    """Another database with all that this one exports."""
    dump(database, folder / "exported")
    (folder / "other").mkdir()
    other = migrated(copied(migrated_file, folder / "other"))
    loaded = load(other, folder / "exported")
    assert loaded.faults == []
    return other


def test_what_is_exported_loads_into_equal_records(database: Database, tmp_path: Path, migrated_file: Path) -> None:
    other = reloaded(database, tmp_path, migrated_file)
    assert bodies(other) == bodies(database)
    assert tables(other)["vocabulary_value"] == tables(database)["vocabulary_value"]
    other.close()


def test_an_export_of_edited_records_keeps_their_versions(
    database: Database, tmp_path: Path, migrated_file: Path
) -> None:
    claim = {**seed_coding()["claims"][0], "text": "Something else."}
    load_parts(database, tmp_path / "edit", {"claims": [claim]})
    other = reloaded(database, tmp_path, migrated_file)
    assert bodies(other) == bodies(database)
    assert records(other)[f"/v1/claims/{claim['id']}"]["version"] == 2
    other.close()


def test_an_export_checks_clean_and_changes_nothing(database: Database, tmp_path: Path) -> None:
    dump(database, tmp_path / "exported")
    before = tables(database)
    loaded = load(database, tmp_path / "exported", dry_run=True)
    assert (loaded.added, loaded.changed, loaded.faults) == ([], [], [])
    assert tables(database) == before
    folder = tmp_path / "exported" / "sources" / SOURCE
    assert (folder / "text.txt").read_bytes() == ARTICLE.read_bytes()
    # Quotes are given by their words.
    assert "start:" not in (folder / "coding.yaml").read_text()


def test_an_export_without_vocabulary_checks_clean(
    empty_database: Database, tmp_path: Path, migrated_file: Path
) -> None:
    assert load(empty_database, Files().write(tmp_path / "bundle")).faults == []
    other = reloaded(empty_database, tmp_path, migrated_file)
    assert bodies(other) == bodies(empty_database)
    other.close()


def test_exporting_into_a_folder_that_holds_something_is_refused(empty_database: Database, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("mine")
    with pytest.raises(NotEmpty, match="is not an empty folder"):
        dump(empty_database, tmp_path / "full")
    with pytest.raises(NotEmpty, match="is not an empty folder"):
        dump(empty_database, tmp_path / "full" / "note")
    assert [(file.name, file.read_text()) for file in (tmp_path / "full").iterdir()] == [("note", "mine")]


def test_an_empty_folder_is_filled(empty_database: Database, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    dump(empty_database, tmp_path / "empty")
    assert sorted(file.name for file in (tmp_path / "empty").iterdir()) == [
        "actors.yaml",
        "topics.yaml",
        "versions.yaml",
        "vocabulary.yaml",
    ]


ODD_WORDS = st.sampled_from(["?”", "?x", "- a", "a: b", "#x", "a #b", "&a", "*a", "!a", "<<", "=", "null", "~", "yes"])
ODD_WORDS |= st.sampled_from(
    ["1", "1e3", "0x1", "2009-01-23", ".inf", "'", '"', "%a", "@a", "`a", "{a", "[a", "|", ">"]
)
LABELS = (
    ODD_WORDS | st.text(min_size=1, max_size=30) | st.lists(ODD_WORDS, min_size=2, max_size=30).map(" ".join)
).filter(
    lambda label: label == label.strip() and not any(ord(char) < 32 or char in "\x7f\ufffe\uffff" for char in label)
)


# Shrinking would take minutes: each example is two databases.
@settings(
    max_examples=examples(10),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(LABELS, min_size=1, max_size=8))
def test_any_words_survive_export_and_load(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, labels: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("words")
    topics = [{"id": f"t{at}", "label": label, "definition": label} for at, label in enumerate(labels)]
    survive(folder, migrated_file, {"topics.yaml": as_json(topics)})


@pytest.mark.parametrize(
    "label",
    [
        "a\x85b",
        "a\ufeff\ufeff " + "long " * 40 + "end",
        "?b",
        "?”",
        "a\r\nb",
        "a\u2028b",
        "a\n\n b",
        "1e3",
        "no",
        "2009",
    ],
)
def test_these_words_survive_export_and_load(label: str, tmp_path: Path, migrated_file: Path) -> None:
    topics = [{"id": "t", "label": "T", "definition": label, "example": label}]
    survive(tmp_path, migrated_file, {"topics.yaml": as_json(topics)})


@pytest.mark.parametrize(
    "body",
    [
        "What did he want?” asked the king. What did he want? Nothing.",
        "What did he want: peace. What did he want, war.",
        "What did he want\r\n\r\nWhat did he want 😀\r\n",
        "\ufeffWhat did he want # here. What did he want - there.",
        "What did he want" * 30,
    ],
)
def test_any_context_of_a_quote_survives_export_and_load(body: str, tmp_path: Path, migrated_file: Path) -> None:
    claims = [
        {"id": f"c{at}", "text": "It.", "kind": "factual", "quotes": [{"exact": "What did he want", "start": at}]}
        | {"author_stance": "endorses", "polarity": "affirmed", "modality": "certain"}
        for at in range(len(body))
        if body.startswith("What did he want", at)
    ]
    source = SOURCE_YAML.replace(", actor: writer", "").replace("body_starts_with: Northland says\n", "")
    folder = "sources/quarrel"
    files = {f"{folder}/source.yaml": source, f"{folder}/coding.yaml": as_json({"claims": claims})}
    survive(tmp_path, migrated_file, {**files, f"{folder}/text.txt": body})


def as_json(value: object) -> str:
    """JSON that is YAML too: astral characters as they are, and escapes for what YAML takes in no other way."""
    written = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found.group()):04x}", written)


def survive(folder: Path, migrated_file: Path, files: dict[str, str]) -> None:
    """Load these files, export, load what was exported, and find the same records."""
    for name, content in files.items():
        path = folder / "bundle" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    database = migrated(copied(migrated_file, folder))
    assert load(database, folder / "bundle").faults == []
    other = reloaded(database, folder, migrated_file)
    assert bodies(other) == bodies(database)
    other.close()
    database.close()


# What is edited over HTTP


QUARREL = "sources/quarrel"
FEARED = (
    "{id: feared, text: Some fear a war., kind: concern, quotes: [Some fear a war], author_stance: endorses, "
    "polarity: affirmed, modality: certain}"
)
ODD_IDS = ("null", "true", "2009", "1e3", "0x1f", "0o7", "1e999", "no", "y", "on")


@settings(
    max_examples=examples(4),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(edits(), min_size=2, max_size=6), st.sets(st.sampled_from(ODD_IDS), max_size=2), st.booleans())
def test_any_edits_over_http_survive_export_and_load(
    tmp_path_factory: pytest.TempPathFactory,
    seeded_file: Path,
    migrated_file: Path,
    chosen: list[tuple[str, Written]],
    odd: set[str],
    fewer: bool,
) -> None:
    folder = tmp_path_factory.mktemp("edited")
    database = Database(settings_for(copied(seeded_file, folder)))
    with writing_to(database) as client:
        for noun, written in chosen:
            # An edit that is refused, such as a circle of parents, changes nothing.
            path = f"/v1/sources/{SOURCE}" if noun == "source" else f"/v1/{noun}/{written['id']}"
            assert changed(client, path, written).status_code in (200, 422)
        for record_id in odd:
            topic = {"id": record_id, "label": record_id, "definition": record_id}
            assert client.post("/v1/topics", json=topic).status_code == 201
        for relation in everything(client, "relations")[: 3 * fewer]:
            assert client.delete(relation["url"], headers={"If-Match": "*"}).status_code == 204
    other = reloaded(database, folder, migrated_file)
    assert bodies(other) == bodies(database)
    other.close()
    database.close()


def test_a_claim_of_nobody_stays_one_when_its_source_gains_an_author(
    empty_database: Database, tmp_path: Path, migrated_file: Path
) -> None:
    files = Files()
    files.others[f"{QUARREL}/source.yaml"] = SOURCE_YAML.replace(", actor: writer", "")
    files.lists["claims"].append(FEARED)
    assert load(empty_database, files.write(tmp_path / "bundle")).faults == []
    with writing_to(empty_database) as client:
        authors = {"authors": [{"family": "Writer", "actor": "writer"}]}
        assert changed(client, "/v1/sources/quarrel", authors).status_code == 200
        claim = client.get("/v1/claims/feared").json()
        assert (claim["speakers"], changed(client, "/v1/claims/feared", {}).json()) == ([], claim)
    other = reloaded(empty_database, tmp_path, migrated_file)
    assert bodies(other) == bodies(empty_database)
    other.close()


def test_a_long_sentence_without_a_claim_survives(tmp_path: Path, migrated_file: Path) -> None:
    sentence = "It is very " + "very " * 1000 + "late."
    source = SOURCE_YAML.replace(", actor: writer", "").replace("body_starts_with: Northland says\n", "")
    coding = {"uncoded": [{"sentence": "It is very very", "reason": "It tells the hour."}]}
    survive(
        tmp_path,
        migrated_file,
        {
            f"{QUARREL}/source.yaml": source,
            f"{QUARREL}/coding.yaml": as_json(coding),
            f"{QUARREL}/text.txt": f"Somebody speaks. {sentence}\n",
        },
    )
