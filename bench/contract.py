"""What the contract says that lists can be asked, and values to ask for: nothing here knows how they are answered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson

from app.main import openapi_document
from app.vocabulary import Noun
from bench.data import TAIL, WORDS

Get = Callable[[str], Any]
"""Asks an address, and gives what its JSON says."""

_PAGING = {"sort", "limit", "cursor", "bom", "release", "coding"}
_YEARS = [str(year) for year in range(1950, 2019)]
_NOT_COUNTED = {
    "q": [*WORDS, *TAIL[:100]],
    "updated_since": [f"{year}-01-01" for year in _YEARS],
    "intensity_min": ["2", "3"],
    "author": ["Bench"],
    "name": [f"Actor {at}" for at in range(200)],
    **{f"{date}_{end}": _YEARS for date in ("about", "said", "issued") for end in ("from", "to")},
}
"""Values of the filters that nothing is counted by."""
_NONE_SUCH = "none-such"


@dataclass(frozen=True, slots=True)
class Listed:
    """How the records of a noun can be narrowed and ordered."""

    noun: Noun
    filters: dict[str, list[str]]
    """Each with the values that there are; none where they are not a few known ones."""
    counted: list[str]
    """Those whose values can be counted."""
    orders: list[str]

    def values(self, get: Get, name: str) -> list[str]:
        """Values of a filter, the most frequent first."""
        if name in self.counted:
            items = get(f"/v1/{self.noun}/counts?{urlencode({'by': name})}")["items"]
            found = [str(each["key"][name]) for each in items if each["key"][name] is not None]
            return found or self.filters[name][:1] or [_NONE_SUCH]
        if name == "id":
            return [each["id"] for each in get(f"/v1/{self.noun}?limit=25")["items"]] or [_NONE_SUCH]
        return _NOT_COUNTED[name]


@cache
def lists() -> dict[Noun, Listed]:
    paths = orjson.loads(openapi_document())["paths"]
    return {noun: _listed(noun, paths[f"/v1/{noun}"], paths[f"/v1/{noun}/counts"]) for noun in Noun}


def _listed(noun: Noun, path: Any, counts: Any) -> Listed:
    schemas = _schemas(path)
    filters = {name: schema.get("items", schema).get("enum", []) for name, schema in schemas.items()}
    counted = _schemas(counts)["by"]["items"]["enum"]
    orders = filters["sort"]
    return Listed(noun, {name: each for name, each in filters.items() if name not in _PAGING}, counted, orders)


def _schemas(path: Any) -> dict[str, Any]:
    return {each["name"]: each["schema"] for each in path["get"]["parameters"] if each["in"] == "query"}
