"""An answer that is made while it is sent."""

from collections.abc import Callable, Generator, Iterator, Mapping

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

_PART = 65536
"""Bytes that are gathered before they are sent."""


class Streamed(StreamingResponse):
    """Pieces of any size, and what is closed at the end, whichever it is: a client may go away in the middle."""

    def __init__(
        self, pieces: Iterator[bytes], close: Callable[[], None], headers: Mapping[str, str], media_type: str
    ) -> None:
        self._parts = _gathered(pieces)
        self._close = close
        super().__init__(self._parts, 200, headers, media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._parts.close()
            self._close()


def _gathered(pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
    # Each part that is sent costs a change of threads, whatever its size.
    part: list[bytes] = []
    size = 0
    for piece in pieces:
        part.append(piece)
        size += len(piece)
        if size >= _PART:
            yield b"".join(part)
            part, size = [], 0
    yield b"".join(part)
