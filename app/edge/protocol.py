"""The server's HTTP protocol with limits on what a connection may send and how long it may take."""

from asyncio import AbstractEventLoop, Transport
from functools import partial
from typing import Any, cast
from uuid import uuid4

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.edge.heads import HeadLimits, check_head
from app.edge.patience import Patience
from app.edge.refusing import wire
from app.edge.rendered import HEARD, WHOLE, Heard, QuickCycle, Told, head_of
from app.problems import BadRequest, Problem, RequestTimeout
from app.settings import Settings

# Seconds in which a client that is still sending can read why it was refused: closing a socket
# with unread bytes resets the connection, and the answer would be lost with it.
_LINGER = 2.0
_SHOWN = 200  # bytes of a path
DATASET_VERSION = "dataset_version"
"""The key of the lifespan's state under which the application leaves a function that tells the dataset's version."""


def guarded(settings: Settings) -> type[HttpToolsProtocol]:
    """What uvicorn's option `http` takes."""
    # A partial can be sent to uvicorn's worker processes; a class made here could not.
    return cast(type[HttpToolsProtocol], partial(GuardedProtocol, settings))


class GuardedProtocol(HttpToolsProtocol):
    """Refuses what is too long, too slow or not HTTP/1.x, with a problem and the end of the connection."""

    def __init__(
        self,
        settings: Settings,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.ws_protocol_class = None
        self.timeout_keep_alive = settings.idle_limit  # type: ignore[assignment]
        self.url = b""
        self._limits = HeadLimits(settings)
        self._patience = Patience(self.loop, settings.slow_limit, self._waits_for_us, self._give_up)
        self._heard: Heard | None = None if config.access_log else app_state.get(HEARD)
        self._whole: bytes | None = None
        """What was received last, if it is one whole request to GET something."""
        self._refused: Problem | None = None
        self._in_body = False
        self._part = 0
        """Bytes received last."""
        self._unfinished = 0
        """Bytes received since a message, or a part of a body, was last complete."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._patience.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._patience.end()

    def data_received(self, data: bytes) -> None:
        if self._refused is not None:
            return None
        self._unset_keepalive_if_required()
        idle = not self._unfinished and not self._waits_for_us() and not self._in_body
        if idle and self._heard is not None and not self.flow.write_paused:
            if (answer := self._heard(data)) is not None:
                return self._answer_again(answer)
            self._whole = data if data.startswith(b"GET ") and data.find(b"\r\n\r\n") == len(data) - 4 else None
        else:
            self._whole = None
        self._part = len(data)
        self._unfinished += self._part
        if not self._patience.expecting:
            self._patience.expect()
        try:
            self._feed(data)
            if self._unfinished > self._limits.head:
                self._limits.check_size(self.url, self._unfinished)
        except Problem as problem:
            self._refuse(problem)
        except HttpParserError as error:
            cause = error.__context__
            self._refuse(cause if isinstance(cause, Problem) else BadRequest("This can't be read as HTTP/1.1."))

    def _feed(self, data: bytes | memoryview) -> None:
        while data:
            try:
                return self.parser.feed_data(data)
            except HttpParserUpgrade as upgrade:
                # No upgrade is accepted, so what follows is the next request.
                data = memoryview(data)[upgrade.args[0] :]
        return None

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._patience.expecting:
            self._patience.expect()

    def on_headers_complete(self) -> None:
        if max(self._unfinished, self._part) > self._limits.smallest:
            self._limits.check(self.url, self.headers)
        check_head(self.parser.get_http_version(), self.headers, self.parser.should_upgrade())
        super().on_headers_complete()
        if self._whole is not None and self.cycle.keep_alive:
            self.scope[WHOLE] = self._whole  # type: ignore[literal-required]
        # The head is with the application already, and what follows a chunked body is not one.
        self.headers = []
        self._in_body = True
        self._unfinished = 0
        self._patience.expect()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        cycle.send = QuickCycle(cycle).send  # type: ignore[assignment, method-assign]
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._unfinished = 0
        self._patience.expect()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_body = False
        self._unfinished = 0
        self._patience.expecting = False

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._refused is not None and self.cycle.response_complete:
            self._answer(self._refused)

    def _answer_again(self, answer: Told) -> None:
        """Write what was said to a request of the same bytes: it need not be understood once more."""
        status, lines, body = answer
        self.transport.write(head_of(status, self.server_state.default_headers, lines))
        if body:
            self.transport.write(body)
        self._patience.expecting = False
        self.server_state.total_requests += 1
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _waits_for_us(self) -> bool:
        if self.cycle is None or self.cycle.response_complete:
            return False
        return not self._in_body or self.flow.read_paused or self.cycle.waiting_for_100_continue

    def _give_up(self) -> None:
        if self._in_body or self._unfinished:
            self._refuse(RequestTimeout("The rest of the request did not arrive in time."))
        else:
            self.transport.close()

    def _refuse(self, problem: Problem) -> None:
        """Answer as soon as earlier requests of the connection are answered, and read no further."""
        self._refused = problem
        cycle = self.cycle
        if self._in_body:
            if self.pipeline or cycle.response_started:
                return self.transport.close()
            # What the application still says of this request goes nowhere.
            cycle.disconnected = True
        elif cycle is not None and not cycle.response_complete:
            return None
        return self._answer(problem)

    def _answer(self, problem: Problem) -> None:
        if self.transport.is_closing():
            return
        self.logger.info("Refused with %d: %s", problem.status, problem.detail)
        path = self.url.partition(b"?")[0][:_SHOWN].decode("ascii", "replace")
        headers = [*self.server_state.default_headers, (b"x-request-id", uuid4().hex.encode())]
        # The application leaves the function in its lifespan's state; one without a lifespan has no version to tell.
        if version := self.app_state.get(DATASET_VERSION):
            headers.append((b"x-dataset-version", str(version()).encode()))
        self.transport.write(wire(problem, path, self.parser.get_method(), headers))
        self.flow.resume_reading()
        if isinstance(problem, RequestTimeout) or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()
            self.loop.call_later(_LINGER, self.transport.close)
