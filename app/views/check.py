"""What became of what others cited."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from app.answering import answer
from app.asking import ClosedRoute
from app.problems import InvalidRequest, UnsupportedMediaType, body_faults, fault
from app.records.base import Shape
from app.resources.editing import read_object
from app.resources.shared import documented, stored
from app.text.words import nearest
from app.vocabulary import Noun
from app.watching.shapes import Checked, Citation
from app.watching.states import States
from app.watching.verdict import check

router = APIRouter(tags=["memory"], route_class=ClosedRoute)

_JSON = "application/json"


class CitationsBody(BaseModel):
    """What somebody cited."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    citations: Annotated[list[Citation], Field(min_length=1, max_length=1000)]
    """The citations, up to a thousand."""


class Checks(Shape):
    """What became of some citations."""

    items: list[Checked]
    """One for each citation, in the order in which they were sent."""


def _documented_body() -> dict[str, Any]:
    schema = CitationsBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["properties"]["citations"]["items"] = schema.pop("$defs")["Citation"]
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": schema}}}}


@router.post(
    "/v1/check",
    operation_id="check_citations",
    response_model=Checks,
    responses=documented(400, 406, 413, 415),
    openapi_extra=_documented_body(),
)
async def check_citations(request: Request) -> Response:
    """What became of cited records: unchanged, reworded, moved, changed, withdrawn or replaced."""
    citations = await _citations(request)
    db = stored(request)
    async with db.reading() as reading:
        states = States(db, reading)
        body = await run_in_threadpool(lambda: Checks(items=check(states, citations)).model_dump_json().encode())
        return answer(request, body, reading.version)


async def _citations(request: Request) -> list[Citation]:
    """The citations of a body. Raises UnsupportedMediaType or InvalidRequest."""
    typed = request.headers.get("content-type")
    if (typed or "").partition(";")[0].strip().lower() != _JSON:
        wrong = fault("header", "content-type", typed, "can't be read here", allowed=[_JSON])
        raise UnsupportedMediaType(f"Citations are sent as {_JSON}.", [wrong])
    # In a thread: there may be millions of values in it.
    return await run_in_threadpool(_read, await request.body())


def _read(body: bytes) -> list[Citation]:
    """Raises InvalidRequest."""
    given = read_object(body)
    try:
        return CitationsBody.model_validate(given).citations
    except ValidationError as error:
        raise InvalidRequest.of(body_faults(error, "citations", _with_suggestion)) from None


def _with_suggestion(error: dict[str, Any]) -> dict[str, Any]:
    """An error with what is allowed there, and the nearest of it."""
    if error["type"] == "enum":
        wrong, allowed = error["input"], [noun.value for noun in Noun]
    elif error["type"] == "extra_forbidden":
        wrong, allowed = error["loc"][-1], list((CitationsBody if len(error["loc"]) == 1 else Citation).model_fields)
    else:
        return error
    return {**error, "ctx": {"allowed": allowed, "did_you_mean": nearest(str(wrong), allowed)}}
