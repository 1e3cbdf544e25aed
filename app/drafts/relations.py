"""Relations as they are written."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from pydantic import Field, model_validator

from app.drafts.base import Draft, WrittenSpan
from app.drafts.desk import Desk, Rows
from app.drafts.quoting import Quoting
from app.models import SpanField, SpanRow
from app.values import SLUG, SLUG_LENGTH, Slug
from app.vocabulary import Noun, RelationType

_SLUG = re.compile(SLUG)


class RelationDraft(Draft):
    """A typed link as it is written: read it as “from, type, to”."""

    noun = Noun.RELATIONS
    owns = (SpanRow,)

    source: Slug
    """The id of the text in which the link stands."""
    type: RelationType
    """What the one does to the other."""
    from_: Slug = Field(alias="from")
    """The id of the supporting, rebutting, answering … claim or grievance."""
    to: Slug
    """The id of the claim or grievance it bears on."""
    marker: WrittenSpan | None = None
    """The words that say so, where there are any."""

    @model_validator(mode="before")
    @classmethod
    def _id_from_its_parts(cls, written: Any) -> Any:
        if not isinstance(written, dict) or written.get("id") is not None:
            return written
        return {**written, "id": id_of_parts(written)}

    def shown_as(self) -> str:
        return f"{self.from_} {self.type} {self.to}"

    def rows(self, desk: Desk, key: int) -> Rows | None:
        source = desk.source(self.source)
        ends: dict[str, int | None] = {
            f"{side}_{noun}_key": None for side in ("from", "to") for noun in ("claim", "grievance")
        }
        from_key, to_key = self._end(desk, self.from_, "from", ends), self._end(desk, self.to, "to", ends)
        if self.from_ == self.to:
            desk.fault(("to",), self.to, "a relation needs two different ends")
        if source is None or from_key is None or to_key is None:
            return None
        desk.say_once((self.type.value, from_key, to_key), self.id)
        around = [*desk.ranges(from_key), *desk.ranges(to_key)]
        quoting = Quoting(desk, source, key, around)
        quoting.place_one(SpanField.MARKER, self.marker, ("marker",))
        start = quoting.first if quoting.rows else min((start for start, _ in desk.ranges(from_key)), default=0)
        own = {"source_key": source.key, "position": source.position(start), "type": self.type.value, **ends}
        return Rows(own, {SpanRow: quoting.rows})

    @staticmethod
    def _end(desk: Desk, record_id: str, side: str, ends: dict[str, int | None]) -> int | None:
        for noun in (Noun.CLAIMS, Noun.GRIEVANCES):
            if key := desk.key(noun, record_id):
                ends[f"{side}_{noun.singular}_key"] = key
                return key
            if desk.refused(noun, record_id):
                return None
        near = desk.nearest(record_id, Noun.CLAIMS, Noun.GRIEVANCES)
        desk.fault((side,), record_id, "no claim or grievance has this id", did_you_mean=near)
        return None


def id_of_parts(written: Mapping[str, Any]) -> str:
    """The id of a relation as it is written without one."""
    parts = [str(written.get(part)) for part in ("from", "type", "to")]
    # Where a part is wrong, its own fault is enough.
    return made_id(*parts) if all(_SLUG.fullmatch(part) for part in parts) else "unnamed"


def made_id(from_id: str, relation_type: str, to_id: str) -> str:
    """The id of a relation that is given none; where it grows too long, cut and told apart by a digest."""
    whole = f"{from_id}-{relation_type}-{to_id}"
    if len(whole) <= SLUG_LENGTH:
        return whole
    digest = blake2b(whole.encode(), digest_size=4).hexdigest()
    parts = (part[:36].strip("-") for part in (from_id, relation_type, to_id))
    return f"{'-'.join(parts)}-{digest}"
