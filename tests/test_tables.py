"""Whole lists as CSV and JSON Lines: what pandas, Polars and DuckDB read by address says the same as the JSON."""

import asyncio
import csv
import gzip
import http.client
import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import duckdb_extension_httpfs
import pandas
import polars
import pysqlite3.dbapi2 as pysqlite
import pytest
import uvicorn
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message

from app.bundles.load import load
from app.db import Database
from app.edge.protocol import guarded
from app.formats.csv import cell, row
from app.main import create_app
from tests.asking import PLAIN, cursor_of, got
from tests.bundling import TEXT, Files
from tests.client import Client
from tests.conftest import copied, everything, settings_for
from tests.oracle import NOUNS
from tests.serving import answering

Record = dict[str, Any]
Frame = list[dict[str, Any]]

WILD = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "＝1+1",
    'He said "no", twice',
    "one; two, three\nfour",
    "line\r\nbreak",
    "ناروے 日本 🚢 e\u0301",
    "NULL",
    "NaN",
    "true",
    "007",
    "#N/A",
)
"""Words that a spreadsheet or a reader of CSV might take for something else."""


def wild_bundle() -> Files:
    """The small bundle with such words as labels, names, claims, notes and quotes, beginning with white space too."""
    files = Files()
    for at, words in enumerate(WILD):
        topic = {"id": f"wild-{at}", "label": words, "definition": words, "example": words}
        files.add("topics.yaml", json.dumps(topic, ensure_ascii=False))
        aliases = [{"name": f"{words} {kind}", "kind": kind} for kind in ("short", "official")]
        actor = {"id": f"wild-{at}", "name": words, "kind": "person", "description": words, "aliases": aliases}
        files.add("actors.yaml", json.dumps(actor, ensure_ascii=False))
        claim = {
            "id": f"wild-claim-{at}",
            "text": words,
            "kind": "factual",
            "quotes": [words, "\tTabs"] if at else [f"\r{words}", "Some fear a war"],
            "author_stance": "endorses",
            "topics": [f"wild-{at}"],
            "polarity": "affirmed",
            "modality": "certain",
            "curator_note": words,
        }
        files.add("claims", json.dumps(claim, ensure_ascii=False))
    files.others["sources/quarrel/text.txt"] = TEXT + "\n\tTabs\n\r" + "\n\n".join(WILD) + "\n"
    return files


@pytest.fixture(scope="module")
def stored(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article beside the wild bundle."""
    file = copied(seeded_file, tmp_path_factory.mktemp("tables"))
    database = Database(settings_for(file))
    loaded = load(database, wild_bundle().write(file.parent / "bundle"))
    assert loaded.faults == []
    database.close()
    return file


@pytest.fixture(scope="module")
def api(stored: Path) -> Iterator[TestClient]:
    with Client(create_app(settings_for(stored)), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="module")
def host(stored: Path) -> Iterator[str]:
    """Where a server answers."""
    settings = settings_for(stored)
    config = uvicorn.Config(create_app(settings), http=guarded(settings), log_config=None, server_header=False)
    with answering(config) as port:
        yield f"http://127.0.0.1:{port}"


Tells = dict[str, Callable[[Record], Any]]


def of(name: str, *path: str) -> Callable[[Record], Any]:
    """A field, or what is inside it."""

    def tell(record: Record) -> Any:
        value = record[name]
        for part in path:
            value = value and value[part]
        return value

    return tell


def each(name: str, *path: str) -> Callable[[Record], Any]:
    return lambda record: "; ".join(str(of("item", *path)({"item": item}) or "") for item in record[name])


def fields(*names: str) -> Tells:
    return {name: of(name) for name in names}


def quoted(*path: str) -> Tells:
    """A span, and where it stands."""
    return {"": of(*path, "exact"), "_start": of(*path, "start"), "_end": of(*path, "end")}


def named(name: str, tells: Tells) -> Tells:
    return {f"{name}{end}": tell for end, tell in tells.items()}


def in_role(role: str) -> Callable[[Record], Any]:
    return lambda record: "; ".join(part["actor"]["id"] for part in record["actors"] if part["role"] == role)


def posts(record: Record) -> str:
    held = [(post["title"], post["organisation"]) for post in record["positions"]]
    named = [(title, where["label"] if isinstance(where, dict) else where) for title, where in held]
    return "; ".join(title if where is None else f"{title}, {where}" for title, where in named)


def links(record: Record) -> str:
    return "; ".join(f"{link['direction']} {link['type']} {link['other']['id']}" for link in record["relations"])


def byline(record: Record) -> str:
    names = [(author["family"], author["given"]) for author in record["authors"]]
    return "; ".join(family if given is None else f"{family}, {given}" for family, given in names)


QUOTES: Tells = {
    "quotes": each("quotes", "exact"),
    **{f"quotes_{part}": each("quotes", part) for part in ("start", "end", "paragraph", "sentence")},
}
VERSIONED = fields("created", "updated", "version")
COUNTED: Tells = {"claim_count": of("counts", "claims"), "grievance_count": of("counts", "grievances")}

TABLES: dict[str, Tells] = {
    "sources": {
        **fields("id", "url", "title"),
        "authors": byline,
        **fields("container_title", "publisher", "issued", "language", "genre", "location"),
        **fields("text_sha256", "characters", "words"),
        "rights_statement": of("rights", "statement"),
        "text_policy": of("rights", "text_policy"),
        **COUNTED,
        "actor_count": of("counts", "actors"),
        **VERSIONED,
    },
    "actors": {
        **fields("id", "url", "name", "kind"),
        "aliases": each("aliases", "name"),
        "parent": of("parent", "id"),
        "positions": posts,
        "same_as": each("same_as"),
        **fields("iso3166", "description"),
        **COUNTED,
        **VERSIONED,
    },
    "claims": {
        **fields("id", "url"),
        "source": of("source", "id"),
        **fields("text", "kind", "attribution_sentence"),
        **QUOTES,
        "speakers": each("speakers", "id"),
        "voices": each("attribution", "voice", "id"),
        "directness": each("attribution", "directness"),
        "cues": each("attribution", "cue", "exact"),
        **fields("author_stance"),
        **{role: in_role(role) for role in ("subject", "target", "addressee", "mentioned")},
        "topics": each("topics", "id"),
        **fields("polarity", "modality"),
        "hedges": each("hedges", "exact"),
        "condition": of("condition", "text"),
        **named("condition_words", quoted("condition", "span")),
        **fields("ironic", "said", "about"),
        "grievances": each("grievances", "id"),
        "relations": links,
        **fields("status", "curator_note"),
        **VERSIONED,
    },
    "grievances": {
        **fields("id", "url"),
        "source": of("source", "id"),
        **fields("text"),
        "holder": of("holder", "id"),
        "target": of("target", "id"),
        "topics": each("topics", "id"),
        **fields("explicitness", "intensity"),
        **named("cue", quoted("cue")),
        **QUOTES,
        **{name: each(name, "id") for name in ("voiced_by", "evidence", "remedies", "reciprocal_of")},
        "relations": links,
        **fields("status", "curator_note"),
        **VERSIONED,
    },
    "relations": {
        **fields("id", "url"),
        "source": of("source", "id"),
        **fields("type"),
        **{f"{end}_{part}": of(end, part) for end in ("from", "to") for part in ("type", "id")},
        **named("marker", quoted("marker")),
        **VERSIONED,
    },
    "topics": {
        **fields("id", "url", "label", "definition"),
        "parent": of("parent", "id"),
        **fields("example"),
        **COUNTED,
        **VERSIONED,
    },
}
"""What the table of each noun has in its columns, in order, told from the records as JSON has them."""


def told(noun: str, record: Record) -> dict[str, str]:
    """The cells of a record."""
    return {name: defused(tell(record)) for name, tell in TABLES[noun].items()}


def defused(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(tuple("=+-@\t\r\n＝＋－＠")) and not isinstance(value, int) else text


def in_pandas(host: str, noun: str) -> Frame:
    frame: Frame = pandas.read_csv(f"{host}/v1/{noun}.csv", dtype=str, keep_default_na=False).to_dict("records")
    return frame


def in_polars(host: str, noun: str) -> Frame:
    return polars.read_csv(f"{host}/v1/{noun}.csv", infer_schema=False, empty_string_is_null=False).to_dicts()


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("read", [in_pandas, in_polars])
def test_tables_by_address_say_what_the_json_says(
    api: TestClient, host: str, noun: str, read: Callable[[str, str], Frame]
) -> None:
    records, found = everything(api, noun), read(host, noun)
    assert list(found[0]) == list(TABLES[noun])
    assert found == [told(noun, record) for record in records]
    assert api.head(f"/v1/{noun}.csv").headers["x-total-count"] == str(len(records))


@pytest.mark.parametrize("noun", NOUNS)
def test_duckdb_reads_by_address(api: TestClient, host: str, noun: str) -> None:
    records, there = everything(api, noun), f"{host}/v1/{noun}"
    [httpfs] = Path(duckdb_extension_httpfs.__file__).parent.rglob("*.duckdb_extension")
    with duckdb.connect() as db:
        db.execute(f"LOAD '{httpfs}'")
        table = db.execute(f"FROM read_csv('{there}.csv', all_varchar=true, nullstr='\\N')")
        cells = [dict(zip(TABLES[noun], cells, strict=True)) for cells in table.fetchall()]
        lines = db.execute(f"SELECT id, version FROM read_json('{there}.jsonl')").fetchall()
    assert cells == [told(noun, record) for record in records]
    assert lines == [(record["id"], record["version"]) for record in records]


@pytest.mark.parametrize("noun", NOUNS)
def test_lines_are_the_records(api: TestClient, host: str, noun: str) -> None:
    records, address = everything(api, noun), f"{host}/v1/{noun}.jsonl"
    lines = api.get(f"/v1/{noun}.jsonl").content.decode().removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == records
    ids = [record["id"] for record in records]
    assert pandas.read_json(address, lines=True, dtype=False)["id"].tolist() == ids
    assert polars.read_ndjson(address, infer_schema_length=None)["id"].to_list() == ids


def test_types_are_guessed_rightly(host: str) -> None:
    frame = pandas.read_csv(f"{host}/v1/claims.csv")
    assert (frame["ironic"].dtype, frame["version"].dtype) == (bool, int)
    assert polars.read_csv(f"{host}/v1/claims.csv").schema["ironic"] == polars.Boolean
    sources = polars.read_csv(f"{host}/v1/sources.csv")
    assert sources.schema["characters"] == sources.schema["claim_count"] == polars.Int64


@pytest.mark.parametrize(
    ("noun", "asked"),
    [
        ("claims", {"kind": "demand,commitment", "sort": "-about"}),
        ("claims", {"kind": "!factual", "limit": "7"}),
        ("claims", {"q": "no such words"}),
        ("claims", {"sort": "-updated", "limit": "1000"}),
        ("actors", {"kind": "person", "sort": "-name"}),
        ("grievances", {"holder": "government-of-japan"}),
        ("relations", {"type": "answers", "limit": "3"}),
        ("topics", {"id": "wild-0,wild-5"}),
    ],
)
def test_filters_orders_and_limits(api: TestClient, noun: str, asked: dict[str, str]) -> None:
    page = got(api, f"/v1/{noun}", **{"limit": "1000", **asked})
    for ending in ("csv", "jsonl"):
        answer = api.get(f"/v1/{noun}.{ending}?{urlencode(asked)}")
        assert answer.headers["x-total-count"] == str(page["total"])
        assert ids_of(answer.text, ending) == [item["id"] for item in page["items"]]


def ids_of(text: str, ending: str) -> list[str]:
    if ending == "csv":
        return [cells["id"] for cells in csv.DictReader(io.StringIO(text, newline=""))]
    return [json.loads(line)["id"] for line in text.splitlines() if line]


def test_from_a_cursor_on(api: TestClient) -> None:
    whole = [claim["id"] for claim in everything(api, "claims")]
    for sort in ("position", "-about"):
        first = got(api, "/v1/claims", sort=sort, limit="40")
        asked = urlencode({"sort": sort, "cursor": cursor_of(first)})
        rest = ids_of(api.get(f"/v1/claims.csv?{asked}").text, "csv")
        assert sorted([item["id"] for item in first["items"]] + rest) == sorted(whole)
        assert ids_of(api.get(f"/v1/claims.csv?{asked}&limit=5").text, "csv") == rest[:5]
    wrong = api.get(f"/v1/claims.csv?sort=position&cursor={cursor_of(first)}")
    assert (wrong.status_code, wrong.json()["errors"][0]["name"]) == (422, "cursor")


def test_excel_gets_a_mark_if_it_asks(api: TestClient) -> None:
    plain, marked = (api.get(f"/v1/claims.csv{query}").content for query in ("", "?bom=1"))
    assert marked == b"\xef\xbb\xbf" + plain
    tags = [api.get(f"/v1/claims.csv{query}").headers["etag"] for query in ("", "?bom=1", "?bom=0")]
    assert tags[0] == tags[2] != tags[1]
    assert api.get("/v1/claims.csv?bom=perhaps").json()["errors"][0]["name"] == "bom"


def test_no_cell_starts_a_formula(api: TestClient) -> None:
    starts = tuple("=+-@\t\r\n＝＋－＠")
    for noun in NOUNS:
        for cells in csv.reader(io.StringIO(api.get(f"/v1/{noun}.csv").text, newline="")):
            assert [text for text in cells if text.startswith(starts)] == []
    topics = csv.DictReader(io.StringIO(api.get("/v1/topics.csv?q=cmd").text, newline=""))
    assert [topic["label"] for topic in topics] == ["'+cmd|' /C calc'!A0"]
    quotes = csv.DictReader(io.StringIO(api.get("/v1/claims.csv?id=wild-claim-0,wild-claim-1").text, newline=""))
    assert {claim["quotes"][:2] for claim in quotes} == {"'\r", "'+"}


@given(st.lists(st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")), min_size=1))
def test_any_cell_is_read_back(values: list[str | int | bool | None]) -> None:
    written = row(map(cell, values))
    [cells] = csv.reader(io.StringIO(written, newline=""))
    assert cells == [defused(value) for value in values]
    assert written.endswith("\r\n")


def head_and_get(host: str, path: str, **headers: str) -> list[dict[str, str]]:
    """The headers of both answers but those of each message alone."""
    found = []
    for method in ("HEAD", "GET"):
        with closing(http.client.HTTPConnection(host.removeprefix("http://"))) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            assert (answer.status, method == "GET" or answer.read() == b"") == (200, True)
            alone = ("date", "x-request-id", "transfer-encoding")
            found.append({name.lower(): value for name, value in answer.getheaders() if name.lower() not in alone})
    return found


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_head_304_and_compression(api: TestClient, host: str, noun: str, ending: str) -> None:
    path = f"/v1/{noun}.{ending}"
    plain = api.get(path, headers=PLAIN)
    for encoding, unpack in (
        ("identity", bytes),
        ("gzip", gzip.decompress),
        ("zstd", lambda packed: zstandard.ZstdDecompressor().decompressobj().decompress(packed)),
    ):
        head, full = head_and_get(host, path, **{"Accept-Encoding": encoding})
        assert head == full
        with api.stream("GET", path, headers={"Accept-Encoding": encoding}) as answer:
            assert unpack(b"".join(answer.iter_raw())) == plain.content
            assert answer.headers["etag"] == full["etag"]
        unchanged = api.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": full["etag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == full["etag"]


@pytest.mark.parametrize("path", ["/v1/claims.csv", "/v1/claims.jsonl?kind=factual", "/v1/topics.csv?limit=3&bom=1"])
def test_ranges_of_what_is_streamed(api: TestClient, path: str) -> None:
    whole = api.get(path, headers=PLAIN)
    size = len(whole.content)
    for first, last in ((0, 0), (0, 99), (100, size - 1), (size - 1, size - 1)):
        for headers in ({}, {"If-Range": whole.headers["etag"]}, {"Accept-Encoding": "gzip"}):
            answer = api.get(path, headers={"Range": f"bytes={first}-{last}", **PLAIN, **headers})
            assert (answer.status_code, answer.content) == (206, whole.content[first : last + 1])
            assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
            same = ("etag", "content-type", "x-total-count", "x-dataset-version", "accept-ranges", "link")
            assert [answer.headers[name] for name in same] == [whole.headers[name] for name in same]
    assert api.get(path, headers={"Range": "bytes=5-9", "If-Range": '"other"', **PLAIN}).content == whole.content
    assert api.get(path, headers={"Range": f"bytes={size}-", **PLAIN}).headers["content-range"] == f"bytes */{size}"


def writer_of(file: Path) -> Any:
    return closing(pysqlite.connect(file, isolation_level=None))


def nothing_reads(db: Any) -> bool:
    """Whether the log can be emptied after a change, which a snapshot that somebody holds prevents."""
    db.execute("UPDATE dataset SET version = version + 1")
    [(busy, _, _)] = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return not busy


async def got_in_parts(app: Any, path: str, on_first: Callable[[], None], **headers: str) -> bytes:
    """What is answered, part by part, as a server passes it on; something happens when the first part has come."""
    parts: list[bytes] = []
    gone = asyncio.Event()
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        message = next(asked, None)
        if message is None:
            await gone.wait()
        return message or {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))
        if [part for part in parts if part] == [message.get("body")]:
            try:
                on_first()
            except ConnectionResetError:
                # The server tells the one, and waits on the other.
                gone.set()
                await asyncio.sleep(3600)

    target, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return b"".join(parts)


def go_away() -> None:
    raise ConnectionResetError


def test_who_goes_away_leaves_no_snapshot(database: Database) -> None:
    app = create_app(settings_for(database.path))
    with writer_of(database.path) as db:
        for path in (
            "/v1/claims.csv",
            "/v1/claims.jsonl",
            "/v1/claims.jsonl?limit=60",
            "/v1/claims.jsonld",
            "/v1/claims.bib",
        ):
            for encoding in ("identity", "zstd"):
                assert asyncio.run(got_in_parts(app, path, go_away, accept_encoding=encoding)) != b""
                assert nothing_reads(db), (path, encoding)


@pytest.mark.parametrize("path", ["/v1/claims.csv", "/v1/export/alliance-claims.sqlite", "/v1/export/datapackage.zip"])
def test_no_answer_leaves_a_snapshot(database: Database, path: str) -> None:
    asked: list[dict[str, str]] = [{}, {"If-None-Match": "*"}, {"Range": "bytes=0-9"}, {"Range": "bytes=99999999-"}]
    with Client(create_app(settings_for(database.path))) as client, writer_of(database.path) as db:
        for method in ("GET", "HEAD"):
            for headers in (*asked, *asked):
                assert client.request(method, path, headers=headers).status_code in (200, 206, 304, 416)
                assert nothing_reads(db), (method, headers)


def test_a_change_during_a_download_does_not_show(database: Database) -> None:
    app, path = create_app(settings_for(database.path)), "/v1/claims.jsonl"
    before = asyncio.run(got_in_parts(app, path, lambda: None))
    with writer_of(database.path) as db:
        query = "UPDATE representation SET body = '{}' WHERE noun = 'claims'"
        assert asyncio.run(got_in_parts(app, path, lambda: db.execute(query))) == before
        assert asyncio.run(got_in_parts(app, path, lambda: None)) == b"{}\n" * before.count(b"\n")
