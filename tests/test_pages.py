"""What people and machines meet at the door: home, documentation, maps, and whether the service lives."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app import migrating
from app.db import Database
from app.main import create_app
from tests.client import Client
from tests.conftest import settings_for

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
LINKED = re.compile(r"""(?:src|href|url)\s*[=:(]\s*["']([^"'#]+)""")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, HTML),
        ("text/html", HTML),
        ("text/html;q=0.9, text/plain;q=0.8", HTML),
        ("text/html;level=1, */*;q=0.1", HTML),
        ("*/*", TEXT),
        (None, TEXT),
        ("text/*", TEXT),
        ("text/plain, text/html;q=0.1", TEXT),
        ("text/*, text/html;q=0.9", TEXT),
        ("text/html;q=0, */*;q=0.5", TEXT),
    ],
)
def test_the_door_answers_a_browser_with_a_page_and_curl_with_text(
    client: TestClient, accept: str | None, media_type: str
) -> None:
    answer = client.get("/", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.text.startswith("<!doctype html>") == (media_type == HTML)


def test_the_door_has_nothing_else(client: TestClient) -> None:
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 406


def test_the_map_names_addresses_that_answer(client: TestClient) -> None:
    addresses = re.findall(r"http://testserver(/[^\s']*)", client.get("/").text)
    assert len(addresses) > 10
    for address in addresses:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("page", ["/", "/docs", "/problems"])
def test_pages_refer_to_what_is_served_here(client: TestClient, page: str) -> None:
    answer = client.get(page, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["content-type"]) == (200, HTML)
    for address in LINKED.findall(answer.text):
        assert urlsplit(address).netloc == "", address
        assert client.get(address).status_code == 200, address
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", answer.text) == []


def test_the_documentation_runs_on_scripts_of_its_own(client: TestClient) -> None:
    linked = LINKED.findall(client.get("/docs").text)
    assert {"/openapi.json"} <= set(linked)
    kinds = {address.rpartition(".")[2]: client.get(address).headers["content-type"] for address in linked}
    assert kinds["css"] == "text/css; charset=utf-8"
    assert re.fullmatch(r"(text|application)/javascript.*", kinds["js"])
    for address in linked:
        if address.endswith(".css"):
            assert re.findall(r"url\(\s*(?!['\"]?data:)|@import", client.get(address).text) == []


def test_openapi(client: TestClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert re.fullmatch(r"3\.1\.\d", answer.json()["openapi"])


def test_llms(client: TestClient) -> None:
    answer = client.get("/llms.txt")
    assert answer.headers["content-type"] == TEXT
    assert answer.text.startswith("# alliance-claims\n\n> ")
    for address in re.findall(r"\]\(http://testserver([^)]+)\)", answer.text):
        assert client.get(address).status_code == 200, address


def test_rights_name_each_source(client: TestClient) -> None:
    (source,) = client.get("/v1/sources").json()["items"]
    answer = client.get("/rights")
    assert answer.headers["content-type"] == TEXT
    assert source["rights"]["statement"] in answer.text


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    ready = client.get("/ready")
    assert (ready.status_code, ready.headers["content-type"]) == (200, "application/json")
    assert ready.json() == {
        "status": "ready",
        "migration": migrating.newest(),
        "sources": 1,
        "dataset_version": int(ready.headers["x-dataset-version"]),
    }


def unready(database: Path) -> None:
    """Health is well and readiness is not, and nothing else fails in any other way."""
    with Client(create_app(settings_for(database)), raise_server_exceptions=False) as client:
        assert client.get("/health").json() == {"status": "ok"}
        answer = client.get("/ready")
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert (answer.json()["status"], answer.json()["errors"]) == (503, [])
        assert client.get("/metrics").status_code == 200
        for path in ("/v1/claims", "/v1/claims/x", "/v1/claims/counts?by=kind", "/v1/verify", "/", "/rights"):
            assert client.get(path).status_code in (200, 404, 503), path


def test_an_unseeded_database_is_not_ready(empty_database: Database) -> None:
    unready(empty_database.path)


def test_a_database_that_is_not_there_is_not_ready(tmp_path: Path) -> None:
    unready(tmp_path / "missing.sqlite")


@pytest.mark.parametrize("content", [b"", b"This is a text and no database. " * 200])
def test_a_file_that_is_no_database_of_ours_is_not_ready(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "claims.sqlite").write_bytes(content)
    unready(tmp_path / "claims.sqlite")


def test_an_unmigrated_database_is_not_ready(database: Database) -> None:
    with database.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    unready(database.path)


def test_an_unseeded_database_has_empty_lists(empty_database: Database) -> None:
    with Client(create_app(settings_for(empty_database.path))) as client:
        for noun in ("sources", "actors", "claims", "grievances", "relations", "topics"):
            page = client.get(f"/v1/{noun}?limit=5").json()
            assert (page["items"], page["total"], page["next"], page["warnings"]) == ([], 0, None, [])
        assert client.get("/v1/claims/counts?by=kind").json() == {"items": [], "total": 0}
        assert client.get("/v1/verify").json() == {"ok": True, "checked": 0, "faults": [], "sources": []}


def test_metrics_count_requests(database: Database) -> None:
    with Client(create_app(settings_for(database.path))) as client:
        for path in ("/v1/claims", "/v1/topics", "/v1/claims/no-such-claim"):
            client.get(path)
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    counted = re.findall(
        r'^alliance_http_requests_total\{method="GET",status="(\d+)"\} (\S+)$', answer.text, re.MULTILINE
    )
    assert {status: float(count) for status, count in counted} == {"200": 2, "404": 1}


def test_pages_escape_what_they_show(empty_database: Database) -> None:
    with Client(create_app(settings_for(empty_database.path))) as client:
        for path in ("/<script>alert(1)</script>", "/v1/claims/<script>", "/?x=<script>"):
            answer = client.get(path, headers={"Accept": BROWSER, "Host": 'a"><script>'})
            assert "<script>alert" not in answer.text or answer.headers["content-type"] == "application/problem+json"
