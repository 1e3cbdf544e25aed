"""A source's text: kept byte for byte, served in ranges, cut into sentences, withheld where only quotes may go out."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.bundles.load import load
from app.db import Database
from app.main import create_app
from tests.asking import PLAIN
from tests.client import Client
from tests.conftest import ARTICLE, SOURCE, settings_for
from tests.oracle import STATEMENTS, World, world_of
from tests.oracle_texts import Record, own_spans

TEXT = f"/v1/sources/{SOURCE}/text"
WHOLE = ARTICLE.read_bytes()
SIZE = len(WHOLE)


@pytest.fixture(scope="module")
def world(client: TestClient) -> World:
    return world_of(client)


@pytest.fixture(scope="module")
def text(client: TestClient) -> str:
    return client.get(TEXT).text


def test_the_text_is_kept_unchanged(client: TestClient, world: World) -> None:
    (source,) = world.records["sources"]
    served = client.get(f"/v1/sources/{SOURCE}/text").content
    assert served == ARTICLE.read_bytes()
    assert source["text_sha256"] == hashlib.sha256(served).hexdigest()
    assert (source["characters"], source["words"]) == (len(served.decode()), len(served.split()))


def segments_of(client: TestClient) -> list[Record]:
    answer: dict[str, Any] = client.get(f"/v1/sources/{SOURCE}/segments").json()
    assert set(answer) == {"paragraphs"}
    paragraphs: list[Record] = answer["paragraphs"]
    return paragraphs


def test_segments_cut_the_body_from_one(client: TestClient, text: str) -> None:
    paragraphs = segments_of(client)
    sentences = [sentence for paragraph in paragraphs for sentence in paragraph["sentences"]]
    assert [each["paragraph"] for each in paragraphs] == list(range(1, len(paragraphs) + 1))
    assert [each["sentence"] for each in sentences] == list(range(1, len(sentences) + 1))
    for each in paragraphs:
        assert set(each) == {"paragraph", "start", "end", "sentences"}
        assert (each["start"], each["end"]) == (each["sentences"][0]["start"], each["sentences"][-1]["end"])
        assert "\n\n" not in text[each["start"] : each["end"]]
    at = text.index("Recently declassified")
    for each in sentences:
        assert set(each) == {"sentence", "start", "end", "text", "claims", "grievances"}
        assert each["text"] == text[each["start"] : each["end"]] == each["text"].strip()
        assert text[at : each["start"]].strip() == ""
        at = each["end"]
    assert text[at:].strip() == ""


def test_spans_name_their_paragraph_and_sentence(client: TestClient, world: World) -> None:
    starts = [(s["start"], p["paragraph"], s["sentence"]) for p in segments_of(client) for s in p["sentences"]]
    for span in world.spans():
        place = max(((p, s) for start, p, s in starts if start <= span["start"]), default=(None, None))
        assert (span["paragraph"], span["sentence"]) == place


def test_segments_and_coverage_list_what_touches_them(client: TestClient, world: World, text: str) -> None:
    sentences = [sentence for paragraph in segments_of(client) for sentence in paragraph["sentences"]]
    for each in sentences:
        for noun in STATEMENTS:
            touching = {
                record["id"]
                for record in world.records[noun]
                if any(quote["start"] < each["end"] and each["start"] < quote["end"] for quote in record["quotes"])
            }
            assert (len(each[noun]), {ref["id"] for ref in each[noun]}) == (len(touching), touching)
    coverage = client.get(f"/v1/sources/{SOURCE}/coverage").json()
    bare = [
        {name: each[name] for name in ("sentence", "start", "end", "text")} for each in sentences if not each["claims"]
    ]
    assert (coverage["sentences"], coverage["coded"]) == (len(sentences), len(sentences) - len(bare))
    assert [{name: value for name, value in each.items() if name != "reason"} for each in coverage["items"]] == bare
    assert all(each["reason"] for each in coverage["items"])


def test_verify_checks_every_span(client: TestClient, world: World) -> None:
    own = [span for noun in (*STATEMENTS, "relations") for record in world.records[noun] for span in own_spans(record)]
    assert client.get("/v1/verify").json() == {
        "ok": True,
        "checked": len(own),
        "faults": [],
        "sources": [{"id": SOURCE, "text_sha256": hashlib.sha256(ARTICLE.read_bytes()).hexdigest(), "ok": True}],
    }


@pytest.mark.parametrize("view", ["text", "segments", "coverage"])
def test_views_of_an_unknown_source(client: TestClient, view: str) -> None:
    answer = client.get(f"/v1/sources/{SOURCE}x/{view}")
    assert (answer.status_code, answer.json()["errors"][0]["did_you_mean"]) == (404, SOURCE)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=100-100", 100, 100),
        (f"bytes={SIZE - 5}-", SIZE - 5, SIZE - 1),
        ("bytes=-7", SIZE - 7, SIZE - 1),
        (f"bytes=10-{10**30}", 10, SIZE - 1),
        (f"bytes=-{10**30}", 0, SIZE - 1),
    ],
)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_ranges(client: TestClient, asked: str, first: int, last: int, encoding: str) -> None:
    answer = client.get(TEXT, headers={"Range": asked, "Accept-Encoding": encoding})
    assert (answer.status_code, answer.content) == (206, WHOLE[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={10**30}-", "bytes=-0"])
def test_ranges_outside_the_text(client: TestClient, asked: str) -> None:
    answer = client.get(TEXT, headers={"Range": asked, **PLAIN})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{SIZE}")
    assert (answer.headers["content-type"], answer.json()["status"]) == ("application/problem+json", 416)


@pytest.mark.parametrize("asked", ["lines=0-9", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=\xb2-", "x" * 500])
def test_ranges_that_are_none_get_the_whole(client: TestClient, asked: str) -> None:
    answer = client.get(TEXT, headers=[(b"range", asked.encode("latin-1")), (b"accept-encoding", b"identity")])
    assert (answer.status_code, answer.content, answer.headers["accept-ranges"]) == (200, WHOLE, "bytes")


def test_ranges_of_a_known_text(client: TestClient) -> None:
    tags = {each: client.get(TEXT, headers={"Accept-Encoding": each}).headers["etag"] for each in ("identity", "gzip")}
    ranged = {"Range": "bytes=0-9", **PLAIN}
    assert client.get(TEXT, headers={**ranged, "If-Range": tags["identity"]}).content == WHOLE[:10]
    for other in ('"other"', f"W/{tags['identity']}", tags["gzip"], "Tue, 24 Nov 2026 03:00:00 GMT"):
        assert client.get(TEXT, headers={**ranged, "If-Range": other}).content == WHOLE, other
    assert client.get(TEXT, headers={**ranged, "If-None-Match": tags["identity"]}).status_code == 304


def test_the_media_type_of_a_text(client: TestClient) -> None:
    assert client.get(TEXT).headers["content-type"] == "text/plain; charset=utf-8"
    assert client.get(f"{TEXT}.txt").content == WHOLE
    assert client.get(TEXT, headers={"Accept": "application/json"}).status_code == 406


SECRET = "Nobody may read this hidden sentence."
BUNDLE = {
    "actors.yaml": [{"id": "somebody", "name": "Somebody", "kind": "person"}],
    "sources/withheld/source.yaml": {
        "id": "withheld",
        "title": "Withheld",
        "authors": [{"family": "Body", "actor": "somebody"}],
        "issued": "2009",
        "language": "en",
        "genre": "op-ed",
        "rights": {"statement": "All rights reserved.", "text_policy": "quotes"},
    },
    "sources/withheld/coding.yaml": {
        "claims": [
            {
                "id": "one-may-be-read",
                "text": "One may be read.",
                "kind": "factual",
                "quotes": ["This one may be read"],
                "author_stance": "endorses",
                "polarity": "affirmed",
                "modality": "certain",
            }
        ],
        "uncoded": [{"sentence": "Nobody may", "reason": "Hidden."}],
    },
}


@pytest.fixture
def withheld(empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """The API on a source whose rights allow quotes only."""
    folder = tmp_path / "bundle"
    for name, content in BUNDLE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    (folder / "sources/withheld/text.txt").write_text(
        f"This one may be read, as it is quoted by a claim of ours. {SECRET}"
    )
    assert load(empty_database, folder).faults == []
    with Client(create_app(settings_for(empty_database.path))) as made:
        yield made


def test_a_text_of_which_only_quotes_go_out(withheld: TestClient) -> None:
    for path in ("/v1/sources/withheld/text", "/v1/sources/withheld/text.txt"):
        for headers in ({}, {"Range": "bytes=0-99"}, {"If-None-Match": "*"}, {"Accept": "*/*"}):
            answer = withheld.get(path, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
            assert answer.json()["title"] == "Text withheld"
    (paragraph,) = withheld.get("/v1/sources/withheld/segments").json()["paragraphs"]
    assert [(each["sentence"], each["text"]) for each in paragraph["sentences"]] == [(1, None), (2, None)]
    coverage = withheld.get("/v1/sources/withheld/coverage").json()
    assert [(each["sentence"], each["text"], each["reason"]) for each in coverage["items"]] == [(2, None, "Hidden.")]


def test_no_answer_holds_a_withheld_text(withheld: TestClient) -> None:
    paths = withheld.get("/openapi.json").json()["paths"]
    ids = {"sources": "withheld", "claims": "one-may-be-read", "actors": "somebody"}
    asked = [path.replace("{id}", ids.get(path.split("/")[2], "none")) for path in paths if path.startswith("/v1/")]
    for path in [*asked, "/", "/rights", "/llms.txt", "/v1/claims?q=hidden", "/v1/sources?q=hidden"]:
        for accept in ("*/*", "text/html", "text/plain"):
            body = withheld.get(path, headers={"Accept": accept}).text
            # Pages repeat the word that was asked for, so that the words around it tell.
            assert [
                pair for pair in ("Nobody may", "read this", "this hidden", "hidden sentence") if pair in body
            ] == [], path
    (quote,) = withheld.get("/v1/claims/one-may-be-read").json()["quotes"]
    assert (quote["exact"], quote["prefix"], quote["suffix"]) == (
        "This one may be read",
        "",
        ", as it is quoted by a claim of ",
    )
    assert withheld.get("/v1/claims?q=hidden").json()["total"] == 0
