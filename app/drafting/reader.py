"""A text read clause by clause: who claims what in each, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from app.drafting import dates, fronting, moods, voices
from app.drafting.cast import Cast
from app.drafting.claim import Claim, Step
from app.drafting.clauses import Clause, clauses
from app.drafting.memory import Memory
from app.drafting.roles import addressed, doers, roles, subjects
from app.drafting.speech import Speech
from app.drafting.spreading import spread
from app.drafting.voices import Report
from app.drafting.wording import ranges, sentence_of
from app.drafts.sources import SourceDraft
from app.text.sentences import Sentence
from app.text.spans import Range
from app.vocabulary import AuthorStance, ClaimKind, Directness, Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NARRATED = 2
"""Words before a date that stands at the head of a sentence, and so holds for the rest of its paragraph."""


_TELLING = ("ROOT", "conj", "ccomp", "parataxis")
"""Clauses that a following “it” can take up; those that say only when, or which, are passed over."""


class Sureness(TypedDict):
    """How sure a claim is, and on what condition."""

    modality: Modality
    hedges: Sequence[Range]
    condition: Range | None


class Reader:
    """Reads the sentences of one text in their order."""

    def __init__(self, source: SourceDraft, cast: Cast, speech: Speech) -> None:
        self._source, self._cast, self._speech = source, cast, speech
        self._memory = Memory(cast, [author.actor for author in source.authors if author.actor])
        self._start, self._paragraph = 0, 0
        self._then: str | None = None

    def read(self, sentence: Sentence, doc: "Doc") -> Iterator[Claim]:
        """The claims of the next sentence."""
        if sentence.paragraph != self._paragraph:
            self._paragraph, self._then = sentence.paragraph, None
        self._start = sentence.start
        self._then = dates.in_words(doc[: _NARRATED + 1].text, "") or self._then
        self._memory.meet(doc)
        found = clauses(doc)
        events = [event for each in found for event in fronting.part(each)]
        for clause in [*events, *found]:
            if not voices.reported(clause, found):
                yield from self._claims(clause)
            if voices.reports_something(clause):
                voice = self._voice(voices.report(clause))
                self._speech.note((sentence.start, sentence.end), voice)
                if clause.head.dep_ in _TELLING:
                    self._memory.tell_of([voice])
        self._memory.note(doc)

    def with_speaker(self, claim: Claim) -> Claim:
        """The claim with a voice, if somebody's own words prove it; all sentences must have been read."""
        own = self._speech.directness(claim.quotes)
        if own is Directness.INDIRECT or any(step.directness is not Directness.INDIRECT for step in claim.chain):
            return claim
        if claim.chain:
            inner = replace(claim.chain[-1], directness=own)
            return replace(claim, chain=[*claim.chain[:-1], inner])
        step = Step(self._speech.voice(claim.quotes) or self._cast.nobody(), own, None)
        return replace(claim, chain=[step], stance=AuthorStance.REPORTS, said=None)

    def _claims(self, clause: Clause) -> Iterator[Claim]:
        """What a clause claims: once for each of several things, and for each voice that stands beside it."""
        reports = voices.reports_of(clause)
        if voices.reports_something(clause):
            reports.append(voices.report(clause))
        for words in spread(clause):
            left, aside = words, list(voices.besides(clause))
            for report in aside:
                left = [word for word in left if word not in report.words]
                if report.kind is ClaimKind.CONCERN:
                    yield self._claim(clause, words, [*reports, report])
            said = [report for report in aside if report.kind is not ClaimKind.CONCERN]
            if ranges(left, 0):
                yield self._claim(clause, left, [*reports, *said])

    def _claim(self, clause: Clause, words: "list[Token]", reports: Sequence[Report]) -> Claim:
        inner = reports[-1] if reports else None
        feeling = inner.word if inner is not None and inner.kind is ClaimKind.CONCERN else None
        if feeling and clause.parent is not None and voices.feared(clause, clause.parent):
            # What is feared says little without the words that say so.
            words = sorted({*words, *clause.parent.words})
        quotes, chain = ranges(words, self._start), self._chain(reports)
        subject = subjects(clause, self._cast, self._memory, chain[-1].voice if chain else None)
        if clause.head.dep_ in _TELLING:
            self._memory.tell_of(subject)
        kind = (inner.kind if inner else None) or moods.kind(clause)
        found, kind = addressed(roles(subject, words, reports, self._cast), kind, doers(words, self._cast))
        return Claim(
            text=sentence_of(self._source.text, quotes, clause.subject, self._name(clause, subject)),
            kind=kind,
            quotes=quotes,
            chain=chain,
            stance=moods.stance(clause, bool(reports)),
            roles=found,
            polarity=moods.polarity(clause, inner.word if inner and not feeling else None),
            **self._sureness(clause, words, feeling),
            said=self._said(clause, inner),
            about=self._about(clause, words, bool(reports)),
        )

    def _chain(self, reports: Sequence[Report]) -> list[Step]:
        """The voices from the outermost inwards; “she said that she would ask” is one voice."""
        steps = [self._step(report) for report in reports]
        return [step for at, step in enumerate(steps) if at == 0 or step.voice != steps[at - 1].voice]

    def _sureness(self, clause: Clause, words: "list[Token]", feeling: str | None) -> Sureness:
        doc = clause.head.doc
        hedged = moods.hedges(words, doc)
        condition = moods.condition(clause, doc)
        return {
            "modality": moods.modality([doc.text[start:end] for start, end in hedged], feeling),
            "hedges": [self._placed(each) for each in hedged],
            "condition": self._placed(condition) if condition else None,
        }

    def _step(self, report: Report) -> Step:
        return Step(self._voice(report), Directness.INDIRECT, self._placed(report.cue))

    def _voice(self, report: Report) -> str:
        return self._cast.nobody() if report.voice is None else self._memory.voice(report.voice)

    def _name(self, clause: Clause, subject: Sequence[str]) -> str | None:
        """What to write for a pronoun that is the subject."""
        # “We keep our promises” can't be told of somebody by the name alone.
        pronoun = clause.subject is not None and clause.subject.lower_ in ("he", "she", "it")
        return self._cast.name(subject[0]) if pronoun and len(subject) == 1 else None

    def _said(self, clause: Clause, inner: Report | None) -> str | None:
        """The day of publication for the authors; else the date beside the verb, or the month for who speaks now."""
        if inner is None:
            return self._source.issued
        around = clause.parent if clause.parent is not None and voices.is_content(clause, clause.parent) else clause
        if around is not clause and (on := dates.in_words(_text(around.own), self._source.issued)):
            return on
        return dates.month(self._source.issued) if inner.word and dates.present(around.head) else None

    def _about(self, clause: Clause, words: "Sequence[Token]", reported: bool) -> str | None:
        dated = dates.in_words(_text(words), self._source.issued)
        if dated or reported:
            return dated
        if dates.past(clause.head):
            return self._then
        return dates.month(self._source.issued) if dates.present(clause.head) else None

    def _placed(self, span: Range) -> Range:
        return span[0] + self._start, span[1] + self._start


def _text(words: "Sequence[Token]") -> str:
    return " ".join(word.text for word in words)
