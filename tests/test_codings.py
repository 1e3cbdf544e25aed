"""Codings of a source beside the adjudicated one: read like any other, mixed up with none, and compared."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app import cli
from app.bundles.dump import dump
from app.bundles.load import load
from app.db import Database
from app.main import create_app
from tests.asking import got
from tests.bundling import Files, bodies, dataset_version, line_of, load_parts, seed_part, tables
from tests.client import Client
from tests.conftest import SEED, SOURCE, copied, everything, settings_for
from tests.oracle import NOUNS
from tests.writers import writing_to

AT = f"/v1/sources/{SOURCE}"
FOLDER = SEED / "sources" / SOURCE / "codings"
NAMES = pytest.mark.parametrize("name", ["first", "second"])
INSIDE = "sources/quarrel/codings/second"
ABOUT = "{coder: B. Reader, method: By ear.}"
CODING = """claims:
- {id: ships-are-owed, text: Southland owes Northland ships., kind: factual, quotes: [owes it ten ships],
   attribution: [{voice: king, directness: indirect}], author_stance: reports, topics: [ships],
   polarity: affirmed, modality: certain}
- {id: a-war-is-feared, text: Some fear a war., kind: concern, quotes: [Some fear a war], author_stance: reports,
   speakers: [some], topics: [wars], polarity: affirmed, modality: certain}
"""


def without_times(record: Any) -> Any:
    return {name: value for name, value in record.items() if name not in ("created", "updated")}


@NAMES
def test_a_coding_is_read_as_if_it_were_the_only_one(
    client: TestClient, empty_database: Database, tmp_path: Path, name: str
) -> None:
    coding, actors = (seed_part(f"sources/{SOURCE}/codings/{name}/{part}.yaml") for part in ("coding", "actors"))
    loaded = load_parts(empty_database, tmp_path / "alone", coding, actors=actors, topics=seed_part("topics.yaml"))
    assert not loaded.faults
    with Client(create_app(settings_for(empty_database.path))) as alone:
        for noun in ("claims", "grievances", "relations", "sources"):
            found = got(client, f"/v1/{noun}", coding=name, limit="1000")
            assert [without_times(each) for each in found["items"]] == [
                without_times(each) for each in everything(alone, noun)
            ]
            assert found["query"]["coding"] == name
        for path in (
            "/v1/claims/counts?by=kind,speaker",
            "/v1/networks/grievances",
            f"{AT}/segments",
            f"{AT}/coverage",
        ):
            both = path + ("&" if "?" in path else "?")
            assert client.get(f"{both}coding={name}").json().get("items") == alone.get(path).json().get("items")
        assert got(client, "/v1/verify", coding=name)["ok"]


def test_nobody_meets_another_coding_unasked(seeded_file: Path, tmp_path: Path, empty_database: Database) -> None:
    bare = shutil.copytree(SEED, tmp_path / "seed", ignore=shutil.ignore_patterns("codings"))
    assert not load(empty_database, bare).faults
    with_them = Database(settings_for(seeded_file))
    found, alone = (
        {at: without_times(json.loads(body)) for at, body in bodies(db).items()} for db in (with_them, empty_database)
    )
    assert found == alone
    for name in ("search_row", "concordance", "sentence"):
        assert len(tables(with_them)[name]) == len(tables(empty_database)[name])
    with_them.close()


def test_who_made_which_coding_and_how(client: TestClient) -> None:
    adjudicated, *others = got(client, f"{AT}/codings")["items"]
    assert (adjudicated["name"], adjudicated["coder"], adjudicated["counts"]["claims"]) == ("adjudicated", None, 101)
    assert [(each["name"], each["counts"]) for each in others] == [
        ("first", {"claims": 106, "grievances": 27, "relations": 117}),
        ("second", {"claims": 102, "grievances": 25, "relations": 113}),
    ]
    for each in (adjudicated, *others):
        assert client.get(each["url"]).json()["total"] == each["counts"]["claims"]
    assert all(each["coder"] and each["method"] and each["at"] for each in others)


def test_a_record_of_another_coding(client: TestClient) -> None:
    only = next(
        each["url"]
        for each in got(client, "/v1/claims", coding="first", limit="1000")["items"]
        if client.get(each["url"]).status_code == 404
    )
    answer = client.get(f"{only}?coding=first")
    assert f'<http://127.0.0.1:8000{only}?coding=first>; rel="cite-as"' in answer.headers["link"]
    assert "version" not in answer.headers["link"]
    cited = got(client, f"{only}/citation", coding="first")
    assert (cited["release"], cited["pinned"]) == (None, f"http://127.0.0.1:8000{only}?coding=first")
    page = client.get(f"{only}.html?coding=first").text
    assert f'href="{AT}?coding=first"' in page
    graph = client.get(f"{only}.jsonld?coding=first").json()
    assert graph["@id"] == f"http://127.0.0.1:8000{only}?coding=first"
    assert f"http://127.0.0.1:8000{AT}?coding=first" in json.dumps(graph)
    assert f"{only}?coding=first" in client.get(f"{only}.md?coding=first").text


@pytest.mark.parametrize(
    ("query", "status", "allowed"),
    [
        ("coding=frist", 404, ["adjudicated", "first", "second"]),
        ("coding=A%20B", 422, None),
        ("coding=first&release=x", 422, "one of release and coding"),
        ("coding=first&coding=second", 422, "a single value"),
    ],
)
def test_a_coding_that_cant_be_read(client: TestClient, query: str, status: int, allowed: Any) -> None:
    for path in ("/v1/claims", "/v1/claims.csv", AT, "/v1/search?q=nuclear"):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}{query}")
        error = answer.json()["errors"][0]
        assert (answer.status_code, error["allowed"]) == (status, allowed)


def test_the_adjudicated_coding_is_the_one_that_is_served(client: TestClient) -> None:
    assert client.get("/v1/claims?coding=adjudicated").json() == client.get("/v1/claims").json()


# Agreement


def compared(a: Path, b: Path) -> Any:
    found = json.loads(CliRunner().invoke(cli.app, ["compare", str(a), str(b), "--json"]).stdout)
    for each in (found["a"], found["b"]):
        del each["name"]
    return found


@pytest.mark.parametrize(
    ("query", "a", "b"),
    [
        ("", "first", "second"),
        ("?a=second", "second", "first"),
        ("?a=adjudicated", "adjudicated", "first"),
        ("?b=first", "second", "first"),
        ("?a=adjudicated&b=adjudicated", "adjudicated", "adjudicated"),
    ],
)
def test_agreement_is_what_compare_tells(client: TestClient, query: str, a: str, b: str) -> None:
    found = client.get(f"{AT}/agreement{query}").json()
    assert (found["a"].pop("name"), found["b"].pop("name")) == (a, b)
    folders = [SEED / "sources" / SOURCE if name == "adjudicated" else FOLDER / name for name in (a, b)]
    assert found == compared(folders[0], folders[1])


def test_agreement_of_what_is_not_there(client: TestClient) -> None:
    answer = client.get(f"{AT}/agreement?b=secnd")
    assert (answer.status_code, answer.json()["errors"][0]["did_you_mean"]) == (404, "second")
    assert client.get("/v1/sources/such/agreement").status_code == 404
    assert client.get("/v1/sources/such/codings").status_code == 404


# How they come and go


@pytest.fixture
def files() -> Files:
    files = Files()
    files.others |= {
        f"{INSIDE}/about.yaml": ABOUT,
        f"{INSIDE}/coding.yaml": CODING,
        f"{INSIDE}/actors.yaml": "- {id: some, name: Some, kind: group}\n",
        f"{INSIDE}/topics.yaml": "- {id: wars, label: Wars, definition: What is feared.}\n",
    }
    return files


@pytest.fixture
def quarrel(files: Files, empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    assert load(empty_database, files.write(tmp_path / "quarrel")).codings == [INSIDE]
    with writing_to(empty_database) as client:
        yield client


def test_a_coding_brings_what_only_it_speaks_of(quarrel: TestClient) -> None:
    claims = got(quarrel, "/v1/claims", coding="second")["items"]
    assert [each["id"] for each in claims] == ["ships-are-owed", "a-war-is-feared"]
    assert {noun: len(everything(quarrel, noun)) for noun in NOUNS}["claims"] == 2
    # Its own, those it refers to, and those that these and the source refer to; of the others none.
    actors = {each["id"] for each in got(quarrel, "/v1/actors", coding="second")["items"]}
    assert actors == {"some", "king", "northland", "writer"}
    topics = {each["id"] for each in got(quarrel, "/v1/topics", coding="second")["items"]}
    assert topics == {"ships", "debts", "wars"}
    assert quarrel.get("/v1/actors/some").status_code == 404


def test_a_coding_stays_as_it_was_made(quarrel: TestClient) -> None:
    before = got(quarrel, "/v1/claims", coding="second")["items"]
    header = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    assert quarrel.patch("/v1/actors/king", json={"name": "The Queen"}, headers=header).status_code == 200
    assert got(quarrel, "/v1/claims", coding="second")["items"] == before


def test_loading_it_again_changes_nothing(files: Files, empty_database: Database, tmp_path: Path) -> None:
    folder = files.write(tmp_path / "quarrel")
    load(empty_database, folder)
    before = tables(empty_database)
    assert load(empty_database, folder).codings == []
    assert tables(empty_database) == before
    files.others[f"{INSIDE}/coding.yaml"] = CODING.replace("Some fear a war.,", "A war is feared.,")
    version = dataset_version(empty_database)
    with Client(create_app(settings_for(empty_database.path))) as client:
        assert "Some fear a war." in client.get("/v1/claims?coding=second").text
        assert load(empty_database, files.write(tmp_path / "other")).codings == [INSIDE]
        assert "A war is feared." in client.get("/v1/claims?coding=second").text
    assert dataset_version(empty_database) == version + 1


@pytest.mark.parametrize(
    ("file", "wrong", "right", "path", "near"),
    [
        (
            "coding.yaml",
            "quotes: [Some fear a war]",
            "quotes: [Some fear a var]",
            "claims.1.quotes.0.exact",
            "Some fear a war.",
        ),
        ("coding.yaml", "speakers: [some]", "speakers: [somme]", "claims.1.speakers.0", "some"),
        ("coding.yaml", "kind: concern", "kind: concerns", "claims.1.kind", "concern"),
        ("actors.yaml", "kind: group", "kind: grup", "0.kind", "group"),
        ("topics.yaml", "definition: ", "defnition: ", "0.defnition", "definition"),
        ("about.yaml", "coder: ", "coders: ", "coders", None),
    ],
)
def test_faults_are_told_at_their_place(
    files: Files,
    empty_database: Database,
    tmp_path: Path,
    file: str,
    wrong: str,
    right: str,
    path: str,
    near: str | None,
) -> None:
    name = f"{INSIDE}/{file}"
    files.others[name] = str(files.others[name]).replace(wrong, right)
    folder = files.write(tmp_path / "quarrel")
    before = tables(empty_database)
    faults = {fault.path: fault for fault in load(empty_database, folder).faults}
    assert (faults[path].file, faults[path].line) == (name, line_of(folder, name, right))
    assert near is None or faults[path].did_you_mean == near
    assert tables(empty_database) == before


@pytest.mark.parametrize("missing", ["about.yaml", "coding.yaml"])
def test_a_file_that_must_be_there(files: Files, empty_database: Database, tmp_path: Path, missing: str) -> None:
    del files.others[f"{INSIDE}/{missing}"]
    [fault] = load(empty_database, files.write(tmp_path / "quarrel")).faults
    assert (fault.file, fault.message) == (f"{INSIDE}/{missing}", "this file is missing")


@pytest.mark.parametrize("name", ["adjudicated", "The Second", "a_b"])
def test_a_name_that_cant_be(files: Files, empty_database: Database, tmp_path: Path, name: str) -> None:
    files.others = {at.replace("codings/second", f"codings/{name}"): said for at, said in files.others.items()}
    [fault] = load(empty_database, files.write(tmp_path / "quarrel")).faults
    assert fault.file == f"sources/quarrel/codings/{name}"
    assert "can't be the name of a coding" in fault.message


def test_codings_are_exported_and_loaded(database: Database, migrated_file: Path, tmp_path: Path) -> None:
    dump(database, tmp_path / "exported")
    other = Database(settings_for(copied(migrated_file, tmp_path)))
    loaded = load(other, tmp_path / "exported")
    assert (loaded.faults, len(loaded.codings)) == ([], 2)
    kept = [[row[1:4] + row[5:] for row in tables(each)["coding"]] for each in (database, other)]
    assert kept[0] == kept[1]
    other.close()


def test_codings_come_in_a_zip(files: Files, empty_database: Database, tmp_path: Path) -> None:
    folder, packed = files.write(tmp_path / "quarrel"), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder))
    with writing_to(empty_database) as client:
        answer = client.post("/v1/bundles", content=packed.getvalue(), headers={"Content-Type": "application/zip"})
        assert (answer.status_code, answer.json()["codings"]) == (200, [INSIDE])
        assert got(client, "/v1/claims", coding="second")["total"] == 2


def test_codings_go_with_their_source(quarrel: TestClient, empty_database: Database) -> None:
    for noun in ("relations", "grievances", "claims", "sources"):
        left = [record["url"] for record in everything(quarrel, noun)]
        for url in left:
            assert quarrel.delete(url, headers={"If-Match": "*"}).status_code == 204
    assert tables(empty_database)["coding"] == []
    assert quarrel.get("/v1/claims?coding=second").status_code == 404
