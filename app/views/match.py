"""Where a wording stands in the sources, and which claims and grievances rest on it."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError
from starlette.concurrency import run_in_threadpool

from app.answering import answer
from app.asking import ClosedRoute, asked
from app.formats import JSON
from app.params import AsOf
from app.problems import BadRequest, InvalidRequest, UnsupportedMediaType, body_faults, fault
from app.records.base import Shape
from app.resources.shared import AsOfAsk, documented, edition
from app.text.passages import Wording
from app.views.matching import places
from app.views.visible import Match, Texts

router = APIRouter(prefix="/v1/match", tags=["finding"], route_class=ClosedRoute)

MOST_CHARACTERS = 10_000


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "holds nothing but white space", {"allowed": "words"})
    return value


Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MOST_CHARACTERS),
    AfterValidator(_not_blank),
    # For the documentation: a query holds no control characters.
    Field(
        json_schema_extra={"pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*[^\x00-\x1f\s][^\x00-\x08\x0b\x0c\x0e-\x1f]*$"}
    ),
]


class MatchParams(AsOf):
    """What is looked for."""

    quote: Words
    """Words as they are remembered or were copied; case, accents, punctuation, white space and small misprints do not
    matter. An ellipsis parts words that stand in this order. A longer passage is sent by POST."""


class PassageBody(BaseModel):
    """A passage as JSON."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    text: Words
    """Words as they were copied, as in `quote`."""


class Matches(Shape):
    """Where a wording stands, the best first."""

    items: list[Match]
    """Up to 100 places, by score, source and place in the text. None where it stands nowhere."""


MatchAsk = Annotated[MatchParams, asked(MatchParams)]
_READ = ["application/json", "text/plain"]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": PassageBody.model_json_schema()},
            "text/plain": {"schema": PassageBody.model_json_schema()["properties"]["text"]},
        },
    }
}


@router.get("", operation_id="match_quote", response_model=Matches, responses=documented(404, 406))
async def match_quote(request: Request, params: MatchAsk) -> Response:
    """Where these words stand in a source, exactly or nearly, and which claims and grievances rest on them."""
    return await _answer(request, params, params.quote)


@router.post(
    "",
    operation_id="match_passage",
    response_model=Matches,
    responses=documented(400, 404, 406, 413, 415),
    openapi_extra=_BODY,
)
async def match_passage(request: Request, params: AsOfAsk) -> Response:
    """Where a passage, sent as text or in JSON, or long parts of it stand in a source, and what rests on them."""
    return await _answer(request, params, _passage(request, await request.body()))


async def _answer(request: Request, ask: AsOf, text: str) -> Response:
    db, wording = await edition(request, ask), Wording(text)
    async with db.reading() as reading:
        texts = Texts(db, reading)
        items = await run_in_threadpool(lambda: [place.text.match(place.found) for place in places(texts, wording)])
        return answer(request, Matches(items=items).model_dump_json().encode(), reading.version, (JSON,))


def _passage(request: Request, body: bytes) -> str:
    """The passage of a body. Raises UnsupportedMediaType, BadRequest or InvalidRequest."""
    typed = request.headers.get("content-type")
    media_type = (typed or "").partition(";")[0].strip().lower()
    if media_type not in _READ:
        wrong = fault("header", "content-type", typed, "can't be read as a passage", allowed=_READ)
        raise UnsupportedMediaType(f"A passage is sent as {' or '.join(_READ)}, in UTF-8.", [wrong])
    try:
        given = orjson.loads(body) if media_type == "application/json" else {"text": body.decode("utf-8-sig")}
    except ValueError as error:
        raise BadRequest(f"The body can't be read as {media_type} in UTF-8: {error}.") from None
    try:
        return PassageBody.model_validate(given).text
    except ValidationError as error:
        raise InvalidRequest.of(body_faults(error, "text")) from None
