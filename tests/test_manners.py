"""HTTP manners: tags, HEAD, negotiation, encodings, links, stamps and problems, on every path that can be read."""

import gzip
import re
from typing import Any

import pytest
import zstandard
from starlette.testclient import TestClient

from tests.asking import PLAIN
from tests.conftest import SOURCE
from tests.openapi import EXAMPLE_REQUESTS

CLAIM = "/v1/claims/sato-expects-nuclear-retaliation"
PAGES = ["/", "/docs", "/docs/assets/swagger-ui.css", "/llms.txt", "/rights", "/problems", "/openapi.json"]
PATHS = [*EXAMPLE_REQUESTS.values(), f"/v1/sources/{SOURCE}/text", *PAGES]
"""Every path of the API and its pages, but for /metrics, of which no two answers are the same."""

DATA = [path for path in PATHS if path.startswith("/v1/")]
LARGE = ["/v1/claims", "/v1/actors?limit=1000", CLAIM, f"/v1/sources/{SOURCE}/text", "/v1/vocabulary"]
ENCODINGS = ("identity", "gzip", "zstd")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
REFUSED = [
    ("GET", "/v1/claim", 404),
    ("GET", "/v1/claims/", 404),
    ("GET", "/v1/claims/no-such-claim", 404),
    ("GET", "/nowhere", 404),
    ("POST", "/v1/vocabulary", 405),
    ("PUT", "/health", 405),
    ("GET", "/v1/claims.xml", 406),
    ("GET", f"{CLAIM}.xml", 406),
    ("GET", "/v1/claims?knd=demand", 422),
    ("GET", "/v1/claims?q=%ff%fe", 422),
    ("GET", "/v1/claims?limit=0", 422),
]


def raw(client: TestClient, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """The headers of an answer, and its body as it came over the wire."""
    with client.stream(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ) as answer:
        assert answer.status_code == 200, path
        return dict(answer.headers), b"".join(answer.iter_raw())


def links(answer: Any) -> dict[str, str]:
    """The targets of an answer's Link headers by relation."""
    return {rel: target for target, rel in re.findall(r'<([^>]*)>; rel="([^"]+)"', answer.headers["link"])}


def tokens(header: str) -> list[str]:
    return sorted(part.strip().lower() for part in header.split(","))


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strong_tag_and_304(client: TestClient, path: str) -> None:
    for encoding in ENCODINGS:
        accepted = {"Accept-Encoding": encoding}
        whole = client.get(path, headers=accepted)
        tag = whole.headers["etag"]
        assert re.fullmatch(r'"[^"\s]+"', tag)
        for known in (tag, f"W/{tag}", f'"other", {tag}', f'W/"other",W/{tag} , "x"'):
            answer = client.get(path, headers={"If-None-Match": known, **accepted})
            assert (answer.status_code, answer.content) == (304, b""), known
            assert answer.headers["etag"] == tag
            assert answer.headers["vary"] == whole.headers["vary"]
        for other in ('"other"', 'W/"other", "x"', tag.strip('"'), f'"x{tag[1:]}'):
            assert client.get(path, headers={"If-None-Match": other, **accepted}).status_code == 200, other


@pytest.mark.parametrize("path", LARGE)
def test_any_tag_is_known(client: TestClient, path: str) -> None:
    for encoding in ENCODINGS:
        tag = client.get(path, headers={"Accept-Encoding": encoding}).headers["etag"]
        answer = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": "*"})
        assert (answer.status_code, answer.headers["etag"], answer.content) == (304, tag, b"")


@pytest.mark.parametrize("path", [*PATHS, "/metrics"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    for encoding in ENCODINGS:
        accepted = {"Accept-Encoding": encoding, "X-Request-ID": "same"}
        got, head = client.get(path, headers=accepted), client.head(path, headers=accepted)
        assert (got.status_code, head.status_code, head.content) == (200, 200, b"")
        changing = {"content-length", "etag"} if path == "/metrics" else set()
        assert {n: v for n, v in head.headers.items() if n not in changing} == {
            n: v for n, v in got.headers.items() if n not in changing
        }


@pytest.mark.parametrize(("method", "path", "status"), [each for each in REFUSED if each[0] == "GET"])
def test_head_of_what_is_refused(client: TestClient, method: str, path: str, status: int) -> None:
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["content-type"]) == (status, b"", "application/problem+json")


@pytest.mark.parametrize("path", LARGE)
def test_encodings_differ_in_bytes_and_tags_only(client: TestClient, path: str) -> None:
    plain, body = raw(client, path, Accept_Encoding="identity")
    zipped, gzipped = raw(client, path, Accept_Encoding="gzip")
    packed, zstd = raw(client, path, Accept_Encoding="gzip;q=0.5, zstd")
    assert gzip.decompress(gzipped) == body
    assert zstandard.ZstdDecompressor().decompressobj().decompress(zstd) == body
    assert [each.get("content-encoding") for each in (plain, zipped, packed)] == [None, "gzip", "zstd"]
    assert len({each["etag"] for each in (plain, zipped, packed)}) == 3
    differing = {"content-encoding", "content-length", "etag", "x-request-id"}
    for each, sent in ((plain, body), (zipped, gzipped), (packed, zstd)):
        assert each["content-length"] == str(len(sent))
        assert {n: v for n, v in each.items() if n not in differing} == {
            n: v for n, v in plain.items() if n not in differing
        }
    for refusing in ("gzip;q=0, zstd;q=0", "identity", "br", ""):
        assert raw(client, path, Accept_Encoding=refusing)[1] == body


@pytest.mark.parametrize("path", DATA)
def test_data_varies_by_accept_and_encoding(client: TestClient, path: str) -> None:
    for headers in ({}, PLAIN, {"Accept-Encoding": "gzip"}, {"Origin": "https://reader.example"}):
        assert tokens(client.get(path, headers=headers).headers["vary"]) == ["accept", "accept-encoding"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/claims", 200), ("GET", "/", 200), *REFUSED])
def test_any_site_may_read(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, headers={"Origin": "https://reader.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*")


def test_preflight(client: TestClient) -> None:
    asked = {"Origin": "https://reader.example", "Access-Control-Request-Method": "GET"}
    answer = client.options("/v1/claims", headers=asked)
    assert (answer.is_success, answer.headers["access-control-allow-origin"]) == (True, "*")
    assert {"get", "head"} <= set(tokens(answer.headers["access-control-allow-methods"]))
    for header in ("x-request-id", "if-none-match", "range, if-range"):
        answer = client.options("/v1/claims", headers={**asked, "Access-Control-Request-Headers": header})
        assert answer.is_success, header


@pytest.mark.parametrize(("method", "path", "status"), [*(("GET", path, 200) for path in PATHS), *REFUSED])
def test_stamps(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, headers={"X-Request-ID": "Reader.7_a-b"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (status, "Reader.7_a-b")
    version = client.get("/ready").json()["dataset_version"]
    assert answer.headers["x-dataset-version"] == str(version)
    made = {client.request(method, path).headers["x-request-id"] for _ in range(2)}
    assert len(made) == 2


@pytest.mark.parametrize(("method", "path", "status"), REFUSED)
def test_problems(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, headers=PLAIN)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance", "errors"}
    assert (problem["status"], problem["instance"]) == (status, path.partition("?")[0])
    assert problem["detail"]
    for error in problem["errors"]:
        assert set(error) == {"in", "name", "value", "message", "allowed", "did_you_mean"}
    page, _, name = problem["type"].partition("#")
    assert f'id="{name}"' in client.get(page).text
    if status == 405:
        assert tokens(answer.headers["allow"]) == ["get", "head"]
    if status == 422:
        assert len(problem["errors"]) == 1


def test_an_unknown_path_names_the_nearest(client: TestClient) -> None:
    (error,) = client.get("/v1/claimz").json()["errors"]
    assert (error["in"], error["value"], error["did_you_mean"]) == ("path", "/v1/claimz", "/v1/claims")


@pytest.mark.parametrize("path", DATA)
def test_endings_win_over_accept(client: TestClient, path: str) -> None:
    address, mark, query = path.partition("?")
    ending, other = (".txt", ".json") if address.endswith("/text") else (".json", ".txt")
    plain, ended = client.get(path), client.get(f"{address}{ending}{mark}{query}", headers={"Accept": "image/png"})
    assert (ended.status_code, ended.content) == (200, plain.content)
    assert ended.headers["content-type"] == plain.headers["content-type"]
    for wrong in (".xml", ".jpeg", ".jso", ".json.json", other):
        answer = client.get(f"{address}{wrong}{mark}{query}", headers={"Accept": "application/json"})
        assert answer.status_code == 406, wrong
        assert plain.headers["content-type"].partition(";")[0] in answer.json()["detail"]


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "*/*",
        "application/json",
        "APPLICATION/JSON",
        "application/*",
        "application/json; charset=utf-8",
        "text/html;q=0.1, application/json;q=0.2",
        "text/csv;q=0, */*;q=0.1",
        "image/png;q=1.0,application/json;q=0.001",
        BROWSER,
    ],
)
def test_accepted_as_json(client: TestClient, accept: str | None) -> None:
    for path in ("/v1/claims?limit=1", CLAIM, "/v1/claims/counts?by=kind", "/v1/vocabulary"):
        answer = client.get(path, headers={"Accept": accept} if accept else {})
        assert answer.status_code == 200
        # A browser may be shown a page, where there is one.
        assert answer.headers["content-type"] == "application/json" or accept == BROWSER


@pytest.mark.parametrize(
    "accept", ["image/png", "application/json;q=0", "*/*;q=0", "application/json;q=0, image/*", "image/png;q=0.9, x/y"]
)
def test_nothing_acceptable(client: TestClient, accept: str) -> None:
    for path in ("/v1/claims?limit=1", CLAIM, "/v1/vocabulary", f"/v1/sources/{SOURCE}/segments"):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
        assert "application/json" in answer.json()["detail"]


def test_links(client: TestClient) -> None:
    first = client.get("/v1/claims?kind=factual&limit=2")
    assert links(first)["next"] == first.json()["next"]
    last = client.get("/v1/claims?kind=factual&limit=1000")
    assert (last.json()["next"], "next" in links(last)) == (None, False)
    for path in DATA:
        answer = client.get(path)
        assert links(answer)["license"] == "/rights"
        assert client.get(links(answer)["describedby"]).status_code == 200
    for path in (CLAIM, f"{CLAIM}.json", "/v1/actors/japan", f"/v1/sources/{SOURCE}"):
        assert links(client.get(path))["cite-as"] == f"http://127.0.0.1:8000{path.removesuffix('.json')}"
    assert client.get("/rights").status_code == 200
