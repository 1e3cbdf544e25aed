"""Bundles over HTTP: the records and faults that a folder has, all or nothing, and dry runs without a trace."""

import io
import json
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonpatch
import pytest
import yaml
from starlette.testclient import TestClient

from app import keys
from app.bundles import zipped as limits
from app.bundles.dump import dump
from app.bundles.load import check, load
from app.bundles.yaml_files import YamlFile
from app.bundles.zipped import in_zip
from app.db import Database
from app.main import create_app
from app.models import KeyRole
from app.problems import InvalidRequest
from tests.broken import BROKEN, Broken, add_vocabulary
from tests.bundling import SOURCE_YAML, TEXT, Files, Written, bodies, dataset_version, records, tables
from tests.conftest import SEED, copied, settings_for
from tests.test_hostile_bundles import HOSTILE as HOSTILE_YAML
from tests.writers import JSON, bearing, changed, key_for, writing_to
from tests.wrong import WRONG, add_circle

ZIP, PATH = "application/zip", "/v1/bundles"
QUARREL = "sources/quarrel"


@pytest.fixture
def writer(empty_database: Database) -> Iterator[TestClient]:
    with writing_to(empty_database) as client:
        yield client


@pytest.fixture
def loaded(seeded_file: Path, tmp_path: Path) -> Iterator[Database]:
    """The article as it is loaded from its folder, beside the database that is written to."""
    (tmp_path / "loaded").mkdir()
    made = Database(settings_for(copied(seeded_file, tmp_path / "loaded")))
    yield made
    made.close()


def packed(folder: Path, above: str = "") -> bytes:
    """A folder as a zip archive, with the folders in it."""
    files = {f"{above}{path.relative_to(folder)}{'/' * path.is_dir()}": path for path in sorted(folder.rglob("*"))}
    return archive({name: path.read_bytes() if path.is_file() else b"" for name, path in files.items()})


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as into:
        for name, content in files.items():
            into.writestr(name, content)
    return made.getvalue()


def post(client: TestClient, body: bytes | Written, query: str = "", **headers: str) -> Any:
    """The answer to a zip archive, or to parts as JSON."""
    media_type = ZIP if isinstance(body, bytes) else JSON
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"{PATH}{query}", content=content, headers={"Content-Type": media_type, **headers})


def parts(folder: Path) -> Written:
    """A bundle on disk as the JSON that would be sent of it."""
    lists = {
        name: YamlFile(folder / f"{name}.yaml").data
        for name in ("vocabulary", "topics", "actors")
        if (folder / f"{name}.yaml").is_file()
    }
    sources = [
        {
            "source": YamlFile(inside / "source.yaml").data,
            "text": (inside / "text.txt").read_bytes().decode(),
            "coding": YamlFile(inside / "coding.yaml").data,
        }
        for inside in sorted((folder / "sources").iterdir())
    ]
    return {**lists, "sources": sources}


def small(tmp_path: Path, **words: str) -> Path:
    """The small bundle on disk; `words` takes some of it, such as a label, to others."""
    files = Files()
    for old, new in words.items():
        files.lists = {name: [each.replace(old, new) for each in lines] for name, lines in files.lists.items()}
    return files.write(tmp_path / "_".join(["small", *words]))


def unstamped(database: Database) -> dict[str, Written]:
    """All records without the moments at which they were written."""
    moments = {"created": None, "updated": None}
    return {address: record | moments for address, record in records(database).items()}


def ids(told: Written, what: str) -> set[tuple[str, str]]:
    return {(each["type"], each["id"]) for each in told[what]}


# What is right


@pytest.mark.parametrize("above", ["", "seed/", "./", "./seed/"])
def test_the_seed_zipped_is_the_seed_loaded(
    writer: TestClient, empty_database: Database, loaded: Database, above: str
) -> None:
    answer = post(writer, packed(SEED, above))
    assert (answer.status_code, answer.headers["content-type"]) == (200, JSON)
    told = answer.json()
    assert (told["dry_run"], told["changed"], told["unchanged"], told["faults"]) == (False, [], [], [])
    assert {each["url"] for each in told["added"]} == bodies(loaded).keys()
    assert unstamped(empty_database) == unstamped(loaded)
    assert tables(empty_database)["vocabulary_value"] == tables(loaded)["vocabulary_value"]


def test_the_seed_as_json_is_the_seed_loaded(writer: TestClient, empty_database: Database, loaded: Database) -> None:
    assert len(post(writer, parts(SEED)).json()["added"]) == len(bodies(loaded))
    assert unstamped(empty_database) == unstamped(loaded)
    assert tables(empty_database)["vocabulary_value"] == tables(loaded)["vocabulary_value"]


@pytest.mark.parametrize("form", [packed, parts])
def test_a_bundle_sent_again_changes_nothing(database: Database, form: Any) -> None:
    with writing_to(database) as client:
        before = tables(database)
        told = post(client, form(SEED)).json()
        assert (told["added"], told["changed"], told["faults"]) == ([], [], [])
        assert {each["url"] for each in told["unchanged"]} == bodies(database).keys()
        assert tables(database) == before


def test_what_changes_is_told_with_a_patch(writer: TestClient, empty_database: Database, tmp_path: Path) -> None:
    post(writer, packed(small(tmp_path)))
    before = records(empty_database)
    # The topic's label is shown by records that are not written themselves.
    folder = small(tmp_path, Debts="Dues", **{"about: 2009": "about: 2008"})
    tried = post(writer, packed(folder), "?dry_run=true").json()
    assert records(empty_database) == before
    done = post(writer, packed(folder), "?summary=Named+anew").json()
    after = records(empty_database)
    assert (tried["dry_run"], done["dry_run"]) == (True, False)
    for told in (tried, done):
        assert ids(told, "changed") == {("topics", "debts"), ("claims", "ships-owed")}
        assert [told["added"], len(told["unchanged"]), told["faults"]] == [[], 9, []]
    labels = {each["id"]: each["label"] for each in done["changed"]}
    assert labels == {"debts": "Dues", "ships-owed": "Southland owes Northland ten ships."}
    for each, as_tried in zip(done["changed"], tried["changed"], strict=True):
        assert jsonpatch.apply_patch(before[each["url"]], each["patch"]) == after[each["url"]]
        would_be = jsonpatch.apply_patch(before[each["url"]], as_tried["patch"])
        assert would_be | {"updated": None} == after[each["url"]] | {"updated": None}
        assert as_tried | {"patch": None} == each | {"patch": None}
    for address, version in (("/v1/topics/debts", 2), ("/v1/actors/king", 1)):
        last = writer.get(f"{address}/history").json()["items"][-1]
        summary = "Named anew" if version == 2 else None
        assert (last["version"], last["by"], last["summary"]) == (version, "ann", summary)


@pytest.mark.parametrize("form", [packed, parts])
def test_a_dry_run_leaves_no_trace(writer: TestClient, empty_database: Database, form: Any) -> None:
    before = tables(empty_database)
    tried = post(writer, form(SEED), "?dry_run=true", **{"Idempotency-Key": "k"}).json()
    assert tables(empty_database) == before
    done = post(writer, form(SEED), "?dry_run=false", **{"Idempotency-Key": "k"}).json()
    assert {**tried, "dry_run": False} == done
    assert dataset_version(empty_database) > 0


def test_a_part_of_a_bundle_refers_to_what_is_stored(database: Database) -> None:
    topic = {"id": "bases", "label": "Bases", "definition": "D.", "parent": "extended-deterrence"}
    with writing_to(database) as client:
        told = post(client, {"topics": [topic], "actors": None, "sources": []}).json()
        assert ids(told, "added") == {("topics", "bases")}
        assert client.get("/v1/topics/bases").json()["parent"]["id"] == "extended-deterrence"


def test_an_export_zipped_and_sent_is_the_same_database(
    writer: TestClient, empty_database: Database, loaded: Database, tmp_path: Path
) -> None:
    with writing_to(loaded) as other:
        assert changed(other, "/v1/claims/sato-expects-nuclear-retaliation", {"ironic": True}).status_code == 200
    dump(loaded, tmp_path / "exported")
    content = packed(tmp_path / "exported")
    assert post(writer, content).json()["faults"] == []
    assert bodies(empty_database) == bodies(loaded)
    before = tables(empty_database)
    told = post(writer, content).json()
    assert (told["added"], told["changed"]) == ([], [])
    assert {each["url"] for each in told["unchanged"]} == bodies(loaded).keys()
    assert tables(empty_database) == before


# Who may, and once


def test_only_an_editors_key_may_load(empty_database: Database, tmp_path: Path) -> None:
    content = packed(small(tmp_path))
    with TestClient(create_app(settings_for(empty_database.path))) as client:
        assert post(client, content).status_code == 403
        known = {
            "reader": (key_for(empty_database, "reader", KeyRole.READER), 403),
            "late": (key_for(empty_database, "late", expires="2020-01-01T00:00:00.000000Z"), 401),
            "revoked": (key_for(empty_database, "revoked"), 401),
        }
        with empty_database.writing() as db:
            keys.revoke(db, "revoked")
        before = tables(empty_database)
        assert post(client, content).status_code == 401
        for key, status in (*known.values(), ("wrong", 401)):
            for query in ("", "?dry_run=true"):
                answer = post(client, content, query, **bearing(key))
                assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert tables(empty_database) == before
        assert post(client, content, **bearing(key_for(empty_database))).status_code == 200


def test_a_repeated_bundle_is_done_once(writer: TestClient, empty_database: Database, tmp_path: Path) -> None:
    content = packed(small(tmp_path))
    first, again = (post(writer, content, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, first.content, len(first.json()["added"])) == (200, again.content, 11)
    other = post(writer, packed(small(tmp_path, Debts="Dues")), **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["errors"][0]["name"]) == (422, "Idempotency-Key")
    assert records(empty_database)["/v1/topics/debts"]["label"] == "Debts"


def test_only_json_and_zip_are_read(writer: TestClient) -> None:
    answer = writer.post(PATH, content=b"- a", headers={"Content-Type": "application/yaml"})
    assert (answer.status_code, answer.json()["errors"][0]["allowed"]) == (415, [JSON, ZIP])
    wrong = post(writer, {"sources": []}, "?dryrun=true").json()["errors"][0]
    assert (wrong["name"], wrong["did_you_mean"]) == ("dryrun", "dry_run")
    assert post(writer, {"sources": []}, "?dry_run=perhaps").status_code == 422
    refused = writer.get(PATH)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


# What is wrong with files


def refused(client: TestClient, database: Database, body: bytes | Written) -> list[Written]:
    """The faults of a bundle, which a dry run tells and a real one is refused for; neither writes anything."""
    before = tables(database)
    tried, done = post(client, body, "?dry_run=true"), post(client, body)
    assert tables(database) == before
    told: Written = tried.json()
    assert (tried.status_code, told["added"], told["changed"], told["unchanged"]) == (200, [], [], [])
    problem = done.json()
    assert (done.status_code, done.headers["content-type"]) == (422, "application/problem+json")
    assert {name: problem[name] for name in told} == told | {"dry_run": False}
    errors = [{name: error[name] for name in ("in", "name", "message", "did_you_mean")} for error in problem["errors"]]
    assert errors == [
        {
            "in": "body",
            "name": f"{fault['file']}: {fault['path']}" if fault["path"] else fault["file"],
            "message": fault["message"],
            "did_you_mean": fault["did_you_mean"],
        }
        for fault in told["faults"]
    ]
    faults: list[Written] = told["faults"]
    assert faults
    return faults


def checked(database: Database, folder: Path) -> list[Written]:
    return [fault.model_dump() for fault in check(database, folder).loaded.faults]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_told_as_by_check(
    broken: Broken, writer: TestClient, empty_database: Database, tmp_path: Path
) -> None:
    files = Files()
    broken.add(files)
    folder = files.write(tmp_path / "bundle")
    assert refused(writer, empty_database, packed(folder)) == checked(empty_database, folder)


@pytest.mark.parametrize("name", HOSTILE_YAML)
def test_hostile_yaml_is_told_as_by_check(
    name: str, writer: TestClient, empty_database: Database, tmp_path: Path
) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "topics.yaml").write_text(HOSTILE_YAML[name])
    assert refused(writer, empty_database, packed(tmp_path / "bundle")) == checked(empty_database, tmp_path / "bundle")


def test_every_fault_is_told_as_by_check(writer: TestClient, empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    for wrong in WRONG.values():
        wrong.add(files)
    add_circle(files)
    add_vocabulary(files)
    folder = files.write(tmp_path / "records")
    by_check = checked(empty_database, folder)
    assert len(by_check) == len(WRONG) + 2 + 3
    without_lines = [fault | {"line": None} for fault in by_check]

    def ordered(faults: list[Written]) -> list[str]:
        return sorted(json.dumps(fault) for fault in faults)

    assert ordered(refused(writer, empty_database, parts(folder))) == ordered(without_lines)
    for broken in BROKEN:
        broken.add(files)
    folder = files.write(tmp_path / "files")
    assert refused(writer, empty_database, packed(folder)) == checked(empty_database, folder)


def test_nothing_at_all_is_a_fault(writer: TestClient, empty_database: Database) -> None:
    nothing: list[bytes | Written] = [archive({}), archive({"README.md": b"- a"}), {"sources": []}]
    for body in nothing:
        [fault] = refused(writer, empty_database, body)
        assert fault["message"] == "holds no file of a bundle"


def test_an_empty_source_is_a_fault(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.others[f"{QUARREL}/source.yaml"] = "# to be written\n"
    [fault] = load(empty_database, files.write(tmp_path / "bundle")).faults
    assert (fault.file, fault.line, fault.message) == (f"{QUARREL}/source.yaml", 1, "holds no mapping")


# Archives in bad faith


def in_archive(name: str, content: bytes = b"- {id: a}\n", mode: int = 0) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        into.writestr(entry, content)
    return made.getvalue()


def twice(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        into.writestr(name, "- {id: a}")
        into.writestr(name.replace("topics", "tropic"), "- {id: b}")
    return made.getvalue().replace(b"tropic", b"topics")


def encrypted() -> bytes:
    content = bytearray(in_archive("topics.yaml"))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1
    return bytes(content)


def lying_about_sizes() -> bytes:
    """A bomb of which the archive says that it is one byte."""
    content = archive({"topics.yaml": b" " * (limits.MOST_BYTES + 1)})
    return content.replace((limits.MOST_BYTES + 1).to_bytes(4, "little"), (1).to_bytes(4, "little"))


PLAIN = archive({"topics.yaml": b"- {id: a, label: A, definition: D.}\n"})
HALF = limits.MOST_BYTES // 2 + 1
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not a zip archive"),
    "no zip": (b"- {id: a}\n", "not a zip archive"),
    "cut off": (PLAIN[:-10], "not a zip archive"),
    "cut off at the front": (PLAIN[20:], "not a zip archive"),
    "damaged": (PLAIN.replace(b"topics.yaml", b"topjcs.yaml", 1), "not a zip archive"),
    "wrong sum": (archive({"topics.yaml": b"- {id: a}"}, zipfile.ZIP_STORED).replace(b"id: a", b"id: b"), "Bad CRC"),
    "encrypted": (encrypted(), "is encrypted"),
    "a bomb": (archive({"topics.yaml": b" " * (limits.MOST_BYTES + 1)}), "holds more than"),
    "two halves of a bomb": (archive({"topics.yaml": b" " * HALF, "actors.yaml": b" " * HALF}), "holds more than"),
    "a lie about sizes": (lying_about_sizes(), "not a zip archive"),
    "another method": (archive({"topics.yaml": b" " * 1000}, zipfile.ZIP_LZMA), "by another method"),
    "too many": (archive({f"{at}": b"" for at in range(limits.MOST_ENTRIES + 1)}, zipfile.ZIP_STORED), "more than"),
    "absolute": (in_archive("/topics.yaml"), "leads out"),
    "above": (in_archive("../topics.yaml"), "leads out"),
    "above and back": (in_archive("sources/../topics.yaml"), "leads out"),
    "twice": (twice("topics.yaml"), "stands in the archive twice"),
    "twice in other words": (archive({"topics.yaml": b"", "./topics.yaml": b""}), "stands in the archive twice"),
    "a link": (in_archive("topics.yaml", b"/etc/passwd", stat.S_IFLNK | 0o777), "links are not followed"),
    "a pipe": (in_archive("topics.yaml", b"", stat.S_IFIFO | 0o777), "neither a file nor a folder"),
    "bytes for a name": (in_archive("tropics.yaml").replace(b"tropics", b"\xfftopics"[:7]), "not UTF-8"),
    "bytes for a name, said to be UTF-8": (in_archive("töpics.yaml").replace("ö".encode(), b"\xff\xfe"), "not a zip"),
    "NUL in a name": (in_archive("topics.yaml_x").replace(b"yaml_x", b"yaml\0x"), "leads out"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_in_bad_faith_is_refused(name: str, writer: TestClient, empty_database: Database) -> None:
    content, says = HOSTILE[name]
    before = tables(empty_database)
    for query in ("", "?dry_run=true"):
        answer = post(writer, content, query)
        assert answer.status_code == 422, answer.text
        [error] = answer.json()["errors"]
        assert error["in"] == "body"
        assert says in error["message"]
    assert tables(empty_database) == before


def test_damage_is_refused_or_does_no_harm() -> None:
    passed, faults = 0, []
    for at, byte in enumerate(PLAIN):
        for other in {0, 255, *(byte ^ 1 << bit for bit in range(8))}:
            try:
                in_zip(PLAIN[:at] + bytes([other]) + PLAIN[at + 1 :])
                passed += 1
            except InvalidRequest as refusal:
                faults.append(len(refusal.errors))
    # Some bytes, such as those of a moment, are nobody's business.
    assert 0 < passed < len(faults)
    assert set(faults) == {1}


def test_what_is_no_part_of_a_bundle_is_passed_over(writer: TestClient, tmp_path: Path) -> None:
    folder = small(tmp_path)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    others = {
        "README.md": b"\xff",
        ".DS_Store": b"",
        "notes/topics.yaml": b"[",
        f"{QUARREL}/codings/a.yaml": b"[",
        "sources/README.txt": b"",
        "__MACOSX/._topics.yaml": b"[",
        "größe.txt": b"",
    }
    told = post(writer, archive(files | others)).json()
    assert (len(told["added"]), told["faults"]) == (11, [])
    below = {f"bundle/{name}": content for name, content in files.items()} | {"__MACOSX/bundle/._topics.yaml": b"["}
    assert len(post(writer, archive(below)).json()["unchanged"]) == 11


def test_an_empty_folder_of_a_source_is_a_fault(writer: TestClient, empty_database: Database) -> None:
    # Where there is nothing beside it, `sources` is not the folder of a bundle that is packed itself.
    for files in ({"topics.yaml": b"[]", "sources/": b"", "sources/other/": b""}, {"sources/other/": b""}):
        faults = refused(writer, empty_database, archive(files))
        assert [fault["file"] for fault in faults] == ["sources/other/source.yaml", "sources/other/text.txt"]


# JSON in bad faith


SOURCE: Written = yaml.safe_load(SOURCE_YAML.replace(", actor: writer", ""))
WHOLE: Written = {"source": SOURCE, "text": TEXT, "coding": {}}
FILE = f"{QUARREL}/{{}}".format


@pytest.mark.parametrize(
    ("sent", "name", "near"),
    [
        ({}, "sources", None),
        ({"sources": {}}, "sources", None),
        ({"sources": None}, "sources", None),
        ({"sources": [WHOLE, "quarrel"]}, "sources.1", None),
        ({"sources": [], "topic": []}, "topic", "topics"),
        ({"sources": [WHOLE | {"codings": {}}]}, "sources.0.codings", "coding"),
        ({"sources": [WHOLE, WHOLE]}, "sources.1.source.id", None),
    ],
)
def test_json_that_is_no_bundle(writer: TestClient, sent: Written, name: str, near: str | None) -> None:
    for query in ("", "?dry_run=true"):
        answer = post(writer, sent, query)
        [error] = answer.json()["errors"]
        assert (answer.status_code, error["in"], error["name"], error["did_you_mean"]) == (422, "body", name, near)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"sources": NaN}', b'{"sources": [], "topics": ["\\ud800"]}', b"\xff"]
)
def test_a_body_that_is_no_json_object(writer: TestClient, body: bytes) -> None:
    answer = writer.post(PATH, content=body, headers={"Content-Type": JSON})
    assert (answer.status_code, answer.json()["errors"][0]["in"]) == (422, "body")


def test_json_that_is_nested_deep_is_not_read(writer: TestClient) -> None:
    body = b'{"sources": [], "topics": ' + b"[" * 100 + b"]" * 100 + b"}"
    assert writer.post(PATH, content=body, headers={"Content-Type": JSON}).status_code == 400


@pytest.mark.parametrize(
    ("sent", "file", "path", "says"),
    [
        ({"topics": {"id": "a"}}, "topics.yaml", "", "must be a list"),
        ({"topics": ["a"]}, "topics.yaml", "0", "“a”: Input should be a valid dictionary"),
        ({"actors": "ann"}, "actors.yaml", "", "must be a list"),
        ({"vocabulary": []}, "vocabulary.yaml", "", "Input should be a valid dictionary"),
        ({"vocabulary": 0}, "vocabulary.yaml", "", "“0”: Input should be a valid dictionary"),
        ({"sources": [WHOLE | {"text": None}]}, FILE("text.txt"), "", "this file is missing"),
        ({"sources": [WHOLE | {"text": 5}]}, FILE("text.txt"), "", "“5”: Input should be a valid string"),
        ({"sources": [WHOLE | {"coding": []}]}, FILE("coding.yaml"), "", "holds no mapping"),
        ({"sources": [WHOLE | {"coding": {"claim": []}}]}, FILE("coding.yaml"), "claim", "unknown key"),
        ({"sources": [WHOLE | {"coding": {"claims": {}}}]}, FILE("coding.yaml"), "claims", "must be a list"),
        ({"sources": [WHOLE | {"coding": {"uncoded": 0}}]}, FILE("coding.yaml"), "uncoded", "“0”: Input should"),
        ({"sources": [WHOLE | {"source": SOURCE | {"colour": 1}}]}, FILE("source.yaml"), "colour", "“1”: Extra inputs"),
        ({"sources": [WHOLE | {"source": SOURCE | {"text": "a"}}]}, FILE("source.yaml"), "text", "this key does not"),
        ({"sources": [WHOLE | {"source": []}]}, "sources/source-0/source.yaml", "", "holds no mapping"),
        ({"sources": [WHOLE | {"source": None}]}, "sources/source-0/source.yaml", "", "this file is missing"),
        (
            {"sources": [WHOLE | {"source": SOURCE | {"id": "../a"}}]},
            "sources/source-0/source.yaml",
            "id",
            "“../a”: String should match",
        ),
        (
            {"sources": [WHOLE | {"source": SOURCE | {"id": 5}}]},
            "sources/source-0/source.yaml",
            "id",
            "“5”: Input should be a valid string",
        ),
    ],
)
def test_a_part_that_is_wrong_is_told_as_of_the_file_it_would_be(
    sent: Written, file: str, path: str, says: str, writer: TestClient, empty_database: Database
) -> None:
    [fault] = refused(writer, empty_database, {"sources": [], **sent})
    assert (fault["file"], fault["line"], fault["path"]) == (file, None, path)
    assert fault["message"].startswith(says)
