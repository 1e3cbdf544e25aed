"""Closed queries: a parameter that an endpoint does not have, or has once, is refused."""

import typing
from functools import lru_cache
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel

from app.problems import InvalidRequest, fault
from app.text.words import nearest


async def closed_query(request: Request) -> None:
    """Raises InvalidRequest for unknown parameters, and for repeated ones that take a single value."""
    raw: bytes = request.scope["query_string"]
    if not raw:
        return
    repeatable = _parameters(request.scope["route"].endpoint)
    given = [name for name, _ in parse_qsl(raw.decode("latin-1"), keep_blank_values=True)]
    values = request.query_params
    errors = [
        fault(
            "query",
            name,
            values.get(name),
            "unknown parameter",
            allowed=sorted(repeatable),
            did_you_mean=nearest(name, list(repeatable)),
        )
        for name in dict.fromkeys(given)
        if name not in repeatable
    ]
    errors += [
        fault("query", name, ", ".join(values.getlist(name)), "is given more than once", allowed="a single value")
        for name in dict.fromkeys(given)
        if repeatable.get(name) is False and given.count(name) > 1
    ]
    if errors:
        raise InvalidRequest.of(errors)


@lru_cache
def _parameters(endpoint: typing.Callable[..., object]) -> dict[str, bool]:
    """An endpoint's query parameters, and whether each may be repeated."""
    hints = {name: hint for name, hint in typing.get_type_hints(endpoint).items() if name != "return"}
    models = [hint for hint in hints.values() if isinstance(hint, type) and issubclass(hint, BaseModel)]
    return {
        field.alias or name: typing.get_origin(field.annotation) is list
        for model in models
        for name, field in model.model_fields.items()
    }
