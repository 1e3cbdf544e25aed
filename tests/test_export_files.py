"""The whole database as an SQLite file and as a data package: everything that is served, and nothing else."""

import asyncio
import csv
import hashlib
import io
import json
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import pandas
import polars
import pytest
from frictionless import Package
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.bundles.load import load
from app.db import Database, Snapshot
from app.exporting.views import VIEWS
from app.files import Files
from app.main import create_app
from app.problems import Unavailable
from tests.asking import PLAIN
from tests.bundling import Files as Bundle
from tests.bundling import load_parts, seed_coding
from tests.client import Client
from tests.conftest import ARTICLE, SOURCE, copied, everything, examples, settings_for
from tests.oracle import NOUNS

SQLITE, PACKAGE = "/v1/export/alliance-claims.sqlite", "/v1/export/datapackage.zip"
BOTH = pytest.mark.parametrize("path", [SQLITE, PACKAGE])
MEDIA_TYPES = {SQLITE: "application/vnd.sqlite3", PACKAGE: "application/zip"}

Rows = list[tuple[Any, ...]]
Get = Callable[[dict[str, Any]], Any]


def ids(name: str) -> Get:
    return lambda record: [ref["id"] for ref in record[name]]


def spans(name: str) -> Get:
    parts = ("exact", "prefix", "suffix", "start", "end", "utf16_start", "utf16_end", "paragraph", "sentence")
    return lambda record: [tuple(span[part] for part in parts) for span in record[name]]


def steps(record: dict[str, Any]) -> Rows:
    return [
        (
            step["voice"]["id"],
            step["directness"],
            *((step["cue"] or {}).get(part) for part in ("exact", "start", "end")),
        )
        for step in record["attribution"]
    ]


def posts(record: dict[str, Any]) -> Rows:
    return [
        (
            post["title"],
            post["organisation"]["id"] if isinstance(post["organisation"], dict) else None,
            post["organisation"] if isinstance(post["organisation"], str) else None,
            post["from"],
            post["to"],
        )
        for post in record["positions"]
    ]


def authors(record: dict[str, Any]) -> Rows:
    return [
        (each["family"], each["given"], each["affiliation"], (each["actor"] or {}).get("id"))
        for each in record["authors"]
    ]


INSIDE: dict[str, tuple[str, Get]] = {
    "source_authors": ("sources", authors),
    "actor_aliases": ("actors", lambda record: [(each["name"], each["kind"]) for each in record["aliases"]]),
    "actor_positions": ("actors", posts),
    "actor_same_as": ("actors", lambda record: record["same_as"]),
    "claim_quotes": ("claims", spans("quotes")),
    "claim_speakers": ("claims", ids("speakers")),
    "claim_voices": ("claims", steps),
    "claim_actors": ("claims", lambda record: [(each["role"], each["actor"]["id"]) for each in record["actors"]]),
    "claim_topics": ("claims", ids("topics")),
    "claim_hedges": ("claims", spans("hedges")),
    "grievance_quotes": ("grievances", spans("quotes")),
    "grievance_topics": ("grievances", ids("topics")),
    "grievance_voices": ("grievances", ids("voiced_by")),
    "grievance_evidence": ("grievances", ids("evidence")),
    "grievance_remedies": ("grievances", ids("remedies")),
    "grievance_reciprocals": ("grievances", ids("reciprocal_of")),
}
"""Each table of what stands in a list inside records, and what its rows are beside their owner and place."""

BESIDE = ["sentences", "vocabulary", "texts"]
ABOUT = ["about", "about_tables", "about_columns"]


@pytest.fixture(scope="module")
def file(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article's SQLite file as it was downloaded."""
    path = tmp_path_factory.mktemp("exported") / "alliance-claims.sqlite"
    path.write_bytes(client.get(SQLITE).content)
    return path


@pytest.fixture(scope="module")
def db(file: Path) -> Iterator[sqlite3.Connection]:
    # With the interpreter's own SQLite, as analysts have it.
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as made:
        yield made


@pytest.fixture(scope="module")
def package(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("packed") / "datapackage.zip"
    path.write_bytes(client.get(PACKAGE).content)
    return path


@pytest.fixture(scope="module")
def whole(package: Path) -> bytes:
    return package.read_bytes()


def rows(db: sqlite3.Connection, query: str) -> Rows:
    return list(db.execute(query))


def descriptor(package: Path) -> dict[str, Any]:
    with zipfile.ZipFile(package) as zipped:
        described: dict[str, Any] = json.loads(zipped.read("datapackage.json"))
    return described


class TestSqlite:
    def test_the_file_is_sound(self, db: sqlite3.Connection) -> None:
        assert rows(db, "PRAGMA integrity_check") == [("ok",)]
        assert rows(db, "PRAGMA foreign_key_check") == []

    def test_which_tables_and_views_there_are(self, db: sqlite3.Connection) -> None:
        tables = [*NOUNS, *INSIDE, *BESIDE, *ABOUT]
        found = rows(db, "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view')")
        assert sorted(found) == sorted([*(("table", name) for name in tables), *(("view", name) for name in VIEWS)])

    @pytest.mark.parametrize("noun", NOUNS)
    def test_records_are_those_of_the_lists(self, client: TestClient, db: sqlite3.Connection, noun: str) -> None:
        records = everything(client, noun)
        found = rows(db, f"SELECT * FROM {noun} ORDER BY rowid")
        names = [name for _, name, *_ in rows(db, f"PRAGMA table_info({noun})")]
        assert [row[0] for row in found] == [record["id"] for record in records]
        plain = [name for name in names if all(not isinstance(each.get(name, []), dict | list) for each in records)]
        for row, record in zip(found, records, strict=True):
            cells = dict(zip(names, row, strict=True))
            assert {name: cells[name] for name in plain} == {name: record[name] for name in plain}
        assert {"id", "url", "created", "updated", "version"} <= set(plain)

    @pytest.mark.parametrize("table", INSIDE)
    def test_lists_inside_records_are_tables(self, client: TestClient, db: sqlite3.Connection, table: str) -> None:
        noun, items = INSIDE[table]
        expected = [
            (record["id"], place, *(item if isinstance(item, tuple) else (item,)))
            for record in everything(client, noun)
            for place, item in enumerate(items(record), start=1)
        ]
        assert expected
        assert rows(db, f"SELECT * FROM {table} ORDER BY rowid") == expected

    def test_sentences_and_coverage(self, client: TestClient, db: sqlite3.Connection) -> None:
        segments = client.get(f"/v1/sources/{SOURCE}/segments").json()["paragraphs"]
        coverage = client.get(f"/v1/sources/{SOURCE}/coverage").json()["items"]
        reasons = {each["sentence"]: each["reason"] for each in coverage}
        sentences = [(paragraph["paragraph"], each) for paragraph in segments for each in paragraph["sentences"]]
        assert rows(db, "SELECT * FROM sentences ORDER BY rowid") == [
            (SOURCE, each["sentence"], paragraph, each["start"], each["end"], reasons.get(each["sentence"]))
            for paragraph, each in sentences
        ]
        assert rows(db, "SELECT sentence, words, claims FROM coverage ORDER BY sentence") == [
            (each["sentence"], each["text"], len(each["claims"])) for _, each in sentences
        ]

    def test_the_codebook(self, client: TestClient, db: sqlite3.Connection) -> None:
        parts = ("value", "definition", "choose_when", "example")
        columns = f"enumeration, enumeration_definition, {', '.join(parts)}"
        assert sorted(rows(db, f"SELECT {columns} FROM vocabulary")) == sorted(
            (each["name"], each["definition"], *(value[part] for part in parts))
            for each in client.get("/v1/vocabulary").json()["items"]
            for value in each["values"]
        )

    def test_every_quote_stands_in_its_text(self, db: sqlite3.Connection) -> None:
        assert rows(db, "SELECT * FROM texts") == [(SOURCE, ARTICLE.read_text())]
        wrong = (
            "SELECT count(*), sum(exact = substr(text, char_start + 1, char_end - char_start)) "
            "FROM proofs JOIN texts USING (source)"
        )
        [(quotes, right)] = rows(db, wrong.replace("text,", "texts.text,"))
        [(counted,)] = rows(db, "SELECT (SELECT count(*) FROM claim_quotes) + (SELECT count(*) FROM grievance_quotes)")
        assert quotes == right == counted

    def test_views_tell_it_by_name(self, client: TestClient, db: sqlite3.Connection) -> None:
        claims, grievances = everything(client, "claims"), everything(client, "grievances")
        said = [(claim["id"], ref["label"], claim["text"]) for claim in claims for ref in claim["speakers"]]
        assert sorted(rows(db, "SELECT claim, speaker_name, text FROM claims_by_speaker")) == sorted(said)
        pairs = client.get("/v1/grievances/counts?by=holder,target").json()["items"]
        counted = [(*(each["labels"][name] for name in ("holder", "target")), each["count"]) for each in pairs]
        found = rows(db, "SELECT holder_name, target_name, grievances FROM grievances_by_pair")
        assert sorted(found, key=repr) == sorted(counted, key=repr)
        texts = {each["id"]: each["text"] for each in (*claims, *grievances)}
        argued = [
            (texts[each["from"]["id"]], each["type"], texts[each["to"]["id"]])
            for each in everything(client, "relations")
        ]
        assert sorted(rows(db, "SELECT from_text, type, to_text FROM arguments")) == sorted(argued)

    def test_every_table_and_column_is_described(self, db: sqlite3.Connection) -> None:
        described: dict[str, str] = dict(rows(db, "SELECT name, about FROM about_tables"))
        assert sorted(described) == sorted([*NOUNS, *INSIDE, *BESIDE, *VIEWS])
        assert all(described.values())
        columns = [
            (table, name)
            for table in (*NOUNS, *INSIDE, *BESIDE)
            for _, name, *_ in rows(db, f"PRAGMA table_info({table})")
        ]
        assert sorted(rows(db, "SELECT table_name, name FROM about_columns")) == sorted(columns)
        assert rows(db, "SELECT * FROM about_columns WHERE about IS NULL OR about = ''") == []

    def test_what_it_says_of_itself(self, client: TestClient, db: sqlite3.Connection) -> None:
        told: dict[str, str] = dict(rows(db, "SELECT * FROM about"))
        assert told["version"] == client.get(SQLITE).headers["x-dataset-version"]
        assert (told["name"], told["homepage"]) == ("alliance-claims", "http://127.0.0.1:8000")

    def test_analysts_libraries_read_it(self, client: TestClient, db: sqlite3.Connection) -> None:
        texts = [claim["text"] for claim in everything(client, "claims")]
        query = "SELECT * FROM claims ORDER BY rowid"
        assert pandas.read_sql(query, db)["text"].tolist() == texts
        assert polars.read_database(query, db, infer_schema_length=None)["text"].to_list() == texts


class TestPackage:
    def test_frictionless_finds_it_valid(self, package: Path) -> None:
        report = Package(str(package)).validate()
        assert report.valid, report.flatten()
        assert len(report.tasks) == len([*NOUNS, *INSIDE, *BESIDE[:2]]) + 1

    def test_frictionless_would_notice(self, package: Path, tmp_path: Path) -> None:
        changes = {
            "data/claims.csv": (b",demand,", b",demands,", "constraint-error"),
            "data/claim_topics.csv": (b",history\r\n", b",no-such-topic\r\n", "foreign-key"),
            f"texts/{SOURCE}.txt": (b"alliance", b"Alliance", "hash-count"),
        }
        changed = tmp_path / "changed.zip"
        with zipfile.ZipFile(package) as zipped, zipfile.ZipFile(changed, "w") as other:
            for each in zipped.namelist():
                content = zipped.read(each)
                other.writestr(each, content.replace(*changes[each][:2], 1) if each in changes else content)
        report = Package(str(changed)).validate()
        found = {task.place: {error.type for error in task.errors} for task in report.tasks if not task.valid}
        assert set(found) == set(changes)
        assert all(error in found[name] for name, (*_, error) in changes.items())

    def test_it_is_described_as_version_2_of_the_standard_has_it(self, client: TestClient, package: Path) -> None:
        described = descriptor(package)
        assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
        assert described["version"] == client.get(PACKAGE).headers["x-dataset-version"]
        assert described["licenses"] == [{"path": "http://127.0.0.1:8000/rights", "title": "Rights in the texts"}]
        with zipfile.ZipFile(package) as zipped:
            for each in described["resources"]:
                content = zipped.read(each["path"])
                assert (each["bytes"], each["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
                if each.get("type") == "table":
                    [header] = csv.reader([content.decode().partition("\r\n")[0]])
                    assert [field["name"] for field in each["schema"]["fields"]] == header
                    assert all(field["description"] for field in each["schema"]["fields"])
            listed = [each["path"] for each in described["resources"]]
            assert sorted(zipped.namelist()) == sorted([*listed, "datapackage.json", "README.md"])
            for each in (*NOUNS, *INSIDE):
                assert f"`{each}`" in zipped.read("README.md").decode()

    @pytest.mark.parametrize("noun", NOUNS)
    def test_tables_of_nouns_are_those_that_are_served(self, client: TestClient, package: Path, noun: str) -> None:
        with zipfile.ZipFile(package) as zipped:
            assert zipped.read(f"data/{noun}.csv") == client.get(f"/v1/{noun}.csv", headers=PLAIN).content

    def test_its_tables_say_what_the_sqlite_file_says(self, package: Path, db: sqlite3.Connection) -> None:
        truths = {"true": 1, "false": 0}
        with zipfile.ZipFile(package) as zipped:
            for each in (*NOUNS, *INSIDE, *BESIDE[:2]):
                kinds: dict[str, str] = dict(
                    rows(db, f"SELECT name, type FROM about_columns WHERE table_name = '{each}'")
                )
                found = list(csv.DictReader(io.StringIO(zipped.read(f"data/{each}.csv").decode(), newline="")))
                names = ", ".join(f"{name}" for name in kinds)
                expected = [dict(zip(kinds, row, strict=True)) for row in rows(db, f"SELECT {names} FROM {each}")]
                for row in found:
                    for name, kind in kinds.items():
                        value: Any = row[name] or None
                        if value is not None and kind in ("integer", "boolean"):
                            value = int(truths.get(value, value))
                        row[name] = value
                assert found == expected, each

    def test_texts_are_whole(self, package: Path) -> None:
        with zipfile.ZipFile(package) as zipped:
            assert zipped.read(f"texts/{SOURCE}.txt") == ARTICLE.read_bytes()


@pytest.fixture
def withheld(empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """The API on the small bundle, whose text's rights allow quotes only."""
    bundle = Bundle()
    source = bundle.others["sources/quarrel/source.yaml"]
    assert isinstance(source, str)
    bundle.others["sources/quarrel/source.yaml"] = source.replace("text_policy: full", "text_policy: quotes")
    assert load(empty_database, bundle.write(tmp_path / "bundle")).faults == []
    with Client(create_app(settings_for(empty_database.path))) as made:
        yield made


class TestWhatIsNotInThem:
    def test_a_text_of_which_only_quotes_go_out(self, withheld: TestClient, tmp_path: Path) -> None:
        path = tmp_path / "quotes.sqlite"
        path.write_bytes(withheld.get(SQLITE).content)
        with closing(sqlite3.connect(path)) as db:
            assert rows(db, "SELECT * FROM texts") == []
            assert rows(db, "SELECT exact FROM claim_quotes") == [("owes it ten ships",), ("We want them back",)]
            assert {words for (words,) in rows(db, "SELECT words FROM coverage")} == {None}
        with zipfile.ZipFile(io.BytesIO(withheld.get(PACKAGE).content)) as zipped:
            held = [zipped.read(name) for name in zipped.namelist()]
            assert not [name for name in zipped.namelist() if name.startswith("texts/")]
        # The words of the text that no quote, nor what stands directly around one, repeats.
        for content in (path.read_bytes(), *held):
            assert b"council will refuse" not in content

    def test_nothing_of_our_own(self, seeded_file: Path, file: Path, package: Path) -> None:
        with closing(sqlite3.connect(f"file:{seeded_file}?mode=ro", uri=True)) as ours:
            [(secret,)] = rows(ours, "SELECT cursor_secret FROM dataset")
            [(digest,)] = rows(ours, "SELECT digest FROM loaded_bundle")
        with zipfile.ZipFile(package) as zipped:
            contents = [file.read_bytes(), *(zipped.read(name) for name in zipped.namelist())]
        for content in contents:
            for private in (secret, digest, "cursor_secret", "loaded_bundle", "alembic", "record_key", "source_key"):
                assert private.encode() not in content, private


class TestOverHttp:
    @BOTH
    def test_the_answer(self, client: TestClient, path: str) -> None:
        answer = client.get(path, headers={"Accept-Encoding": "gzip, zstd"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPES[path])
        assert answer.headers["content-length"] == str(len(answer.content))
        assert answer.headers["accept-ranges"] == "bytes"
        assert "content-encoding" not in answer.headers
        assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        by_accept = client.get(path.rpartition(".")[0], headers={"Accept": MEDIA_TYPES[path]})
        assert by_accept.content == answer.content

    @BOTH
    def test_head_and_304(self, client: TestClient, path: str) -> None:
        same = {"X-Request-ID": "same"}
        got, head = client.get(path, headers=same), client.head(path, headers=same)
        assert (head.status_code, head.headers, head.content) == (200, got.headers, b"")
        for known in (got.headers["etag"], f"W/{got.headers['etag']}", "*"):
            answer = client.get(path, headers={"If-None-Match": known})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", got.headers["etag"])

    @BOTH
    @pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
    def test_ranges(self, client: TestClient, path: str, encoding: str) -> None:
        whole = client.get(path).content
        size = len(whole)
        for asked, first, last in (
            ("bytes=0-99", 0, 99),
            ("bytes=1000-", 1000, size - 1),
            ("bytes=-7", size - 7, size - 1),
            (f"bytes={size - 1}-{10**30}", size - 1, size - 1),
        ):
            answer = client.get(path, headers={"Range": asked, "Accept-Encoding": encoding})
            assert (answer.status_code, answer.content) == (206, whole[first : last + 1])
            assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
            assert answer.headers["content-length"] == str(last - first + 1)
            assert "content-encoding" not in answer.headers
        for asked in (f"bytes={size}-", "bytes=-0", "bytes=9-5"):
            answer = client.get(path, headers={"Range": asked})
            assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
            assert answer.headers["content-type"] == "application/problem+json"
        for asked in ("bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=-", "nonsense"):
            assert client.get(path, headers={"Range": asked}).status_code == 200, asked

    @settings(max_examples=examples(50), deadline=None)
    @given(first=st.integers(0, 2**40) | st.integers(0, 10**6), length=st.integers(1, 10**6))
    def test_any_range_is_a_slice(self, client: TestClient, whole: bytes, first: int, length: int) -> None:
        answer = client.get(PACKAGE, headers={"Range": f"bytes={first}-{first + length - 1}"})
        part = whole[first : first + length]
        assert (answer.status_code, answer.content) == (206, part) if part else answer.status_code == 416
        last = client.get(PACKAGE, headers={"Range": f"bytes=-{length}"})
        assert (last.status_code, last.content) == (206, whole[-length:])

    @BOTH
    def test_a_download_is_taken_up_again_only_where_nothing_changed(self, client: TestClient, path: str) -> None:
        whole = client.get(path)
        asked = {"Range": "bytes=100-"}
        answer = client.get(path, headers={**asked, "If-Range": whole.headers["etag"]})
        assert (answer.status_code, answer.content) == (206, whole.content[100:])
        for other in ('"other"', f"W/{whole.headers['etag']}", "Tue, 24 Nov 2026 03:00:00 GMT"):
            assert client.get(path, headers={**asked, "If-Range": other}).content == whole.content

    def test_what_there_is_not(self, client: TestClient) -> None:
        for path, near in (
            ("/v1/export/alliance-claim.sqlite", "/v1/export/alliance-claims.sqlite"),
            ("/v1/export/datapackages.zip", "/v1/export/datapackage.zip"),
        ):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["errors"][0]["did_you_mean"]) == (404, near)
        for path, offered in ((SQLITE, ".sqlite"), (PACKAGE, ".zip")):
            answer = client.get(f"{path.rpartition('.')[0]}.csv")
            assert (answer.status_code, offered in answer.json()["detail"]) == (406, True)
            assert client.get(path.rpartition(".")[0], headers={"Accept": "text/csv"}).status_code == 406
            assert client.get(f"{path}?limit=1").json()["errors"][0]["name"] == "limit"

    @BOTH
    def test_other_content_has_another_tag(self, database: Database, tmp_path: Path, path: str) -> None:
        with Client(create_app(settings_for(database.path))) as client:
            before = client.get(path)
            claim = {**seed_coding()["claims"][0], "text": "Something else was claimed."}
            load_parts(database, tmp_path / "edit", {"claims": [claim]})
            after = client.get(path)
            assert after.headers["etag"] != before.headers["etag"]
            assert int(after.headers["x-dataset-version"]) == int(before.headers["x-dataset-version"]) + 1
            stale = client.get(path, headers={"Range": "bytes=0-9", "If-Range": before.headers["etag"]})
            assert (stale.status_code, stale.content) == (200, after.content)

    @BOTH
    def test_two_processes_make_the_same_bytes(
        self, client: TestClient, seeded_file: Path, tmp_path: Path, path: str
    ) -> None:
        with Client(create_app(settings_for(copied(seeded_file, tmp_path)))) as other:
            assert other.get(path).content == client.get(path).content
            # Nothing is left lying about.
            assert {each.name for each in tmp_path.iterdir()} <= {
                seeded_file.name + end for end in ("", "-wal", "-shm")
            }

    def test_an_application_can_be_started_again(self, seeded_file: Path, tmp_path: Path) -> None:
        app = create_app(settings_for(copied(seeded_file, tmp_path)))
        found = []
        for _ in range(2):
            with Client(app) as client:
                found.append(client.get(PACKAGE).content)
        assert found[0] == found[1]

    @BOTH
    def test_an_empty_database_and_none(self, empty_database: Database, tmp_path: Path, path: str) -> None:
        with Client(create_app(settings_for(empty_database.path))) as client:
            answer = client.get(path)
            assert answer.status_code == 200
        (tmp_path / "nowhere").mkdir()
        with Client(create_app(settings_for(tmp_path / "nowhere" / "none.sqlite"))) as client:
            answer = client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")


SNAPSHOT, NEXT = (1, 1, 1), (1, 1, 2)


class TestFiles:
    """Files that take a while to make, without HTTP."""

    @staticmethod
    def asked(files: Files, made: list[str], content: bytes = b"content", snapshot: Snapshot = SNAPSHOT) -> Any:
        def write(out: BinaryIO) -> None:
            made.append("written")
            out.write(content)

        return files.of(snapshot, "name", write, lambda: made.append("unneeded"))

    def test_all_who_ask_at_once_get_one_file(self, tmp_path: Path) -> None:
        made: list[str] = []

        async def ask() -> list[bytes]:
            files = Files(tmp_path)
            found = await asyncio.gather(*(self.asked(files, made) for _ in range(10)))
            return [b"".join(each.pieces(0, each.size)) for each in found]

        assert asyncio.run(ask()) == [b"content"] * 10
        assert sorted(made) == ["unneeded"] * 9 + ["written"]
        assert list(tmp_path.iterdir()) == []

    def test_one_who_goes_away_takes_it_from_nobody(self, tmp_path: Path) -> None:
        made: list[str] = []
        blocked = threading.Event()

        def wait(out: BinaryIO) -> None:
            blocked.wait()

        async def ask() -> int:
            files = Files(tmp_path)
            # So many that the one asked for has to wait its turn.
            others = [files.of(SNAPSHOT, at, wait, lambda: None) for at in range(4)]
            before = [asyncio.create_task(each) for each in others]
            await asyncio.sleep(0)
            impatient, patient = (asyncio.create_task(self.asked(files, made)) for _ in range(2))
            await asyncio.sleep(0)
            impatient.cancel()
            await asyncio.sleep(0)
            blocked.set()
            size: int = (await patient).size
            await asyncio.gather(*before)
            return size

        assert asyncio.run(ask()) == len(b"content")
        assert sorted(made) == ["unneeded", "written"]

    def test_a_later_snapshot_has_other_files_and_the_earlier_one_can_be_read_on(self, tmp_path: Path) -> None:
        async def ask() -> list[bytes]:
            files = Files(tmp_path)
            found = [await self.asked(files, [], b"old"), await self.asked(files, [], b"other", NEXT)]
            found.append(await self.asked(files, [], b"again"))
            return [b"".join(each.pieces(0, each.size)) for each in found]

        assert asyncio.run(ask()) == [b"old", b"other", b"again"]

    def test_what_fails_is_tried_again(self, tmp_path: Path) -> None:
        def fail(out: BinaryIO) -> None:
            raise OSError(28, "No space left on device")

        async def ask() -> int:
            files = Files(tmp_path)
            for _ in range(2):
                with pytest.raises(Unavailable, match="No space left on device"):
                    await files.of(SNAPSHOT, "name", fail, lambda: None)
            size: int = (await self.asked(files, [])).size
            return size

        assert asyncio.run(ask()) == len(b"content")
