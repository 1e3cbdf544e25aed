"""One write over HTTP: by who holds a key, in one transaction, and once where the request is repeated."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from app.asking import asked
from app.holders import editor
from app.memory import Edit
from app.models import Answered, table
from app.problems import InvalidRequest, Unavailable, UnsupportedMediaType, fault
from app.resources.editing import tag_of
from app.resources.shared import stored
from app.values import Text, now

JSON = "application/json"
MOST_REMEMBERED = 10_000
"""Answers to requests with an Idempotency-Key that are kept, the latest."""
_KEY_LENGTH = 200

Perform = Callable[[Connection, Edit, Any], "Done"]
Readers = Mapping[str, Callable[[bytes], Any]]
"""The media types that can be sent, and what reads each."""


class EditParams(BaseModel):
    """What is told of a change."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    summary: Text | None = None
    """Why, in a sentence; it stands in the record's history."""


EditAsk = Annotated[EditParams, asked(EditParams)]


@dataclass(frozen=True, slots=True)
class Done:
    """What a write is answered by."""

    status: int
    body: str = ""
    location: str | None = None
    undone: bool = False
    """Whether nothing of it shall stay; then its answer is not kept either."""

    def response(self) -> Response:
        headers = {"ETag": tag_of(self.body)} if self.body else {}
        if self.location:
            headers["Location"] = self.location
        return Response(self.body, self.status, headers, JSON if self.body else None)


async def perform(request: Request, summary: str | None, do: Perform, readers: Readers) -> Response:
    """Do it in one transaction, once for each Idempotency-Key, with what is sent; without readers nothing is."""
    database = stored(request)
    by = await editor(request, database)
    read = _reader(request, readers) if readers else None
    body = await request.body()
    repeated = _Repeated(by, request.headers.get("idempotency-key"), _digest(request, body))

    def write() -> Done:
        sent = read(body) if read else None
        with database.writing() as db:
            done = repeated.known(db)
            if done is None:
                done = do(db, Edit.now(by, summary), sent)
                if done.undone:
                    db.rollback()
                else:
                    repeated.keep(db, done)
            return done

    try:
        done = await run_in_threadpool(write)
    except OperationalError as error:
        raise Unavailable(f"The database can't be written now: {error.orig}.", headers={"Retry-After": "1"}) from error
    return done.response()


def _reader(request: Request, readers: Readers) -> Callable[[bytes], Any]:
    typed = request.headers.get("content-type", "")
    read = readers.get(typed.partition(";")[0].strip().lower())
    if read is None:
        wrong = fault("header", "Content-Type", typed, "can't be read here", allowed=list(readers))
        raise UnsupportedMediaType(f"What is written is sent as {' or '.join(readers)}.", [wrong])
    return read


def _digest(request: Request, body: bytes) -> str:
    asked_for = f"{request.method} {request.scope['path']}?{request.scope['query_string'].decode('latin-1')}\n"
    return hashlib.sha256(asked_for.encode() + body).hexdigest()


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
