"""The server as users start it: what it refuses before the application sees it is stamped like every answer."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import SEED, copied
from tests.serving import running


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /v1/claims HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /v1/claims?q=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414"),
        (b"GET /v1/claims HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 110_000 + b"\r\n\r\n", b"431"),
        (b"GET /v1/claims?q=%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"422"),
    ],
)
def test_refusals_carry_the_stamps_of_every_answer(served: int, sent: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served), timeout=5) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == status
    headers = dict(line.split(b": ", 1) for line in head.lower().splitlines()[1:])
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"x-dataset-version"] == b"3"
    assert len(headers[b"x-request-id"]) == 32
    assert body.startswith(b'{"type":"/problems#')


def test_a_worker_that_dies_is_replaced(seeded_file: Path, tmp_path: Path) -> None:
    def workers() -> set[int]:
        told = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in re.findall(r"(\d+) +(\d+)", told)}
        mine = {pid for pid, parent in parents.items() if parent == os.getpid()}
        return {pid for pid, parent in parents.items() if parent in mine}

    with running(copied(seeded_file, tmp_path), SEED, ALLIANCE_WORKERS="2") as port:
        first, *_ = before = workers()
        os.kill(first, signal.SIGKILL)
        limit = time.monotonic() + 10
        while len(workers() - before) < 1:
            assert time.monotonic() < limit
            time.sleep(0.05)
        for _ in range(20):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/claims?limit=1", timeout=5) as answer:
                assert answer.status == 200
