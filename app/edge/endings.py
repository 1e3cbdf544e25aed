"""Path endings: `/v1/claims.csv` is `/v1/claims` asked for as `csv`."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

_ENDING = re.compile(r"^(/v1/[^.]*[^./])\.([a-z0-9.]{1,20})$")


class PathEndings:
    """Takes the ending off a path under `/v1/` and leaves it in the scope as `path_ending`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "." in scope["path"]:
            match = _ENDING.match(scope["path"])
            if match:
                path, ending = match.groups()
                scope = {
                    **scope,
                    "path": path,
                    "raw_path": path.encode(),
                    "path_ending": ending,
                    "asked_path": scope["path"],
                }
        await self._app(scope, receive, send)
