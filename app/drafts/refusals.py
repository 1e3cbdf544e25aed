"""What a draft's model refuses, as faults that name what is allowed and the nearest right value."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from app.drafts.base import Draft
from app.drafts.desk import DraftFault
from app.text.words import nearest


def refusals(error: ValidationError, model: type[Draft] | None) -> Iterator[DraftFault]:
    """Everything for which a model refused what is written."""
    for each in error.errors(include_url=False):
        path = tuple(part for part in each["loc"])
        value = each["input"] if isinstance(each["input"], str | int | float) else None
        allowed, near = _allowed(each, model)
        yield DraftFault(path, None if value is None else str(value), each["msg"], allowed, near)


def _allowed(error: Any, model: type[Draft] | None) -> tuple[list[str] | None, str | None]:
    if error["type"] == "enum":
        values = [value.strip(" '") for value in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return None, nearest(str(error["input"]), values)
    if error["type"] == "extra_forbidden" and model is not None and len(error["loc"]) == 1:
        names = [each.alias or name for name, each in model.model_fields.items()]
        return names, nearest(str(error["loc"][0]), names)
    return None, None
