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

    name: str
    """Its name, or the path it was read from."""
    sources: dict[str, str]
    """The SHA-256 of each source's text, by the source's id."""
    claims: int
    """How many claims."""
    grievances: int
    """How many grievances."""
    relations: int
    """How many relations."""


class Shares(Figures):
    """How much of each coding the other has; shares from 0 to 1, null where there is nothing to have."""

    both: int
    """How many both have."""
    only_a: int
    """How many only A has."""
    only_b: int
    """How many only B has."""
    share_of_a: float | None
    """What part of A's are in both."""
    share_of_b: float | None
    """What part of B's are in both."""
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
    """Its name."""
    level: Level
    """What makes a disagreement small: nothing does, few steps of the scale, or much in common of two sequences."""
    n: int
    """Pairs with a value on both sides."""
    agreement: float | None
    """The share of these with equal values, from 0 to 1; null where n is 0."""
    alpha: float | None
    """Krippendorff's alpha: 1 is perfect, 0 what chance gives; null where fewer than two values occur."""
    low: float | None
    """The lower end of alpha's 95 % bootstrap interval."""
    high: float | None
    """Its upper end."""
    undefined_resamples: int
    """Bootstrap samples in which only one value occurs; the interval is made without them."""


class Difference(Figures):
    """A field in which two matched records are coded differently."""

    field: str
    """Its name."""
    a: Value
    """What A has."""
    b: Value
    """What B has."""


class MatchedPair(Figures):
    """A statement of A and the one of B that is taken for the same."""

    a: str
    """The id in A."""
    b: str
    """The id in B."""
    overlap: float
    """Dice of the words they quote, from 0 to 1."""
    likeness: float
    """How alike their texts are, from 0 to 1."""
    differences: list[Difference]
    """The fields in which they differ."""


class Unmatched(Figures):
    """A statement that the other coding lacks."""

    id: str
    """Its id."""
    text: str
    """Its text."""


class StatementsCompared(Figures):
    """The claims of two codings, or the grievances."""

    found: Shares
    """How many both have."""
    fields: list[FieldAgreement]
    """How far they agree on what both have, field by field."""
    pairs: list[MatchedPair]
    """What both have, in the order of the text."""
    only_a: list[Unmatched]
    """What only A has."""
    only_b: list[Unmatched]
    """What only B has."""


class GrievancesCompared(StatementsCompared):
    """The grievances of two codings."""

    turned_round: int
    """Matched grievances whose holder in A is the target in B, and the other way."""


class Link(Figures):
    """A relation; its ends are statements of its own coding."""

    id: str
    """Its id."""
    from_: str = Field(alias="from")
    """The id of the statement it starts from."""
    type: str
    """Its type."""
    to: str
    """The id of the statement it leads to."""


class LinkedPair(Figures):
    """Two statements that both codings relate, and how each does; mostly one relation each."""

    a: list[Link]
    """How A relates them."""
    b: list[Link]
    """How B relates them."""
    same_direction: bool
    """Whether both start from the same statement."""
    differences: list[Difference]
    """How the types differ, where they do."""


class RelationsCompared(Figures):
    """Relations whose two ends both codings have, counted by the pair of statements they link, whichever way."""

    found: Shares
    """How many pairs both relate."""
    same_direction: int
    """Of the pairs in both, those linked the same way."""
    fields: list[FieldAgreement]
    """How far they agree on the types."""
    pairs: list[LinkedPair]
    """The pairs that both relate."""
    only_a: list[Link]
    """Relations of pairs that only A relates."""
    only_b: list[Link]
    """Relations of pairs that only B relates."""
    ends_unmatched_a: int
    """Relations of A that can't be compared, as B does not have both their ends."""
    ends_unmatched_b: int
    """Relations of B that can't be compared, as A does not have both their ends."""


class Comparison(Figures):
    """Two codings of the same texts."""

    a: CodingRead
    """The first of them."""
    b: CodingRead
    """The one that is held against it."""
    claims: StatementsCompared
    """Their claims."""
    grievances: GrievancesCompared
    """Their grievances."""
    relations: RelationsCompared
    """Their relations."""


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
