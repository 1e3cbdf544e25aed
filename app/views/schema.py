"""What each noun's record looks like, as JSON Schema."""

from functools import cache
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Request, Response

from app.answering import answer, public_url
from app.asking import ClosedRoute
from app.formats import Format
from app.problems import NotFound, fault
from app.records.wording import RECORDS
from app.resources.shared import documented
from app.text.words import nearest
from app.vocabulary import Noun

router = APIRouter(prefix="/v1/schema", tags=["codebook"], route_class=ClosedRoute)

SCHEMA = Format("json", "application/schema+json")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NOUNS = [str(noun) for noun in Noun]
NounInPath = Annotated[str, Path(description="The noun, as in its list's path.", json_schema_extra={"enum": _NOUNS})]
_SERVED = {"description": "OK", "content": {SCHEMA.media_type: {"schema": {"type": "object"}}}}


@router.get(
    "/{noun}", operation_id="get_schema", response_class=Response, responses={**documented(404, 406), 200: _SERVED}
)
async def get_schema(request: Request, noun: NounInPath) -> Response:
    """The JSON Schema of one record, in its 2020-12 dialect."""
    if noun not in _NOUNS:
        wrong = fault("path", "noun", noun, "no such noun", allowed=_NOUNS, did_you_mean=nearest(noun, _NOUNS))
        raise NotFound(f"No record is called “{wrong.value}”.", [wrong])
    address = f"{public_url(request)}/v1/schema/{noun}.json"
    return answer(request, _schema(Noun(noun), address), offered=(SCHEMA,))


@cache
def _schema(noun: Noun, address: str) -> bytes:
    schema = RECORDS[noun].model_json_schema(mode="serialization")
    return orjson.dumps({"$schema": _DIALECT, "$id": address} | schema | {"title": noun.singular.capitalize()})
