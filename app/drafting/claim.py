"""A claim as it is found, before it is written: ranges count from the start of the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.text.spans import Range
from app.vocabulary import AuthorStance, ClaimKind, Directness, Modality, Polarity, Role


@dataclass(frozen=True, slots=True)
class Step:
    """A voice of an attribution."""

    voice: str
    directness: Directness
    cue: Range | None


@dataclass(frozen=True, slots=True)
class Claim:
    text: str
    kind: ClaimKind
    quotes: Sequence[Range]
    chain: Sequence[Step]
    stance: AuthorStance
    roles: Sequence[tuple[Role, str]]
    polarity: Polarity
    modality: Modality
    hedges: Sequence[Range]
    condition: Range | None
    said: str | None
    about: str | None
