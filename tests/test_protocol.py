"""What the server does with requests that are malformed, too long or too slow: bytes in, bytes out, on real sockets."""

import asyncio
import logging
import pickle
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import orjson
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.edge.limits import Limits
from app.edge.protocol import guarded
from app.settings import Settings
from tests.serving import answering

SLOW = 0.3
SETTINGS = Settings(header_limit=4096, address_limit=1024, body_limit=1_000_000, slow_limit=SLOW, idle_limit=2 * SLOW)
HOST = b"Host: a\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
PATIENT = b"POST /patient HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Tells what it was sent; late at `/late` and `/patient`, and without reading at `/deaf` and `/soon`."""
    assert scope["type"] == "http"
    if scope["path"] in ("/late", "/patient"):
        await asyncio.sleep(1.5 * SLOW)
    if scope["path"] == "/soon":
        await asyncio.sleep(0.05)
    body, more = b"", scope["path"] not in ("/deaf", "/soon")
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    told = b"%s %s %d" % (scope["method"].encode(), scope["raw_path"], len(body))
    headers = [(b"content-length", str(len(told)).encode())]
    headers += [(b"trailed", b"yes") for name, _ in scope["headers"] if name == b"x-trailer"]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    config = uvicorn.Config(
        Limits(app, SETTINGS),
        http=guarded(SETTINGS),
        loop=request.param,
        lifespan="off",
        log_config=None,
        server_header=False,
    )
    with answering(config) as listening:
        yield listening


@dataclass
class Answer:
    """One HTTP/1.1 answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """A socket to the server that reads answers."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._file = self.socket.makefile("rb")

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.socket.close()

    def send(self, *parts: bytes) -> "Connection":
        for part in parts:
            self.socket.sendall(part)
        return self

    def answer(self, to: str = "GET") -> Answer:
        status = int(self._file.readline().split()[1])
        headers = {}
        while line := self._file.readline().rstrip(b"\r\n").decode():
            name, _, value = line.partition(": ")
            headers[name] = value
        return Answer(status, headers, b"" if to == "HEAD" else self._file.read(int(headers["content-length"])))

    def rest(self) -> bytes:
        """What comes until the server closes."""
        return self._file.read()


@pytest.fixture
def connection(port: int) -> Iterator[Connection]:
    with Connection(port) as made:
        yield made


def until_closed(connection: Connection) -> tuple[list[int], float]:
    """The statuses of all answers until the server closes, and how many seconds that took."""
    start = time.monotonic()
    received = connection.rest()
    return [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", received)], time.monotonic() - start


def refused(connection: Connection) -> tuple[int, str, str]:
    """Status, type and instance of the problem that ends the connection."""
    answer = connection.answer()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"
    assert len(bytes.fromhex(answer.headers["x-request-id"])) == 16
    assert connection.rest() == b""
    document = orjson.loads(answer.body)
    assert document["status"] == answer.status
    return answer.status, document["type"], document["instance"]


# What passes


def test_ordinary_requests_share_a_connection(connection: Connection) -> None:
    assert connection.send(GET).answer().body == b"GET / 0"
    assert connection.send(POST + b"Content-Length: 3\r\n\r\n", b"abc").answer().body == b"POST / 3"
    assert connection.send(CHUNKED, b"3\r\nabc\r\n0\r\n\r\n").answer().body == b"POST / 3"
    assert connection.send(GET + GET).answer().body == b"GET / 0"
    assert connection.answer().body == b"GET / 0"
    assert connection.send(b"\r\n" + GET).answer().body == b"GET / 0"


def test_http_1_0_needs_no_host(connection: Connection) -> None:
    assert connection.send(b"GET / HTTP/1.0\r\n\r\n").answer().body == b"GET / 0"
    assert connection.rest() == b""


def test_an_upgrade_is_not_taken_and_breaks_nothing(connection: Connection) -> None:
    upgrade = b"GET /%s HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: %s\r\n\r\n"
    connection.send(upgrade % (b"a", b"websocket") + upgrade % (b"b", b"h2c") + GET)
    assert [connection.answer().body for _ in range(3)] == [b"GET /a 0", b"GET /b 0", b"GET / 0"]


def test_trailers_are_not_headers(connection: Connection) -> None:
    answer = connection.send(CHUNKED, b"1\r\na\r\n", b"0\r\nX-Trailer: 1\r\n\r\n").answer()
    assert (answer.body, answer.headers.get("trailed")) == (b"POST / 1", None)


def test_trailers_do_not_count_for_the_next_head(connection: Connection) -> None:
    following = with_head_of(2000)
    for part in (CHUNKED + b"1\r\na\r\n", b"0\r\nX: " + b"x" * 3000 + b"\r\n\r\n", following[:-2]):
        connection.send(part)
        time.sleep(0.02)
    connection.send(following[-2:])
    assert [connection.answer().body for _ in range(2)] == [b"POST / 1", b"GET / 0"]


def test_many_small_chunks_are_no_large_head(connection: Connection) -> None:
    assert connection.send(CHUNKED, b"1\r\na\r\n" * 2000, b"0\r\n\r\n").answer().body == b"POST / 2000"


def test_it_can_be_sent_to_worker_processes() -> None:
    sent = pickle.loads(pickle.dumps(guarded(SETTINGS)))
    assert sent.args == (SETTINGS,)


# Too long


def with_head_of(size: int) -> bytes:
    """A request whose head has this size, counted as its URL and headers."""
    return b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"x" * (size - 1 - 9 - 5) + b"\r\n\r\n"


def test_a_head_at_the_limit_passes_and_one_over_it_is_refused(connection: Connection) -> None:
    assert connection.send(with_head_of(4096)).answer().body == b"GET / 0"
    connection.send(with_head_of(4096 - 28)[:-2].replace(b"GET", b"POST") + b"Transfer-Encoding: chunked\r\n\r\n")
    for part in (b"1\r\n", b"a\r\n0\r\n\r\n"):
        time.sleep(0.02)
        connection.send(part)
    assert connection.answer().body == b"POST / 1"
    assert refused(connection.send(with_head_of(4097))) == (431, "/problems#headers-too-large", "/")


def test_a_large_head_behind_another_request_is_refused_after_its_answer(connection: Connection) -> None:
    connection.send(GET.replace(b" / ", b" /soon ") + with_head_of(4097))
    assert connection.answer().body == b"GET /soon 0"
    assert refused(connection) == (431, "/problems#headers-too-large", "/")


def test_many_pipelined_requests_are_no_large_head(connection: Connection) -> None:
    connection.send(GET * 200 + GET[:10])
    assert [connection.answer().body for _ in range(200)] == [b"GET / 0"] * 200
    assert connection.send(GET[10:]).answer().body == b"GET / 0"


@pytest.mark.parametrize(
    "start",
    [
        b"GET / HTTP/1.1\r\n" + HOST + b"X: ",
        b"GET / HTTP/1.1\r\n" + HOST + b"X",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: ",
    ],
    ids=["value", "name", "trailer"],
)
def test_a_header_that_never_ends_is_refused(connection: Connection, start: bytes) -> None:
    connection.send(start, *[b"x" * 1000] * 100)
    assert refused(connection) == (431, "/problems#headers-too-large", "/")


def test_endless_empty_lines_are_refused(connection: Connection) -> None:
    assert refused(connection.send(b"\r\n" * 5000)) == (431, "/problems#headers-too-large", "")


def addressed(size: int) -> bytes:
    return b"GET /a?" + b"x" * (size - 3) + b" HTTP/1.1\r\n" + HOST + b"\r\n"


def test_an_address_at_the_limit_passes_and_one_over_it_is_refused(connection: Connection) -> None:
    assert connection.send(addressed(1024)).answer().body == b"GET /a 0"
    assert refused(connection.send(addressed(1025))) == (414, "/problems#address-too-long", "/a")


def test_an_address_that_never_ends_is_refused(connection: Connection) -> None:
    connection.send(b"GET /a?", *[b"x" * 10_000] * 20)
    assert refused(connection) == (414, "/problems#address-too-long", "/a")


def test_a_body_too_large_is_refused_before_it_is_sent(connection: Connection) -> None:
    answer = connection.send(POST + b"Content-Length: 100000000\r\n\r\n").answer()
    assert (answer.status, answer.headers["connection"]) == (413, "close")


def test_a_client_that_sends_too_much_can_read_why(connection: Connection) -> None:
    connection.send(CHUNKED, *[b"4000\r\n" + b"x" * 0x4000 + b"\r\n"] * 100, b"0\r\n\r\n")
    answer = connection.answer()
    assert (answer.status, answer.headers["connection"], connection.rest()) == (413, "close", b"")


def test_a_client_that_waits_to_be_asked_is_refused_at_once(connection: Connection) -> None:
    connection.send(POST + b"Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n")
    assert connection.answer().status == 413


def test_a_body_refused_when_it_is_whole_ends_the_connection_at_once(connection: Connection) -> None:
    connection.send(POST + b"Content-Length: 100\r\n\r\n" + b"[" * 100)
    statuses, seconds = until_closed(connection)
    assert (statuses, round(seconds / SLOW)) == ([400], 0)


# Malformed


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST * 2 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/0.9\r\n" + HOST + b"\r\n",
        b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0\r\n\r\n",
        POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        POST + b"Content-Length: +2\r\n\r\nab",
        POST + b"Transfer-Encoding: gzip\r\n\r\nab",
        POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nab",
        CHUNKED + b"x\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET http://a HTTP/1.1\r\n" + HOST + b"\r\n",
        b"CONNECT a:1 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"hello\r\n\r\n",
    ],
)
def test_malformed_requests_are_refused(port: int, sent: bytes) -> None:
    with Connection(port) as connection:
        assert refused(connection.send(sent))[:2] == (400, "/problems#bad-request")
    with Connection(port) as connection:
        connection.send(GET)
        assert connection.answer().body == b"GET / 0"
        assert refused(connection.send(sent))[:2] == (400, "/problems#bad-request")


def test_a_refusal_of_head_has_no_body(connection: Connection) -> None:
    connection.send(b"HEAD / HTTP/1.1\r\n\r\n")
    assert connection.answer(to="HEAD").status == 400
    assert connection.rest() == b""


def test_nothing_follows_the_refusal_of_a_body(connection: Connection, caplog: pytest.LogCaptureFixture) -> None:
    connection.send(CHUNKED.replace(b" / ", b" /soon ") + b"x\r\n")
    assert refused(connection) == (400, "/problems#bad-request", "/soon")
    time.sleep(0.1)
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


# Too slow

one_loop = pytest.mark.parametrize("port", ["uvloop"], indirect=True, scope="module")
"""Waiting costs time, and is the same on each."""


SILENT: list[tuple[bytes, list[int], int]] = [
    # sent before the silence, statuses of the answers, how many times SLOW until the end
    (b"", [], 1),
    (b"\r\n", [408], 1),
    (b"GE", [408], 1),
    (GET[:-2], [408], 1),
    (POST + b"Content-Length: 3\r\n\r\nab", [408], 1),
    (CHUNKED, [408], 1),
    (CHUNKED + b"3\r\nab", [408], 1),
    (b"POST /deaf HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nab", [200], 1),
    (GET + GET[:-2], [200], 1),
    (GET, [200], 2),
]


@one_loop
def test_silent_connections_are_closed(port: int) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(len(SILENT)) as readers:
        connections = [stack.enter_context(Connection(port)).send(sent) for sent, _, _ in SILENT]
        ends = list(readers.map(until_closed, connections))
    assert [(statuses, round(seconds / SLOW)) for statuses, seconds in ends] == [
        (statuses, times) for _, statuses, times in SILENT
    ]


@one_loop
def test_an_empty_line_is_no_reason_to_wait_longer(connection: Connection) -> None:
    assert connection.send(GET).answer().status == 200
    statuses, seconds = until_closed(connection.send(b"\r\n"))
    assert (statuses, round(seconds / SLOW)) == ([408], 1)


@one_loop
def test_a_head_sent_drop_by_drop_is_cut_off_at_its_deadline(connection: Connection) -> None:
    assert connection.send(GET).answer().status == 200
    start = time.monotonic()
    connection.send(b"GET / HTTP/1.1\r\n")
    connection.socket.settimeout(0.05)
    while True:
        try:
            received = connection.socket.recv(1000)
            break
        except TimeoutError:
            connection.send(b"X: y\r\n")
    assert received.startswith(b"HTTP/1.1 408 ")
    assert round((time.monotonic() - start) / SLOW) == 1


@one_loop
def test_a_body_may_take_longer_as_long_as_it_comes(connection: Connection) -> None:
    connection.send(POST + b"Content-Length: 3\r\n\r\n")
    for part in (b"a", b"b", b"c"):
        time.sleep(0.5 * SLOW)
        connection.send(part)
    assert connection.answer().body == b"POST / 3"


@one_loop
def test_the_server_may_be_slow_itself(port: int) -> None:
    large = b"x" * 900_000
    with Connection(port) as late, Connection(port) as pressed, Connection(port) as asked, Connection(port) as piped:
        assert late.send(GET).answer().body == b"GET / 0"
        time.sleep(0.7 * SLOW)
        late.send(GET.replace(b" / ", b" /late "))
        pressing = threading.Thread(target=pressed.send, args=(PATIENT + b"Content-Length: 900000\r\n\r\n", large))
        pressing.start()
        asked.send(PATIENT + b"Content-Length: 1\r\nExpect: 100-continue\r\n\r\n")
        piped.send(GET.replace(b" / ", b" /late ") + GET[:-2])
        assert late.answer().body == b"GET /late 0"
        assert pressed.answer().body == b"POST /patient 900000"
        pressing.join()
        assert asked._file.readline() + asked._file.readline() == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert piped.answer().body == b"GET /late 0"
        time.sleep(0.7 * SLOW)
        assert asked.send(b"x").answer().body == b"POST /patient 1"
        assert piped.send(b"\r\n").answer().body == b"GET / 0"
