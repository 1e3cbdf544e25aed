"""A source's text, its sentences, and which of them are coded."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy import Select, select

from app.answering import answer, answer_in_ranges
from app.asking import ClosedRoute
from app.db import Database, Reading, asked
from app.formats import JSON, TEXT
from app.models import Representation, Sentence, Source, SpanField, SpanRow, table
from app.problems import NotFound, TextWithheld, fault
from app.records.base import Ref, Shape
from app.records.facts import address
from app.resources.shared import AsOfAsk, documented, edition
from app.resources.sources import SourceId
from app.suggesting import suggestion
from app.vocabulary import Noun, TextPolicy

router = APIRouter(prefix="/v1/sources/{id}", tags=["sources"], route_class=ClosedRoute)

_SOURCE, _SENTENCE, _SPAN = table(Source), table(Sentence), table(SpanRow)
_REPRESENTATION = table(Representation)


class CodedSentence(Shape):
    """A sentence of the body, and the statements that quote from it."""

    sentence: int = Field(ge=1)
    """Its number in the body, from 1."""
    start: int = Field(ge=0)
    """Code points before it."""
    end: int = Field(ge=1)
    """Code points up to its end, exclusive."""
    text: str | None
    """Its words; null where the source's rights allow quotes only."""
    claims: list[Ref]
    """Claims whose quotes touch it."""
    grievances: list[Ref]
    """Grievances whose quotes touch it."""


class Paragraph(Shape):
    """A paragraph of the body."""

    paragraph: int = Field(ge=1)
    """Its number in the body, from 1."""
    start: int = Field(ge=0)
    """Code points before it."""
    end: int = Field(ge=1)
    """Code points up to its end, exclusive."""
    sentences: list[CodedSentence]
    """Its sentences, in order."""


class Segments(Shape):
    """The body of a text, ready for a reader."""

    paragraphs: list[Paragraph]
    """Its paragraphs, in order."""


class UncodedSentence(Shape):
    """A sentence that carries no claim."""

    sentence: int = Field(ge=1)
    """Its number in the body, from 1."""
    start: int = Field(ge=0)
    """Code points before it."""
    end: int = Field(ge=1)
    """Code points up to its end, exclusive."""
    text: str | None
    """Its words; null where the source's rights allow quotes only."""
    reason: str | None
    """Why it carries none, in the coder's words; null where nobody has said."""


class Coverage(Shape):
    """How much of a text is coded."""

    sentences: int = Field(ge=0)
    """Sentences of the body."""
    coded: int = Field(ge=0)
    """Those that a claim quotes from."""
    items: list[UncodedSentence]
    """The others."""


@router.get(
    "/text",
    operation_id="get_text",
    response_class=Response,
    responses={
        **documented(403, 404, 406, 416),
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        206: {"description": "The byte range asked for.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    },
)
async def get_text(request: Request, id: SourceId, params: AsOfAsk) -> Response:
    """The text, byte for byte, or a range of it."""
    db = await edition(request, params)
    async with db.reading() as reading:
        source = await _source(db, reading, id)
        if source["text_policy"] == TextPolicy.QUOTES:
            raise TextWithheld("The rights in this text allow its quotes only.")
        return answer_in_ranges(request, source["text"].encode(), reading.version, (TEXT,))


@router.get("/segments", operation_id="get_segments", response_model=Segments, responses=documented(404, 406))
async def get_segments(request: Request, id: SourceId, params: AsOfAsk) -> Response:
    """The paragraphs and sentences of the body, each with the claims and grievances that touch it."""
    db = await edition(request, params)
    async with db.reading() as reading:
        source = await _source(db, reading, id)
        paragraphs: dict[int, list[CodedSentence]] = defaultdict(list)
        touching = await _touching(db, reading, source["key"])
        for number, paragraph, start, end, _ in await _sentences(db, reading, source["key"]):
            refs = touching[number]
            paragraphs[paragraph].append(
                CodedSentence(
                    sentence=number,
                    start=start,
                    end=end,
                    text=_words(source, start, end),
                    claims=refs[Noun.CLAIMS],
                    grievances=refs[Noun.GRIEVANCES],
                )
            )
        segments = Segments(
            paragraphs=[
                Paragraph(paragraph=number, start=of[0].start, end=of[-1].end, sentences=of)
                for number, of in paragraphs.items()
            ]
        )
        return answer(request, segments.model_dump_json().encode(), reading.version, (JSON,))


@router.get("/coverage", operation_id="get_coverage", response_model=Coverage, responses=documented(404, 406))
async def get_coverage(request: Request, id: SourceId, params: AsOfAsk) -> Response:
    """Which sentences of the body carry no claim, and why."""
    db = await edition(request, params)
    async with db.reading() as reading:
        source = await _source(db, reading, id)
        sentences = await _sentences(db, reading, source["key"])
        touching = await _touching(db, reading, source["key"])
        bare = [
            UncodedSentence(sentence=number, start=start, end=end, text=_words(source, start, end), reason=reason)
            for number, _, start, end, reason in sentences
            if not touching[number][Noun.CLAIMS]
        ]
        coverage = Coverage(sentences=len(sentences), coded=len(sentences) - len(bare), items=bare)
        return answer(request, coverage.model_dump_json().encode(), reading.version, (JSON,))


def _words(source: dict[str, Any], start: int, end: int) -> str | None:
    return source["text"][start:end] if source["text_policy"] == TextPolicy.FULL else None


async def _source(db: Database, reading: Reading, record_id: str) -> dict[str, Any]:
    statement = db.statement("source text", _source_statement)
    found = await reading.rows(statement, {"record_id": record_id})
    if not found:
        near = await suggestion(db, reading, (Noun.SOURCES,), record_id)
        error = fault("path", "id", record_id, "no source has this id", did_you_mean=near)
        raise NotFound(f"No source has the id “{error.value}”.", [error])
    return dict(zip(("key", "text", "text_policy"), found[0], strict=True))


async def _sentences(db: Database, reading: Reading, source_key: int) -> list[tuple[Any, ...]]:
    statement = db.statement("sentences", _sentence_statement)
    return await reading.rows(statement, {"source_key": source_key})


async def _touching(db: Database, reading: Reading, source_key: int) -> dict[int, dict[Noun, list[Ref]]]:
    """The statements whose quotes touch each sentence, each once, in the order of their words."""
    statement = db.statement("touching", _touching_statement)
    found: dict[int, dict[Noun, list[Ref]]] = defaultdict(lambda: defaultdict(list))
    for number, noun, record_id, label in await reading.rows(statement, {"source_key": source_key}):
        ref = Ref(id=record_id, label=label, url=address(noun, record_id))
        if ref not in found[number][Noun(noun)]:
            found[number][Noun(noun)].append(ref)
    return found


def _source_statement() -> Select[Any]:
    columns = _SOURCE.c
    return select(columns.key, columns.text, columns.text_policy).where(columns.id == asked("record_id"))


def _sentence_statement() -> Select[Any]:
    columns = _SENTENCE.c
    return (
        select(columns.number, columns.paragraph, columns.start, columns.end, columns.reason)
        .where(columns.source_key == asked("source_key"))
        .order_by(columns.number)
    )


def _touching_statement() -> Select[Any]:
    sentence, span, named = _SENTENCE.c, _SPAN.c, _REPRESENTATION.c
    return (
        select(sentence.number, named.noun, named.id, named.label)
        .join_from(_SENTENCE, _SPAN, span.source_key == sentence.source_key)
        .join(_REPRESENTATION, named.key == span.record_key)
        .where(
            sentence.source_key == asked("source_key"),
            span.field == SpanField.QUOTES.value,
            span.start < sentence.end,
            span.end > sentence.start,
        )
        .order_by(sentence.number, span.start, named.id)
    )
