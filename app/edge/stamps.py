"""Every answer carries its request's id and the version of the data, is counted, and is never a traceback."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.refusing import send_problem
from app.problems import InternalError, Problem

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}").fullmatch
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds

_log = logging.getLogger("app")


class Stamps:
    """The outermost layer. Leaves the request's id in the scope as `request_id`."""

    def __init__(self, app: ASGIApp, version: Callable[[], int], registry: CollectorRegistry) -> None:
        self._app = app
        self._version = version
        self._count = _Count(registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        start = perf_counter()
        answer = _Answer(_request_id(scope), self._version, send)
        try:
            await self._app({**scope, "request_id": answer.request_id.decode()}, receive, answer.send)
            await answer.release()
        except Exception as error:
            await answer.fail(error, scope)
        finally:
            if answer.status:
                self._count(scope["method"], answer.status, perf_counter() - start)


def _request_id(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID(value):
            return bytes(value)
    return uuid4().hex.encode()


class _Answer:
    """The answer to one request on its way out."""

    def __init__(self, request_id: bytes, version: Callable[[], int], send: Send) -> None:
        self.request_id = request_id
        self.status = 0
        self._version = version
        self._send = send
        self._held: list[Message] = []

    async def send(self, message: Message) -> None:
        # Starlette answers a fault in plain text and only then raises it: a 500 waits for what follows.
        if self._held or message.get("status") == 500:
            self._held.append(message)
        else:
            await self._pass(message)

    async def release(self) -> None:
        """The application ended well, so a 500 was its answer."""
        for message in self._held:
            await self._pass(message)

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._stamped(message)}
        await self._send(message)

    def _stamped(self, message: Message) -> list[tuple[bytes, bytes]]:
        headers = [*message.get("headers", ()), (b"x-request-id", self.request_id)]
        if not any(name == b"x-dataset-version" for name, _ in headers):
            headers += self._dataset_version()
        return headers

    def _dataset_version(self) -> list[tuple[bytes, bytes]]:
        try:
            return [(b"x-dataset-version", str(self._version()).encode())]
        except Exception:
            # A database out of reach has no version to tell; that must not turn its own 503 into a 500.
            return []

    async def fail(self, error: Exception, scope: Scope) -> None:
        """Answer an error that came out of the application; one that comes after its answer began goes on."""
        if isinstance(error, ClientDisconnect):
            return
        problem = error if isinstance(error, Problem) else None
        if problem is None or self.status:
            _log.error("request %s failed", self.request_id.decode(), exc_info=error)
        if self.status:
            raise error
        fallback = InternalError("This is a fault of ours; it has been logged.")
        await send_problem(problem or fallback, scope, self._pass)


class _Count:
    """Requests and their durations, for Prometheus."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "alliance_http_requests", "HTTP requests answered.", ("method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "alliance_http_request_seconds", "Seconds to answer a request.", registry=registry, buckets=_BUCKETS
        )
        # Looking up labels costs more than counting; there are few pairs.
        self._counters: dict[tuple[str, int], Counter] = {}

    def __call__(self, method: str, status: int, seconds: float) -> None:
        counter = self._counters.get((method, status)) or self._counter(method, status)
        counter.inc()
        self._seconds.observe(seconds)

    def _counter(self, method: str, status: int) -> Counter:
        known = method if method in _METHODS else "OTHER"
        counter = self._counters[known, status] = self._requests.labels(known, str(status))
        return counter
