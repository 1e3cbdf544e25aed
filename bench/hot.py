"""`python -m bench.hot`: one page and one record again and again, against bare Starlette with the same bytes.

Both servers are uvicorn with httptools and one process. The client only counts bytes, so that it can ask for more than
either answers.
"""

import json
import os
import selectors
import socket
import statistics
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from bench.filling import fill
from bench.serving import Server, server

CLAIMS = int(os.environ.get("BENCH_CLAIMS", "5000"))
SEED = 2009
ROUNDS, REQUESTS = 11, 5000
_UVICORN = ["uvicorn", "bench.bytes_app:app", "--http", "httptools", "--no-access-log", "--no-server-header"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        file = Path(folder) / "bench.sqlite"
        fill(file, CLAIMS, SEED)
        ours = servers.enter_context(server(["app.cli", "serve"], {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}"}))
        page = "/v1/claims?kind=demand&limit=25"
        paths = {"page of 25": page, "record": json.loads(_got(ours, page)[1])["items"][0]["url"]}
        answers = Path(folder) / "answers.json"
        answers.write_text(json.dumps([_told(ours, path) for path in paths.values()]))
        theirs = servers.enter_context(server([*_UVICORN, "--log-level", "warning"], {"BENCH_ANSWERS": str(answers)}))
        for name, path in paths.items():
            for connections in (16, 1):
                _compare(f"{name}, {connections} at once", connections, ours, theirs, path)


def _got(of: Server, path: str) -> tuple[dict[str, str], str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{of.port}{path}") as answer:
        return dict(answer.headers), answer.read().decode()


def _told(of: Server, path: str) -> tuple[str, dict[str, str], str]:
    headers, body = _got(of, path)
    # Servers tell date and connection themselves, and Starlette counts the bytes.
    given = {name: value for name, value in headers.items() if name not in ("date", "connection", "content-length")}
    return path.partition("?")[0], given, body


def _requests_per_second(of: Server, path: str, connections: int) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{of.port}\r\nAccept: */*\r\n\r\n".encode()
    size = _size(of, request)
    with selectors.DefaultSelector() as ready, ExitStack() as opened:
        for _ in range(connections):
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", of.port)))
            ready.register(connection, selectors.EVENT_READ, _Asking(connection, request, size))
        begun, answered = time.perf_counter(), 0
        while answered < REQUESTS:
            answered += sum(key.data.read() for key, _ in ready.select())
        return answered / (time.perf_counter() - begun)


class _Asking:
    """One connection, which asks again as soon as it has its answer."""

    def __init__(self, connection: socket.socket, request: bytes, size: int) -> None:
        self._connection, self._request, self._size = connection, request, size
        self._missing = size
        connection.sendall(request)

    def read(self) -> bool:
        """Take in what has come; tells whether the answer is whole."""
        self._missing -= len(self._connection.recv(1 << 18))
        if self._missing:
            return False
        self._missing = self._size
        self._connection.sendall(self._request)
        return True


def _size(of: Server, request: bytes) -> int:
    """The bytes of an answer, head and all, which are as many each time."""
    with socket.create_connection(("127.0.0.1", of.port)) as connection, connection.makefile("rb") as answer:
        connection.sendall(request)
        head = list(iter(answer.readline, b"\r\n"))
        assert head[0].startswith(b"HTTP/1.1 200"), head[0]
        length = next(int(line.split(b":")[1]) for line in head if line.lower().startswith(b"content-length:"))
    return sum(map(len, head)) + len(b"\r\n") + length


def _compare(name: str, connections: int, ours: Server, theirs: Server, path: str) -> None:
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        rates.append((_requests_per_second(ours, path, connections), _requests_per_second(theirs, path, connections)))
    ratios = [ours / theirs for ours, theirs in rates]
    mine, yours = (statistics.median(each) for each in zip(*rates, strict=True))
    print(
        f"{name:<22} ours {mine:7.0f}/s   Starlette {yours:7.0f}/s   "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
