"""Bundles over HTTP: what one would change, or changes, all of it or nothing."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, bindparam, select

from app import memory
from app.asking import ClosedRoute, asked
from app.bundles.bundle import Bundle, BundleFault
from app.bundles.load import Loaded, take
from app.bundles.read import read
from app.bundles.sent import SCHEMA, in_json
from app.bundles.zipped import in_zip
from app.memory import Edit
from app.models import Representation, table
from app.problems import Fault, InvalidRequest, fault
from app.records.base import Shape
from app.records.facts import address
from app.resources.editing import read_object
from app.resources.performing import JSON, Done, EditParams, perform
from app.resources.shared import documented
from app.resources.written import headers
from app.values import Slug
from app.views.changes import patch_of
from app.vocabulary import Noun

_ZIP = "application/zip"
_PRESENT = table(Representation).c
_THIS = (_PRESENT.noun == bindparam("noun"), _PRESENT.id == bindparam("record_id"))
_LABEL, _BODY = (select(column).where(*_THIS) for column in (_PRESENT.label, _PRESENT.body))

router = APIRouter(tags=["writing"], route_class=ClosedRoute)


class BundleParams(EditParams):
    """How a bundle is taken."""

    dry_run: bool = False
    """Whether to tell only what would be done; then nothing is."""


class BundleRecord(Shape):
    """A record of a bundle."""

    type: Noun
    """The noun of the record."""
    id: Slug
    """The record's id."""
    label: str
    """A short name for people."""
    url: str
    """Where the record is, path-absolute."""


class ChangedRecord(BundleRecord):
    """A record that was there and is written anew."""

    patch: list[dict[str, Any]]
    """A JSON Patch (RFC 6902) from the record as it was to the record as it is then."""


class BundleTaken(Shape):
    """What a bundle does, or would do."""

    dry_run: bool
    """Whether it was only tried."""
    added: list[BundleRecord]
    """Records that were not there."""
    changed: list[ChangedRecord]
    """Records that were there with another content."""
    unchanged: list[BundleRecord]
    """Records that were there with the same content; they keep their version."""
    codings: list[str]
    """Codings beside the adjudicated ones that are new or changed, by their folders."""
    faults: list[BundleFault]
    """Everything that is wrong, by file and line; with any, nothing is written, and the lists are empty."""


_SENT: dict[str, Any] = {
    "parameters": headers("POST"),
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": SCHEMA},
            _ZIP: {"schema": {"type": "string", "format": "binary", "description": "A bundle's folder, zipped."}},
        },
    },
}


@router.post(
    "/v1/bundles",
    operation_id="load_bundle",
    response_model=BundleTaken,
    responses=documented(400, 401, 403, 413, 415),
    openapi_extra=_SENT,
)
async def load_bundle(request: Request, params: Annotated[BundleParams, asked(BundleParams)]) -> Response:
    """Load a bundle, as JSON or zipped: all of it or nothing, or in a dry run nothing, but told."""

    def do(db: Connection, edit: Edit, bundle: Bundle) -> Done:
        loaded = take(db, bundle, edit)
        told = _told(db, loaded, params.dry_run)
        if loaded.faults and not params.dry_run:
            raise InvalidRequest.of([_error(each) for each in loaded.faults], told)
        return Done(200, orjson.dumps(told).decode(), undone=params.dry_run)

    readers = {JSON: lambda body: read(in_json(read_object(body))), _ZIP: lambda body: read(in_zip(body))}
    return await perform(request, params.summary, do, readers)


def _error(found: BundleFault) -> Fault:
    name = f"{found.file}: {found.path}" if found.path else found.file
    return fault("body", name, None, found.message, did_you_mean=found.did_you_mean)


def _told(db: Connection, loaded: Loaded, dry_run: bool) -> dict[str, Any]:
    """What was loaded, told while the transaction lasts."""
    return {
        "dry_run": dry_run,
        "added": [_record(db, *name) for name in loaded.added],
        "changed": [_record(db, *name) | {"patch": _patch(db, *name)} for name in loaded.changed],
        "unchanged": [_record(db, *name) for name in loaded.unchanged],
        "codings": list(loaded.codings),
        "faults": [each.model_dump() for each in loaded.faults],
    }


def _record(db: Connection, noun: Noun, record_id: str) -> dict[str, Any]:
    label = db.execute(_LABEL, {"noun": noun.value, "record_id": record_id}).scalar_one()
    return {"type": noun, "id": record_id, "label": label, "url": address(noun, record_id)}


def _patch(db: Connection, noun: Noun, record_id: str) -> list[dict[str, Any]]:
    """From the version before this one, as that last was, to the record as it is now."""
    after = orjson.loads(db.execute(_BODY, {"noun": noun.value, "record_id": record_id}).scalar_one())
    asked_for = {"record_id": record_id, "version": after["version"] - 1}
    return patch_of(orjson.loads(db.execute(memory.at_version(noun), asked_for).scalar_one()), after)
