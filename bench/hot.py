"""One page and one record again and again: against bare Starlette with the same bytes, and against Datasette."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.client import CONNECTIONS, rate
from bench.results import Measure, Result, by_turns, rates
from bench.serving import DATASETTE_AT_ONCE, DATASETTES, Server, datasette, ours, plain

_ROUNDS, _REQUESTS = 11, 5000
_KIND = "demand"
_PAGE = f"/v1/claims?kind={_KIND}&limit=25"


def measure(file: Path) -> Iterator[Result]:
    with ours(file) as us:
        yield from against_starlette(us, _ROUNDS)
        yield from _against_datasette(us, file)


def against_starlette(us: Server, rounds: int, at_once: Sequence[int] = (CONNECTIONS, 1)) -> Iterator[Result]:
    paths = {"page of 25": _PAGE, "record": us.get(_PAGE)["items"][0]["url"]}
    with starlette(us, paths.values()) as them:
        for name, path in paths.items():
            for connections in at_once:
                measured = by_turns(_rate(us, path, connections), _rate(them, path, connections), rounds)
                what = f"{name}, hot, {f'{connections} connections' if connections > 1 else 'one connection'}"
                yield rates(what, "Starlette, the same bytes from memory", measured, 1.0)


@contextmanager
def starlette(us: Server, paths: Iterable[str]) -> Iterator[Server]:
    """What gives the same bytes from memory as we do now."""
    with tempfile.NamedTemporaryFile("w") as answers:
        json.dump([_told(us, path) for path in paths], answers)
        answers.flush()
        with plain("bench.bytes_app:app", {"BENCH_ANSWERS": answers.name}) as them:
            yield them


def _against_datasette(us: Server, file: Path) -> Iterator[Result]:
    asked = {"kind": _KIND, "_sort": "position", "_size": 25, "_shape": "objects"}
    path = f"/{file.stem}/claim.json?{urlencode(asked)}"
    for peer, settings in DATASETTES.items():
        with datasette(file, settings) as them:
            measured = by_turns(_rate(us, _PAGE), _rate(them, path, DATASETTE_AT_ONCE, _REQUESTS // 250), 5)
            yield rates("page of 25, hot", peer, measured, 50)


def _rate(of: Server, path: str, connections: int = CONNECTIONS, often: int = _REQUESTS) -> Measure:
    return rate(of, repeat(path), often, connections)


def _told(of: Server, path: str) -> tuple[str, dict[str, str], str]:
    with urlopen(f"http://127.0.0.1:{of.port}{path}") as answer:
        headers, body = dict(answer.headers), answer.read().decode()
    # Servers tell date and connection themselves, and Starlette counts the bytes.
    given = {name: value for name, value in headers.items() if name not in ("date", "connection", "content-length")}
    return path.partition("?")[0], given, body
