"""A client of an application in the same process."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from httpx2 import BaseTransport, ByteStream, Request, Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

Said = TypeVar("Said")


class Client(TestClient):
    """Starlette's, with the application in the thread of the test: a request takes a third of the time.

    An answer is read whole before anything of it is seen; a test that looks at one while it is sent takes Starlette's.
    """

    def __init__(self, app: ASGIApp, *, raise_server_exceptions: bool = True) -> None:
        super().__init__(app, raise_server_exceptions=raise_server_exceptions)
        self._transport = _Here(self, raise_server_exceptions)
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._told: asyncio.Queue[Message] = asyncio.Queue()
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        scope = {"type": "lifespan", "state": self.app_state}
        self._life = asyncio.ensure_future(self.app(scope, self._told.get, self._said.put), loop=self._loop)
        self.run(self._tell("startup"))
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop
        self.run(self._tell("shutdown"))
        self._loop.run_until_complete(self._life)
        self.run(self._loop.shutdown_default_executor())
        self._loop.close()
        self._loop = None

    def run(self, work: Coroutine[Any, Any, Said]) -> Said:
        """In the loop of the application's life, or in one of its own."""
        return self._loop.run_until_complete(work) if self._loop else asyncio.run(work)

    async def _tell(self, step: str) -> None:
        """Have the application begin or end; where it fails, so does this."""
        said = asyncio.ensure_future(self._said.get())
        await self._told.put({"type": f"lifespan.{step}"})
        await asyncio.wait({said, self._life}, return_when=asyncio.FIRST_COMPLETED)
        if not said.done():
            await self._life
        assert said.result()["type"] == f"lifespan.{step}.complete"


class _Here(BaseTransport):
    def __init__(self, client: Client, raise_server_exceptions: bool) -> None:
        self.client = client
        self.raise_server_exceptions = raise_server_exceptions

    def handle_request(self, request: Request) -> Response:
        return self.client.run(self._answer(request, request.read()))

    async def _answer(self, request: Request, body: bytes) -> Response:
        """What the application says, by the rules of ASGI; 500 where it fails before it says anything."""
        start: Message | None = None
        parts: list[bytes] = []
        asked, answered = False, asyncio.Event()

        async def receive() -> Message:
            nonlocal asked
            if asked:
                await answered.wait()
                return {"type": "http.disconnect"}
            asked = True
            return {"type": "http.request", "body": body}

        async def send(message: Message) -> None:
            nonlocal start
            assert not answered.is_set()
            if message["type"] == "http.response.start":
                assert start is None
                start = message
                return
            assert message["type"] == "http.response.body"
            assert start is not None
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                answered.set()

        try:
            await self.client.app(self._scope(request), receive, send)
            assert answered.is_set()
        except Exception:
            if self.raise_server_exceptions:
                raise
        start = start or {"status": 500}
        content = b"" if request.method == "HEAD" else b"".join(parts)
        return Response(start["status"], headers=start.get("headers", []), stream=ByteStream(content))

    def _scope(self, request: Request) -> dict[str, Any]:
        url = request.url
        return {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("testclient", 50000),
            "server": (url.host, url.port or 80),
            "state": self.client.app_state.copy(),
        }
