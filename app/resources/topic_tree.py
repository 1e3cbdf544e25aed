"""The filter by topic, which means the topics below it too."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select

from app.db import Database, Reading, asked
from app.filters import Refers
from app.models import Topic, table
from app.models.pairs import Pairs
from app.records.topics import descendants
from app.vocabulary import Noun


class AboutTopic(Refers):
    """Ids of topics that the row is about, by pairs of row and topic; a topic stands for all below it."""

    def __init__(self, where: Pairs) -> None:
        super().__init__(Noun.TOPICS, where)

    async def meant(self, db: Database, reading: Reading, values: Sequence[Any]) -> Sequence[Any]:
        statement = db.statement(("topics below", len(values)), _below, len(values))
        return [key for (key,) in await reading.rows(statement, {f"id_{at}": each for at, each in enumerate(values)})]


def _below(how_many: int) -> Select[tuple[int]]:
    return descendants(table(Topic).c.id.in_([asked(f"id_{at}") for at in range(how_many)]))
