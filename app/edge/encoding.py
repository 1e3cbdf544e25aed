"""Answers are compressed as the client allows, and each encoding of an answer has an entity tag of its own."""

import re
from collections.abc import Iterable
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

_ENCODINGS = (b"zstd", b"gzip", b"*")
_TAG = re.compile(rb'("[^"]*)-(gzip|zstd)"')
_CONDITIONS = (b"if-none-match", b"if-match")
_SMALLEST = 500
"""Bytes below which compressing is not worth it."""
_MEDIA_TYPES = ("application/jsonl", "application/problem+json", "text/csv")

Headers = list[tuple[bytes, bytes]]


class Encoding:
    """gzip and zstd. The application knows one tag for each answer; clients see `"tag-gzip"` on what is gzipped.

    `media_types` are worth compressing besides those that starlette-compress knows.
    """

    def __init__(self, app: ASGIApp, media_types: Iterable[str] = ()) -> None:
        for media_type in (*_MEDIA_TYPES, *media_types):
            add_compress_type(media_type)
        self._app = app
        self._compressed = CompressMiddleware(app, minimum_size=_SMALLEST, brotli=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        answer = _Answer(send)
        app = self._app
        for name, value in scope["headers"]:
            if name == b"accept-encoding" and any(each in value.lower() for each in _ENCODINGS):
                app = self._compressed
            elif name == b"if-none-match" and value.strip() == b"*":
                answer.any_tag = True
            elif name in _CONDITIONS and _TAG.search(value):
                answer.known |= _tags(value)
        if answer.known or answer.any_tag:
            scope = {**scope, "headers": _without_suffixes(scope["headers"])}
        return await app(scope, receive, answer.send)


def _tags(condition: bytes) -> dict[bytes, bytes]:
    """The tags that the application knows, each with the suffixed one that the client sent first."""
    found = list(_TAG.finditer(condition))
    return {match[1] + b'"': match[0] for match in reversed(found)}


def _without_suffixes(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return [
        (name, _TAG.sub(rb'\1"', value) if name in _CONDITIONS else value)
        for name, value in headers
        if name != b"if-none-match" or value.strip() != b"*"
    ]


class _Answer:
    """The answer to one request on its way out."""

    def __init__(self, send: Send) -> None:
        self.known: dict[bytes, bytes] = {}
        self.any_tag = False
        """The client has some representation; which tag it would get is known when it is encoded."""
        self._cut = False
        self._send = send
        self._gzipped = False

    async def send(self, message: Message) -> None:
        if self._cut:
            return
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headers(message)}
            if self.any_tag and message["status"] == 200:
                await self._send_unchanged(message)
                return
        elif self._gzipped:
            self._gzipped = False
            message = {**message, "body": _timeless(message.get("body", b""))}
        await self._send(message)

    async def _send_unchanged(self, start: Message) -> None:
        self._cut = True
        headers = [pair for pair in start["headers"] if not pair[0].startswith(b"content-")]
        await self._send({**start, "status": 304, "headers": headers})
        await self._send({"type": "http.response.body", "body": b""})

    def _headers(self, message: Message) -> Headers:
        """The answer's headers with `Vary` and the tag of this encoding."""
        given = message.get("headers", ())
        encoding, vary, tag = b"", b"", None
        for name, value in given:
            if name == b"vary":
                vary = vary + b", " + value if vary else value
            elif name == b"etag":
                tag = value
            elif name == b"content-encoding":
                encoding = value
        self._gzipped = encoding == b"gzip" and message["status"] != 206
        headers = [pair for pair in given if pair[0] != b"vary"]
        headers.append((b"vary", _varied(vary)))
        if tag is not None and (encoding or message["status"] == 304):
            told = self._as_sent(tag) if message["status"] == 304 else b'%s-%s"' % (tag[:-1], encoding)
            headers = [(name, told if name == b"etag" else value) for name, value in headers]
        return headers

    def _as_sent(self, tag: bytes) -> bytes:
        """A tag as the client wrote it in its condition."""
        opaque = tag.removeprefix(b"W/")
        return tag[: len(tag) - len(opaque)] + self.known.get(opaque, opaque)


@lru_cache(maxsize=64)
def _varied(vary: bytes) -> bytes:
    """The header with Accept-Encoding, each name once; starlette-compress may have added it already."""
    names = [name.strip() for name in (*vary.split(b","), b"Accept-Encoding")]
    if b"*" in names:
        return b"*"
    return b", ".join({name.lower(): name for name in names if name}.values())


def _timeless(gzipped: bytes) -> bytes:
    """A gzip stream without the time in its header, which would put different bytes under one strong tag."""
    return gzipped[:4] + bytes(4) + gzipped[8:] if len(gzipped) >= 8 else gzipped
