"""Keys in portions, as statements are asked for them."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BindParameter, bindparam

CHUNK = 500
"""Keys in one `IN` list."""

KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
"""The keys that a statement is asked for, each time it runs."""


def chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(keys))
    for at in range(0, len(ordered), CHUNK):
        yield ordered[at : at + CHUNK]
