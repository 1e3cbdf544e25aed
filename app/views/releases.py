"""Releases: which named states of the whole database there are."""

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field

from app import releases
from app.answering import answer
from app.asking import ClosedRoute
from app.records.base import Shape
from app.resources.shared import documented, stored
from app.values import Instant, ReleaseName
from app.vocabulary import Noun

router = APIRouter(tags=["memory"], route_class=ClosedRoute)


class ReleaseRecord(Shape):
    """A named state of the whole database, which never changes."""

    name: ReleaseName
    """Its name: any record, list or export is read as it was by `?release=` with it."""
    seq: int = Field(ge=0)
    """The number of the last change before it."""
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    """SHA-256 over all its records: the JSON of each in the form of RFC 8785 with a line feed, by noun and by id."""
    at: Instant
    """When it was made."""
    counts: dict[Noun, int]
    """How many records of each noun it holds."""


class Releases(Shape):
    """All releases."""

    items: list[ReleaseRecord]
    """The releases, the latest one first."""


@router.get("/v1/releases", operation_id="get_releases", response_model=Releases, responses=documented(406))
async def get_releases(request: Request) -> Response:
    """Every release: its name, when it was made, what it holds, and a digest of that."""
    db = stored(request)
    async with db.reading() as reading:
        items = [
            {"name": name, "seq": seq, "digest": digest, "at": at, "counts": orjson.loads(counts)}
            for name, seq, digest, at, counts in await reading.rows(db.statement("all releases", releases.listed))
        ]
        return answer(request, orjson.dumps({"items": items}), reading.version)
