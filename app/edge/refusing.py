"""A problem as an answer, where no framework makes one."""

from collections.abc import Iterable

from starlette.types import Message, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.problems import MEDIA_TYPE, Problem

Headers = list[tuple[bytes, bytes]]


async def send_problem(problem: Problem, scope: Scope, send: Send) -> None:
    start, body = refusal(problem, scope)
    await send(start)
    await send(body)


def refusal(problem: Problem, scope: Scope) -> tuple[Message, Message]:
    """The two ASGI messages of a problem; to HEAD the second is empty."""
    content = problem.body(scope["path"])
    headers = [*_describing(content), *((k.lower().encode(), v.encode("latin-1")) for k, v in problem.headers.items())]
    shown = b"" if scope["method"] == "HEAD" else content
    return (
        {"type": "http.response.start", "status": problem.status, "headers": headers},
        {"type": "http.response.body", "body": shown},
    )


def wire(problem: Problem, path: str, method: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A problem as the last answer of a connection, in the bytes of HTTP/1.1."""
    content = problem.body(path)
    every = [*headers, *_describing(content), (b"connection", b"close")]
    lines = [name + b": " + value + b"\r\n" for name, value in every]
    return b"".join((STATUS_LINE[problem.status], *lines, b"\r\n", b"" if method == b"HEAD" else content))


def _describing(content: bytes) -> Headers:
    return [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(content)).encode())]
