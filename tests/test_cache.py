"""What is kept and given again: the same as without, never older than what was acknowledged, and within its bounds."""

import asyncio
import json
import os
import random
import re
import socket
import sqlite3
import threading
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.db import Database
from app.edge import cache
from app.edge.cache import Cache
from app.edge.protocol import guarded
from app.edge.rendered import WHOLE
from app.main import create_app
from app.pulse import Pulse
from app.settings import Settings
from tests.client import Client
from tests.conftest import SEED, copied, examples, settings_for
from tests.serving import answering, running
from tests.test_database import replaced, set_version
from tests.test_manners import BROWSER, CLAIM, PATHS
from tests.writers import MERGE_PATCH, bearing, changed, key_for, writing_to

TOPIC = "/v1/topics/nuclear-option"
PATHS_AND_FORMATS = [*PATHS, "/v1/claims.csv?limit=3", f"{CLAIM}.bib", "/v1/claims/no-such-claim", "/v1/claims.xml"]
MANNERS: list[dict[str, str]] = [
    {},
    {"Accept": BROWSER},
    {"Accept": "text/csv;q=0.9, */*;q=0.1"},
    {"Accept": "image/png"},
    {"Accept-Encoding": "identity"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "gzip;q=0.5, zstd"},
    {"Host": "claims.example"},
    {"Origin": "https://reader.example", "User-Agent": "a reader", "Cookie": "a=b"},
    {"If-None-Match": "*"},
    {"If-None-Match": '"other"'},
    {"Range": "bytes=0-9"},
    {"Authorization": "Bearer nobody"},
]

Told = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def bare(seeded_file: Path) -> Iterator[TestClient]:
    """The API on the article, without the cache."""
    with Client(create_app(Settings(database_url=f"sqlite:///{seeded_file}", cache_limit=0))) as made:
        yield made


def told(client: TestClient, method: str, path: str, headers: dict[str, str]) -> Told:
    """An answer as it came over the wire, but for what is new in each."""
    with client.stream(method, path, headers=headers) as answer:
        given = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
        return answer.status_code, given, b"".join(answer.iter_raw())


def metric(client: TestClient, name: str) -> float:
    (line,) = (line for line in client.get("/metrics").text.splitlines() if line.startswith(f"{name} "))
    return float(line.rpartition(" ")[2])


def results(client: TestClient, result: str) -> float:
    return metric(client, f'alliance_cache_requests_total{{result="{result}"}}')


# The same as without


@pytest.mark.parametrize("path", PATHS_AND_FORMATS)
def test_answers_are_what_they_were(client: TestClient, bare: TestClient, path: str) -> None:
    tag = bare.get(path).headers.get("etag", '""')
    conditions = [{"If-None-Match": each} for each in (tag, f"W/{tag}", f'"x", W/{tag}, "y"')]
    for headers in (*MANNERS, *conditions):
        for method in ("GET", "HEAD"):
            expected = told(bare, method, path, headers)
            for _ in range(2):
                assert told(client, method, path, headers) == expected, (method, headers)


def test_the_application_looks_at_no_other_header(bare: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: set[str] = set()
    one, several, there = Headers.__getitem__, Headers.getlist, Headers.__contains__

    def note(look: Callable[[Headers, Any], Any]) -> Callable[[Headers, Any], Any]:
        def noted(headers: Headers, name: str) -> Any:
            if type(headers) is Headers:  # an answer's can be changed, and are of another class
                looked.add(name.lower())
            return look(headers, name)

        return noted

    for name, look in (("__getitem__", one), ("getlist", several), ("__contains__", there)):
        monkeypatch.setattr(Headers, name, note(look))
    for path in PATHS_AND_FORMATS:
        # StaticFiles look at more, and their answers, which tell no version, are not kept.
        if not path.startswith("/docs/assets/"):
            bare.get(path)
    asked = {b"host", b"accept", b"accept-encoding", b"if-none-match"} | cache._NOT_FOR_ALL
    assert {"accept", "host", "if-none-match"} <= looked
    # FastAPI looks whether there is a body.
    assert looked <= {name.decode() for name in asked} | {"content-type"}


def test_head_and_get_share_an_answer(database: Database) -> None:
    for first, second in (("HEAD", "GET"), ("GET", "HEAD")):
        with Client(create_app(settings_for(database.path))) as client:
            for method in (first, second):
                assert client.request(method, CLAIM).status_code == 200
            assert results(client, "hit") == 1


def test_a_request_keeps_its_own_id(client: TestClient) -> None:
    given = [client.get(CLAIM, headers={"X-Request-ID": each}).headers["x-request-id"] for each in ("one", "two")]
    assert given == ["one", "two"]
    assert len({client.get(CLAIM).headers["x-request-id"] for _ in range(9)}) == 9


# Never older than what was acknowledged


def test_the_next_read_sees_a_write(database: Database) -> None:
    with writing_to(database) as writer, Client(create_app(settings_for(database.path))) as reader:
        for number in range(5):
            assert changed(writer, TOPIC, {"label": f"Label {number}"}).status_code == 200
            for client in (reader, writer, reader, writer):
                answer = client.get(TOPIC, headers={"Authorization": ""} if client is writer else {})
                assert answer.json()["label"] == f"Label {number}"
        assert results(reader, "hit") == 5


def test_what_was_not_there_is_found_when_it_is(database: Database) -> None:
    with writing_to(database) as writer, Client(create_app(settings_for(database.path))) as reader:
        assert [reader.get("/v1/topics/bases").status_code for _ in range(2)] == [404, 404]
        topic = {"id": "bases", "label": "Bases", "definition": "Where they are."}
        assert writer.post("/v1/topics", json=topic).status_code == 201
        assert reader.get("/v1/topics/bases").status_code == 200


def test_another_file_in_its_place_is_another_database(database: Database, tmp_path: Path) -> None:
    with Client(create_app(settings_for(database.path))) as client:
        for version in (700, 800):
            other = tmp_path / "other"
            other.mkdir(exist_ok=True)
            replaced(database, copied(database.path, other), version)
            for _ in range(3):
                assert client.get(CLAIM).headers["x-dataset-version"] == str(version)


def test_a_file_that_is_overwritten_is_not_answered_from_memory(database: Database) -> None:
    with Client(create_app(settings_for(database.path)), raise_server_exceptions=False) as client:
        assert client.get(CLAIM).status_code == 200
        database.path.write_bytes(b"This is a text and no database. " * 20_000)
        assert client.get(CLAIM).status_code == 503


def test_a_pulse_counts_the_changes_of_others(database: Database) -> None:
    pulse = Pulse(database.path)
    counted = [pulse.changes(), pulse.changes()]
    for version in (70, 71):
        set_version(database, version)
        counted += [pulse.changes(), pulse.changes()]
    assert counted == [1, 1, 2, 2, 3, 3]
    away = database.path.with_name("away.sqlite")
    os.rename(database.path, away)
    assert [pulse.changes(), pulse.changes()] == [None, None]
    # What happened to it meanwhile nobody knows.
    os.rename(away, database.path)
    assert [pulse.changes(), pulse.changes()] == [4, 4]
    pulse.close()


class Asking:
    """A request to an application that waits to be told before it reads the database, and again before it answers."""

    def __init__(self, least: int) -> None:
        self.least = least
        """What had been written when it was sent."""
        self.found = b""
        self.answer: asyncio.Task[None]
        self._told = asyncio.Semaphore(0)

    def begin(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> "Asking":
        scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "query_string": b"", "headers": []}
        self.answer = asyncio.ensure_future(app({**scope, "asking": self}, _nothing, self._send))
        return self

    def go_on(self) -> None:
        self._told.release()

    async def wait(self) -> None:
        await self._told.acquire()

    async def _send(self, message: Message) -> None:
        self.found += message.get("body", b"")


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


STEPS = st.lists(st.one_of(st.just("write"), st.just("ask"), st.integers(0, 3)), max_size=30)


@settings(max_examples=examples(200), deadline=None)
@given(steps=STEPS)
def test_no_order_of_events_makes_an_answer_stale(steps: list[str | int], tmp_path_factory: Any) -> None:
    file = tmp_path_factory.mktemp("stale") / "a.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer, closing(sqlite3.connect(file)) as reader:
        writer.executescript("PRAGMA journal_mode = WAL; CREATE TABLE t (n); INSERT INTO t VALUES (0)")

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await scope["asking"].wait()
            (number,) = reader.execute("SELECT n FROM t").fetchall()[0]
            await scope["asking"].wait()
            body = str(number).encode()
            headers = [(b"content-length", str(len(body)).encode()), (b"x-dataset-version", body)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        pulse = Pulse(file)
        layer = Cache(app, pulse.changes, 1 << 20, CollectorRegistry())

        async def play() -> None:
            written, asked = 0, [Asking(0).begin(layer)]
            for step in steps:
                if step == "write":
                    written += 1
                    writer.execute("UPDATE t SET n = ?", (written,))
                elif step == "ask":
                    asked.append(Asking(written).begin(layer))
                else:
                    asked[-1 - int(step) % len(asked)].go_on()
                await _settled()
            for each in (*asked, Asking(written).begin(layer), Asking(written).begin(layer)):
                each.go_on()
                each.go_on()
                await each.answer
                assert int(each.found) >= each.least

        asyncio.run(play())
        pulse.close()


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_two_processes_never_answer_with_less_than_was_acknowledged(seeded_file: Path, tmp_path: Path) -> None:
    file = copied(seeded_file, tmp_path)
    database = Database(settings_for(file))
    key = key_for(database)
    database.close()
    with running(file, SEED) as first, running(file, SEED) as second:
        world = World((first, second), key)
        threads = [threading.Thread(target=world.live, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not world.failures
        assert world.acknowledged > 5
        hits = [_hits(port) for port in (first, second)]
        assert all(number > 10 for number in hits)


def _hits(port: int) -> float:
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    return float(text.partition('alliance_cache_requests_total{result="hit"} ')[2].split()[0])


class World:
    """Clients that write and read at random, through either process, for a while."""

    def __init__(self, ports: tuple[int, int], key: str) -> None:
        self.acknowledged = 0
        """The number in the label of the topic, as far as anybody was told that it is written."""
        self.failures: list[str] = []
        self._ports, self._key = ports, key
        self._writing = threading.Lock()
        self._until = time.monotonic() + 2

    def live(self, seed: int) -> None:
        chance = random.Random(seed)
        connections = [HTTPConnection("127.0.0.1", port) for port in self._ports]
        try:
            while time.monotonic() < self._until and not self.failures:
                if seed == 0 and chance.random() < 0.1:
                    self._write(chance.choice(connections))
                else:
                    self._read(chance.choice(connections), chance.choice((TOPIC, "/v1/topics?limit=1000")))
        except Exception as error:
            self.failures.append(repr(error))
        finally:
            for each in connections:
                each.close()

    def _write(self, connection: HTTPConnection) -> None:
        with self._writing:
            number = self.acknowledged + 1
            _, tag = self._got(connection, TOPIC)
            headers = bearing(self._key, If_Match=tag, Content_Type=MERGE_PATCH)
            connection.request("PATCH", TOPIC, json.dumps({"label": f"Number {number}"}), headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            answer.read()
            self.acknowledged = number

    def _read(self, connection: HTTPConnection, path: str) -> None:
        least = self.acknowledged
        body, _ = self._got(connection, path)
        labels = [str(each["label"]) for each in body.get("items", [body])]
        found = max((int(each.split()[1]) for each in labels if each.startswith("Number ")), default=0)
        if found < least:
            self.failures.append(f"{path}: {found} after {least}")

    def _got(self, connection: HTTPConnection, path: str) -> tuple[dict[str, Any], str]:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200
        return json.loads(answer.read()), str(answer.headers["etag"])


# Within its bounds


def test_every_use_is_counted(database: Database) -> None:
    with Client(create_app(settings_for(database.path))) as client:
        for _ in range(3):
            client.get(CLAIM)
        for headers in ({"Range": "bytes=0-1"}, {"Authorization": "x"}, {"Cookie": "a=b"}):
            client.get(CLAIM, headers=headers)
        client.post("/v1/claims")
        text = client.get("/metrics").text
    for line in ('requests_total{result="hit"} 2.0', 'requests_total{result="pass"} 4.0'):
        assert f"alliance_cache_{line}" in text
    assert 'alliance_http_requests_total{method="GET",status="200"} 6.0' in text
    assert "alliance_http_request_seconds_count 7.0" in text


def test_a_header_in_several_lines_passes() -> None:
    both = [(b"accept", b"text/csv"), (b"accept", b"*/*")]
    assert _key_of(headers=both) is None
    assert _key_of(headers=both[:1]) != _key_of(headers=both[1:])


def _key_of(**more: Any) -> Any:
    return cache._key({"type": "http", "method": "GET", "path": "/", "scheme": "http", "query_string": b"", **more})


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/docs/assets/swagger-ui.css"])
def test_what_is_not_of_the_data_is_asked_each_time(database: Database, path: str) -> None:
    with Client(create_app(settings_for(database.path))) as client:
        for _ in range(3):
            client.get(path)
        assert 'result="hit"' not in client.get("/metrics").text


def test_the_least_lately_used_goes_first(database: Database) -> None:
    limit = 40_000
    with Client(create_app(Settings(database_url=f"sqlite:///{database.path}", cache_limit=limit))) as client:
        for number in range(2, 40):
            client.get(CLAIM)
            client.get(f"/v1/search?q=a{number}")
            assert metric(client, "alliance_cache_bytes") <= limit
        assert metric(client, "alliance_cache_bytes") > limit / 2
        assert results(client, "hit") == 37


def answered(body: bytes, *parts: bytes, length: bool = True) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """An application that answers with this, in one message or more."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"x-dataset-version", b"1"), (b"etag", os.urandom(16).hex().encode())]
        headers += [(b"content-length", str(len(body) + sum(map(len, parts))).encode())] if length else []
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for each in (body, *parts):
            await send({"type": "http.response.body", "body": bytes(bytearray(each)), "more_body": True})
        await send({"type": "http.response.body"})

    return app


@pytest.mark.parametrize(
    ("app", "is_kept"),
    [
        (answered(b"x" * 1000), True),
        (answered(b"x", b"y", b"z"), True),
        (answered(b"x", b"y", length=False), False),
        (answered(b"x" * (256 * 1024)), True),
        (answered(b"x" * (256 * 1024 + 1)), False),
    ],
)
def test_small_answers_of_known_length_are_kept(app: Any, is_kept: bool) -> None:
    client = Client(Cache(app, lambda: 1, 1 << 20, CollectorRegistry()))
    first, second = client.get("/"), client.get("/")
    assert first.content == second.content
    assert (first.headers["etag"] == second.headers["etag"]) == is_kept


def test_the_bytes_in_memory_are_no_more_than_counted() -> None:
    registry = CollectorRegistry()
    layer = Cache(answered(b"x" * 100, b"y" * 1000), lambda: 1, 1 << 24, registry)
    scope = {"type": "http", "method": "GET", "scheme": "http", "headers": []}

    async def send(_: Message) -> None:
        pass

    async def fill() -> None:
        for number in [*range(1000), *range(1000)]:
            asked = {"path": f"/{number}", "query_string": b"%d" % number, WHOLE: b"GET /%d?" % number + b"y" * 200}
            await layer({**scope, **asked}, _nothing, send)

    tracemalloc.start()
    asyncio.run(fill())
    there, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    counted = registry.get_sample_value("alliance_cache_bytes")
    assert counted is not None
    assert there <= counted <= 2 * there


def test_requests_that_are_known_by_their_bytes_go_with_their_answers() -> None:
    state = 1
    layer = Cache(answered(b"x" * 100), lambda: state, 50_000, CollectorRegistry())

    async def ask(number: int) -> None:
        scope = {"type": "http", "method": "GET", "scheme": "http", "headers": [], "path": "/", WHOLE: b"%d" % number}
        for _ in range(2):
            await layer({**scope, "query_string": b"%d" % number}, _nothing, _unsent)

    async def ask_all() -> None:
        nonlocal state
        for number in range(500):
            await ask(number)
        assert 5 < len(layer._heard) == len(layer._kept) < 50
        assert layer.heard(b"499") is not None
        assert layer.heard(b"0") is None
        state += 1
        assert layer.heard(b"499") is None
        assert not layer._heard

    asyncio.run(ask_all())


async def _unsent(_: Message) -> None:
    pass


# On the wire


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("headers", ["", "If-None-Match: *\r\n", "Accept-Encoding: gzip\r\n"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_head_that_was_rendered_is_the_servers_own(
    database: Database, method: str, version: str, headers: str
) -> None:
    configured = settings_for(database.path)
    config = uvicorn.Config(create_app(configured), http=guarded(configured), log_config=None, server_header=False)
    request = f"{method} {CLAIM} HTTP/{version}\r\nHost: a\r\nX-Request-ID: same\r\n{headers}"
    with answering(config) as port:
        alone = [_said(port, f"{request}Connection: close\r\n\r\n") for _ in range(3)]
        together = _said(port, f"{request}Connection: keep-alive\r\n\r\n" * 2 + f"{request}Connection: close\r\n\r\n")
    assert alone[0] == alone[1] == alone[2]
    assert alone[0].startswith(b"HTTP/1.1 304" if "None" in headers else b"HTTP/1.1 200")
    closing_line = b"connection: close\r\n"
    assert alone[0].count(closing_line) == 1
    if version == "1.1":
        assert together == alone[0].replace(closing_line, b"") * 2 + alone[0]


def _said(port: int, sent: str) -> bytes:
    """All that the server answers, but for the time of day."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sent.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return re.sub(rb"date: [^\r]*\r\n", b"", answer)


def test_the_same_bytes_are_answered_the_same(database: Database) -> None:
    """The third time no layer is entered; but for its id the answer is the one that all layers gave."""
    configured = settings_for(database.path)
    entered: list[str] = []
    app = create_app(configured)

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        entered.append(scope["type"])
        await app(scope, receive, send)

    config = uvicorn.Config(watched, http=guarded(configured), log_config=None, access_log=False, server_header=False)
    get = f"GET {CLAIM} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    with answering(config) as port, closing(_Connection(port)) as one, closing(_Connection(port)) as other:
        entered.clear()
        first = one.ask(get)
        rest = [one.ask(get), one.ask(get), other.ask(get), one.ask(get)]
        assert [without_id(each) for each in rest] == [without_id(first)] * 4
        assert len({id_of(each) for each in (first, *rest)}) == 5
        assert len(entered) == 2
        # What is not just these bytes goes all the way.
        assert (
            without_id(one.ask(get.replace(b"GET", b"HEAD"), body=False)) == without_id(first).partition(b"\r\n\r\n")[0]
        )
        assert b"x-request-id: mine" in one.ask(get.replace(b"Host", b"X-Request-ID: mine\r\nHost"))
        assert b"x-request-id: mine" in one.ask(get.replace(b"Host", b"X-Request-ID: mine\r\nHost"))
        one.send(get[:20])
        time.sleep(0.05)
        assert without_id(one.ask(get[20:])) == without_id(first)
        for _ in range(3):
            assert without_id(one.ask(get + get)) == without_id(first)
            assert without_id(one.read()) == without_id(first)
        # Here the same bytes are the value of a header.
        one.send(f"GET {TOPIC} HTTP/1.1\r\nX-Note: ".encode())
        time.sleep(0.05)
        assert b"nuclear-option" in one.ask(get)
        counted = one.ask(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").decode()
    assert 'alliance_http_requests_total{method="GET",status="200"} 15.0' in counted
    # The claim, the topic, and these metrics.
    assert 'alliance_cache_requests_total{result="miss"} 3.0' in counted


def test_a_write_is_seen_by_requests_that_are_known_by_their_bytes(database: Database) -> None:
    configured = settings_for(database.path)
    config = uvicorn.Config(create_app(configured), http=guarded(configured), log_config=None, access_log=False)
    get = f"GET {TOPIC} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    with answering(config) as port, closing(_Connection(port)) as connection:
        known = [connection.ask(get) for _ in range(4)]
        set_version(database, 77)
        assert b"x-dataset-version: 77" not in known[-1]
        assert b"x-dataset-version: 77" in connection.ask(get)


class _Connection:
    """A connection that is kept, on which bytes are sent as they are."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._left = b""

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def ask(self, data: bytes, *, body: bool = True) -> bytes:
        self.send(data)
        return self.read(body=body)

    def read(self, *, body: bool = True) -> bytes:
        """The next answer, without the time of day."""
        while b"\r\n\r\n" not in self._left:
            self._left += self._socket.recv(65536)
        head, _, self._left = self._left.partition(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head)[1]) if body else 0  # type: ignore[index]
        while len(self._left) < length:
            self._left += self._socket.recv(65536)
        content, self._left = self._left[:length], self._left[length:]
        return re.sub(rb"date: [^\r]*\r\n", b"", head) + (b"\r\n\r\n" + content if body else b"")

    def close(self) -> None:
        self._socket.close()


def without_id(answer: bytes) -> bytes:
    return re.sub(rb"\r\nx-request-id: [^\r]*", b"", answer)


def id_of(answer: bytes) -> bytes:
    return re.search(rb"x-request-id: ([^\r]*)", answer)[1]  # type: ignore[index]
