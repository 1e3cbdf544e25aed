"""Writing over HTTP, for every noun alike: POST, PUT, PATCH and DELETE, by who holds a key."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from app.asking import ClosedRoute, asked
from app.memory import Edit
from app.records.facts import address
from app.records.wording import RECORDS
from app.resources.editing import Written, create, patch, read_object, replace, take_away
from app.resources.performing import JSON, Done, EditAsk, Readers, perform
from app.resources.shared import documented, id_like
from app.resources.written import body, headers
from app.values import Slug, Text
from app.vocabulary import Noun

_MERGE_PATCH = "application/merge-patch+json"
_READ: Readers = {JSON: read_object}


class DeleteParams(BaseModel):
    """What the tombstone tells."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    why: Text | None = None
    """Why the record is taken away."""
    replaced_by: Slug | None = None
    """The id of the record of the same noun that takes its place."""


DeleteAsk = Annotated[DeleteParams, asked(DeleteParams)]
RecordId = Annotated[str, id_like("a-record")]
router = APIRouter(tags=["writing"], route_class=ClosedRoute)


def _add(noun: Noun) -> None:
    """The four ways to write a noun."""

    async def post(request: Request, params: EditAsk) -> Response:
        def do(db: Connection, edit: Edit, written: Written) -> Done:
            record_id, body = create(db, noun, written, edit)
            return Done(201, body, address(noun, record_id))

        return await perform(request, params.summary, do, _READ)

    async def put(request: Request, id: RecordId, params: EditAsk) -> Response:
        def do(db: Connection, edit: Edit, written: Written) -> Done:
            return Done(200, replace(db, noun, id, written, request.headers.get("if-match"), edit))

        return await perform(request, params.summary, do, _READ)

    async def merge(request: Request, id: RecordId, params: EditAsk) -> Response:
        def do(db: Connection, edit: Edit, merged: Written) -> Done:
            return Done(200, patch(db, noun, id, merged, request.headers.get("if-match"), edit))

        return await perform(request, params.summary, do, {_MERGE_PATCH: read_object, **_READ})

    async def remove(request: Request, id: RecordId, params: DeleteAsk) -> Response:
        def do(db: Connection, edit: Edit, _: None) -> Done:
            take_away(db, noun, id, request.headers.get("if-match"), edit, params.replaced_by)
            return Done(204)

        return await perform(request, params.why, do, {})

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
    content = {_MERGE_PATCH if patched else JSON: {"schema": body(noun, patched)}}
    return {**sent, "requestBody": {"required": True, "content": content}}


for _noun in Noun:
    _add(_noun)
