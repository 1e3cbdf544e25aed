"""Curl's home page: every line it prints, run by a shell as it is printed, gets what it says."""

import json
import re
import subprocess
import urllib.request
from pathlib import Path

from starlette.testclient import TestClient

from app.db import Database
from app.main import create_app
from tests.client import Client
from tests.conftest import settings_for

SHOWN = {
    "/v1/claims",
    "/v1/claims/counts",
    "/v1/grievances",
    "/v1/relations",
    "/v1/lookup",
    "/v1/search",
    "/v1/match",
    "/v1/networks/grievances.graphml",
    "/v1/timeline",
    "/v1/topics",
    "/v1/sources/samuels-schoff-2009/segments",
    "/v1/claims/sato-urged-nuclear-use-against-china.md",
    "/v1/claims/sato-urged-nuclear-use-against-china/citation",
    "/v1/claims.csv",
    "/v1/export/alliance-claims.sqlite",
    "/v1/changes",
    "/v1/vocabulary",
    "/v1/verify",
    "/openapi.json",
}


def printed(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines() if line.startswith("  curl ")]


def test_every_line_of_the_map_gets_what_it_says(served: int, tmp_path: Path) -> None:
    here = f"http://127.0.0.1:{served}"
    page = subprocess.run(["curl", "-s", here], capture_output=True, text=True, check=True).stdout
    commands = printed(page)
    assert len(page.splitlines()) <= 26
    shown = set()
    for command in commands:
        ran = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=True)
        address = re.findall(rf"{here}[^\s']*", command)[0]
        shown.add(address.removeprefix(here).partition("?")[0])
        with urllib.request.urlopen(address) as answer:
            right = answer.read()
        got = (tmp_path / address.rpartition("/")[2]).read_bytes() if " -O " in command else ran.stdout
        assert got == right, command
        if answer.headers["content-type"] == "application/json":
            found = json.loads(right)
            assert found.get("total", found.get("items", True)), command
    assert shown == SHOWN


def test_the_map_names_the_host_that_was_asked(client: TestClient) -> None:
    page = client.get("/", headers={"Host": "claims.example:8443"}).text
    assert {re.findall(r"https?://[^/\s']+", line)[0] for line in printed(page)} == {"http://claims.example:8443"}


def test_the_map_of_an_empty_database_has_what_is_there(empty_database: Database) -> None:
    with Client(create_app(settings_for(empty_database.path))) as client:
        commands = printed(client.get("/").text)
        assert len(commands) == len(SHOWN) - 3 + 2
        for command in commands:
            path = re.findall(r"http://testserver([^\s']*)", command)[0]
            assert client.get(path).status_code == 200, command
