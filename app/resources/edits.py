"""Writing over HTTP, for every noun alike: POST, PUT, PATCH and DELETE, by who holds a key."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from app.asking import ClosedRoute, asked
from app.holders import editor
from app.memory import Edit
from app.models import Answered, table
from app.problems import InvalidRequest, Unavailable, UnsupportedMediaType, fault
from app.records.facts import address
from app.records.wording import RECORDS
from app.resources.editing import Written, create, patch, read_object, replace, tag_of, take_away
from app.resources.shared import documented, id_like, stored
from app.resources.written import body, headers
from app.values import Slug, Text, now
from app.vocabulary import Noun

MOST_REMEMBERED = 10_000
"""Answers to requests with an Idempotency-Key that are kept, the latest."""
_JSON, _MERGE_PATCH = "application/json", "application/merge-patch+json"
_KEY_LENGTH = 200

Perform = Callable[[Connection, Edit, Written], "Done"]


class EditParams(BaseModel):
    """What is told of a change."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    summary: Text | None = None
    """Why, in a sentence; it stands in the record's history."""


class DeleteParams(BaseModel):
    """What the tombstone tells."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    why: Text | None = None
    """Why the record is taken away."""
    replaced_by: Slug | None = None
    """The id of the record of the same noun that takes its place."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a write is answered by."""

    status: int
    body: str = ""
    location: str | None = None

    def response(self) -> Response:
        headers = {"ETag": tag_of(self.body)} if self.body else {}
        if self.location:
            headers["Location"] = self.location
        return Response(self.body, self.status, headers, _JSON if self.body else None)


EditAsk = Annotated[EditParams, asked(EditParams)]
DeleteAsk = Annotated[DeleteParams, asked(DeleteParams)]
RecordId = Annotated[str, id_like("a-record")]
router = APIRouter(tags=["writing"], route_class=ClosedRoute)


def _add(noun: Noun) -> None:
    """The four ways to write a noun."""

    async def post(request: Request, params: EditAsk) -> Response:
        def perform(db: Connection, edit: Edit, written: Written) -> Done:
            record_id, body = create(db, noun, written, edit)
            return Done(201, body, address(noun, record_id))

        return await _perform(request, params.summary, perform, _JSON)

    async def put(request: Request, id: RecordId, params: EditAsk) -> Response:
        def perform(db: Connection, edit: Edit, written: Written) -> Done:
            return Done(200, replace(db, noun, id, written, request.headers.get("if-match"), edit))

        return await _perform(request, params.summary, perform, _JSON)

    async def merge(request: Request, id: RecordId, params: EditAsk) -> Response:
        def perform(db: Connection, edit: Edit, merged: Written) -> Done:
            return Done(200, patch(db, noun, id, merged, request.headers.get("if-match"), edit))

        return await _perform(request, params.summary, perform, _MERGE_PATCH, _JSON)

    async def remove(request: Request, id: RecordId, params: DeleteAsk) -> Response:
        def perform(db: Connection, edit: Edit, _: Written) -> Done:
            take_away(db, noun, id, request.headers.get("if-match"), edit, params.replaced_by)
            return Done(204)

        return await _perform(request, params.why, perform)

    for method, path, endpoint, status, said in (
        ("POST", "", post, 201, f"Write a new {noun.singular}."),
        ("PUT", "/{id}", put, 200, f"Write a {noun.singular} anew, as it was read."),
        ("PATCH", "/{id}", merge, 200, f"Change some of a {noun.singular} by a JSON Merge Patch."),
        ("DELETE", "/{id}", remove, 204, f"Take a {noun.singular} away and leave a tombstone."),
    ):
        router.add_api_route(
            f"/v1/{noun}{path}",
            endpoint,
            methods=[method],
            status_code=status,
            description=said,
            operation_id=f"{_VERBS[method]}_{noun.singular}",
            response_model=None if method == "DELETE" else RECORDS[noun],
            responses=documented(*_REFUSALS[method]),
            openapi_extra=_body_of(noun, method),
        )


_VERBS = {"POST": "create", "PUT": "replace", "PATCH": "change", "DELETE": "delete"}
_REFUSALS = {
    "POST": (400, 401, 403, 409, 413, 415),
    "PUT": (400, 401, 403, 404, 410, 412, 413, 415, 428),
    "PATCH": (400, 401, 403, 404, 410, 412, 413, 415, 428),
    "DELETE": (401, 403, 404, 409, 410, 412, 428),
}


def _body_of(noun: Noun, method: str) -> dict[str, Any]:
    sent = {"parameters": headers(method)}
    if method == "DELETE":
        return sent
    patched = method == "PATCH"
    content = {_MERGE_PATCH if patched else _JSON: {"schema": body(noun, patched)}}
    return {**sent, "requestBody": {"required": True, "content": content}}


async def _sent(request: Request, media_types: Sequence[str]) -> Written:
    typed = request.headers.get("content-type", "")
    if typed.partition(";")[0].strip().lower() not in media_types:
        wrong = fault("header", "Content-Type", typed, "can't be read here", allowed=media_types)
        raise UnsupportedMediaType(f"A record is sent as {' or '.join(media_types)}.", [wrong])
    return read_object(await request.body())


async def _perform(request: Request, summary: str | None, perform: Perform, *media_types: str) -> Response:
    """Do it in one transaction, once for each Idempotency-Key, with what is sent as one of these types."""
    database = stored(request)
    by = await editor(request, database)
    sent = await _sent(request, media_types) if media_types else {}
    repeated = _Repeated(by, request.headers.get("idempotency-key"), await _digest(request))

    def write() -> Done:
        with database.writing() as db:
            done = repeated.known(db)
            if done is None:
                done = perform(db, Edit.now(by, summary), sent)
                repeated.keep(db, done)
            return done

    try:
        done = await run_in_threadpool(write)
    except OperationalError as error:
        raise Unavailable(f"The database can't be written now: {error.orig}.", headers={"Retry-After": "1"}) from error
    return done.response()


async def _digest(request: Request) -> str:
    asked_for = f"{request.method} {request.scope['path']}?{request.scope['query_string'].decode('latin-1')}\n"
    return hashlib.sha256(asked_for.encode() + await request.body()).hexdigest()


class _Repeated:
    """A request that may be a repetition: one whose answer got lost is answered the same again, and not done twice."""

    def __init__(self, by: str, key: str | None, digest: str) -> None:
        if key is not None and not 0 < len(key) <= _KEY_LENGTH:
            wrong = fault("header", "Idempotency-Key", key, "too long or empty", allowed=f"up to {_KEY_LENGTH}")
            raise InvalidRequest.of([wrong])
        self._by, self._key, self._digest = by, key, digest

    def known(self, db: Connection) -> Done | None:
        answered = table(Answered)
        mine = (answered.c.by == self._by, answered.c.idempotency_key == self._key)
        row = db.execute(select(answered).where(*mine)).first() if self._key else None
        if row is None:
            return None
        if row.request_sha256 != self._digest:
            wrong = fault("header", "Idempotency-Key", self._key, "was sent with another request")
            raise InvalidRequest.of([wrong])
        return Done(row.status, row.body, row.location)

    def keep(self, db: Connection, done: Done) -> None:
        if self._key is None:
            return
        answered = table(Answered)
        row = {"by": self._by, "idempotency_key": self._key, "request_sha256": self._digest, "at": now()}
        db.execute(insert(answered), {**row, "status": done.status, "location": done.location, "body": done.body})
        older = select(answered.c.at).order_by(answered.c.at.desc()).limit(1).offset(MOST_REMEMBERED)
        db.execute(delete(answered).where(answered.c.at <= older.scalar_subquery()))


for _noun in Noun:
    _add(_noun)
