"""What the records of a noun are called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.columns.found import Keys
from app.columns.kept import Column, Rows, touched_keys
from app.columns.read import Statements
from app.models import Representation, table
from app.vocabulary import Noun

_NAMED = table(Representation).c


@dataclass(frozen=True)
class Labels:
    by_key: Mapping[int, tuple[str, str]]
    """Id and label of each record."""

    @cached_property
    def by_id(self) -> Mapping[str, str]:
        return dict(self.by_key.values())


class LabelsOf(Column[Labels]):
    """Ids and labels of all records of a noun."""

    def __init__(self, noun: Noun) -> None:
        self._named = select(_NAMED.key, _NAMED.id, _NAMED.label).where(_NAMED.noun == noun.value)

    def statements(self) -> Statements:
        return {"all": lambda: self._named, "touched": lambda: self._named.where(_NAMED.key.in_(touched_keys()))}

    def read(self, rows: Rows, size: int) -> Labels:
        return Labels(_by_key(rows("all")))

    def follow(self, held: Labels, rows: Rows, changed: Keys, size: int) -> Labels:
        gone = set(changed.tolist())
        kept = {key: named for key, named in held.by_key.items() if key not in gone}
        return Labels({**kept, **_by_key(rows("touched"))})


def _by_key(rows: Iterator[tuple[Any, ...]]) -> Mapping[int, tuple[str, str]]:
    return {key: (record_id, label) for key, record_id, label in rows}
