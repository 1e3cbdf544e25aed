"""Requests as fast as a server answers them, from a client so light that the server is what is measured.

Requests are bytes beforehand, and of an answer nothing is looked at but its status and where it ends.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

from bench.results import Measure
from bench.serving import Server

CONNECTIONS = 16
_END_OF_HEAD, _LENGTH, _LAST_CHUNK = b"\r\n\r\n", b"content-length: ", b"\r\n0\r\n\r\n"
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of requests took."""

    requests: int
    seconds: float
    server: float
    """Seconds of processor that the server's processes took."""
    client: float
    """Seconds of processor that asking took."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def requests(paths: Iterator[str], how_many: int, *headers: str) -> list[bytes]:
    """The next ones, each with these headers."""
    found = [_request(path, headers) for path in islice(paths, how_many)]
    assert len(found) == how_many, "No new addresses are left."
    return found


def _request(path: str, headers: Sequence[str]) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*", *headers, "", "")).encode()


def load(of: Server, asked: Sequence[bytes], connections: int = CONNECTIONS) -> Load:
    """Ask all of these, each connection anew as soon as it has its answer; raises where one is not a 200."""
    waiting, missing = iter(asked), len(asked)
    with selectors.DefaultSelector() as ready, ExitStack() as opened:
        asking = [_Asking(opened.enter_context(_connected(of)), waiting) for _ in range(connections)]
        for each in asking:
            ready.register(each.connection, selectors.EVENT_READ, each.read)
        server, client, begun = of.processor_time(), time.process_time(), time.perf_counter()
        for each in asking:
            each.ask()
        while missing:
            missing -= sum(key.data() for key, _ in ready.select())
        seconds = time.perf_counter() - begun
        return Load(len(asked), seconds, of.processor_time() - server, time.process_time() - client)


def rate(of: Server, paths: Iterator[str], how_many: int, connections: int = CONNECTIONS) -> Measure:
    """What measures how many a second are answered, each time of the next ones."""
    return lambda: load(of, requests(paths, how_many), connections).rate


def latencies(of: Server, paths: Iterator[str], how_many: int) -> list[float]:
    """The seconds that each of the next ones takes, one after another on one connection; the shortest first."""
    asked, took = requests(paths, how_many), []
    with _connected(of) as connection:
        asking = _Asking(connection, iter(asked))
        for _ in asked:
            begun = time.perf_counter()
            asking.ask()
            while not asking.read(further=False):
                pass
            took.append(time.perf_counter() - begun)
    return sorted(took)


def _connected(to: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", to.port))


class _Asking:
    """One connection, with one request at a time."""

    def __init__(self, connection: socket.socket, waiting: Iterator[bytes]) -> None:
        self.connection = connection
        self._waiting = waiting
        self._head = b""
        self._missing: int | None = None
        """Bytes of the answer that are yet to come; None where it does not tell how many it has."""

    def ask(self) -> None:
        if (following := next(self._waiting, None)) is not None:
            self.connection.sendall(following)

    def read(self, further: bool = True) -> bool:
        """Take in what has come; tells whether the answer is whole, and then asks the next one, if `further`."""
        piece = self.connection.recv(_PIECE)
        if not piece:
            raise ConnectionError("The server has hung up.")
        if self._missing is not None:
            self._missing -= len(piece)
        if not self._whole(piece):
            return False
        self._head, self._missing = b"", None
        if further:
            self.ask()
        return True

    def _whole(self, piece: bytes) -> bool:
        if self._missing is None:
            # Of an answer in chunks as much is kept as tells its last one.
            self._head += piece
            end = self._head.find(_END_OF_HEAD)
            if end < 0:
                return False
            if not self._head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(self._head.decode(errors="replace"))
            at = self._head.lower().find(_LENGTH, 0, end)
            if at < 0:
                return self._head.endswith(_LAST_CHUNK)
            length = self._head[at + len(_LENGTH) : self._head.find(b"\r", at)]
            self._missing = end + len(_END_OF_HEAD) + int(length) - len(self._head)
        return not self._missing
