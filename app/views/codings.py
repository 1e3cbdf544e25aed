"""The codings of a source: who made each and how, and how far two of them agree."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Select, func, select
from starlette.concurrency import run_in_threadpool

from app.answering import answer
from app.asking import ClosedRoute, asked
from app.bundles import content
from app.bundles.codings import files_of
from app.bundles.files import Files
from app.bundles.read import read
from app.comparing.codings import coding_of
from app.comparing.figures import Comparison
from app.db import Database, Reading
from app.db import asked as given
from app.models import Coding, Source, table
from app.one_record import record
from app.params import ADJUDICATED
from app.problems import NotFound, fault
from app.records.base import Shape
from app.resources.relations import RELATION
from app.resources.shared import documented, stored
from app.resources.sources import SourceId
from app.text.words import nearest
from app.values import Instant, Slug
from app.vocabulary import Noun

_CODING, _SOURCE = table(Coding), table(Source)
_STATEMENTS = (Noun.CLAIMS, Noun.GRIEVANCES, Noun.RELATIONS)
router = APIRouter(prefix="/v1/sources/{id}", tags=["sources"], route_class=ClosedRoute)


class CodingRecord(Shape):
    """A coding of a source."""

    name: Slug
    """Its name; everything is read as it has it by `?coding=` with that."""
    coder: str | None
    """Who made it; null for the adjudicated one."""
    method: str | None
    """How it was made; null for the adjudicated one."""
    at: Instant | None
    """When it was loaded; null for the adjudicated one, whose records have times of their own."""
    counts: dict[Noun, int]
    """How many claims, grievances and relations it holds."""
    url: str
    """Its claims, path-absolute."""


class Codings(Shape):
    """The codings of a source."""

    items: list[CodingRecord]
    """The adjudicated one, which is served where none is asked for, and then the others by name."""


class AgreementParams(BaseModel):
    """Which two codings are compared."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    a: Slug | None = None
    """One coding; where it is left out, the first by name, or the adjudicated one where there is but one other."""
    b: Slug | None = None
    """The other, which is held against it; where it is left out, the next by name."""


AgreementAsk = Annotated[AgreementParams, asked(AgreementParams)]


@router.get("/codings", operation_id="get_codings", response_model=Codings, responses=documented(404, 406, 410))
async def get_codings(request: Request, id: SourceId) -> Response:
    """The codings of a source: who made each, how, and what it holds."""
    db = stored(request)
    async with db.reading() as reading:
        source = orjson.loads(await record(db, reading, Noun.SOURCES, id))
        relations = await reading.rows(db.statement("relations of a source", _relations), {"source": id})
        counts = source["counts"] | {Noun.RELATIONS: relations[0][0]}
        found = [_shown(id, ADJUDICATED, None, None, None, {noun: counts[noun] for noun in _STATEMENTS})]
        for name, coder, method, at, bundle in await reading.rows(db.statement("codings", _codings), {"source": id}):
            coding = orjson.loads(bundle)["coding"]
            held = {noun: len(coding.get(noun) or ()) for noun in _STATEMENTS}
            found.append(_shown(id, name, coder, method, at, held))
        return answer(request, Codings(items=found).model_dump_json().encode(), reading.version)


def _shown(
    source: str, name: str, coder: str | None, method: str | None, at: str | None, counts: dict[Noun, int]
) -> CodingRecord:
    url = f"/v1/claims?source={source}" + ("" if name == ADJUDICATED else f"&coding={name}")
    return CodingRecord(name=name, coder=coder, method=method, at=at, counts=counts, url=url)


@router.get("/agreement", operation_id="get_agreement", response_model=Comparison, responses=documented(404, 406, 410))
async def get_agreement(request: Request, id: SourceId, params: AgreementAsk) -> Response:
    """Two codings of a source compared: what both have, one lacks or they differ in, and how far they agree."""
    db = stored(request)
    async with db.reading() as reading:
        await record(db, reading, Noun.SOURCES, id)
        a, b = _chosen(id, await _names(db, reading, id), params)
        version, question = reading.version, (reading.snapshot, f"agreement {id} {a} {b}")
        made: bytes | None = db.matches.get(question)
    if made is None:
        made = await run_in_threadpool(_compared, db, id, a, b)
        db.matches.put(question, made)
    return answer(request, made, version)


async def _names(db: Database, reading: Reading, source: str) -> list[str]:
    return [name for (name,) in await reading.rows(db.statement("names of codings", _named), {"source": source})]


def _chosen(source: str, others: list[str], ask: AgreementParams) -> tuple[str, str]:
    """The names of the two codings. Raises NotFound where there are no such two."""
    if not others:
        raise NotFound(f"The source “{source}” has one coding; there is none to hold against it.")
    names = [ADJUDICATED, *others]
    for name, value in (("a", ask.a), ("b", ask.b)):
        if value is not None and value not in names:
            near = nearest(value, names)
            wrong = fault("query", name, value, "the source has no such coding", allowed=names, did_you_mean=near)
            raise NotFound(f"The source “{source}” has no coding “{value}”.", [wrong])
    order = [*others, ADJUDICATED] if len(others) > 1 else names
    a = ask.a or next(name for name in order if name != ask.b)
    return a, ask.b or next(name for name in order if name != a)


def _compared(database: Database, source: str, a: str, b: str) -> bytes:
    # Numbers are reckoned with by a library that takes a while to import.
    from app.comparing.comparison import compare

    with database.consulting() as db:
        codings = [coding_of(name, [read(_files(db, source, name))]) for name in (a, b)]
    return compare(*codings).model_dump_json().encode()


def _files(db: Connection, source: str, name: str) -> Files:
    if name == ADJUDICATED:
        return content.alone(db, source)
    query = select(_CODING.c.bundle).join(_SOURCE, _SOURCE.c.key == _CODING.c.source_key)
    found = db.execute(query.where(_SOURCE.c.id == source, _CODING.c.name == name)).scalar_one()
    return files_of(db, source, orjson.loads(found))


def _relations() -> Select[Any]:
    """How many relations the `source` has."""
    of = (_SOURCE.c.key == RELATION.source_key, _SOURCE.c.id == given("source"))
    return select(func.count()).select_from(RELATION.key.table).join(_SOURCE, of[0]).where(of[1])


def _codings() -> Select[Any]:
    """Name, coder, method, time and bundle of the codings of the `source`, by name."""
    columns = _CODING.c
    return _of_source(select(columns.name, columns.coder, columns.method, columns.at, columns.bundle))


def _named() -> Select[Any]:
    """The names of the codings of the `source`, in order."""
    return _of_source(select(_CODING.c.name))


def _of_source(query: Select[Any]) -> Select[Any]:
    query = query.join(_SOURCE, _SOURCE.c.key == _CODING.c.source_key).where(_SOURCE.c.id == given("source"))
    return query.order_by(_CODING.c.name)
