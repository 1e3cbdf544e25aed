"""Records as people would write them: references as ids, spans as the fewest words that find them again.

Spans that are looked for around a statement's quotes are given by so many words as find them there, or `anywhere`:
wherever the quotes are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.drafts.desk import SourceOnDesk
from app.drafts.relations import made_id
from app.records.actors import ActorRecord
from app.records.base import Ref, Span
from app.records.claims import ClaimRecord
from app.records.grievances import GrievanceRecord
from app.records.relations import RelationRecord
from app.records.sources import SourceRecord
from app.records.topics import TopicRecord
from app.text.spans import Range, shortest_wanted

Written = dict[str, Any]
_Scopes = Sequence[Sequence[Range]] | None
"""Where words are looked for in turn; None for words that stand nowhere else."""


def topic(record: TopicRecord) -> Written:
    return {
        "id": record.id,
        "label": record.label,
        "definition": record.definition,
        **given(parent=_id(record.parent), example=record.example),
    }


def actor(record: ActorRecord) -> Written:
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind.value,
        **given(
            aliases=[{"name": alias.name, "kind": alias.kind.value} for alias in record.aliases],
            parent=_id(record.parent),
            positions=[
                {
                    "title": post.title,
                    **given(
                        organisation=post.organisation.id if isinstance(post.organisation, Ref) else post.organisation
                    ),
                    **given(**{"from": post.from_, "to": post.to}),
                }
                for post in record.positions
            ],
            same_as=record.same_as,
            iso3166=record.iso3166,
            description=record.description,
        ),
    }


def source(record: SourceRecord, body_starts_with: str | None) -> Written:
    return {
        "id": record.id,
        "title": record.title,
        "authors": [
            {
                "family": author.family,
                **given(given=author.given, affiliation=author.affiliation, actor=_id(author.actor)),
            }
            for author in record.authors
        ],
        **given(container_title=record.container_title, publisher=record.publisher),
        "issued": record.issued,
        "language": record.language,
        "genre": record.genre.value,
        **given(location=record.location),
        "rights": {"statement": record.rights.statement, "text_policy": record.rights.text_policy.value},
        **given(body_starts_with=body_starts_with),
    }


def claim(record: ClaimRecord, at: SourceOnDesk, authors: Sequence[str], anywhere: bool = False) -> Written:
    scopes = None if anywhere else at.around(_ranges(record.quotes))
    chain = [step.voice.id for step in record.attribution]
    speakers = [speaker.id for speaker in record.speakers]
    return {
        "id": record.id,
        "text": record.text,
        "kind": record.kind.value,
        "quotes": [_span(quote, at) for quote in record.quotes],
        **given(
            attribution=[
                {
                    "voice": step.voice.id,
                    "directness": step.directness.value,
                    **given(cue=_maybe_span(step.cue, at, scopes)),
                }
                for step in record.attribution
            ],
        ),
        # None at all would read as “the authors” if the key were left out.
        **({} if speakers == (chain[-1:] or list(authors)) else {"speakers": speakers}),
        "author_stance": record.author_stance.value,
        **given(
            actors=[{"role": role.role.value, "actor": role.actor.id} for role in record.actors],
            topics=[ref.id for ref in record.topics],
        ),
        "polarity": record.polarity.value,
        "modality": record.modality.value,
        **given(
            hedges=[_span(hedge, at, scopes) for hedge in record.hedges],
            condition=record.condition
            and {"text": record.condition.text, "span": _span(record.condition.span, at, scopes)},
            ironic=record.ironic,
            said=record.said,
            about=record.about,
            status=None if record.status.value == "accepted" else record.status.value,
            curator_note=record.curator_note,
        ),
    }


def grievance(
    record: GrievanceRecord,
    at: SourceOnDesk,
    authors: Sequence[str],
    reciprocal_of: Sequence[str],
    anywhere: bool = False,
) -> Written:
    scopes = None if anywhere else at.around(_ranges(record.quotes))
    voices = [ref.id for ref in record.voiced_by]
    return {
        "id": record.id,
        "text": record.text,
        "holder": record.holder.id,
        **given(target=_id(record.target), topics=[ref.id for ref in record.topics]),
        "explicitness": record.explicitness.value,
        "intensity": record.intensity,
        **given(cue=_maybe_span(record.cue, at, scopes)),
        "quotes": [_span(quote, at) for quote in record.quotes],
        # No voices at all would read as “the authors” if the key were left out.
        **({} if voices == list(authors) else {"voiced_by": voices}),
        **given(
            evidence=[ref.id for ref in record.evidence],
            remedies=[ref.id for ref in record.remedies],
            reciprocal_of=list(reciprocal_of),
            status=None if record.status.value == "open" else record.status.value,
            curator_note=record.curator_note,
        ),
    }


def relation(
    record: RelationRecord, at: SourceOnDesk, quotes: Mapping[str, Sequence[Range]], anywhere: bool = False
) -> Written:
    around = [*quotes.get(record.from_.id, ()), *quotes.get(record.to.id, ())]
    scopes = None if anywhere else at.around(around) if around else []
    made = made_id(record.from_.id, record.type, record.to.id)
    return {
        **given(id=None if record.id == made else record.id),
        "type": record.type.value,
        "from": record.from_.id,
        "to": record.to.id,
        **given(marker=_maybe_span(record.marker, at, scopes)),
    }


def quoted_ranges(record: ClaimRecord | GrievanceRecord) -> list[Range]:
    return _ranges(record.quotes)


def given(**values: Any) -> Written:
    """What differs from a draft's defaults: neither null, nor false, nor empty."""
    return {name: value for name, value in values.items() if value}


def _id(ref: Ref | None) -> str | None:
    return ref.id if ref else None


def _ranges(spans: Sequence[Span]) -> list[Range]:
    return [(span.start, span.end) for span in spans]


def _maybe_span(span: Span | None, at: SourceOnDesk, scopes: _Scopes) -> str | Written | None:
    return _span(span, at, scopes) if span else None


def _span(span: Span, at: SourceOnDesk, scopes: _Scopes = ()) -> str | Written:
    # The first place that is looked at is all but where they stand.
    elsewhere = [[(0, span.end - 1), (span.start + 1, len(at.text))]]
    return words(at.text, (span.start, span.end), elsewhere if scopes is None else scopes)


def words(text: str, span: Range, scopes: Sequence[Sequence[Range]] = ()) -> str | Written:
    """A span as people write it: the words alone where they are enough."""
    wanted = shortest_wanted(text, span, scopes)
    more = given(prefix=wanted.prefix, suffix=wanted.suffix)
    if wanted.start is not None:
        more["start"] = wanted.start
    return {"exact": wanted.exact, **more} if more else wanted.exact
