"""What changed: the history of each record, and a feed of all changes from which another service can mirror."""

from collections.abc import Sequence
from typing import Annotated, Any

import jsonpatch
import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import memory
from app.answering import answer
from app.asking import ClosedRoute, asked
from app.db import Database
from app.models import ChangeKind
from app.problems import NotFound, fault
from app.records.base import Shape
from app.resources.shared import documented, id_like, stored
from app.suggesting import suggestion
from app.values import Instant, Slug, digits_alone
from app.vocabulary import Noun

router = APIRouter(tags=["memory"], route_class=ClosedRoute)


class Revision(Shape):
    """One version of a record."""

    version: int = Field(ge=1)
    """Its number, from 1; a deletion has that of the last version."""
    seq: int = Field(ge=1)
    """The number of the change in the whole database."""
    at: Instant
    """When it was written."""
    by: str
    """The name of the key it was written with, or `operator`."""
    summary: str | None
    """Why, as it was told."""
    patch: list[dict[str, Any]] | None
    """A JSON Patch (RFC 6902) from the version before, as that last was, to this one; null at a deletion."""


class History(Shape):
    """All versions of a record."""

    items: list[Revision]
    """The versions, the first one first."""


class ChangeOfRecord(Shape):
    """One change of what is served of a record."""

    seq: int = Field(ge=1)
    """Its number; they rise, and none comes late."""
    at: Instant
    """When."""
    type: Noun
    """The noun of the record."""
    id: Slug
    """The record's id."""
    op: str = Field(pattern="^(upsert|delete)$")
    """`upsert` where the record is as told from here on, `delete` where it is gone."""
    version: int = Field(ge=1)
    """The record's version; the same as before where only what it shows of others changed."""
    record: dict[str, Any] | None
    """The record after the change; null where it is gone."""


class Changes(Shape):
    """Changes in the order in which they were made."""

    items: list[ChangeOfRecord]
    """The changes."""
    next: str | None
    """The next part, path-absolute; null at the end: ask again from the last `seq`."""


class ChangesParams(BaseModel):
    """From where changes are told."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    since: Annotated[int, Field(ge=0, le=2**53), digits_alone] = 0
    """The `seq` of the last change that is known already."""
    limit: Annotated[int, Field(ge=1, le=1000), digits_alone] = 100
    """How many changes at most."""


ChangesAsk = Annotated[ChangesParams, asked(ChangesParams)]


@router.get("/v1/changes", operation_id="get_changes", response_model=Changes, responses=documented(406))
async def get_changes(request: Request, params: ChangesAsk) -> Response:
    """All changes after one, in order, each with the record as it was after it."""
    db = stored(request)
    async with db.reading() as reading:
        values = {"since": params.since, "wanted": params.limit + 1}
        rows = await reading.rows(db.statement("changes", memory.since), values)
        shown, more = rows[: params.limit], len(rows) > params.limit
        following = f"/v1/changes?since={shown[-1][0]}&limit={params.limit}" if more else None
        # The records are JSON already.
        items = b",".join(map(_change, shown))
        body = b'{"items":[' + items + b'],"next":' + orjson.dumps(following) + b"}"
        return answer(request, body, reading.version)


def _change(row: Sequence[Any]) -> bytes:
    seq, at, noun, record_id, version, kind, _, _, body = row
    gone = kind == ChangeKind.DELETED
    told = {"seq": seq, "at": at, "type": noun, "id": record_id, "op": "delete" if gone else "upsert"}
    record = "null" if gone else body
    return orjson.dumps(told | {"version": version})[:-1] + b',"record":' + record.encode() + b"}"


def _add(noun: Noun) -> None:
    async def get_history(request: Request, id: Annotated[str, id_like("a-record")]) -> Response:
        db = stored(request)
        items, version = await _history(db, noun, id)
        return answer(request, orjson.dumps({"items": items}), version)

    router.add_api_route(
        f"/v1/{noun}/{{id}}/history",
        get_history,
        description=f"Every version of a {noun.singular}: who wrote it, when, why, and what changed.",
        operation_id=f"get_{noun.singular}_history",
        response_model=History,
        responses=documented(404, 406),
    )


async def _history(db: Database, noun: Noun, record_id: str) -> tuple[list[dict[str, Any]], int]:
    async with db.reading() as reading:
        rows = await reading.rows(db.statement((noun, "states"), memory.states, noun), {"record_id": record_id})
        if not rows:
            near = await suggestion(db, reading, (noun,), record_id)
            wrong = fault("path", "id", record_id, f"no {noun.singular} has this id", did_you_mean=near)
            raise NotFound(f"No {noun.singular} has the id “{wrong.value}”.", [wrong])
        return _revisions(rows), reading.version


def _revisions(rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    # A version is as it last was: what it shows of others may have changed while it stood.
    last = {row[4]: orjson.loads(row[8]) for row in rows if row[8] is not None}
    found: list[dict[str, Any]] = []
    for seq, at, _, _, version, kind, by, summary, _ in rows:
        if kind == ChangeKind.SHOWN:
            continue
        told = {"version": version, "seq": seq, "at": at, "by": by, "summary": summary}
        made = patch_of(last.get(version - 1, {}), last[version]) if kind == ChangeKind.WRITTEN else None
        found.append(told | {"patch": made})
    return found


def patch_of(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """The JSON Patch (RFC 6902) from one state of a record to another."""
    made: list[dict[str, Any]] = jsonpatch.make_patch(before, after).patch
    return made


for _noun in Noun:
    _add(_noun)
