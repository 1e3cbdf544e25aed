"""The fields on which matched statements are compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from app.comparing.codings import Coding, Statement
from app.comparing.figures import Level, Value
from app.drafts.claims import ClaimDraft
from app.drafts.grievances import GrievanceDraft
from app.vocabulary import Modality

SURENESS = (Modality.POSSIBLE.value, Modality.PROBABLE.value, Modality.CERTAIN.value)
"""Modality from least to most sure. `unknown` has no place in it: it says that nobody's sureness can be seen."""


NOBODY = "–"
"""Where a target would stand; no id of an actor."""


@dataclass(frozen=True, slots=True)
class Coder:
    """A coding, and the id that each of its actors goes by in the comparison."""

    coding: Coding
    named: Callable[[str], str]

    def speakers(self, claim: ClaimDraft) -> tuple[str, ...]:
        return tuple(sorted(map(self.named, self.coding.speakers(claim))))

    def chain(self, claim: ClaimDraft) -> tuple[str, ...]:
        """The voices from the outermost inwards; empty where the authors assert it."""
        return tuple(self.named(step.voice) for step in claim.attribution)

    def target(self, grievance: GrievanceDraft) -> str | None:
        return grievance.target and self.named(grievance.target)

    def direction(self, grievance: GrievanceDraft) -> tuple[str, ...]:
        """Holder, then target."""
        return (self.named(grievance.holder), self.target(grievance) or NOBODY)


@dataclass(frozen=True, slots=True)
class Field(Generic[Statement]):
    """What is compared, and what makes a disagreement small (see `agreement`)."""

    name: str
    of: Callable[[Coder, Statement], Value]
    level: Level = "nominal"
    scale: Sequence[Value] = ()


CLAIM_FIELDS: list[Field[ClaimDraft]] = [
    Field("kind", lambda _, claim: claim.kind.value),
    Field("speakers", Coder.speakers),
    Field("chain", Coder.chain, "sequence"),
    Field("author_stance", lambda _, claim: claim.author_stance.value),
    Field("polarity", lambda _, claim: claim.polarity.value),
    Field("modality", lambda _, claim: claim.modality.value, "ordinal", SURENESS),
    Field("hedged", lambda _, claim: bool(claim.hedges)),
    Field("conditional", lambda _, claim: claim.condition is not None),
    Field("ironic", lambda _, claim: claim.ironic),
]

GRIEVANCE_FIELDS: list[Field[GrievanceDraft]] = [
    Field("holder", lambda coder, grievance: coder.named(grievance.holder)),
    Field("target", Coder.target),
    Field("direction", Coder.direction),
    Field("explicitness", lambda _, grievance: grievance.explicitness.value),
]
