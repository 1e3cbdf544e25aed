"""Records become a response: the format wanted, its tag, its links, and 304 where nothing changed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.db import Database
from app.formats import JSON, Export, Format, RecordFormat
from app.formats.accept import choose
from app.formats.registry import OF_LISTS, OF_RECORDS
from app.listing import Listing, Neighbours, listing
from app.params import SortBy
from app.problems import NotAcceptable, RangeNotSatisfiable
from app.reading import Counted, Page, page, record
from app.vocabulary import Noun

_DESCRIBED = '</openapi.json>; rel="describedby"; type="application/openapi+json", </rights>; rel="license"'
_LONGEST_QUERY = 500
"""Bytes of a query that are repeated in links to other formats: there are many, and a head has its limits."""
_PART = 65536
"""Bytes that are gathered before they are sent."""


async def answer_list(request: Request, db: Database, noun: Noun, ask: Any, order: SortBy) -> Response:
    """A list: a page of it as JSON, or all of it as a file."""
    offered = OF_LISTS[noun]
    chosen = negotiate(request, offered)
    if isinstance(chosen, RecordFormat):
        return _stream(request, chosen, *await listing(db, noun, ask, order), noun, ask.bom)
    found = await page(db, noun, ask, order)
    links = [f'<{found.next}>; rel="next"'] if found.next else []
    return answer(request, page_bytes(found), found.version, offered, links)


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


def answer_counts(request: Request, counted: Counted) -> Response:
    return answer(request, orjson.dumps({"items": counted.items, "total": counted.total}), counted.version)


async def answer_record(request: Request, db: Database, noun: Noun, record_id: str) -> Response:
    """A record, with the absolute address under which to cite it."""
    offered = OF_RECORDS[noun]
    chosen = negotiate(request, offered)
    async with db.reading() as reading:
        body = await record(db, reading, noun, record_id)
        content = body.encode()
        if isinstance(chosen, RecordFormat):
            export = _export(request, noun, Neighbours(db, reading), one=True, total=1)
            content = b"".join(chosen.write([orjson.loads(body)], export))
        links = [f'<{_public(request)}{request.scope["path"]}>; rel="cite-as"']
        return answer(request, content, reading.version, offered, links)


def answer(
    request: Request,
    body: bytes,
    version: int | None = None,
    offered: Sequence[Format] = (JSON,),
    links: Sequence[str] = (),
) -> Response:
    """These bytes under a strong tag, or 304; `version` is the dataset's, where the bytes depend on it.

    Raises NotAcceptable where the client wants none of what is offered.
    """
    chosen = negotiate(request, offered)
    headers = _headers(request, hashlib.sha256(body), chosen, offered, links)
    if version is not None:
        headers["X-Dataset-Version"] = str(version)
    if _unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=chosen.media_type)


def _stream(
    request: Request, chosen: RecordFormat, listed: Listing, near: Neighbours, noun: Noun, bom: bool
) -> Response:
    # What is not made yet can't be hashed: the snapshot and the question determine every byte.
    made_from = (listed.secret, str(listed.version), listed.question, chosen.ending, str(bom))
    headers = _headers(request, hashlib.sha256("\n".join(made_from).encode()), chosen, OF_LISTS[noun])
    headers |= {"X-Dataset-Version": str(listed.version), "X-Total-Count": str(listed.total)}
    if _unchanged(request, headers["ETag"]):
        listed.close()
        return Response(status_code=304, headers=headers)
    content = chosen.write(listed.records(), _export(request, noun, near, one=False, total=listed.total, bom=bom))
    content = _gathered(content)
    if request.scope.get("head_alone"):
        content = islice(content, 1)
    return StreamingResponse(content, 200, headers, chosen.media_type)


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
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


def _export(request: Request, noun: Noun, near: Neighbours, *, one: bool, total: int, bom: bool = False) -> Export:
    return Export(noun, _address(request), _public(request), one, total, bom, near.find)


def _headers(
    request: Request, content: Any, chosen: Format, offered: Sequence[Format], links: Sequence[str] = ()
) -> dict[str, str]:
    return {
        "ETag": f'"{content.hexdigest()[:32]}"',
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "Link": ", ".join((*links, *_alternates(request, chosen, offered), _DESCRIBED)),
    }


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
    query = request.scope["query_string"]
    if len(query) > _LONGEST_QUERY:
        return []
    path, asked = request.scope["path"], f"?{query.decode('latin-1')}" if query else ""
    return [
        f'<{path}.{each.ending}{asked}>; rel="alternate"; type="{each.media_type}"'
        for each in offered
        if each is not chosen
    ]


def _address(request: Request) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return f"{request.scope['path']}?{query}" if query else str(request.scope["path"])


def _public(request: Request) -> str:
    return str(request.app.state.settings.public_url).rstrip("/")


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
