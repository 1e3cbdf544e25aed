"""Releases: what was cited stays readable as it was, whatever is done afterwards."""

import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app import cli, releases
from app.db import Database
from app.main import create_app
from tests.asking import PLAIN, got
from tests.bundling import load_parts, seed_coding, seed_part
from tests.conftest import SOURCE, everything, examples, settings_for
from tests.oracle import NOUNS
from tests.writers import changed, writing_to

CLAIM = "/v1/claims/sato-expects-nuclear-retaliation"
NAME = "2026-11"
AS_OF = f"release={NAME}"

LISTS = [
    *(f"/v1/{noun}{ending}" for noun in NOUNS for ending in ("", ".csv", ".jsonl", ".md")),
    *(f"/v1/{noun}.{ending}" for noun in ("sources", "claims", "grievances") for ending in ("bib", "ris", "csl.json")),
    *(f"/v1/networks/{kind}" for kind in ("grievances", "relations", "congruence", "conflict")),
    *(f"/v1/sources/{SOURCE}/{part}" for part in ("text", "segments", "coverage")),
    "/v1/claims?topic=alliance-dilemma&sort=-about&limit=7",
    "/v1/claims/counts?by=topic,speaker",
    "/v1/grievances/counts?by=holder,target",
    "/v1/search?q=nuclear+OR+alliance",
    "/v1/match?quote=developing+a+few+holes",
    "/v1/lookup?alias=tokyo",
    "/v1/timeline",
    "/v1/vocabulary",
    "/v1/verify",
    f"{CLAIM}/citation?style=mla",
]
"""What else is read of a state, besides each record."""


def as_of(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{AS_OF}"


def read(client: TestClient, paths: list[str]) -> dict[str, bytes]:
    found = {}
    for path in paths:
        answer = client.get(path, headers=PLAIN)
        assert answer.status_code == 200, answer.text
        found[path] = answer.content
    return found


def records(client: TestClient) -> dict[str, bytes]:
    return read(client, [record["url"] for noun in NOUNS for record in everything(client, noun)])


@pytest.fixture
def writer(database: Database) -> Iterator[TestClient]:
    """An editor's client, of a database with one release."""
    releases.take(database, NAME)
    with writing_to(database) as client:
        yield client


def edits(client: TestClient, count: int) -> None:
    """So many changes of all kinds: some reach one record, some dozens."""
    topics = cycle(record["url"] for record in everything(client, "topics"))
    claims = cycle(record["url"] for record in everything(client, "claims"))
    relations = iter([record["url"] for record in everything(client, "relations")])
    made = 0
    for at in range(count):
        match at % 8:
            case 0:
                answer = changed(client, next(topics), {"label": f"Renamed {at}"})
            case 1:
                answer = client.delete(next(relations, "/v1/topics/made-1"), headers={"If-Match": "*"})
            case 2:
                made += 1
                answer = client.post("/v1/topics", json={"id": f"made-{made}", "label": "Made", "definition": "D."})
            case 3:
                answer = changed(client, "/v1/actors/eisaku-sato", {"description": f"As known at {at}."})
            case _:
                answer = changed(client, next(claims), {"curator_note": f"Seen again, {at}.", "status": "disputed"})
        assert answer.status_code in (200, 201, 204, 410), answer.text


def bundle_edits(database: Database, folder: Path) -> int:
    """Change every record that has words of its own, all at once. Returns how many."""
    coding, lists = seed_coding(), {name: seed_part(f"{name}.yaml") for name in ("topics", "actors")}
    for at, record in enumerate([*coding["claims"], *coding["grievances"]]):
        record["curator_note"] = f"Read again, as the {at}th in {folder.name}."
    for record in lists["topics"]:
        record["label"] += f" ({folder.name})"
    for record in lists["actors"]:
        record["description"] = f"As known in {folder.name}."
    loaded = load_parts(database, folder, coding, **lists)
    assert not loaded.faults
    return len(loaded.changed)


def test_a_thousand_edits_move_nothing_in_a_release(writer: TestClient, database: Database, tmp_path: Path) -> None:
    """Every record byte by byte, and every other reading."""
    there, others = records(writer), read(writer, [as_of(path) for path in LISTS])
    assert len(there) == 312
    made = sum(bundle_edits(database, tmp_path / f"round {number}") for number in range(5))
    edits(writer, examples(60))
    assert made >= 1000
    now = records(writer)
    assert sum(now.get(path) != body for path, body in there.items()) > 200
    assert read(writer, [as_of(path) for path in there]) == {as_of(path): body for path, body in there.items()}
    assert read(writer, list(others)) == others


def test_a_list_of_a_release_is_paged(writer: TestClient) -> None:
    edits(writer, 8)
    seen: list[Any] = []
    following: str | None = f"/v1/topics?{AS_OF}&limit=7"
    while following:
        page = writer.get(following).json()
        assert page["query"]["release"] == NAME
        seen += page["items"]
        following = page["next"]
    assert [record["version"] for record in seen] == [1] * 41
    present = writer.get("/v1/topics?limit=7").json()["next"]
    assert writer.get(f"{present}&{AS_OF}").status_code == 422


@pytest.mark.parametrize("path", ["/v1/export/alliance-claims.sqlite", "/v1/export/datapackage.zip"])
def test_the_exports_of_a_release(writer: TestClient, path: str) -> None:
    before = writer.get(as_of(path)).content
    edits(writer, 8)
    assert (writer.get(as_of(path)).content == before, writer.get(path).content == before) == (True, False)


def test_what_an_export_says_of_its_release(writer: TestClient, tmp_path: Path) -> None:
    (tmp_path / "export.sqlite").write_bytes(writer.get(as_of("/v1/export/alliance-claims.sqlite")).content)
    with closing(sqlite3.connect(tmp_path / "export.sqlite")) as db:
        assert ("version", NAME) in db.execute("SELECT * FROM about").fetchall()


def canonical(record: Any) -> bytes:
    """RFC 8785 for what records hold: no floats, and keys of ASCII."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def test_the_digest_can_be_reckoned_by_anyone(writer: TestClient) -> None:
    [told] = got(writer, "/v1/releases")["items"]
    edits(writer, 8)
    total = hashlib.sha256()
    for noun in sorted(NOUNS):
        lines = io.BytesIO(writer.get(f"/v1/{noun}.jsonl?{AS_OF}&sort=id", headers=PLAIN).content)
        for line in lines:
            total.update(canonical(json.loads(line)))
    assert told["digest"] == total.hexdigest()
    assert told["counts"] == {noun: got(writer, f"/v1/{noun}", release=NAME)["total"] for noun in NOUNS}
    assert (told["name"], told["seq"]) == (NAME, 312)


def test_a_record_that_came_later_is_not_in_a_release(writer: TestClient) -> None:
    made = writer.post("/v1/topics", json={"label": "Later", "definition": "D."}).headers["location"]
    assert (writer.get(made).status_code, writer.get(as_of(made)).status_code) == (200, 404)


def test_what_was_gone_is_gone_in_a_release(database: Database) -> None:
    with writing_to(database) as client:
        path = client.post("/v1/topics", json={"label": "Gone", "definition": "D."}).headers["location"]
        client.delete(f"{path}?replaced_by=nuclear-option", headers={"If-Match": "*"})
        releases.take(database, NAME)
        answer = client.get(as_of(path))
        assert (answer.status_code, answer.json()["replaced_by"]["id"]) == (410, "nuclear-option")


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        (f"{CLAIM}?release=2026-1", 404, "release"),
        ("/v1/claims?release=2026-1", 404, "release"),
        ("/v1/claims.csv?release=2026-1", 404, "release"),
        ("/v1/claims?release=A%20B", 422, "release"),
        ("/v1/claims?release=", 422, "release"),
        ("/v1/claims?release=..%2F..%2Fetc", 422, "release"),
        (f"{CLAIM}?{AS_OF}&{AS_OF}", 422, "release"),
        (f"{CLAIM}?{AS_OF}&version=1", 422, ""),
        (f"/v1/changes?{AS_OF}", 422, "release"),
        (f"{CLAIM}/history?{AS_OF}", 422, "release"),
    ],
)
def test_a_release_that_cant_be_read(writer: TestClient, path: str, status: int, name: str) -> None:
    answer = writer.get(path)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["in"], error["name"]) == (status, "query", name)
    if status == 404:
        assert (error["allowed"], error["did_you_mean"]) == ([NAME], NAME)


def test_nothing_is_written_to_a_release(writer: TestClient) -> None:
    for method in ("put", "patch", "delete"):
        answer = writer.request(method, as_of(CLAIM), headers={"If-Match": "*"})
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "release")


# Who cites is told


def links(client: TestClient, path: str) -> dict[str, str]:
    """Where a record's Link header leads, by relation."""
    parts = (part.split(">; rel=") for part in client.get(path, headers=PLAIN).headers["link"].split(", <"))
    return {rel.split(";")[0].strip('"'): address.lstrip("<") for address, rel in parts}


def test_a_record_leads_to_its_other_versions(writer: TestClient) -> None:
    now = links(writer, CLAIM)
    assert now["version-history"] == f"{CLAIM}/history"
    assert now.keys().isdisjoint({"predecessor-version", "successor-version", "latest-version"})
    changed(writer, CLAIM, {"curator_note": "Seen again."})
    assert links(writer, CLAIM)["predecessor-version"] == f"{CLAIM}?version=1"
    for pinned in (f"{CLAIM}?version=1", as_of(CLAIM)):
        then = links(writer, pinned)
        assert (then["latest-version"], then["successor-version"]) == (CLAIM, f"{CLAIM}?version=2")
        assert then["cite-as"] == f"http://127.0.0.1:8000{pinned}"
    assert "successor-version" not in links(writer, f"{CLAIM}?version=2")


def test_a_citation_says_its_release(writer: TestClient) -> None:
    here = "http://127.0.0.1:8000"
    cited = got(writer, f"{CLAIM}/citation")
    assert (cited["version"], cited["release"], cited["pinned"]) == (1, NAME, f"{here}{as_of(CLAIM)}")
    assert cited["text"].endswith(f" {here}{as_of(CLAIM)}")
    changed(writer, CLAIM, {"curator_note": "Seen again."})
    assert got(writer, f"{CLAIM}/citation", release=NAME) == cited
    later = got(writer, f"{CLAIM}/citation")
    assert (later["version"], later["release"], later["pinned"]) == (2, None, f"{here}{CLAIM}?version=2")
    files = {ending: writer.get(as_of(f"{CLAIM}.{ending}")).text for ending in ("bib", "ris", "csl.json")}
    assert f"alliance-claims, release {NAME}" in files["bib"]
    assert f"DP  - alliance-claims, release {NAME}" in files["ris"]
    assert json.loads(files["csl.json"])[0]["source"] == f"alliance-claims, release {NAME}"


def test_a_page_says_its_release(writer: TestClient) -> None:
    page = writer.get(as_of(f"{CLAIM}.html")).text
    assert f"As it was in release {NAME}" in page
    assert f'href="{CLAIM}"' in page
    assert f'href="{CLAIM}.jsonld?{AS_OF}"' in page


# How it is kept


def test_a_release_is_in_the_database(database: Database, tmp_path: Path) -> None:
    """A copy of the one file has it, and what was unpacked may be deleted at any time."""
    releases.take(database, NAME)
    with writing_to(database) as client:
        there = client.get(as_of(CLAIM)).content
        changed(client, CLAIM, {"curator_note": "Seen again."})
        shutil.rmtree(database.path.with_name(f"{database.path.name}.releases"))
        assert client.get(as_of(CLAIM)).content == there
    (tmp_path / "elsewhere").mkdir()
    database.copy_to(tmp_path / "elsewhere" / "copy.sqlite")
    with TestClient(create_app(settings_for(tmp_path / "elsewhere" / "copy.sqlite"))) as client:
        assert client.get(as_of(CLAIM)).content == there


def test_a_release_holds_neither_keys_nor_earlier_releases(database: Database) -> None:
    with writing_to(database) as client:
        client.post("/v1/topics", json={"label": "Once", "definition": "D."}, headers={"Idempotency-Key": "k"})
        for name in ("a", "b"):
            releases.take(database, name)
            client.get(f"/v1/topics?release={name}")
    files = sorted(database.path.with_name(f"{database.path.name}.releases").iterdir())
    assert [file.name[:2] for file in files] == ["a-", "b-"]
    assert abs(files[0].stat().st_size - files[1].stat().st_size) <= 8192
    with closing(sqlite3.connect(files[1])) as db:
        for name in ("api_key", "answered", "release", "release_part", "coding", "change"):
            assert db.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,), name


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, list(arguments))
    return result.exit_code, result.output


def test_the_command(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_DATABASE_URL", f"sqlite:///{database.path}")
    code, said = run("release", NAME)
    assert (code, said.startswith(f"{NAME}: 312 records, SHA-256 ")) == (0, True)
    taken = (1, f"a release is called {NAME} already, and releases never change\n")
    assert run("release", NAME) == taken
    for wrong in ("A", "a_b", "", "a..b", "x" * 65):
        assert run("release", wrong)[0] == 1
    code, said = run("verify")
    assert (code, f"release {NAME} ok\n" in said) == (0, True)


def test_a_release_that_was_tampered_with_is_noticed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_DATABASE_URL", f"sqlite:///{database.path}")
    releases.take(database, NAME)
    with closing(sqlite3.connect(database.path)) as db, db:
        db.execute("UPDATE release SET digest = ?", ("0" * 64,))
    code, said = run("verify")
    assert (code, f"release {NAME} CHANGED\n" in said) == (1, True)
