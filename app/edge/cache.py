"""What was answered is answered again from memory, as long as nothing in the database has changed."""

from asyncio import AbstractEventLoop, get_running_loop
from collections import OrderedDict
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Gauge
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.counting import Tally
from app.edge.rendered import RENDERED, WHOLE, Told, rendered

_NOT_FOR_ALL = frozenset((b"authorization", b"cookie", b"range", b"if-range", b"content-length", b"transfer-encoding"))
"""Headers of requests that pass: what is answered is for one client, or a part, or an answer to a body."""
_LARGEST = 256 * 1024
"""Bytes of the largest answer that is kept."""
_WEIGHT, _HEADER_WEIGHT, _HEARD_WEIGHT = 2000, 200, 300
"""Bytes in memory of an answer, of each of its headers, and of a request known by its bytes, besides what they say."""
_HEARD = 4
"""Ways to ask for the same, by clients that send other headers, that are known by their bytes."""
_OF_ONE = frozenset((b"x-request-id", b"x-forwarded-for", b"x-forwarded-proto", b"upgrade", b"expect"))
"""Headers of requests that are understood anew each time."""
_HIT, _MISS, _PASS = ("hit",), ("miss",), ("pass",)

Key = tuple[str | bytes | None, ...]


class Cache:
    """Keeps answers to GET that tell the dataset's version, up to `limit` bytes; the one unused for longest goes first.

    `changes` numbers the states of the database; it gives None where that can't be read. It is asked before the
    application is, so that an answer is at least as new as the state that it is kept for.
    """

    def __init__(
        self, app: ASGIApp, changes: Callable[[], int | None], limit: int, registry: CollectorRegistry
    ) -> None:
        self._app = app
        self._changes = changes
        self._limit = limit
        self._state: int | None = None
        self._looked_in: AbstractEventLoop | None = None
        self._kept: OrderedDict[Key, _Answer] = OrderedDict()
        self._heard: dict[bytes, Key] = {}
        """Of requests that come in the same bytes again and again, what is kept for them."""
        self._size = 0
        self._results = Tally("alliance_cache_requests", "Requests by what the cache could do for them.", ("result",))
        registry.register(self._results)
        Gauge("alliance_cache_bytes", "Bytes that the cache holds.", registry=registry).set_function(lambda: self._size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        key = _key(scope)
        if key is None or (state := self._present()) is None:
            self._results.of[_PASS] += 1
            return await self._app(scope, receive, send)
        kept = self._kept.get(key)
        if kept is not None:
            self._results.of[_HIT] += 1
            self._kept.move_to_end(key)
            self._hear(scope, key, kept)
            await send(kept.start_again())
            return await send(kept.body)
        self._results.of[_MISS] += 1
        answer = _Answer(send)
        await self._app(scope, receive, answer.send)
        # While it was made, another request may have seen a newer state, or the same answer.
        if answer.is_whole and state == self._state and key not in self._kept:
            self._keep(key, answer)
        return None

    def heard(self, request: bytes) -> Told | None:
        """The answer to a request of just these bytes, where it was given before and nothing has changed since.

        The database is looked at after the request was read, so that nothing acknowledged before it can be missed.
        """
        key = self._heard.get(request)
        if key is None or self._look() is None or (kept := self._kept.get(key)) is None:
            return None
        self._results.of[_HIT] += 1
        self._kept.move_to_end(key)
        message = kept.start_again()
        return message["status"], message[RENDERED][0], kept.body["body"]

    def _hear(self, scope: Scope, key: Key, kept: "_Answer") -> None:
        """Know this request by its bytes from now on, unless the answer is for one client, or too many are known."""
        request = scope.get(WHOLE)
        if request is None or len(kept.heard) >= _HEARD or not _OF_ONE.isdisjoint(name for name, _ in scope["headers"]):
            return
        self._heard[request] = key
        kept.heard.append(request)
        weight = len(request) + _HEARD_WEIGHT
        kept.weight += weight
        self._size += weight
        self._trim()

    def _present(self) -> int | None:
        """The database's state, as it was at some time since this turn of the event loop began.

        A request is read from its socket in one turn and its task runs in a later one, so nothing that was acknowledged
        before it was sent can be missed; and requests that come together share the price of a look.
        """
        loop = get_running_loop()
        if self._looked_in is not loop:
            self._looked_in = loop
            loop.call_soon(self._end_turn)
            self._look()
        return self._state

    def _look(self) -> int | None:
        """The database's state now."""
        state = self._changes()
        if state != self._state:
            self._state, self._size = state, 0
            self._kept.clear()
            self._heard.clear()
        return state

    def _end_turn(self) -> None:
        self._looked_in = None

    def _keep(self, key: Key, answer: "_Answer") -> None:
        answer.weight += sum(len(part) for part in key if part)
        self._kept[key] = answer
        self._size += answer.weight
        self._trim()

    def _trim(self) -> None:
        while self._size > self._limit:
            _, oldest = self._kept.popitem(last=False)
            self._size -= oldest.weight
            for request in oldest.heard:
                self._heard.pop(request, None)


def _key(scope: Scope) -> Key | None:
    """All that an answer depends on besides the database; None where it is not to be kept."""
    if scope["method"] != "GET":
        return None
    headers = dict(scope["headers"])
    # A header in several lines is rare, and not worth knowing which of them may be joined.
    if len(headers) != len(scope["headers"]) or not _NOT_FOR_ALL.isdisjoint(headers):
        return None
    given = headers.get
    return (
        scope["path"],
        scope.get("raw_path"),
        scope["query_string"],
        scope["scheme"],
        given(b"host"),
        given(b"accept"),
        given(b"accept-encoding"),
        given(b"if-none-match"),
    )


class _Answer:
    """The answer to one request on its way out, and what of it is kept."""

    def __init__(self, send: Send) -> None:
        self.start: Message
        self.body: Message
        self.is_whole = False
        self.weight = 0
        self.heard: list[bytes] = []
        """The bytes of requests that ask for it."""
        self._send = send
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.weight = _weight(message)
            self.start = {**message}
        elif self.weight:
            self._take(message)
        await self._send(message)

    def _take(self, message: Message) -> None:
        part = message.get("body", b"")
        self._parts.append(part)
        self.weight += len(part)
        if not message.get("more_body", False):
            self.body = {"type": "http.response.body", "body": b"".join(self._parts)}
            self.is_whole = True

    def start_again(self) -> Message:
        if RENDERED not in self.start:
            self.start[RENDERED] = rendered(self.start["headers"])
        return self.start


def _weight(start: Message) -> int:
    """Bytes in memory of the head of an answer that may be kept; 0 of another."""
    if start["status"] not in (200, 304):
        return 0
    headers = dict(start["headers"])
    length = int(headers.get(b"content-length", 0 if start["status"] == 304 else _LARGEST + 1))
    if b"x-dataset-version" not in headers or headers.get(b"cache-control") == b"no-store" or length > _LARGEST:
        return 0
    # Values are there once more when the head is rendered.
    return _WEIGHT + sum(len(name) + 2 * len(value) + _HEADER_WEIGHT for name, value in headers.items())
