"""Claims as people write them: spans by the fewest words that find them again."""

from collections.abc import Collection, Sequence
from typing import Any

from app.drafting.claim import Claim, Step
from app.drafting.taking import Taken
from app.drafts import undraft
from app.drafts.base import EXACT_LENGTH
from app.drafts.desk import SourceOnDesk, paragraphs_of
from app.text.sentences import Sentence
from app.text.spans import Range
from app.text.words import shorten, slug
from app.values import RESERVED_IDS, TEXT_LENGTH
from app.vocabulary import ClaimStatus

Written = dict[str, Any]
Scopes = Sequence[Sequence[Range]]
_FIRST_WORDS = 60
"""Characters of a sentence that tell which one it is."""


class Writing:
    """Writes the claims of one source, each under an id of its own."""

    def __init__(self, taken: Taken, ids: Collection[str]) -> None:
        parts = [(each.paragraph, each.start, each.end) for each in taken.sentences]
        sentences = [(start, end) for _, start, end in parts]
        self._text = taken.source.text
        self._at = SourceOnDesk(0, taken.source.id, self._text, sentences, paragraphs_of(parts), ())
        self._ids = {*ids, *RESERVED_IDS}

    def claims(self, claims: Sequence[Claim]) -> list[Written]:
        return [self._claim(claim) for claim in claims]

    def uncoded(self, reasons: Sequence[tuple[Sentence, str]]) -> list[Written]:
        return [
            {"sentence": undraft.words(self._text, self._first_words(sentence)), "reason": why}
            for sentence, why in reasons
        ]

    def _claim(self, claim: Claim) -> Written:
        quotes = [(start, min(end, start + EXACT_LENGTH)) for start, end in claim.quotes]
        scopes = self._at.around(quotes)
        return {
            "id": self._id(claim.text),
            "text": shorten(claim.text, TEXT_LENGTH),
            "kind": claim.kind.value,
            "quotes": [undraft.words(self._text, each) for each in quotes],
            **undraft.given(attribution=[self._step(each, scopes) for each in claim.chain]),
            "author_stance": claim.stance.value,
            **undraft.given(actors=[{"role": role.value, "actor": actor} for role, actor in claim.roles]),
            "polarity": claim.polarity.value,
            "modality": claim.modality.value,
            **undraft.given(
                hedges=[undraft.words(self._text, each, scopes) for each in claim.hedges],
                condition=claim.condition and self._condition(claim.condition, scopes),
                said=claim.said,
                about=claim.about,
            ),
            "status": ClaimStatus.DRAFT.value,
        }

    def _step(self, step: Step, scopes: Scopes) -> Written:
        cue = {} if step.cue is None else {"cue": undraft.words(self._text, step.cue, scopes)}
        return {"voice": step.voice, "directness": step.directness.value, **cue}

    def _condition(self, span: Range, scopes: Scopes) -> Written:
        text = " ".join(self._text[span[0] : span[1]].split())
        return {"text": text, "span": undraft.words(self._text, span, scopes)}

    def _id(self, text: str) -> str:
        made, number = slug(text), 1
        tried = made
        while tried in self._ids:
            number += 1
            tried = f"{made}-{number}"
        self._ids.add(tried)
        return tried

    def _first_words(self, sentence: Sentence) -> Range:
        end = min(sentence.end, sentence.start + _FIRST_WORDS)
        while end < sentence.end and not self._text[end].isspace():
            end += 1
        return sentence.start, end
