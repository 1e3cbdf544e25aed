"""Claims as they are written."""

from pydantic import Field

from app.drafts.base import Draft, Part, WrittenSpan
from app.drafts.desk import Desk, RowData, Rows, SourceOnDesk, numbered
from app.drafts.quoting import Quoting
from app.edtf import date_range
from app.models import ClaimActor, ClaimSpeaker, ClaimTopic, ClaimVoice, SpanField, SpanRow
from app.text.words import shorten
from app.values import EdtfWritten, Slug, Text
from app.vocabulary import AuthorStance, ClaimKind, ClaimStatus, Directness, Modality, Noun, Polarity, Role


class StepDraft(Part):
    """One step of the chain of voices."""

    voice: Slug
    """The id of the actor who speaks at this step."""
    directness: Directness
    """Whether the voice's own words are given."""
    cue: WrittenSpan | None = None
    """The words that hand over to it, such as “told”."""


class RoleDraft(Part):
    """An actor's part in the proposition."""

    role: Role
    """The part."""
    actor: Slug
    """The id of the actor."""


class ConditionDraft(Part):
    """On what the proposition depends."""

    text: Text
    """The condition in plain words."""
    span: WrittenSpan
    """The words that state it."""


class ClaimDraft(Draft):
    """One proposition that a source puts forward, as it is written."""

    noun = Noun.CLAIMS
    owns = (ClaimVoice, ClaimSpeaker, ClaimActor, ClaimTopic, SpanRow)

    source: Slug
    """The id of the text that puts it forward."""
    text: Text
    """The proposition in plain words, able to stand alone."""
    kind: ClaimKind
    """What sort of claim it is."""
    quotes: list[WrittenSpan] = Field(min_length=1)
    """The words that prove it."""
    speakers: list[Slug] | None = None
    """The ids of those whose claim it is; left out: the innermost voice, or the authors where the chain is empty; none
    where these are no actors."""
    attribution: list[StepDraft] = []
    """The chain of voices from the authors inwards; empty where they assert it themselves."""
    author_stance: AuthorStance
    """What the authors make of it."""
    actors: list[RoleDraft] = []
    """Who has which part in it; a recommendation needs an addressee."""
    topics: list[Slug] = []
    """The ids of what it is about."""
    polarity: Polarity
    """Whether its speaker affirms or denies."""
    modality: Modality
    """How sure its speaker is."""
    hedges: list[WrittenSpan] = []
    """Each hedging word."""
    condition: ConditionDraft | None = None
    """On what it depends."""
    ironic: bool = False
    """Whether the words say it by irony or idiom."""
    said: EdtfWritten | None = None
    """When its speaker said it."""
    about: EdtfWritten | None = None
    """The time it speaks of."""
    status: ClaimStatus = ClaimStatus.ACCEPTED
    """Where it stands in curation."""
    curator_note: Text | None = None
    """What the coder adds, such as where the record differs."""

    def shown_as(self) -> str:
        return shorten(self.text)

    def rows(self, desk: Desk, key: int) -> Rows | None:
        self._check(desk)
        source = desk.source(self.source)
        if source is None:
            return None
        quoting = Quoting(desk, source, key)
        quoting.quotes(self.quotes)
        quoting.place(SpanField.HEDGES, self.hedges, ("hedges",))
        for at, step in enumerate(self.attribution):
            quoting.place_one(SpanField.ATTRIBUTION, step.cue, ("attribution", at, "cue"), at)
        if self.condition:
            quoting.place_one(SpanField.CONDITION, self.condition.span, ("condition", "span"))
        return Rows(
            {
                "source_key": source.key,
                "position": source.position(quoting.first),
                **self._plain_columns(),
                **_dated("said", self.said),
                **_dated("about", self.about),
            },
            {
                ClaimVoice: self._voices(desk, key),
                ClaimSpeaker: numbered("claim_key", key, "actor_key", self._speakers(desk, source)),
                ClaimActor: self._roles(desk, key),
                ClaimTopic: numbered(
                    "claim_key", key, "topic_key", desk.references(Noun.TOPICS, self.topics, ("topics",))
                ),
                SpanRow: quoting.rows,
            },
        )

    def _check(self, desk: Desk) -> None:
        roles = [role.role for role in self.actors]
        if self.kind is ClaimKind.RECOMMENDATION and Role.ADDRESSEE not in roles:
            desk.fault(("actors",), None, "a recommendation needs an actor in the role addressee")
        if self.attribution and self.speakers is not None and self.attribution[-1].voice not in self.speakers:
            innermost = self.attribution[-1].voice
            desk.fault(
                ("speakers",), ", ".join(self.speakers), "the innermost voice must be one", did_you_mean=innermost
            )
        for at, step in enumerate(self.attribution):
            if step.directness is Directness.AUTHORIAL:
                desk.fault(
                    ("attribution", at, "directness"),
                    step.directness,
                    "authorial is the empty chain",
                    allowed=[Directness.DIRECT, Directness.INDIRECT, Directness.MIXED],
                )

    def _plain_columns(self) -> RowData:
        return {
            "text": self.text,
            "kind": self.kind.value,
            "author_stance": self.author_stance.value,
            "polarity": self.polarity.value,
            "modality": self.modality.value,
            "hedged": bool(self.hedges),
            "conditional": self.condition is not None,
            "attributed": bool(self.attribution),
            "condition_text": self.condition.text if self.condition else None,
            "ironic": self.ironic,
            "status": self.status.value,
            "curator_note": self.curator_note,
        }

    def _voices(self, desk: Desk, key: int) -> list[RowData]:
        return [
            {
                "claim_key": key,
                "position": at,
                "actor_key": desk.reference(Noun.ACTORS, step.voice, ("attribution", at, "voice")),
                "directness": step.directness.value,
            }
            for at, step in enumerate(self.attribution)
        ]

    def _speakers(self, desk: Desk, source: SourceOnDesk) -> list[int]:
        if self.speakers is not None:
            return desk.references(Noun.ACTORS, self.speakers, ("speakers",))
        if self.attribution:
            innermost = desk.key(Noun.ACTORS, self.attribution[-1].voice)
            return [] if innermost is None else [innermost]
        return list(source.authors)

    def _roles(self, desk: Desk, key: int) -> list[RowData]:
        named = [(role.role, role.actor) for role in self.actors]
        for at, (role, actor) in enumerate(named):
            if (role, actor) in named[:at]:
                desk.fault(("actors", at), f"{role}: {actor}", "stands in this list twice")
        return [
            {
                "claim_key": key,
                "position": at,
                "role": role.value,
                "actor_key": desk.reference(Noun.ACTORS, actor, ("actors", at, "actor")),
            }
            for at, (role, actor) in enumerate(named)
        ]


def _dated(column: str, edtf: str | None) -> RowData:
    days = date_range(edtf) if edtf else None
    return {
        column: edtf,
        f"{column}_earliest": days.earliest if days else None,
        f"{column}_latest": days.latest if days else None,
    }
