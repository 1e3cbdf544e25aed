"""Topics as they are written."""

from app.drafts.base import Draft
from app.drafts.desk import Desk, Rows
from app.values import Slug, Text
from app.vocabulary import Noun


class TopicDraft(Draft):
    """A topic as it is written."""

    noun = Noun.TOPICS
    owns = ()
    others_show = ("label",)

    label: Text
    """Its name."""
    definition: Text
    """What belongs to it."""
    parent: Slug | None = None
    """The id of the wider topic."""
    example: Text | None = None
    """Words of a text that are about it."""

    def shown_as(self) -> str:
        return self.label

    def rows(self, desk: Desk, key: int) -> Rows:
        parent = None if self.parent is None else desk.reference(Noun.TOPICS, self.parent, ("parent",))
        return Rows({"label": self.label, "definition": self.definition, "parent_key": parent, "example": self.example})
