"""The draft of a bundle: the text and its bibliography as they are, and a coding for a person to finish."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bundles.dump import refuse_filled, write_yaml
from app.drafting import parsing, uncoded
from app.drafting.cast import Cast
from app.drafting.claim import Claim
from app.drafting.known import Known
from app.drafting.reader import Reader
from app.drafting.speech import Speech
from app.drafting.taking import Taken, take
from app.drafting.writing import Writing
from app.drafts.actors import ActorDraft
from app.drafts.desk import paragraphs_of
from app.text.sentences import Sentence
from app.vocabulary import ActorKind

Written = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was written, and where."""

    folder: Path
    claims: int
    uncoded: int
    new_actors: Sequence[str]


def draft(text: Path, source: Path, folder: Path | None, known: Known) -> Drafted:
    """Write the bundle to a new folder, by default one beside the text, named after the source.

    Raises NotInstalled, NotDraftable or NotEmpty.
    """
    taken = take(text, source)
    folder = folder or text.parent / f"{taken.source.id}-draft"
    refuse_filled(folder)
    model = parsing.parser()
    cast = Cast([*known.drafts(), *_unknown_authors(taken, known)])
    claims, reasons = _read(taken, cast, model)
    writing = Writing(taken, known.claims)
    coding = {"claims": writing.claims(claims), "uncoded": writing.uncoded(reasons)}
    inside = folder / "sources" / taken.source.id
    inside.mkdir(parents=True)
    shutil.copyfile(source, inside / "source.yaml")
    shutil.copyfile(text, inside / "text.txt")
    write_yaml(inside / "coding.yaml", coding)
    write_yaml(folder / "actors.yaml", _actors(taken, claims, cast, known))
    made = [actor for actor in cast.made if actor in _spoken_of(claims)]
    return Drafted(folder, len(claims), len(reasons), made)


def _read(taken: Taken, cast: Cast, model: Any) -> tuple[list[Claim], list[tuple[Sentence, str]]]:
    """The claims of all sentences, and the sentences that have none, with the reason."""
    parts = taken.sentences
    speech = Speech(taken.source.text, paragraphs_of((each.paragraph, each.start, each.end) for each in parts))
    reader, families = Reader(taken.source, cast, speech), {author.family for author in taken.source.authors}
    claims: list[Claim] = []
    reasons: list[tuple[Sentence, str]] = []
    for sentence, doc in zip(parts, parsing.parse(model, taken.source.text, parts), strict=True):
        why = uncoded.reason(doc, families)
        found = [] if why else list(reader.read(sentence, doc))
        claims += found
        if not found:
            reasons.append((sentence, why or uncoded.NOTHING_FOUND))
    return [reader.with_speaker(claim) for claim in claims], reasons


def _unknown_authors(taken: Taken, known: Known) -> list[ActorDraft]:
    return [
        ActorDraft(id=author.actor, name=" ".join(filter(None, (author.given, author.family))), kind=ActorKind.PERSON)
        for author in taken.source.authors
        if author.actor and author.actor not in known.actors
    ]


def _actors(taken: Taken, claims: Sequence[Claim], cast: Cast, known: Known) -> list[Written]:
    """Everybody who is spoken of: first those that were known, then the new ones."""
    wanted = _spoken_of(claims) | {author.actor for author in taken.source.authors if author.actor}
    new = [actor for actor in (*_unknown_authors(taken, known), *cast.made.values()) if actor.id in wanted]
    return [
        *known.with_those_named(wanted),
        *(actor.model_dump(mode="json", exclude_defaults=True) for actor in new),
    ]


def _spoken_of(claims: Sequence[Claim]) -> set[str]:
    return {
        actor
        for claim in claims
        for actor in (*(step.voice for step in claim.chain), *(actor for _, actor in claim.roles))
    }
