"""Topics as they are written."""

from app.drafts.base import Draft
from app.drafts.desk import Desk, Rows
from app.values import Slug, Text
from app.vocabulary import Noun


class TopicDraft(Draft):
    noun = Noun.TOPICS
    owns = ()

    label: Text
    definition: Text
    parent: Slug | None = None
    example: Text | None = None

    def shown_as(self) -> str:
        return self.label

    def rows(self, desk: Desk, key: int) -> Rows:
        parent = None if self.parent is None else desk.reference(Noun.TOPICS, self.parent, ("parent",))
        return Rows({"label": self.label, "definition": self.definition, "parent_key": parent, "example": self.example})
