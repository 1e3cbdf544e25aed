"""What a request asks: its query string read by a model of parameters, closed to all others.

The framework reads a query model field by field in Python, which took more than half of a list's time; the same models
are handed the whole query at once here, and documented from their JSON Schema.
"""

import typing
from collections import defaultdict
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.routing import Match
from starlette.types import Scope

from app.problems import Fault, InvalidRequest, fault, validation_faults
from app.text.words import nearest

M = TypeVar("M", bound=BaseModel)


class NoParams(BaseModel):
    """An endpoint that takes no query."""


def asked(model: type[M]) -> Any:
    """The dependency that reads the query string with this model."""

    async def read_query(request: Request) -> M:
        return understood(model, request.scope["query_string"])

    return Depends(read_query)


def understood(model: type[M], query: bytes) -> M:
    """The parameters of a query string. Raises InvalidRequest, naming everything that is wrong."""
    given: dict[str, list[str]] = defaultdict(list)
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        given[name].append(value)
    repeatable = _repeatable(model)
    wrong = {
        name: values
        for name, values in given.items()
        if name not in repeatable or (len(values) > 1 and not repeatable[name])
    }
    errors = [_wrong_name(name, values, repeatable) for name, values in wrong.items()]
    known = {name: values if repeatable[name] else values[0] for name, values in given.items() if name not in wrong}
    try:
        params = model.model_validate(known)
    except ValidationError as error:
        found = validation_faults(error.errors(include_url=False), "query")
        errors += [each for each in found if each.name not in wrong]
    if errors:
        raise InvalidRequest.of(errors)
    return params


def _wrong_name(name: str, values: list[str], repeatable: dict[str, bool]) -> Fault:
    if name in repeatable:
        return fault("query", name, ", ".join(values), "is given more than once", allowed="a single value")
    near = nearest(name, list(repeatable))
    return fault("query", name, values[0], "unknown parameter", allowed=sorted(repeatable), did_you_mean=near)


@cache
def _repeatable(model: type[BaseModel]) -> dict[str, bool]:
    """A model's parameters, and whether each may be repeated."""
    return {
        field.alias or name: typing.get_origin(field.annotation) is tuple for name, field in model.model_fields.items()
    }


class ClosedRoute(APIRoute):
    """A route whose query is documented from its model, and closed where it has none."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._hints = {name: hint for name, hint in typing.get_type_hints(endpoint).items() if name != "return"}
        models = [hint for hint in self._hints.values() if _is_model(hint)]
        self._takes_query = bool(models)
        if models:
            more = options.get("openapi_extra") or {}
            parameters = [*more.get("parameters", ()), *_documented(models[0])]
            options["openapi_extra"] = {**more, "parameters": parameters}
        super().__init__(path, endpoint, **options)
        self._beginning = self.path_format.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        # Told at a look of most paths: to try fifty patterns takes a tenth of a millisecond.
        if not scope.get("root_path") and not scope["path"].startswith(self._beginning):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer, takes_query = self._answering(), self._takes_query

        async def answer_closed(request: Request) -> Response:
            if not takes_query and request.scope["query_string"]:
                understood(NoParams, request.scope["query_string"])
            return await answer(request)

        return answer_closed

    def _answering(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Of one that asks for no more than the request, words of the path and the query, these are handed over here:
        the framework takes a third of a record's time for it."""
        given = {name: read for name, hint in self._hints.items() if (read := self._reader(name, hint))}
        if self.dependencies or given.keys() != self._hints.keys():
            return super().get_route_handler()

        async def answer(request: Request) -> Response:
            found: Response = await self.endpoint(**{name: read(request) for name, read in given.items()})
            return found

        return answer

    def _reader(self, name: str, hint: Any) -> Callable[[Request], Any] | None:
        """What reads a parameter of the endpoint from a request; None where only the framework knows."""
        if hint is Request:
            return lambda request: request
        if _is_model(hint):
            return lambda request: understood(hint, request.scope["query_string"])
        if hint is str and name in self.param_convertors:
            return lambda request: request.path_params[name]
        return None


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _documented(model: type[BaseModel]) -> list[dict[str, Any]]:
    """A model's parameters as OpenAPI has them."""
    schema = model.model_json_schema()
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": about.pop("description"),
            "schema": {key: value for key, value in about.items() if key != "title"},
        }
        for name, about in schema["properties"].items()
    ]
