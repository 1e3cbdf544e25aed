"""How a source, a claim or a grievance is cited by the rules of a style manual."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from starlette.concurrency import run_in_threadpool

from app import releases
from app.answering import answer, public_url
from app.asking import ClosedRoute, asked
from app.citing.citation import citation
from app.citing.reference import Record, reference
from app.citing.speakers import speakers
from app.citing.styles import Style
from app.db import Database, Reading
from app.listing import Neighbours
from app.one_record import as_asked
from app.params import AsOf, RecordParams
from app.records.base import Shape
from app.resources.claims import ClaimId
from app.resources.grievances import GrievanceId
from app.resources.shared import documented, edition
from app.resources.sources import SourceId
from app.text.words import nearest
from app.values import ReleaseName
from app.vocabulary import Noun

_STYLES = [style.value for style in Style]
router = APIRouter(prefix="/v1", tags=["citations"], route_class=ClosedRoute)


class CitationRecord(Shape):
    """A citation in one style."""

    style: Style
    """The style."""
    text: str
    """The entry for the bibliography, or the note in a style of notes, as plain text."""
    html: str
    """The same as HTML: escaped, with italics."""
    secondary: str | None
    """How to cite what others say in the source; null where nobody but its authors speaks."""
    version: int = Field(ge=1)
    """The record's version that is cited."""
    release: ReleaseName | None
    """The release that is cited: the one asked for, else the latest that holds the record as it is; null without."""
    pinned: str
    """Where the record stays readable as it is cited: an absolute address."""


def _known(value: Any) -> Any:
    if value not in _STYLES:
        context = {"allowed": _STYLES, "did_you_mean": nearest(str(value), _STYLES)}
        raise PydanticCustomError("style", "no such style", context)
    return value


class CitationParams(RecordParams):
    """By which rules to cite."""

    style: Annotated[Style, BeforeValidator(_known), WithJsonSchema({"type": "string", "enum": _STYLES})] = Style.APA
    """The style manual: APA 7th edition, Chicago 18th, MLA 9th, IEEE, or Harvard as in Cite Them Right 12th."""


CitationAsk = Annotated[CitationParams, asked(CitationParams)]


@router.get(
    "/sources/{id}/citation",
    operation_id="cite_source",
    response_model=CitationRecord,
    responses=documented(404, 406),
)
async def cite_source(request: Request, id: SourceId, params: CitationAsk) -> Response:
    """A source's reference."""
    return await _cited(request, Noun.SOURCES, id, params)


@router.get(
    "/claims/{id}/citation",
    operation_id="cite_claim",
    response_model=CitationRecord,
    responses=documented(404, 406),
)
async def cite_claim(request: Request, id: ClaimId, params: CitationAsk) -> Response:
    """The reference of a claim's source, and how to cite a speaker who is not its author."""
    return await _cited(request, Noun.CLAIMS, id, params)


@router.get(
    "/grievances/{id}/citation",
    operation_id="cite_grievance",
    response_model=CitationRecord,
    responses=documented(404, 406),
)
async def cite_grievance(request: Request, id: GrievanceId, params: CitationAsk) -> Response:
    """The reference of a grievance's source, and how to cite who voices it there."""
    return await _cited(request, Noun.GRIEVANCES, id, params)


async def _cited(request: Request, noun: Noun, record_id: str, ask: CitationParams) -> Response:
    db, here = await edition(request, ask), public_url(request)
    async with db.reading() as reading:
        found = orjson.loads(await as_asked(db, reading, noun, record_id, ask))
        pinned = ask if ask.pinned() else await _latest(db, reading, noun, found)
        near, shown = Neighbours(db, reading), ask.edition() or AsOf(release=pinned.release).edition()
        cited, others = reference(found, noun, here, shown, near.find), speakers(found, noun, near.find)
        version = reading.version
    # In a thread: the first citations in each style take a tenth of a second, as typst reads its styles.
    made = await run_in_threadpool(citation, cited, others, ask.style)
    told = CitationRecord(
        style=ask.style,
        text=made.text,
        html=made.html,
        secondary=made.secondary,
        version=found["version"],
        release=pinned.release,
        pinned=f"{here}{found['url']}{pinned.pinned()}",
    )
    return answer(request, told.model_dump_json().encode(), version)


async def _latest(db: Database, reading: Reading, noun: Noun, found: Record) -> RecordParams:
    """The latest release that holds a record as it is now; without one, its version."""
    statement = db.statement((noun, "released"), releases.holding, noun)
    rows = await reading.rows(statement, {"record_id": found["id"]})
    return RecordParams(release=rows[0][0]) if rows else RecordParams(version=found["version"])
