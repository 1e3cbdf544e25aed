"""The filter by topic, which means the topics below it too."""

from sqlalchemy import Select

from app.filters import Binds, Refers
from app.models import Topic, table
from app.records.naming import Pairs
from app.records.topics import descendants
from app.vocabulary import Noun


class AboutTopic(Refers):
    """Ids of topics that the row is about, by pairs of row and topic; a topic stands for all below it."""

    def __init__(self, where: Pairs) -> None:
        super().__init__(Noun.TOPICS, where)

    def targets(self, values: Binds) -> Select[tuple[int]]:
        return descendants(table(Topic).c.id.in_(values))
