"""The application put together: the only file that knows all others."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from app.db import Database
from app.edge.cache import Cache
from app.edge.cors import Cors
from app.edge.encoding import Encoding
from app.edge.endings import PathEndings
from app.edge.head import HeadAsGet
from app.edge.limits import Limits
from app.edge.protocol import DATASET_VERSION
from app.edge.rendered import HEARD
from app.edge.stamps import Stamps
from app.editions import Editions
from app.files import Files
from app.formats.graphs import NETWORK_FORMATS
from app.formats.registry import RECORD_FORMATS
from app.openapi import document
from app.pages import discovery, docs, home, service, unapi
from app.problems import (
    MEDIA_TYPE,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    Problem,
    fault,
    validation_faults,
)
from app.pulse import Pulse
from app.resources import actors, claims, edits, grievances, relations, sources, topics
from app.settings import Settings
from app.text.words import nearest
from app.views import (
    bundles,
    changes,
    check,
    citation,
    codings,
    export,
    lookup,
    match,
    networks,
    releases,
    schema,
    search,
    texts,
    timeline,
    verify,
    vocabulary,
)

VERSION = "0.1.0"

_DESCRIPTION = """What texts say about alliances: claims, each proved by exact words at offsets that the server checks,
the chain of voices behind them, and the grievances of actors against each other. It never says whether a claim is
true."""

_COMPRESSED = [each.media_type for each in (*RECORD_FORMATS, *NETWORK_FORMATS, schema.SCHEMA)]

_ROUTERS = (
    claims.router,
    grievances.router,
    actors.router,
    relations.router,
    topics.router,
    texts.router,
    codings.router,
    sources.router,
    edits.router,
    bundles.router,
    search.router,
    networks.router,
    timeline.router,
    match.router,
    lookup.router,
    vocabulary.router,
    schema.router,
    citation.router,
    verify.router,
    changes.router,
    check.router,
    releases.router,
    export.router,
    service.router,
    home.router,
    docs.router,
    discovery.router,
    unapi.router,
)


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The whole service as one ASGI application; it can be made more than once in a process."""
    settings = settings or Settings()
    app = _framework(settings)
    layers: ASGIApp = Cors(Limits(Encoding(PathEndings(app), _COMPRESSED), settings))
    version, metrics = app.state.database.version, app.state.metrics
    if not settings.cache_limit:
        return Stamps(HeadAsGet(layers), version, metrics)
    cache = Cache(layers, app.state.pulse.changes, settings.cache_limit, metrics)
    stamps = Stamps(HeadAsGet(cache), version, metrics, cache.heard)
    app.state.heard = stamps.heard
    return stamps


def _framework(settings: Settings) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan, redirect_slashes=False)
    app.state.settings = settings
    app.state.database = Database(settings)
    app.state.pulse = Pulse(app.state.database.path)
    app.state.editions = Editions(app.state.database)
    app.state.files = Files(app.state.database.path.parent)
    app.state.metrics = CollectorRegistry()
    for router in _ROUTERS:
        # Not `include_router`, which matches each path twice: a fifth of a record's time.
        app.router.routes.extend(router.routes)
    docs.mount(app, openapi_document)
    app.add_exception_handler(Problem, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_invalid)
    app.add_exception_handler(HTTPException, _refuse_http)
    return app


@cache
def openapi_document() -> bytes:
    """The OpenAPI document: the better part of a second's work, and the same for every application."""
    routes = [route for router in _ROUTERS for route in router.routes]
    known = get_openapi(title="alliance-claims", version=VERSION, description=_DESCRIPTION, routes=routes)
    return orjson.dumps(document(known))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    yield {DATASET_VERSION: app.state.database.version, HEARD: getattr(app.state, HEARD, None)}
    app.state.files.close()
    app.state.editions.close()
    app.state.pulse.close()


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    instance = quote(_asked_path(request), safe="/:@!$&'()*+,;=~")
    return Response(error.body(instance), status_code=error.status, headers=error.headers, media_type=MEDIA_TYPE)


def _asked_path(request: Request) -> str:
    """The path as the client sent it, with the ending that asks for a format."""
    return str(request.scope.get("asked_path") or request.scope["path"])


async def _refuse_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _refuse(request, InvalidRequest.of(validation_faults(error.errors())))


def _routes() -> Iterator[APIRoute]:
    return (route for router in _ROUTERS for route in router.routes if isinstance(route, APIRoute))


def _allowed(request: Request) -> str:
    """The methods that the path takes."""
    here = (route.methods or () for route in _routes() if route.path_regex.match(request.scope["path"]))
    methods = set[str]().union(*here) or {"GET"}
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


async def _refuse_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = _asked_path(request)
    if error.status_code == 405:
        return await _refuse(
            request, MethodNotAllowed(f"{request.method} is not for {path}.", headers={"Allow": _allowed(request)})
        )
    wrong = fault("path", "path", path, "no such path", did_you_mean=_near(request))
    return await _refuse(request, NotFound(f"There is nothing at {path}.", [wrong]))


def _near(request: Request) -> str | None:
    """The path that may be meant: one that goes on from here, else the most alike of as many parts."""
    path, ending = request.scope["path"], request.scope.get("path_ending")
    parts = path.split("/")
    templates = [route.path for route in _routes()]
    further = next((each for each in templates if each.startswith(f"{path}/") and "{" not in each), None)
    # Where a path takes any id, it may be the one that is there.
    filled = (
        "/".join(there if part.startswith("{") else part for part, there in zip(each.split("/"), parts, strict=True))
        for each in templates
        if each.count("/") == len(parts) - 1
    )
    near = further or nearest(path, list(filled))
    return f"{near}.{ending}" if near and ending and near.startswith("/v1/") else near
