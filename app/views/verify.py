"""Every span of every record, checked again against its text."""

import hashlib
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy import Select, select

from app.answering import answer
from app.asking import ClosedRoute
from app.db import Database
from app.formats import JSON
from app.models import Representation, Source, SpanRow, table
from app.records.base import Shape
from app.resources.shared import AsOfAsk, documented, edition

router = APIRouter(prefix="/v1/verify", tags=["proof"], route_class=ClosedRoute)

_SOURCE, _SPAN, _REPRESENTATION = table(Source).c, table(SpanRow).c, table(Representation).c


class SpanFault(Shape):
    """A span whose words do not stand in the text where they should."""

    noun: str
    """The noun of the record."""
    id: str
    """The record."""
    field: str
    """The field of the record."""
    exact: str
    """The words that should stand there."""
    found: str
    """The words that do."""


class VerifiedSource(Shape):
    """A source whose text has been hashed again."""

    id: str
    """The source."""
    text_sha256: str
    """SHA-256 of the text as it is now."""
    ok: bool
    """Whether that is the digest kept when the text was loaded."""


class Verification(Shape):
    """What a check of all proofs found."""

    ok: bool
    """Whether every span and every text is as it should be."""
    checked: int = Field(ge=0)
    """Spans checked."""
    faults: list[SpanFault]
    """Those that failed."""
    sources: list[VerifiedSource]
    """Every text."""


async def verify(db: Database) -> tuple[Verification, int]:
    """Check `text[start:end] == exact` for every span, and every text's digest."""
    spans = db.statement("all spans", _spans)
    sources = db.statement("all texts", _sources)
    async with db.reading() as reading:
        texts = await reading.rows(sources)
        by_key = {key: text for key, _, text, _ in texts}
        rows = await reading.rows(spans)
        faults = [
            SpanFault(noun=noun, id=record_id, field=field, exact=exact, found=by_key[source_key][start:end])
            for noun, record_id, field, source_key, start, end, exact in rows
            if by_key[source_key][start:end] != exact
        ]
        digests = [(name, hashlib.sha256(text.encode()).hexdigest(), kept) for _, name, text, kept in texts]
        verified = [VerifiedSource(id=name, text_sha256=now, ok=now == kept) for name, now, kept in digests]
        ok = not faults and all(source.ok for source in verified)
        return Verification(ok=ok, checked=len(rows), faults=faults, sources=verified), reading.version


@router.get("", operation_id="verify", response_model=Verification, responses=documented(404, 406))
async def get_verification(request: Request, params: AsOfAsk) -> Response:
    """Check every span of every record against its text, now."""
    db = await edition(request, params)
    verification, version = await verify(db)
    return answer(request, verification.model_dump_json().encode(), version, (JSON,))


def _spans() -> Select[Any]:
    return (
        select(
            _REPRESENTATION.noun,
            _REPRESENTATION.id,
            _SPAN.field,
            _SPAN.source_key,
            _SPAN.start,
            _SPAN.end,
            _SPAN.exact,
        )
        .join_from(table(SpanRow), table(Representation), _REPRESENTATION.key == _SPAN.record_key)
        .order_by(_SPAN.record_key, _SPAN.field, _SPAN.position)
    )


def _sources() -> Select[Any]:
    return select(_SOURCE.key, _SOURCE.id, _SOURCE.text, _SOURCE.text_sha256).order_by(_SOURCE.id)
