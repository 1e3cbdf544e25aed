"""unAPI, version 1: by the identifier that a page names, reference managers fetch the record in a format they read.

https://web.archive.org/web/2014/http://unapi.info/specs/
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from app.answering import answer_record, own_path, public_url
from app.asking import ClosedRoute, asked
from app.citing.reference import CITED
from app.formats import Format
from app.formats.registry import OF_RECORDS
from app.one_record import record_statement
from app.pages.discovery import XML, answer_in
from app.problems import InvalidRequest, NotAcceptable, NotFound, fault
from app.records.facts import address
from app.resources.shared import stored
from app.suggesting import suggestion
from app.text.words import nearest
from app.vocabulary import Noun

router = APIRouter(include_in_schema=False, route_class=ClosedRoute)

_ALL = [each for each in OF_RECORDS[Noun.SOURCES] if all(each in OF_RECORDS[noun] for noun in CITED)]
_NAMES = {"bib": "bibtex", "csl.json": "csljson", "md": "markdown"}
"""Formats by their ending, where reference managers know them by another name."""
_PATH = re.compile(rf"/v1/({'|'.join(CITED)})/([a-z0-9-]+)", re.ASCII)


class UnapiParams(BaseModel):
    """What unAPI is asked."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    id: str | None = None
    """The address of a source, claim or grievance; without it, the formats that all of them have."""
    format: str | None = None
    """The format to have it in; without it, the formats there are."""


@router.get("/unapi")
async def get_unapi(request: Request, params: Annotated[UnapiParams, asked(UnapiParams)]) -> Response:
    """The formats of all records or of one, or one record in a format."""
    if params.id is None:
        if params.format is not None:
            raise InvalidRequest.of([fault("query", "id", None, "is needed with a format")])
        return answer_in(request, _formats(_ALL), None, XML)
    noun, record_id, version = await _found(request, params.id)
    if params.format is None:
        return _choices(request, noun, params.id, version)
    path, ending = address(noun, record_id), _format(noun, params.format).ending
    there = {**request.scope, "path": path, "raw_path": path.encode(), "query_string": b"", "path_ending": ending}
    return await answer_record(Request(there), stored(request), noun, record_id)


async def _found(request: Request, identifier: str) -> tuple[Noun, str, int]:
    """The record that is meant, and the dataset's version. Raises NotFound."""
    db, here, near = stored(request), public_url(request), None
    named = _PATH.fullmatch(own_path(request, identifier) or "")
    if named:
        noun, record_id = Noun(named[1]), named[2]
        async with db.reading() as reading:
            if await reading.rows(record_statement(db, noun), {"record_id": record_id}):
                return noun, record_id, reading.version
            meant = await suggestion(db, reading, (noun,), record_id)
            near = here + address(noun, meant) if meant else None
    allowed = f"addresses such as {here}/v1/claims/…"
    wrong = fault("query", "id", identifier, "names no source, claim or grievance", allowed=allowed, did_you_mean=near)
    raise NotFound(f"There is no record “{wrong.value}”.", [wrong])


def _choices(request: Request, noun: Noun, identifier: str, version: int) -> Response:
    response = answer_in(request, _formats(OF_RECORDS[noun], identifier), version, XML)
    if response.status_code == 200:
        response.status_code = 300
    return response


def _formats(offered: Sequence[Format], identifier: str | None = None) -> str:
    of = "" if identifier is None else f' id="{escape(identifier)}"'
    listed = (f'<format name="{_name(each)}" type="{each.media_type}"/>\n' for each in offered)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{of}>\n{"".join(listed)}</formats>\n'


def _format(noun: Noun, name: str) -> Format:
    """Raises NotAcceptable."""
    offered = {_name(each): each for each in OF_RECORDS[noun]}
    if name not in offered:
        names = list(offered)
        near = nearest(name, names)
        wrong = fault("query", "format", name, "no such format", allowed=names, did_you_mean=near)
        raise NotAcceptable(f"This can be had as {', '.join(names)}.", [wrong])
    return offered[name]


def _name(offered: Format) -> str:
    return _NAMES.get(offered.ending, offered.ending)
