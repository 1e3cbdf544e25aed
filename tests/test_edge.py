"""The layers around the application, each on a tiny application of its own."""

import gzip
import logging
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import orjson
import pytest
import zstandard
from fastapi import Body, FastAPI
from httpx2 import Response as Answer
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.address import address_faults
from app.edge.encoding import Encoding
from app.edge.head import HeadAsGet
from app.edge.limits import DEEPEST, Limits
from app.edge.nesting import Nesting
from app.edge.refusing import send_problem
from app.edge.stamps import Stamps
from app.problems import NotFound, Problem, Unavailable
from app.settings import Settings

LIMITS = Settings(body_limit=1000)
LONG = b'{"items": [' + b'"North Atlantic Treaty", ' * 100 + b"0]}"
TAG = '"abc"'
COMMON = ("content-type", "etag", "vary", "content-encoding", "content-length")


def serving(endpoint: Callable[[Request], Any], *methods: str) -> Starlette:
    return Starlette(routes=[Route("/{rest:path}", endpoint, methods=methods or ["GET"])])


def client_of(app: ASGIApp) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def head_of(answer: Answer) -> dict[str, str]:
    return {name: answer.headers[name] for name in COMMON if name in answer.headers}


def problem_of(answer: Answer) -> tuple[int, str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    return document["status"], document["type"], document["instance"]


# Problems


class TestSendProblem:
    @staticmethod
    def app(problem: Problem) -> ASGIApp:
        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            await send_problem(problem, scope, send)

        return refuse

    def test_status_headers_body_and_instance(self) -> None:
        problem = Unavailable("Not yet.", headers={"Retry-After": "3"})
        answer = client_of(self.app(problem)).get("/v1/claims?a=b")
        assert answer.content == problem.body("/v1/claims")
        assert problem_of(answer) == (503, "/problems#unavailable", "/v1/claims")
        assert answer.headers["retry-after"] == "3"

    def test_head_has_the_same_head_and_no_body(self) -> None:
        client = client_of(self.app(NotFound("Nothing here.")))
        head, get = client.head("/x"), client.get("/x")
        assert (head.status_code, head.headers, head.content) == (get.status_code, get.headers, b"")


# Limits


async def echo(request: Request) -> Response:
    return Response(await request.body())


async def query(request: Request) -> Response:
    return JSONResponse(request.query_params.multi_items())


@pytest.mark.parametrize(
    "asked",
    ["", "q=a+b&x=%20", "q=S%C3%A3o+Paulo", "q=%0A%09%0D", "q=%zz", "q=100%", "q=%EF%BF%BD", "q=%F0%9F%92%A1"],
)
def test_a_query_of_text_passes(asked: str) -> None:
    plain = serving(query)
    answer, guarded = client_of(plain).get(f"/?{asked}"), client_of(Limits(plain, LIMITS)).get(f"/?{asked}")
    assert (guarded.status_code, guarded.content) == (200, answer.content)


@pytest.mark.parametrize(
    ("asked", "name", "value", "message"),
    [
        ("q=%00", "q", "%00", "contains the character U+0000"),
        ("limit=3&q=a%1Fb", "q", "a%1Fb", "contains the character U+001F"),
        ("q=%ff%fe", "q", "%ff%fe", "is not valid UTF-8"),
        ("q=%ED%A0%80", "q", "%ED%A0%80", "is not valid UTF-8"),
        ("q=%EF%BF%BE", "q", "%EF%BF%BE", "contains the character U+FFFE"),
        ("q=%EF%BF%BF", "q", "%EF%BF%BF", "contains the character U+FFFF"),
        ("a%20b=%00", "a b", "%00", "contains the character U+0000"),
        ("%00=1", "%00", "1", "contains the character U+0000"),
    ],
)
def test_a_query_that_is_not_text_is_refused(asked: str, name: str, value: str, message: str) -> None:
    answer = client_of(Limits(serving(query), LIMITS)).get(f"/v1/claims?{asked}")
    assert problem_of(answer) == (422, "/problems#invalid-request", "/v1/claims")
    assert answer.json()["errors"] == [
        {"in": "query", "name": name, "value": value, "message": message, "allowed": None, "did_you_mean": None}
    ]


@pytest.mark.parametrize("path", ["/a%00b", "/a%0Ab", "/a%09b", "/%ff", "/%EF%BF%BE"])
def test_a_path_that_is_not_text_is_refused(path: str) -> None:
    answer = client_of(Limits(serving(query), LIMITS)).get(path)
    assert answer.status_code == 422
    assert [(each["in"], each["name"], each["value"]) for each in answer.json()["errors"]] == [("path", "path", path)]


def test_every_fault_of_an_address_is_told() -> None:
    found = [(each.where, each.name) for each in address_faults(b"/%00", b"a=%ff&b=1&c=%00")]
    assert found == [("path", "path"), ("query", "a"), ("query", "c")]


def test_a_body_up_to_the_limit_passes() -> None:
    client = client_of(Limits(serving(echo, "POST"), LIMITS))
    assert client.post("/", content=b"x" * 1000).content == b"x" * 1000
    assert client.post("/", content=iter([b"x" * 500] * 2)).content == b"x" * 1000


def test_an_announced_body_over_the_limit_is_refused_before_the_app_is_asked() -> None:
    asked: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])

    answer = client_of(Limits(app, LIMITS)).post("/x", content=b"x" * 1001)
    assert problem_of(answer) == (413, "/problems#body-too-large", "/x")
    assert answer.headers["connection"] == "close"
    assert asked == []


def test_a_length_longer_than_python_reads_is_refused() -> None:
    answer = client_of(Limits(serving(echo, "POST"), LIMITS)).post("/", headers={"content-length": "9" * 5000})
    assert answer.status_code == 413


def test_a_chunked_body_over_the_limit_is_refused() -> None:
    answer = client_of(Limits(serving(echo, "POST"), LIMITS)).post("/x", content=iter([b"x" * 1000, b"x"]))
    assert problem_of(answer) == (413, "/problems#body-too-large", "/x")


def nested(levels: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * levels + closing * levels


@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json; charset=utf-8", None])
def test_json_nested_too_deep_is_refused(media_type: str | None) -> None:
    headers = {"content-type": media_type} if media_type else {}
    client = client_of(Limits(serving(echo, "POST"), LIMITS))
    assert client.post("/", content=nested(DEEPEST), headers=headers).content == nested(DEEPEST)
    answer = client.post("/x", content=nested(DEEPEST + 1), headers=headers)
    assert problem_of(answer) == (400, "/problems#bad-request", "/x")


def test_other_bodies_may_hold_any_brackets() -> None:
    client = client_of(Limits(serving(echo, "POST"), LIMITS))
    answer = client.post("/", content=nested(200), headers={"content-type": "text/plain"})
    assert answer.content == nested(200)


@pytest.mark.parametrize(("body", "status"), [(b"[" * 500, 400), (b"[" + b" " * 1000, 413)])
def test_what_fastapi_makes_of_a_body_cut_off_is_not_sent(body: bytes, status: int) -> None:
    app = FastAPI()

    @app.post("/")
    def take(given: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        return given

    headers = {"content-type": "application/json"}
    answer = client_of(Limits(app, LIMITS)).post("/", content=iter([body]), headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def deepest(parts: list[bytes]) -> int:
    nesting = Nesting()
    return max(nesting.deepest(part) for part in parts)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (b'{"a": [1, {"b": []}], "c": {}}', 4),
        (rb'["[[[", "\"[[[", "\\", ["\\\"[["]]', 2),
        (rb'["\u005b[", {"\n\"{": "\\\\"}]', 2),
        (b'"[[["', 0),
        ("[“[”, [\u2200]]".encode(), 3),
    ],
)
def test_nesting_is_the_same_however_the_text_is_cut(text: bytes, levels: int) -> None:
    cuts = [[text[:at], text[at:]] for at in range(len(text) + 1)]
    cuts.append([text[at : at + 1] for at in range(len(text))])
    assert [deepest(parts) for parts in cuts] == [levels] * len(cuts)


# HEAD


async def document(request: Request) -> Response:
    headers = {"ETag": TAG, "Vary": "Accept"}
    if TAG in request.headers.get("if-none-match", "").split(", "):
        return Response(status_code=304, headers=headers)
    return Response(LONG, media_type="application/json", headers=headers)


async def streamed(request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield LONG

    return StreamingResponse(parts(), media_type="text/csv")


@pytest.mark.parametrize("accepted", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("endpoint", [document, streamed])
def test_head_is_answered_as_get(accepted: str, endpoint: Callable[[Request], Any]) -> None:
    async def bare(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["method"] == "GET"
        await serving(endpoint)(scope, receive, send)

    client = client_of(HeadAsGet(Encoding(bare)))
    headers = {"accept-encoding": accepted}
    head, get = client.head("/", headers=headers), client.get("/", headers=headers)
    assert (head.status_code, head.headers, head.content) == (200, get.headers, b"")


def test_a_stream_to_head_ends_at_its_first_part() -> None:
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            sent.append(message)
            await send(message)

        await HeadAsGet(serving(streamed))(scope, receive, note)

    assert client_of(app).head("/").content == b""
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[1].get("more_body", False) is False


# Encoding

ENCODED = client_of(Encoding(serving(document)))


def asked(**headers: str) -> Answer:
    given = {"accept-encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return ENCODED.get("/", headers=given)


def decoded(answer: Answer) -> bytes:
    # httpx2 undoes gzip, and zstd only where an extra of its own is installed.
    if answer.content.startswith(b"\x28\xb5\x2f\xfd"):
        return zstandard.ZstdDecompressor().decompressobj().decompress(answer.content)
    return answer.content


def test_without_encoding_the_tag_is_the_apps() -> None:
    assert head_of(asked()) == {
        "content-type": "application/json",
        "content-length": str(len(LONG)),
        "etag": TAG,
        "vary": "Accept, Accept-Encoding",
    }


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_an_encoding_has_its_own_tag(encoding: str) -> None:
    answer = asked(accept_encoding=encoding)
    expected = {"etag": f'"abc-{encoding}"', "vary": "Accept, Accept-Encoding", "content-encoding": encoding}
    assert {name: answer.headers[name] for name in expected} == expected
    assert decoded(answer) == LONG


@pytest.mark.parametrize("accepted", ["gzip;q=1, zstd;q=0.5", "*", "ZSTD"])
def test_zstd_comes_first(accepted: str) -> None:
    assert asked(accept_encoding=accepted).headers["content-encoding"] == "zstd"


def test_brotli_is_not_spoken() -> None:
    assert asked(accept_encoding="br").headers.get("content-encoding") is None


def test_the_bytes_of_a_tag_are_the_same_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def raw() -> bytes:
        with ENCODED.stream("GET", "/", headers={"accept-encoding": "gzip"}) as answer:
            return b"".join(answer.iter_raw())

    first = raw()
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert raw() == first
    assert (first[4:8], gzip.decompress(first)) == (bytes(4), LONG)


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('"abc"', '"abc"'),
        ('"abc-gzip"', '"abc-gzip"'),
        ('"abc-zstd", "abc-gzip"', '"abc-zstd"'),
        ('W/"abc-gzip"', None),
        ('"abc-br"', None),
    ],
)
@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_a_304_carries_the_tag_that_the_client_sent(condition: str, told: str | None, accepted: str) -> None:
    answer = asked(if_none_match=condition, accept_encoding=accepted)
    if told is None:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.headers["etag"], answer.content) == (304, told, b"")
        assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_conditions_reach_the_app_without_suffixes() -> None:
    seen: list[str | None] = []

    async def app(request: Request) -> Response:
        seen.extend(request.headers.get(name) for name in ("if-none-match", "if-match", "if-range"))
        return Response(status_code=304, headers={"ETag": 'W/"b"'})

    conditions = {
        "if-none-match": '"a-zstd", W/"b-gzip", "c", "d-br"',
        "if-match": '"e-gzip"',
        "if-range": '"f-gzip"',
    }
    answer = client_of(Encoding(serving(app))).get("/", headers=conditions)
    assert seen == ['"a", W/"b", "c", "d-br"', '"e"', '"f-gzip"']
    assert answer.headers["etag"] == 'W/"b-gzip"'


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "Accept-Encoding"),
        (["Accept"], "Accept, Accept-Encoding"),
        (["Accept", "Origin"], "Accept, Origin, Accept-Encoding"),
        (["accept-encoding, Accept"], "Accept-Encoding, Accept"),
        (["*"], "*"),
    ],
)
@pytest.mark.parametrize("accepted", ["identity", "gzip"])
@pytest.mark.parametrize("content", [b"short", LONG])
def test_vary(given: list[str], told: str, accepted: str, content: bytes) -> None:
    async def app(request: Request) -> Response:
        answer = PlainTextResponse(content)
        for value in given:
            answer.headers.append("vary", value)
        return answer

    answer = client_of(Encoding(serving(app))).get("/", headers={"accept-encoding": accepted})
    assert answer.headers.get_list("vary") == [told]


def test_partial_content_is_not_compressed() -> None:
    async def app(request: Request) -> Response:
        headers = {"Content-Range": "bytes 0-999/5000", "ETag": TAG}
        return Response(LONG[:1000], 206, headers=headers, media_type="text/plain")

    answer = client_of(Encoding(serving(app))).get("/", headers={"accept-encoding": "gzip, zstd"})
    assert (answer.content, answer.headers["etag"], answer.headers.get("content-encoding")) == (LONG[:1000], TAG, None)


def test_a_part_of_what_is_gzipped_already_is_left_as_it_is() -> None:
    part = bytes(range(1, 200))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-encoding", b"gzip"), (b"content-range", b"bytes 1-199/5000")]
        await send({"type": "http.response.start", "status": 206, "headers": headers})
        await send({"type": "http.response.body", "body": part})

    with client_of(Encoding(app)).stream("GET", "/") as answer:
        assert b"".join(answer.iter_raw()) == part


def test_streams_and_named_media_types_are_compressed() -> None:
    async def unusual(request: Request) -> Response:
        return Response(LONG, media_type="application/x-unusual")

    with client_of(Encoding(serving(streamed))).stream("GET", "/", headers={"accept-encoding": "zstd"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed) == LONG * 100
    client = client_of(Encoding(serving(unusual), media_types=["application/x-unusual"]))
    assert client.get("/", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


# Stamps


def stamped(app: ASGIApp, version: Callable[[], int] = lambda: 7) -> tuple[TestClient, CollectorRegistry]:
    registry = CollectorRegistry()
    return client_of(Stamps(app, version, registry)), registry


async def fails(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("a secret")


async def shows_id(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["request_id"])(scope, receive, send)


@pytest.mark.parametrize("given", ["a", "Az09._-", "x" * 128])
def test_a_clients_request_id_is_echoed(given: str) -> None:
    answer = stamped(shows_id)[0].get("/", headers={"x-request-id": given})
    assert (answer.headers.get_list("x-request-id"), answer.text) == ([given], given)


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "a\tb", "é"])
def test_another_request_id_is_replaced(given: str) -> None:
    client = stamped(shows_id)[0]
    answers = [client.get("/", headers=[(b"x-request-id", given.encode())]) for _ in range(2)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert [len(bytes.fromhex(each)) for each in ids] == [16, 16]
    assert ids[0] != ids[1]


def test_dataset_version() -> None:
    async def older(request: Request) -> Response:
        return Response(headers={"X-Dataset-Version": "6"})

    def unknown() -> int:
        raise OSError("no database")

    assert stamped(shows_id)[0].get("/").headers.get_list("x-dataset-version") == ["7"]
    assert stamped(serving(older))[0].get("/").headers.get_list("x-dataset-version") == ["6"]
    answer = stamped(shows_id, unknown)[0].get("/")
    assert (answer.status_code, answer.headers.get("x-dataset-version")) == (200, None)


async def fails_in_starlette(request: Request) -> Response:
    raise ValueError("a secret")


@pytest.mark.parametrize("app", [fails, serving(fails_in_starlette)])
def test_an_error_becomes_a_problem(app: ASGIApp, caplog: pytest.LogCaptureFixture) -> None:
    answer = stamped(app)[0].get("/x", headers={"x-request-id": "mine"})
    assert problem_of(answer) == (500, "/problems#internal-error", "/x")
    assert (answer.headers["x-request-id"], answer.headers["x-dataset-version"]) == ("mine", "7")
    assert "secret" not in answer.text
    logged = [each for each in caplog.records if each.name == "app"]
    assert [(each.levelno, each.getMessage()) for each in logged] == [(logging.ERROR, "request mine failed")]
    assert logged[0].exc_info is not None
    assert str(logged[0].exc_info[1]) == "a secret"


def test_a_500_that_the_app_answers_itself_is_left() -> None:
    async def app(request: Request) -> Response:
        return PlainTextResponse("sorry", 500)

    answer = stamped(serving(app))[0].get("/")
    assert (answer.status_code, answer.text) == (500, "sorry")


def test_an_error_after_the_answer_began_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("late")

    with pytest.raises(ValueError, match="late"):
        TestClient(Stamps(app, lambda: 7, CollectorRegistry())).get("/", headers={"x-request-id": "mine"})
    assert [each.getMessage() for each in caplog.records if each.name == "app"] == ["request mine failed"]


def test_a_problem_out_of_a_layer_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise Unavailable("Too much at once.", headers={"Retry-After": "1"})

    answer = stamped(app)[0].get("/x")
    assert problem_of(answer) == (503, "/problems#unavailable", "/x")
    assert answer.headers["retry-after"] == "1"
    assert [each for each in caplog.records if each.name == "app"] == []


def test_a_client_that_left_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ClientDisconnect

    stamped(app)[0].get("/")
    assert [each for each in caplog.records if each.name == "app"] == []


def test_requests_are_counted_in_each_apps_own_registry() -> None:
    client, registry = stamped(serving(query))
    _, other = stamped(serving(query))
    for method in ("GET", "GET", "POST", "BREW"):
        client.request(method, "/")

    def counted(method: str, status: str) -> float | None:
        labels = {"method": method, "status": status}
        return registry.get_sample_value("alliance_http_requests_total", labels)

    assert [counted("GET", "200"), counted("POST", "405"), counted("OTHER", "405"), counted("BREW", "405")] == [
        2,
        1,
        1,
        None,
    ]
    assert registry.get_sample_value("alliance_http_request_seconds_count") == 4
    assert other.get_sample_value("alliance_http_request_seconds_count") == 0


# All of them


def test_the_whole_stack() -> None:
    app = Stamps(Limits(HeadAsGet(Encoding(serving(document))), LIMITS), lambda: 7, CollectorRegistry())
    with TestClient(app) as client:
        get = client.get("/?q=%C3%A9", headers={"accept-encoding": "gzip", "x-request-id": "a"})
        head = client.head("/?q=%C3%A9", headers={"accept-encoding": "gzip", "x-request-id": "a"})
        assert (get.json(), get.headers["etag"]) == (orjson.loads(LONG), '"abc-gzip"')
        assert head.headers == get.headers
        refused = client.get("/?q=%00")
        assert (refused.status_code, refused.headers["x-dataset-version"]) == (422, "7")
