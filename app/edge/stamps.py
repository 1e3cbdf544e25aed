"""Every answer carries its request's id and the version of the data, is counted, and is never a traceback."""

import logging
import re
from collections.abc import Callable
from random import getrandbits
from time import perf_counter

from prometheus_client import CollectorRegistry
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.counting import Durations, Tally
from app.edge.refusing import send_problem
from app.edge.rendered import RENDERED, Heard, Told
from app.problems import InternalError, Problem

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}").fullmatch

_log = logging.getLogger("app")


class Stamps:
    """The outermost layer. Leaves the request's id in the scope as `request_id`."""

    def __init__(
        self, app: ASGIApp, version: Callable[[], int], registry: CollectorRegistry, heard: Heard = lambda _: None
    ) -> None:
        self._app = app
        self._version = version
        self._heard = heard
        self._requests = Tally("alliance_http_requests", "HTTP requests answered.", ("method", "status"))
        self._seconds = Durations("alliance_http_request_seconds", "Seconds to answer a request.")
        registry.register(self._requests)
        registry.register(self._seconds)

    def heard(self, request: bytes) -> Told | None:
        """What is kept for a request of just these bytes, with the stamps; without a way through the layers."""
        start = perf_counter()
        answer = self._heard(request)
        if answer is None:
            return None
        status, lines, body = answer
        self._requests.of["GET", status] += 1
        self._seconds.observe(perf_counter() - start)
        return status, lines + b"x-request-id: " + _new_id() + b"\r\n", body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        start = perf_counter()
        answer = _Answer(_request_id(scope), self._version, send)
        scope["request_id"] = answer.request_id.decode()
        try:
            await self._app(scope, receive, answer.send)
            if answer.held:
                await answer.release()
        except Exception as error:
            await answer.fail(error, scope)
        finally:
            if answer.status:
                method = scope["method"]
                self._requests.of[method if method in _METHODS else "OTHER", answer.status] += 1
                self._seconds.observe(perf_counter() - start)


def _request_id(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID(value):
            return bytes(value)
    return _new_id()


def _new_id() -> bytes:
    # It is no secret, and need not be asked of the operating system each time.
    return b"%032x" % getrandbits(128)


class _Answer:
    """The answer to one request on its way out."""

    __slots__ = ("_send", "_version", "held", "request_id", "status")

    def __init__(self, request_id: bytes, version: Callable[[], int], send: Send) -> None:
        self.request_id = request_id
        self.status = 0
        self.held: list[Message] = []
        self._version = version
        self._send = send

    async def send(self, message: Message) -> None:
        # Starlette answers a fault in plain text and only then raises it: a 500 waits for what follows.
        if self.held or message.get("status") == 500:
            self.held.append(message)
        else:
            await self._send(self._stamped(message))

    async def release(self) -> None:
        """The application ended well, so a 500 was its answer."""
        for message in self.held:
            await self._pass(message)

    async def _pass(self, message: Message) -> None:
        await self._send(self._stamped(message))

    def _stamped(self, message: Message) -> Message:
        """The message as it is sent: the first one of an answer with the stamps."""
        if message["type"] != "http.response.start":
            return message
        self.status = message["status"]
        given = message.get("headers", ())
        headers = [*given, (b"x-request-id", self.request_id)]
        if RENDERED in message:
            lines, length = message[RENDERED]
            lines += b"x-request-id: " + self.request_id + b"\r\n"
            return {**message, "headers": headers, RENDERED: (lines, length)}
        if not any(name == b"x-dataset-version" for name, _ in given):
            headers += self._dataset_version()
        return {**message, "headers": headers}

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
