"""The yardstick for what is asked again: bare Starlette, and routes that answer from memory.

`BENCH_ANSWERS` names a JSON file with the path, the headers and the body of each answer.
"""

import json
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def _route(path: str, headers: dict[str, str], body: str) -> Route:
    content = body.encode()

    async def answer(request: Request) -> Response:
        return Response(content, headers=headers)

    return Route(path, answer)


app = Starlette(routes=[_route(*each) for each in json.loads(Path(os.environ["BENCH_ANSWERS"]).read_bytes())])
