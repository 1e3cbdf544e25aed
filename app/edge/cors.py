"""Pages of any origin may read: no cookie or credential is ever asked for, so the answer is the same to all."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_READS = "GET, HEAD, POST, OPTIONS"  # what is too long for an address is asked by POST
_PREFLIGHT = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", _READS.encode()),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]
_ALLOWED = [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"*")]


class Cors:
    """Allows reading from every origin and answers preflight requests."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in dict(scope["headers"]):
            await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
            return await send({"type": "http.response.body", "body": b""})

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_ALLOWED]}
            await send(message)

        return await self._app(scope, receive, send_allowed)
