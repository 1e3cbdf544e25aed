"""Records become a response: the format wanted, its tag, its links, and 304 where nothing changed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.counting import Counted
from app.db import Database
from app.files import File, Files
from app.formats import JSON, Export, Format, RecordFormat
from app.formats.accept import choose
from app.formats.registry import OF_LISTS, OF_RECORDS
from app.formats.signposts import signposts
from app.listing import Listing, Neighbours, listing
from app.one_record import as_asked, lineage
from app.params import NOW, AsOf, RecordParams, SortBy
from app.problems import NotAcceptable, fault
from app.ranges import ByteRange, asked_range
from app.reading import Page, page
from app.streamed import Streamed
from app.text.words import nearest
from app.vocabulary import Noun

_DESCRIBED = '</openapi.json>; rel="describedby"; type="application/openapi+json", </rights>; rel="license"'
_LONGEST_QUERY = 500
"""Bytes of a query that are repeated in links to other formats: there are many, and a head has its limits."""
_LONGEST_ADDRESS = 4000
"""Characters of an address in a head: clients take a limited one, and the body has it too."""
_NO_ENVELOPE: Mapping[str, Any] = {}


async def answer_list(request: Request, db: Database, noun: Noun, ask: Any, order: SortBy) -> Response:
    """A list: a page of it, or all of it as a file."""
    offered = OF_LISTS[noun]
    chosen = negotiate(request, offered)
    if isinstance(chosen, RecordFormat) and chosen.complete:
        return await _stream(request, chosen, *await listing(db, noun, ask, order), noun, ask)
    found = await page(db, noun, ask, order)
    if isinstance(chosen, RecordFormat):
        found = replace(found, next=found.next and found.next.replace("?", f".{chosen.ending}?", 1))
        body = await _page_as(chosen, request, db, noun, found, ask)
    else:
        body = page_bytes(found)
    return answer(request, body, found.version, offered, next_link(found.next))


def next_link(address: str | None) -> list[str]:
    """What the Link header says of the page after this one."""
    return [f'<{address}>; rel="next"'] if address and len(address) <= _LONGEST_ADDRESS else []


def page_bytes(page: Page) -> bytes:
    """A list's envelope around the stored records."""
    return b"".join((b'{"items":[', ",".join(page.items).encode(), b"],", orjson.dumps(_envelope(page))[1:]))


def _envelope(page: Page) -> dict[str, Any]:
    warnings = [asdict(warning) for warning in page.warnings]
    return {"total": page.total, "next": page.next, "query": page.query, "warnings": warnings}


async def _page_as(chosen: RecordFormat, request: Request, db: Database, noun: Noun, page: Page, ask: AsOf) -> bytes:
    # In a thread: to write a thousand records takes longer than other requests should wait.
    async with db.reading() as reading:
        near, envelope = Neighbours(db, reading), _envelope(page)
        export = _export(request, noun, near, ask, one=False, total=page.total, envelope=envelope)
        return await run_in_threadpool(b"".join, _written(chosen, page.items, export))


def _written(chosen: RecordFormat, bodies: Iterable[str], export: Export) -> Iterator[bytes]:
    if chosen.write is None:
        return (body.encode() + b"\n" for body in bodies)
    return chosen.write(map(orjson.loads, bodies), export)


def answer_counts(request: Request, counted: Counted) -> Response:
    return answer(request, orjson.dumps({"items": counted.items, "total": counted.total}), counted.version)


async def answer_record(
    request: Request, db: Database, noun: Noun, record_id: str, ask: RecordParams = NOW
) -> Response:
    """A record in one state of the database, with the absolute address under which to cite it so."""
    offered = OF_RECORDS[noun]
    chosen = negotiate(request, offered)
    async with db.reading() as reading:
        body = await as_asked(db, reading, noun, record_id, ask)
        content = body.encode()
        if isinstance(chosen, RecordFormat):
            export = _export(request, noun, Neighbours(db, reading), ask, one=True, total=1)
            content = b"".join(_written(chosen, [body], export))
        address, pinned = request.scope["path"], ask.pinned()
        links = [f'<{public_url(request)}{address}{pinned}>; rel="cite-as"']
        links += await lineage(request.app.state.database, noun, record_id, body, ask)
        links += signposts(noun, address, pinned, body, chosen, "path_ending" in request.scope)
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


async def _stream(
    request: Request, chosen: RecordFormat, listed: Listing, near: Neighbours, noun: Noun, ask: Any
) -> Response:
    # What is not made yet can't be hashed: the snapshot, the question and our own address determine every byte.
    made_from = (listed.secret, str(listed.version), listed.question, chosen.ending, str(ask.bom), public_url(request))
    headers = _headers(request, hashlib.sha256("\n".join(made_from).encode()), chosen, OF_LISTS[noun])
    headers |= {"X-Dataset-Version": str(listed.version), "X-Total-Count": str(listed.total), "Accept-Ranges": "bytes"}
    if _unchanged(request, headers["ETag"]):
        listed.close()
        return Response(status_code=304, headers=headers)
    export = _export(request, noun, near, ask, one=False, total=listed.total, bom=ask.bom)
    content = _written(chosen, listed.bodies(), export)
    wanted = asked_range(request.headers, headers["ETag"])
    if wanted is not None:
        # Where a range of it begins is known when all of it is there.
        files: Files = request.app.state.files
        name = (headers["ETag"], export.address)
        file = await files.of(listed.snapshot, name, lambda out: out.writelines(content), listed.close)
        return _of_file(file, wanted, headers, chosen)
    return Streamed(content, listed.close, headers, chosen.media_type)


async def answer_file(request: Request, file: File, version: int, offered: Sequence[Format]) -> Response:
    """A file, or the byte range of it that is asked for."""
    chosen = negotiate(request, offered)
    headers = _headers(request, file.digest, chosen, offered)
    headers |= {"X-Dataset-Version": str(version), "Accept-Ranges": "bytes"}
    if _unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _of_file(file, asked_range(request.headers, headers["ETag"]), headers, chosen)


def _of_file(file: File, wanted: ByteRange | None, headers: dict[str, str], chosen: Format) -> Response:
    start, end = (0, file.size) if wanted is None else wanted.within(file.size)
    headers["Content-Length"] = str(end - start)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    status = 200 if wanted is None else 206
    return StreamingResponse(file.pieces(start, end), status, headers, chosen.media_type)


def _export(
    request: Request,
    noun: Noun,
    near: Neighbours,
    ask: AsOf,
    *,
    one: bool,
    total: int,
    bom: bool = False,
    envelope: Mapping[str, Any] = _NO_ENVELOPE,
) -> Export:
    offered = (OF_RECORDS if one else OF_LISTS)[noun]
    here, outside = _address(request), public_url(request)
    return Export(noun, here, outside, ask.edition(), one, total, bom, near.find, offered, envelope)


def _headers(
    request: Request, content: Any, chosen: Format, offered: Sequence[Format], links: Sequence[str] = ()
) -> dict[str, str]:
    return {
        "ETag": f'"{content.hexdigest()[:32]}"',
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "Link": ", ".join((*links, *_alternates(request, chosen, offered), _DESCRIBED)),
    }


def answer_in_ranges(request: Request, body: bytes, version: int, offered: Sequence[Format]) -> Response:
    """These bytes, or the range of them that is asked for."""
    response = answer(request, body, version, offered)
    response.headers["Accept-Ranges"] = "bytes"
    wanted = asked_range(request.headers, response.headers["ETag"])
    if response.status_code != 200 or wanted is None:
        return response
    start, end = wanted.within(len(body))
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(body)}"
    return Response(body[start:end], 206, headers)


def negotiate(request: Request, offered: Sequence[Format]) -> Format:
    """The format that the path's ending or else the Accept header asks for. Raises NotAcceptable."""
    ending = request.scope.get("path_ending")
    if ending is None:
        chosen = choose(_listed(request, "accept"), offered)
    else:
        chosen = next((each for each in offered if each.ending == ending), None)
    if chosen is None:
        raise _none_of(request, ending, offered)
    return chosen


def _none_of(request: Request, ending: str | None, offered: Sequence[Format]) -> NotAcceptable:
    types, endings = [each.media_type for each in offered], [each.ending for each in offered]
    if ending is None:
        wrong = fault("header", "Accept", _listed(request, "accept"), "fits nothing that there is", allowed=types)
    else:
        near = nearest(ending, endings)
        wrong = fault("path", "ending", ending, "no such format here", allowed=endings, did_you_mean=near)
    there = ", ".join(f"{each.media_type} (.{each.ending})" for each in offered)
    return NotAcceptable(f"This can be had as {there}.", [wrong], headers={"Vary": "Accept"})


def _alternates(request: Request, chosen: Format, offered: Sequence[Format]) -> list[str]:
    query = request.scope["query_string"]
    if len(query) > _LONGEST_QUERY or not request.scope["path"].startswith("/v1/"):
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


def public_url(request: Request) -> str:
    """Where the service is found from outside, no slash at the end."""
    return str(request.app.state.settings.public_url).rstrip("/")


def own_path(request: Request, url: str) -> str | None:
    """The path of an address of this service, as it is seen from outside or by this request; None of another one."""
    outside = urlsplit(public_url(request))
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.netloc.lower() in ("", outside.netloc.lower(), request.headers.get("host", "").lower()):
        return parts.path.removeprefix(outside.path)
    return None


def _unchanged(request: Request, tag: str) -> bool:
    known = [each.strip() for each in _listed(request, "if-none-match").split(",")]
    return known == ["*"] or tag in (each.removeprefix("W/") for each in known)


def _listed(request: Request, name: str) -> str:
    """A header whose values are a list, which may be sent in several lines."""
    return ",".join(request.headers.getlist(name))
