"""Records become a response: the format wanted, its tag, its links, and 304 where nothing changed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.formats import JSON, Format
from app.formats.accept import choose
from app.problems import NotAcceptable, RangeNotSatisfiable
from app.reading import Counted, Page

RECORD_FORMATS: Sequence[Format] = (JSON,)
"""The representations of lists and records."""

_DESCRIBED = '</openapi.json>; rel="describedby"; type="application/openapi+json", </rights>; rel="license"'


def page_bytes(page: Page) -> bytes:
    """A list's envelope around the stored records."""
    rest = orjson.dumps(
        {
            "total": page.total,
            "next": page.next,
            "query": page.query,
            "warnings": [asdict(warning) for warning in page.warnings],
        }
    )
    return b"".join((b'{"items":[', ",".join(page.items).encode(), b"],", rest[1:]))


def answer_page(request: Request, page: Page) -> Response:
    links = [f'<{page.next}>; rel="next"'] if page.next else []
    return answer(request, page_bytes(page), page.version, links=links)


def answer_counts(request: Request, counted: Counted) -> Response:
    return answer(request, orjson.dumps({"items": counted.items, "total": counted.total}), counted.version)


def answer_record(request: Request, record: tuple[str, int]) -> Response:
    """A record, with the absolute address under which to cite it."""
    body, version = record
    public = request.app.state.settings.public_url.rstrip("/")
    return answer(request, body.encode(), version, links=[f'<{public}{request.scope["path"]}>; rel="cite-as"'])


def answer(
    request: Request,
    body: bytes,
    version: int | None = None,
    offered: Sequence[Format] = RECORD_FORMATS,
    links: Sequence[str] = (),
) -> Response:
    """These bytes under a strong tag, or 304; `version` is the dataset's, where the bytes depend on it.

    Raises NotAcceptable where the client wants none of what is offered.
    """
    chosen = negotiate(request, offered)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "Link": ", ".join((*links, *_alternates(request, chosen, offered), _DESCRIBED)),
    }
    if version is not None:
        headers["X-Dataset-Version"] = str(version)
    if _unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=chosen.media_type)


def answer_text(request: Request, text: str, version: int, offered: Sequence[Format]) -> Response:
    """A text, or the byte range of it that is asked for."""
    response = answer(request, text.encode(), version, offered)
    response.headers["Accept-Ranges"] = "bytes"
    wanted = request.headers.get("range")
    unconditional = request.headers.get("if-range") in (None, response.headers["ETag"])
    if response.status_code != 200 or wanted is None or not unconditional:
        return response
    return _partial(response, wanted)


def negotiate(request: Request, offered: Sequence[Format]) -> Format:
    """The format that the path's ending or else the Accept header asks for. Raises NotAcceptable."""
    ending = request.scope.get("path_ending")
    if ending is None:
        chosen = choose(request.headers.get("accept"), offered)
    else:
        chosen = next((each for each in offered if each.ending == ending), None)
    if chosen is None:
        there = ", ".join(f"{each.media_type} (.{each.ending})" for each in offered)
        raise NotAcceptable(f"This can be had as {there}.")
    return chosen


def _alternates(request: Request, chosen: Format, offered: Sequence[Format]) -> list[str]:
    query = b"?" * bool(request.scope["query_string"]) + request.scope["query_string"]
    return [
        f'<{request.scope["path"]}.{each.ending}{query.decode()}>; rel="alternate"; type="{each.media_type}"'
        for each in offered
        if each is not chosen
    ]


def _unchanged(request: Request, tag: str) -> bool:
    known = request.headers.get("if-none-match")
    if known is None:
        return False
    return known.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in known.split(","))


def _partial(whole: Response, wanted: str) -> Response:
    """One byte range of an answer; several ranges, or other units, get the whole."""
    unit, _, spans = wanted.partition("=")
    first, dash, last = spans.strip().partition("-")
    if unit.strip() != "bytes" or not dash or "," in spans or not (first + last).isascii():
        return whole
    if not all(part == "" or part.isdigit() for part in (first, last)) or first + last == "":
        return whole
    body = bytes(whole.body)
    size = len(body)
    start = int(first[:18]) if first else max(0, size - int(last[:18]))
    end = min(size, int(last[:18]) + 1) if first and last else size
    headers: Mapping[str, str] = {name: value for name, value in whole.headers.items() if name != "content-length"}
    if start >= size or end <= start:
        raise RangeNotSatisfiable(f"The text has {size} bytes.", headers={"Content-Range": f"bytes */{size}"})
    return Response(
        body[start:end], status_code=206, headers={**headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"}
    )
