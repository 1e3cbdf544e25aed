"""Query strings of addresses."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote_plus


def query_string(given: Mapping[str, str]) -> str:
    """These values by their names, which need no quoting; commas and `!` stay as they are, as filters take them."""
    return "&".join([f"{name}={_quoted(value)}" for name, value in given.items()])


@lru_cache(1024)
def _quoted(value: str) -> str:
    return quote_plus(value, safe=",!")
