"""Every warning: its name, what it looks for, what to do about it. The list is at the bottom, its readers above.

Those that go by words read English sources only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.bundles.second_reader.coding import CodedClaim, CodedText, Coding
from app.drafts.actors import ActorDraft
from app.drafts.base import Draft
from app.drafts.claims import ClaimDraft
from app.drafts.desk import Path
from app.drafts.grievances import GrievanceDraft
from app.drafts.sources import SourceDraft
from app.text import cues
from app.text.spans import Range
from app.text.words import shorten
from app.vocabulary import Directness, Modality, Polarity


@dataclass(frozen=True, slots=True)
class Found:
    """Something to look at again: where its draft comes from, where in that, and the words concerned."""

    place: Path
    path: Path
    draft: Draft
    words: list[str]


@dataclass(frozen=True, slots=True)
class Check:
    """One warning."""

    looks_for: str
    advice: str
    find: Callable[[Coding], Iterator[Found]]
    answerable: bool = True
    """Whether `answers.yaml` takes a reason; where it does not, the reason has a place of its own."""


def _of_claims(find: Callable[[CodedText, CodedClaim], list[Range]]) -> Callable[[Coding], Iterator[Found]]:
    """A reader of one claim as a reader of all."""

    def find_all(coding: Coding) -> Iterator[Found]:
        for text in coding.texts:
            for claim in text.claims if text.english else ():
                if ranges := find(text, claim):
                    words = dict.fromkeys(_shown(text, each) for each in ranges)
                    yield Found(claim.place, ("quotes",), claim.draft, list(words))

    return find_all


def _unmarked_hedge(text: CodedText, claim: CodedClaim) -> list[Range]:
    if claim.hedges or claim.draft.modality is not Modality.CERTAIN:
        return []
    return _clear_of(claim.cues + claim.condition, _inside(claim.quotes, text.find(cues.HEDGES)))


def _missing_condition(text: CodedText, claim: CodedClaim) -> list[Range]:
    if claim.condition:
        return []
    words = _clear_of(claim.cues, _inside(claim.sentences, text.find(cues.CONDITIONS)))
    # Outside the quotes, what another claim takes for its condition need not be this one's too.
    return _inside(claim.quotes, words) or _clear_of(text.conditions, words)


def _quotation_without_direct_voice(text: CodedText, claim: CodedClaim) -> list[Range]:
    if any(step.directness in (Directness.DIRECT, Directness.MIXED) for step in claim.draft.attribution):
        return []
    return _touched_by(claim.quotes, text.quotations)


def _reporting_verb_without_chain(text: CodedText, claim: CodedClaim) -> list[Range]:
    if claim.draft.attribution:
        return []
    # A verb that comes last reports nothing that is quoted.
    last = max(end for _, end in claim.quotes)
    verbs = [verb for verb in _inside(claim.sentences, text.find(cues.REPORTS)) if verb[1] != last]
    return [verb for verb in verbs if any(cues.reports(text.plain, verb, quote) for quote in claim.quotes)]


def _negation_affirmed(text: CodedText, claim: CodedClaim) -> list[Range]:
    # Irony says the opposite of what is meant, and what is meant is coded.
    if claim.draft.ironic or claim.draft.polarity is Polarity.NEGATED:
        return []
    return _clear_of(claim.cues + claim.condition, _inside(claim.quotes, text.find(cues.NEGATIONS)))


def _one_claim_several_clauses(text: CodedText, claim: CodedClaim) -> list[Range]:
    # Who reports the claim, on what condition and how surely, is part of it.
    own = claim.cues + claim.condition + claim.hedges
    alone = [sentence for sentence in claim.sentences if text.claims_in[sentence] == 1]
    return [sentence for sentence in alone if cues.finite_clauses(_without(text.plain, own, sentence)) > 1]


def _grievance_without_evidence(coding: Coding) -> Iterator[Found]:
    for placed in coding.drafts:
        if isinstance(placed.draft, GrievanceDraft) and not placed.draft.evidence:
            yield Found(placed.place, (), placed.draft, [])


def _actor_never_referred_to(coding: Coding) -> Iterator[Found]:
    # A list of actors without any statement is written for other bundles.
    if any(isinstance(placed.draft, ClaimDraft | GrievanceDraft) for placed in coding.drafts):
        referred_to = {actor for placed in coding.drafts for actor in _actors_of(placed.draft)}
        for placed in coding.drafts:
            if isinstance(placed.draft, ActorDraft) and placed.draft.id not in referred_to:
                yield Found(placed.place, (), placed.draft, [placed.draft.name])


def _sentence_not_read(coding: Coding) -> Iterator[Found]:
    for text in coding.texts:
        # A source without any statement is one that nobody has coded yet.
        for start, end in text.desk.sentences if text.quoted else ():
            if start not in text.excused and not _touched_by(text.quoted, [(start, end)]):
                yield Found(text.place, ("uncoded",), text.draft, [_shown(text, (start, end))])


WARNINGS = {
    "unmarked-hedge": Check(
        "a hedging word in the quotes of a claim that is certain and has no hedges",
        "mark it under hedges and weigh the modality",
        _of_claims(_unmarked_hedge),
    ),
    "missing-condition": Check(
        "the beginning of a condition, but the claim has none",
        "give it as condition",
        _of_claims(_missing_condition),
    ),
    "quotation-without-direct-voice": Check(
        "words in quotation marks, but no step of the attribution is direct or mixed",
        "say whose words they are",
        _of_claims(_quotation_without_direct_voice),
    ),
    "reporting-verb-without-chain": Check(
        "a verb of saying, asking or feeling in or beside the quotes, but the attribution is empty",
        "say whose voice it is",
        _of_claims(_reporting_verb_without_chain),
    ),
    "negation-affirmed": Check(
        "a negation in the quotes of a claim that is affirmed",
        "weigh the polarity",
        _of_claims(_negation_affirmed),
    ),
    "one-claim-several-clauses": Check(
        "a sentence of several clauses with this claim alone",
        "see whether a clause says something of its own",
        _of_claims(_one_claim_several_clauses),
    ),
    "grievance-without-evidence": Check(
        "a grievance that no claim is evidence of",
        "name the claims that show it under evidence",
        _grievance_without_evidence,
    ),
    "actor-never-referred-to": Check(
        "an actor that no claim, grievance, author or other actor refers to",
        "take it out, or look for where the text speaks of it",
        _actor_never_referred_to,
    ),
    "sentence-not-read": Check(
        "a sentence that no claim or grievance quotes",
        "code it, or say under uncoded why it carries no claim",
        _sentence_not_read,
        answerable=False,
    ),
}


def _shown(text: CodedText, words: Range) -> str:
    start, end = words
    return shorten(" ".join(text.draft.text[start:end].split()), 60)


def _inside(scopes: list[Range], ranges: list[Range]) -> list[Range]:
    return [(start, end) for start, end in ranges if any(first <= start and end <= last for first, last in scopes)]


def _touched_by(scopes: list[Range], ranges: list[Range]) -> list[Range]:
    return [(start, end) for start, end in ranges if any(first < end and start < last for first, last in scopes)]


def _clear_of(scopes: list[Range], ranges: list[Range]) -> list[Range]:
    touched = _touched_by(scopes, ranges)
    return [each for each in ranges if each not in touched]


def _without(text: str, taken_out: list[Range], sentence: Range) -> str:
    first, last = sentence
    kept = list(text[first:last])
    for start, end in _touched_by([sentence], taken_out):
        for at in range(max(start, first), min(end, last)):
            kept[at - first] = " "
    return "".join(kept)


def _actors_of(draft: Draft) -> Iterator[str | None]:
    """Every actor that a draft refers to."""
    if isinstance(draft, ClaimDraft):
        yield from (step.voice for step in draft.attribution)
        yield from draft.speakers or ()
        yield from (role.actor for role in draft.actors)
    elif isinstance(draft, GrievanceDraft):
        yield from (draft.holder, draft.target, *(draft.voiced_by or ()))
    elif isinstance(draft, SourceDraft):
        yield from (author.actor for author in draft.authors)
    elif isinstance(draft, ActorDraft):
        yield from (draft.parent, *(post.organisation for post in draft.positions))
