"""The codebook as data: every enumeration, what its values mean and how they look in a text."""

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Select, select

from app.answering import answer
from app.asking import ClosedRoute
from app.formats import JSON
from app.models import VocabularyValue, table
from app.records.base import Shape
from app.resources.shared import AsOfAsk, documented, edition
from app.vocabulary import ENUMERATIONS

router = APIRouter(prefix="/v1/vocabulary", tags=["codebook"], route_class=ClosedRoute)

_VALUE = table(VocabularyValue)


class DefinedValue(Shape):
    """One value of an enumeration."""

    value: str
    """The value as records and filters have it."""
    definition: str
    """What it means."""
    choose_when: str
    """When to choose it over its neighbours."""
    example: str
    """Words of the article that show it."""


class Enumeration(Shape):
    """One enumeration."""

    name: str
    """Its name."""
    definition: str
    """What it tells apart."""
    values: list[DefinedValue]
    """Its values."""


class Vocabulary(Shape):
    """Every enumeration the API knows and validates against."""

    items: list[Enumeration]
    """The enumerations."""


@router.get("", operation_id="get_vocabulary", response_model=Vocabulary, responses=documented(404, 406))
async def get_vocabulary(request: Request, params: AsOfAsk) -> Response:
    """Every enumeration, with a definition and a quoted example for each value."""
    db = await edition(request, params)
    statement = db.statement("vocabulary", _statement)
    async with db.reading() as reading:
        found: dict[str, Enumeration] = {}
        for name, about, *value in await reading.rows(statement):
            enumeration = found.setdefault(name, Enumeration(name=name, definition=about, values=[]))
            fields = zip(("value", "definition", "choose_when", "example"), value, strict=True)
            enumeration.values.append(DefinedValue.model_validate(dict(fields)))
        vocabulary = Vocabulary(items=[found[name] for name in ENUMERATIONS if name in found])
        return answer(request, vocabulary.model_dump_json().encode(), reading.version, (JSON,))


def _statement() -> Select[Any]:
    columns = _VALUE.c
    wanted = (
        columns.enumeration,
        columns.enumeration_definition,
        columns.value,
        columns.definition,
        columns.choose_when,
        columns.example,
    )
    return select(*wanted).order_by(columns.enumeration, columns.position)
