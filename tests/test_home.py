"""Curl's home page: every command it prints works as printed."""

import shlex
from urllib.parse import urlsplit

from starlette.testclient import TestClient


def test_every_command_of_the_map_answers(client: TestClient) -> None:
    page = client.get("/", headers={"Accept": "*/*"}).text
    commands = [shlex.split(line)[1] for line in page.splitlines() if line.lstrip().startswith("curl ")]
    assert len(commands) == 15
    for address in commands:
        parts = urlsplit(address)
        answer = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        assert answer.status_code == 200, address
        if "total" in answer.json():
            assert answer.json()["total"] > 0, address
