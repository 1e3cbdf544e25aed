"""Whether the service lives, is ready, and how it does."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Select, func, select, text

from app import migrating
from app.answering import answer
from app.asking import ClosedRoute
from app.models import Source, table
from app.problems import Unavailable
from app.records.base import Shape
from app.resources.shared import documented, stored

router = APIRouter(tags=["service"], route_class=ClosedRoute)


class Health(Shape):
    """The process answers."""

    status: str
    """Always `ok`."""


class Readiness(Shape):
    """The database can be read, is migrated and seeded."""

    status: str
    """Always `ready`."""
    migration: str
    """The migration that the database has reached."""
    sources: int
    """How many texts it holds."""
    dataset_version: int
    """The dataset's version."""


@router.get("/health", operation_id="get_health", response_model=Health, responses=documented(406))
async def get_health(request: Request) -> Response:
    """Whether the process is alive; the database is not asked."""
    return answer(request, Health(status="ok").model_dump_json().encode())


@router.get("/ready", operation_id="get_readiness", response_model=Readiness, responses=documented(406))
async def get_readiness(request: Request) -> Response:
    """Whether requests can be served: the database is reachable, migrated and seeded."""
    db = stored(request)
    async with db.reading() as reading:
        revision = await reading.rows(db.statement("revision", _revision))
        sources = await reading.rows(db.statement("sources", _sources))
        version = reading.version
    if revision[0][0] != migrating.newest():
        raise Unavailable(f"The database is at migration {revision[0][0]}, not {migrating.newest()}.")
    if sources[0][0] == 0:
        raise Unavailable("The database holds no source yet; load a bundle.")
    ready = Readiness(status="ready", migration=revision[0][0], sources=sources[0][0], dataset_version=version)
    response = answer(request, ready.model_dump_json().encode(), version)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get(
    "/metrics",
    operation_id="get_metrics",
    response_class=Response,
    responses={**documented(), 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def get_metrics(request: Request) -> Response:
    """Counters and durations of requests, in Prometheus' text format."""
    return Response(generate_latest(request.app.state.metrics), media_type=CONTENT_TYPE_LATEST)


def _revision() -> Select[Any]:
    return select(text("version_num")).select_from(text("alembic_version"))


def _sources() -> Select[Any]:
    return select(func.count()).select_from(table(Source))
