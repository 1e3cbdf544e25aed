"""What the database itself refuses, by raw SQL on the driver."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as driver
import pytest
from sqlmodel import SQLModel

from app.models import TABLES, table
from tests.conftest import copied

Connection = Any

RECORDS = [table(model).name for model in TABLES.values()]
"""Each noun's table."""

ENUMERATED = [
    ("representation", "noun"),
    ("vocabulary_value", "enumeration"),
    ("actor", "kind"),
    ("actor_alias", "kind"),
    ("source", "genre"),
    ("source", "text_policy"),
    ("claim", "kind"),
    ("claim", "author_stance"),
    ("claim", "polarity"),
    ("claim", "modality"),
    ("claim", "status"),
    ("claim_voice", "directness"),
    ("claim_actor", "role"),
    ("grievance", "explicitness"),
    ("grievance", "status"),
    ("relation", "type"),
    ("span", "field"),
]


@pytest.fixture
def db(seeded_file: Path, tmp_path: Path) -> Iterator[Connection]:
    """The article in a database of this test's own, open for raw SQL in a transaction."""
    with closing(driver.connect(str(copied(seeded_file, tmp_path)), isolation_level=None)) as made:
        made.execute("PRAGMA foreign_keys = ON")
        made.execute("BEGIN")
        yield made


def refusal(db: Connection, statement: str, *values: object) -> str:
    """Why a statement, or the commit after it, is refused."""
    try:
        changed = db.execute(statement, values).rowcount
    except driver.IntegrityError as error:
        return str(error)
    assert changed > 0, "nothing to change"
    with pytest.raises(driver.IntegrityError) as caught:
        db.execute("COMMIT")
    return f"at commit: {caught.value}"


def first(db: Connection, name: str) -> int:
    """The rowid of a row of a table."""
    found: int = db.execute(f'SELECT min(rowid) FROM "{name}"').fetchone()[0]
    return found


@pytest.mark.parametrize(("name", "column"), ENUMERATED)
def test_a_value_outside_its_enumeration(name: str, column: str, db: Connection) -> None:
    said = refusal(db, f'UPDATE "{name}" SET "{column}" = ? WHERE rowid = ?', "nonsense", first(db, name))
    assert said == f"CHECK constraint failed: ck_{name}_{column}"


@pytest.mark.parametrize("column", ["ironic", "hedged", "conditional", "attributed"])
def test_a_truth_is_0_or_1(column: str, db: Connection) -> None:
    said = refusal(db, f"UPDATE claim SET {column} = 2 WHERE rowid = ?", first(db, "claim"))
    assert said == f"CHECK constraint failed: ck_claim_{column}"


def test_a_voice_is_never_authorial(db: Connection) -> None:
    said = refusal(db, "UPDATE claim_voice SET directness = 'authorial' WHERE rowid = ?", first(db, "claim_voice"))
    assert said == "CHECK constraint failed: ck_claim_voice_voice"


@pytest.mark.parametrize(
    "change",
    [
        '"end" = "start"',
        '"end" = "start" - 1',
        '"end" = "end" + 1',
        '"start" = "start" + 1',
        '"start" = -1, "end" = length(exact) - 1',
        "exact = exact || '.'",
        "exact = ''",
    ],
)
def test_offsets_of_a_span(change: str, db: Connection) -> None:
    said = refusal(db, f"UPDATE span SET {change} WHERE rowid = ?", first(db, "span"))
    assert said == "CHECK constraint failed: ck_span_offsets"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ('"end" = "start"', "offsets"),
        ('"start" = -1', "offsets"),
        ("number = 0", "numbers"),
        ("paragraph = 0", "numbers"),
    ],
)
def test_offsets_of_a_sentence(change: str, name: str, db: Connection) -> None:
    said = refusal(db, f"UPDATE sentence SET {change} WHERE rowid = ?", first(db, "sentence"))
    assert said == f"CHECK constraint failed: ck_sentence_{name}"


@pytest.mark.parametrize("name", RECORDS)
def test_versions_start_at_1(name: str, db: Connection) -> None:
    assert refusal(db, f"UPDATE {name} SET version = 0") == f"CHECK constraint failed: ck_{name}_version"


@pytest.mark.parametrize("name", RECORDS)
def test_an_id_stands_once(name: str, db: Connection) -> None:
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
    # A relation is also known by its type and ends.
    other = {"key": "100000", "type": "CASE type WHEN 'causes' THEN 'explains' ELSE 'causes' END"}
    copies = ", ".join(other.get(column, column) for column in columns)
    said = refusal(db, f"INSERT INTO {name} SELECT {copies} FROM {name} WHERE rowid = ?", first(db, name))
    assert said == f"UNIQUE constraint failed: {name}.id"


def test_a_representation_stands_once(db: Connection) -> None:
    said = refusal(db, "INSERT INTO representation SELECT 100000, noun, id, label, body FROM representation LIMIT 1")
    assert said == "UNIQUE constraint failed: representation.noun, representation.id"
    again = "INSERT INTO representation SELECT 100000, 'topics', 'same-id', '', '' UNION ALL "
    again += "SELECT 100001, 'actors', 'same-id', '', ''"
    assert db.execute(again).rowcount == 2


def references(db: Connection) -> list[tuple[str, str]]:
    """Every column that refers to another table."""
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return [(name, row[3]) for name in names for row in db.execute(f"PRAGMA foreign_key_list({name})")]


def test_no_reference_dangles(db: Connection) -> None:
    """Each column that refers to another table is held, against the finished transaction."""
    found = references(db)
    assert len(found) == sum(len(each.foreign_keys) for each in SQLModel.metadata.sorted_tables)
    db.execute("ROLLBACK")
    # A check of the row would refuse some of these first.
    db.execute("PRAGMA ignore_check_constraints = ON")
    for name, column in found:
        db.execute("BEGIN")
        if db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]:
            said = refusal(db, f'UPDATE "{name}" SET "{column}" = 100000 WHERE rowid = ?', first(db, name))
            assert said == "at commit: FOREIGN KEY constraint failed", (name, column)
        db.execute("ROLLBACK")


@pytest.mark.parametrize("name", [*(name for name in RECORDS if name != "relation"), "representation"])
def test_a_record_that_others_refer_to_cannot_go(name: str, db: Connection) -> None:
    assert refusal(db, f"DELETE FROM {name}") == "at commit: FOREIGN KEY constraint failed"


def test_references_may_come_before_what_they_refer_to(db: Connection) -> None:
    db.execute("INSERT INTO search_row VALUES (100000, 'topics', 'late', NULL, 0)")
    db.execute("INSERT INTO representation VALUES (100000, 'topics', 'late', 'Late', '')")
    db.execute("PRAGMA foreign_key_check")
    db.execute("DELETE FROM search_row WHERE record_key = 100000")
    db.execute("DELETE FROM representation WHERE key = 100000")
    db.execute("COMMIT")


def test_a_grievance_is_not_against_its_holder(db: Connection) -> None:
    said = refusal(db, "UPDATE grievance SET target_key = holder_key WHERE rowid = ?", first(db, "grievance"))
    assert said == "CHECK constraint failed: ck_grievance_target"


@pytest.mark.parametrize("intensity", [0, 4, -1])
def test_intensity_is_1_to_3(intensity: int, db: Connection) -> None:
    assert (
        refusal(db, "UPDATE grievance SET intensity = ?", intensity)
        == "CHECK constraint failed: ck_grievance_intensity"
    )


@pytest.mark.parametrize(("name", "dates"), [("source", "issued"), ("claim", "said"), ("claim", "about")])
def test_a_date_does_not_end_before_it_begins(name: str, dates: str, db: Connection) -> None:
    said = refusal(db, f"UPDATE {name} SET {dates}_earliest = 20100101, {dates}_latest = 20090101")
    assert said == f"CHECK constraint failed: ck_{name}_{dates}"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("from_grievance_key = (SELECT min(key) FROM grievance)", "from"),
        ("from_claim_key = NULL", "from"),
        ("to_claim_key = NULL, to_grievance_key = NULL", "to"),
        ("to_claim_key = from_claim_key, to_grievance_key = NULL", "claims"),
    ],
)
def test_a_relation_has_two_different_ends(change: str, name: str, db: Connection) -> None:
    said = refusal(db, f"UPDATE relation SET {change} WHERE from_claim_key IS NOT NULL")
    assert said == f"CHECK constraint failed: ck_relation_{name}"


def test_a_relation_is_stated_once(db: Connection) -> None:
    columns = "source_key, position, type, from_claim_key, from_grievance_key, to_claim_key, to_grievance_key"
    db.execute("INSERT INTO representation VALUES (100000, 'relations', 'again', 'Again', '')")
    said = refusal(
        db,
        f"INSERT INTO relation (key, id, version, created, updated, {columns}) "
        f"SELECT 100000, 'again', 1, created, updated, {columns} FROM relation LIMIT 1",
    )
    assert said.startswith("UNIQUE constraint failed: ")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("claim_speaker", "actor_key"),
        ("claim_topic", "topic_key"),
        ("grievance_voice", "actor_key"),
        ("grievance_topic", "topic_key"),
        ("grievance_evidence", "claim_key"),
        ("grievance_remedy", "claim_key"),
    ],
)
def test_a_list_holds_a_record_once(name: str, column: str, db: Connection) -> None:
    owner = f"{name.partition('_')[0]}_key"
    into = f"INSERT INTO {name} ({owner}, position, {column})"
    said = refusal(db, f"{into} SELECT {owner}, 99, {column} FROM {name} LIMIT 1")
    assert said == f"UNIQUE constraint failed: {name}.{owner}, {name}.{column}"


def test_a_grievance_does_not_answer_itself(db: Connection) -> None:
    key = first(db, "grievance")
    said = refusal(db, "INSERT INTO grievance_reciprocal VALUES (?, 99, ?)", key, key)
    assert said == "CHECK constraint failed: ck_grievance_reciprocal_other"


def test_an_organisation_is_an_actor_or_words(db: Connection) -> None:
    statement = "INSERT INTO actor_position VALUES (?, 99, 'Head', ?, 'Words', NULL, NULL)"
    said = refusal(db, statement, first(db, "actor"), first(db, "actor"))
    assert said == "CHECK constraint failed: ck_actor_position_organisation"


def test_there_is_one_dataset(db: Connection) -> None:
    assert refusal(db, "INSERT INTO dataset VALUES (1, 1, 1, 'x')") == "UNIQUE constraint failed: dataset.only"
    assert refusal(db, "INSERT INTO dataset VALUES (2, 1, 1, 'x')") == "CHECK constraint failed: ck_dataset_only"


def test_every_table_is_strict(db: Connection) -> None:
    rows = db.execute("PRAGMA table_list").fetchall()
    lax = {name for _, name, kind, _, _, strict in rows if kind == "table" and not strict}
    assert {name for name in lax if not name.startswith("sqlite_")} == {"alembic_version"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("version = 'one'", "cannot store TEXT value in INTEGER column claim.version"),
        ("version = 1.5", "cannot store REAL value in INTEGER column claim.version"),
        ("text = x'00ff'", "cannot store BLOB value in TEXT column claim.text"),
        ("text = NULL", "NOT NULL constraint failed: claim.text"),
        ("source_key = NULL", "NOT NULL constraint failed: claim.source_key"),
    ],
)
def test_a_value_of_the_wrong_type(change: str, said: str, db: Connection) -> None:
    assert refusal(db, f"UPDATE claim SET {change}") == said
