"""Requests that are too large, too deep or not text are refused before the application reads on."""

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.address import address_faults
from app.edge.nesting import Nesting
from app.edge.refusing import refusal, send_problem
from app.problems import BadRequest, BodyTooLarge, InvalidRequest, Problem
from app.settings import Settings

DEEPEST = 64
"""Levels of brackets in a JSON body."""

# Seconds in which a client that is still sending its body can notice the refusal: closing a socket
# with unread bytes resets the connection, and the answer would be lost with it.
_LINGER = 2.0
_CLOSE = {"Connection": "close"}


class Limits:
    """Answers 413 to a body over the limit, 400 to JSON nested too deep, 422 to an address that is not text."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._body_limit = settings.body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        faults = address_faults(scope.get("raw_path") or b"", scope["query_string"])
        if faults:
            return await send_problem(InvalidRequest.of(faults), scope, send)
        announced = {name: value for name, value in scope["headers"] if name in _ANNOUNCE}
        if b"content-length" not in announced and b"transfer-encoding" not in announced:
            return await self._app(scope, receive, send)
        return await self._guard(announced, scope, receive, send)

    async def _guard(self, announced: dict[bytes, bytes], scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(self._body_limit, _is_json(announced), receive, send)
        body.refuse_announced(announced.get(b"content-length", b"0"))
        if body.refused is None:
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if body.refused is None or body.answered:
                    raise
        if body.refused is not None and not body.answered:
            await body.refuse(body.refused, scope)


_ANNOUNCE = frozenset((b"content-length", b"transfer-encoding", b"content-type"))


def _is_json(announced: dict[bytes, bytes]) -> bool:
    # FastAPI may read a body of no declared type as JSON.
    kind = announced.get(b"content-type", b"application/json").partition(b";")[0].strip().lower()
    return kind == b"application/json" or kind.endswith(b"+json")


class _Body:
    """The body of one request on its way in, and the answer to it on its way out."""

    def __init__(self, limit: int, is_json: bool, receive: Receive, send: Send) -> None:
        self.refused: Problem | None = None
        self.answered = False
        self._more = True
        self._limit = limit
        self._size = 0
        self._nesting = Nesting() if is_json else None
        self._receive = receive
        self._send = send

    def refuse_announced(self, length: bytes) -> None:
        # Lengths of more digits than Python reads are too large without being read.
        if len(length) > 18 or (length.isdigit() and int(length) > self._limit):
            self.refused = self._too_large()

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._more = message.get("more_body", False)
            self.refused = self.refused or self._wrong_with(message.get("body", b""))
        if self.refused is not None:
            raise self.refused
        return message

    async def send(self, message: Message) -> None:
        # What the application makes of a body that was cut off under its hands is no answer.
        if self.refused is None or self.answered:
            self.answered = True
            await self._send(message)

    def _wrong_with(self, part: bytes) -> Problem | None:
        self._size += len(part)
        if self._size > self._limit:
            return self._too_large()
        if self._nesting is not None and self._nesting.deepest(part) > DEEPEST:
            return BadRequest(f"The JSON is nested deeper than {DEEPEST} levels.", headers=_CLOSE)
        return None

    def _too_large(self) -> Problem:
        return BodyTooLarge(f"The body is larger than {self._limit} bytes.", headers=_CLOSE)

    async def refuse(self, problem: Problem, scope: Scope) -> None:
        """Answer at once and whole, but leave the connection open for a moment while the client stops sending."""
        start, body = refusal(problem, scope)
        await self._send(start)
        await self._send({**body, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                while self._more:
                    self._more = (await self._receive()).get("more_body", False)
        await self._send({"type": "http.response.body"})
