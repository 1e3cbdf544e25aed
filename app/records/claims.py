"""The propositions that sources put forward."""

from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter

from app.models import (
    Claim,
    ClaimActor,
    ClaimSpeaker,
    ClaimTopic,
    ClaimVoice,
    GrievanceEvidence,
    GrievanceRemedy,
    Source,
    SourceAuthor,
    SpanField,
)
from app.models.rows import MadeRow
from app.records.attribution import Said, Voice, attribution_sentence, in_running_text
from app.records.base import Built, Record, Ref, Shape, Span
from app.records.facts import Facts, heading
from app.records.relations import RelationLink, links
from app.values import Edtf
from app.vocabulary import (
    ActorKind,
    AliasKind,
    AuthorStance,
    ClaimKind,
    ClaimStatus,
    Directness,
    Modality,
    Noun,
    Polarity,
    Role,
)


class Step(Shape):
    """One step of the chain of voices."""

    voice: Ref
    """Who speaks at this step."""
    directness: Directness
    """Whether the voice's own words are given."""
    cue: Span | None
    """The words that hand over to it, such as “told”."""


class RoleOf(Shape):
    """An actor's part in the proposition."""

    role: Role
    """The part."""
    actor: Ref
    """The actor."""


class Condition(Shape):
    """On what the proposition depends."""

    text: str
    """The condition in plain words."""
    span: Span
    """The words that state it."""


class ClaimRecord(Record):
    """One proposition that a source puts forward, with its proof and the voices behind it."""

    source: Ref
    """The text that puts it forward."""
    text: str
    """The proposition in plain words, able to stand alone."""
    kind: ClaimKind
    """What sort of claim it is."""
    quotes: list[Span]
    """The words that prove it."""
    speakers: list[Ref]
    """Whose claim it is: the innermost voice, or the authors."""
    attribution: list[Step]
    """The chain of voices from the authors inwards; empty where they assert it themselves."""
    author_stance: AuthorStance
    """What the authors make of it."""
    actors: list[RoleOf]
    """Who has which part in it."""
    topics: list[Ref]
    """What it is about."""
    polarity: Polarity
    """Whether its speaker affirms or denies."""
    modality: Modality
    """How sure its speaker is."""
    hedges: list[Span]
    """Each hedging word."""
    condition: Condition | None
    """On what it depends."""
    ironic: bool
    """Whether the words say it by irony or idiom."""
    said: Edtf | None
    """When its speaker said it."""
    about: Edtf | None
    """The time it speaks of."""
    grievances: list[Ref]
    """Grievances that it shows or would meet."""
    relations: list[RelationLink]
    """Links to other claims and to grievances."""
    status: ClaimStatus
    """Where it stands in curation."""
    curator_note: str | None
    """What the coder adds, such as where the record differs."""
    attribution_sentence: str
    """One English sentence that says who said it."""

    named = ("text",)
    quoted = ("quotes.exact",)
    worded = ("condition.text", "curator_note")


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, Built]]:
    rows, spans = facts.rows(Claim, keys), facts.spans(keys)
    speakers, voices = facts.owned(ClaimSpeaker, keys), facts.owned(ClaimVoice, keys)
    roles, topics = facts.owned(ClaimActor, keys), facts.owned(ClaimTopic, keys)
    shown, met = (facts.owned(link, keys, by="claim_key") for link in (GrievanceEvidence, GrievanceRemedy))
    relations = links(facts, keys, Noun.CLAIMS)
    source_keys = sorted({row.source_key for row in rows})
    sources = {source.key: source for source in facts.rows(Source, source_keys)}
    authors = facts.owned(SourceAuthor, source_keys)
    facts.refs(source_keys)
    for linked in (speakers, voices, roles):
        facts.refs(link.actor_key for owned in linked.values() for link in owned)
    facts.refs(link.topic_key for owned in topics.values() for link in owned)
    facts.refs(link.grievance_key for linked in (shown, met) for owned in linked.values() for link in owned)
    facts.actors(link.actor_key for linked in (voices, roles) for owned in linked.values() for link in owned)
    names = _Names(facts)
    for row in rows:
        source = sources[row.source_key]
        said = Said(
            text=row.text,
            kind=ClaimKind(row.kind),
            stance=AuthorStance(row.author_stance),
            families=[author.family for author in authors[row.source_key]],
            title=source.title,
            issued=source.issued,
            voices=[names.voice(link.actor_key) for link in voices[row.key]],
            addressees=[names.running(link.actor_key) for link in roles[row.key] if link.role == Role.ADDRESSEE],
        )
        record: Built = {
            **heading(Noun.CLAIMS, row),
            "source": facts.ref(row.source_key),
            "text": row.text,
            "kind": row.kind,
            "quotes": spans.all(row.key, SpanField.QUOTES),
            "speakers": [facts.ref(link.actor_key) for link in speakers[row.key]],
            "attribution": [
                {
                    "voice": facts.ref(link.actor_key),
                    "directness": link.directness,
                    "cue": spans.at(row.key, SpanField.ATTRIBUTION, link.position),
                }
                for link in voices[row.key]
            ],
            "author_stance": row.author_stance,
            "actors": [{"role": link.role, "actor": facts.ref(link.actor_key)} for link in roles[row.key]],
            "topics": [facts.ref(link.topic_key) for link in topics[row.key]],
            "polarity": row.polarity,
            "modality": row.modality,
            "hedges": spans.all(row.key, SpanField.HEDGES),
            "condition": _condition(row, spans.at(row.key, SpanField.CONDITION)),
            "ironic": row.ironic,
            "said": row.said,
            "about": row.about,
            "grievances": _grievances(facts, [*shown[row.key], *met[row.key]]),
            "relations": relations[row.key],
            "status": row.status,
            "curator_note": row.curator_note,
            "attribution_sentence": attribution_sentence(said),
        }
        yield row.key, record


class _Names:
    """Actors as a running sentence calls them: persons, groups and documents by their short name."""

    _SHORTENED = (ActorKind.PERSON, ActorKind.GROUP, ActorKind.DOCUMENT)

    def __init__(self, facts: Facts) -> None:
        self._actor = facts.actor
        self.running = cache(self._running)
        self.voice = cache(self._voice)

    def _running(self, key: int) -> str:
        actor, aliases = self._actor(key)
        kind = ActorKind(actor.kind)
        if kind in self._SHORTENED:
            for alias in aliases:
                if alias.kind == AliasKind.SHORT:
                    return str(alias.name)
        return in_running_text(actor.name, kind)

    def _voice(self, key: int) -> Voice:
        actor, aliases = self._actor(key)
        names = [alias.name for alias in aliases]
        return Voice(self.running(key), names, actor.kind == ActorKind.DOCUMENT)


def _condition(row: MadeRow, span: Built | None) -> Built | None:
    return {"text": row.condition_text, "span": span} if span else None


def _grievances(facts: Facts, rows: Sequence[MadeRow]) -> list[Built]:
    return sorted({row.grievance_key: facts.ref(row.grievance_key) for row in rows}.values(), key=itemgetter("id"))
