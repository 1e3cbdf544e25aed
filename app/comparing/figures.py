"""What a comparison reports; the field names are the keys of its JSON."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Value = bool | str | tuple[str, ...] | None
"""What is coded in a field; actors go by A's ids."""
Level = Literal["nominal", "ordinal", "sequence"]


class Figures(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, serialize_by_alias=True, validate_by_name=True)


class CodingRead(Figures):
    """A coding that was compared, and how much it holds."""

    path: str
    sources: dict[str, str]
    """The SHA-256 of each source's text, by the source's id."""
    claims: int
    grievances: int
    relations: int


class Shares(Figures):
    """How much of each coding the other has; shares from 0 to 1, null where there is nothing to have."""

    both: int
    only_a: int
    only_b: int
    share_of_a: float | None
    share_of_b: float | None
    f1: float | None
    """2 · both / (all of A + all of B): the harmonic mean of the two shares."""

    @classmethod
    def of(cls, both: int, only_a: int, only_b: int) -> "Shares":
        return cls(
            both=both,
            only_a=only_a,
            only_b=only_b,
            share_of_a=share(both, both + only_a),
            share_of_b=share(both, both + only_b),
            f1=share(2 * both, 2 * both + only_a + only_b),
        )


class FieldAgreement(Figures):
    """How far two coders agree on one field of what both have."""

    field: str
    level: Level
    """What makes a disagreement small: nothing does, few steps of the scale, or much in common of two sequences."""
    n: int
    """Pairs with a value on both sides."""
    agreement: float | None
    """The share of these with equal values, from 0 to 1; null where n is 0."""
    alpha: float | None
    """Krippendorff's alpha: 1 is perfect, 0 what chance gives; null where fewer than two values occur."""
    low: float | None
    high: float | None
    """The 95 % bootstrap interval of alpha."""
    undefined_resamples: int
    """Bootstrap samples in which only one value occurs; the interval is made without them."""


class Difference(Figures):
    """A field in which two matched records are coded differently."""

    field: str
    a: Value
    b: Value


class MatchedPair(Figures):
    """A statement of A and the one of B that is taken for the same."""

    a: str
    b: str
    overlap: float
    """Dice of the words they quote, from 0 to 1."""
    likeness: float
    """How alike their texts are, from 0 to 1."""
    differences: list[Difference]


class Unmatched(Figures):
    id: str
    text: str


class StatementsCompared(Figures):
    """The claims of two codings, or the grievances."""

    found: Shares
    fields: list[FieldAgreement]
    pairs: list[MatchedPair]
    """In the order of the text."""
    only_a: list[Unmatched]
    only_b: list[Unmatched]


class GrievancesCompared(StatementsCompared):
    turned_round: int
    """Matched grievances whose holder in A is the target in B, and the other way."""


class Link(Figures):
    """A relation; its ends are statements of its own coding."""

    id: str
    from_: str = Field(alias="from")
    type: str
    to: str


class LinkedPair(Figures):
    """Two statements that both codings relate, and how each does; mostly one relation each."""

    a: list[Link]
    b: list[Link]
    same_direction: bool
    differences: list[Difference]


class RelationsCompared(Figures):
    """Relations whose two ends both codings have, counted by the pair of statements they link, whichever way."""

    found: Shares
    same_direction: int
    """Of the pairs in both, those linked the same way."""
    fields: list[FieldAgreement]
    pairs: list[LinkedPair]
    only_a: list[Link]
    only_b: list[Link]
    ends_unmatched_a: int
    """Relations of A that can't be compared, as B does not have both their ends."""
    ends_unmatched_b: int


class Comparison(Figures):
    """Two codings of the same texts."""

    a: CodingRead
    b: CodingRead
    claims: StatementsCompared
    grievances: GrievancesCompared
    relations: RelationsCompared


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
