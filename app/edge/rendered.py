"""Heads of answers in the bytes of HTTP/1.1, for answers that are given more than once.

The server looks at each character of each header each time, which takes longer than finding the answer; where a head
was sent before, only what is new in it need be written.
"""

from collections.abc import Callable, Iterable

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

RENDERED = "rendered"
"""The key of a response's first message under which its head is found; who changes the headers takes it out."""

WHOLE = "whole"
"""The key of a scope under which the protocol leaves the bytes of a request that came in one piece, if it is a GET."""
HEARD = "heard"
"""The key of the lifespan's state under which the application leaves what answers such bytes when they come again."""

Told = tuple[int, bytes, bytes]
"""The status of an answer, the lines of its headers, and its body."""
Heard = Callable[[bytes], Told | None]
"""Gives what is kept for just these bytes, where something is."""
Head = tuple[bytes, int]
"""The lines of all headers, and the length of the body that they announce."""


def rendered(headers: Iterable[tuple[bytes, bytes]]) -> Head:
    length = next((int(value) for name, value in headers if name == b"content-length"), 0)
    return b"".join(b"%s: %s\r\n" % pair for pair in headers), length


class QuickCycle:
    """One request and its answer, as the server has it, but for heads that are rendered."""

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self._send = cycle.send

    async def send(self, message: Message) -> None:
        cycle, head = self._cycle, message.get(RENDERED)
        if head is None or cycle.response_started or cycle.disconnected or cycle.flow.write_paused:
            return await self._send(message)  # type: ignore[arg-type]
        # What the server does with a head when it has looked at it.
        cycle.response_started, cycle.waiting_for_100_continue = True, False
        lines, cycle.expected_content_length = head
        cycle.chunked_encoding = False
        lines = lines if cycle.keep_alive else lines + b"connection: close\r\n"
        cycle.transport.write(head_of(message["status"], cycle.default_headers, lines))
        return None


def head_of(status: int, given: Iterable[tuple[bytes, bytes]], lines: bytes) -> bytes:
    """The head of an answer: the server's own headers, and then these lines."""
    parts = [STATUS_LINE[status]]
    for name, value in given:
        parts += (name, b": ", value, b"\r\n")
    return b"".join((*parts, lines, b"\r\n"))
