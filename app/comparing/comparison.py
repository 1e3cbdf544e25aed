"""Two codings compared: the statements both have, how far they agree on them, and the relations between these."""

from collections.abc import Iterable, Sequence

from app.comparing.agreement import agreement
from app.comparing.codings import Coding, Quoted, Statement, refuse_different_texts
from app.comparing.fields import CLAIM_FIELDS, GRIEVANCE_FIELDS, Coder, Field
from app.comparing.figures import (
    CodingRead,
    Comparison,
    Difference,
    GrievancesCompared,
    MatchedPair,
    Shares,
    StatementsCompared,
    Unmatched,
    Value,
)
from app.comparing.matching import Match, Matching, match, same_actors
from app.comparing.relating import relate
from app.drafts.grievances import GrievanceDraft


def compare(a: Coding, b: Coding) -> Comparison:
    """Hold B against A; raises NotComparable where they are of different texts."""
    refuse_different_texts(a, b)
    coder_a, coder_b = Coder(a, str), Coder(b, same_actors(a.actors, b.actors))
    claims, grievances = match(a.claims, b.claims), match(a.grievances, b.grievances)
    matched = [(pair.a.draft.id, pair.b.draft.id) for pair in claims.pairs]
    matched += [(pair.a.draft.id, pair.b.draft.id) for pair in grievances.pairs]
    return Comparison(
        a=_read(a),
        b=_read(b),
        claims=_compared(claims, coder_a, coder_b, CLAIM_FIELDS),
        grievances=GrievancesCompared(
            **dict(_compared(grievances, coder_a, coder_b, GRIEVANCE_FIELDS)),
            turned_round=_turned_round(grievances, coder_a, coder_b),
        ),
        relations=relate(a.relations, b.relations, matched),
    )


def _read(coding: Coding) -> CodingRead:
    return CodingRead(
        name=coding.name,
        sources=dict(coding.texts),
        claims=len(coding.claims),
        grievances=len(coding.grievances),
        relations=len(coding.relations),
    )


def _compared(
    matching: Matching[Statement], a: Coder, b: Coder, fields: Sequence[Field[Statement]]
) -> StatementsCompared:
    values = [[(field.of(a, pair.a.draft), field.of(b, pair.b.draft)) for field in fields] for pair in matching.pairs]
    return StatementsCompared(
        found=Shares.of(len(matching.pairs), len(matching.only_a), len(matching.only_b)),
        fields=[
            agreement(field.name, [of_pair[at] for of_pair in values], field.level, field.scale)
            for at, field in enumerate(fields)
        ],
        pairs=[
            _pair(pair, zip(fields, of_pair, strict=True)) for pair, of_pair in zip(matching.pairs, values, strict=True)
        ],
        only_a=_unmatched(matching.only_a),
        only_b=_unmatched(matching.only_b),
    )


def _pair(pair: Match[Statement], values: Iterable[tuple[Field[Statement], tuple[Value, Value]]]) -> MatchedPair:
    return MatchedPair(
        a=pair.a.draft.id,
        b=pair.b.draft.id,
        overlap=pair.overlap,
        likeness=pair.likeness,
        differences=[Difference(field=field.name, a=a, b=b) for field, (a, b) in values if a != b],
    )


def _unmatched(statements: Sequence[Quoted[Statement]]) -> list[Unmatched]:
    return [Unmatched(id=one.draft.id, text=one.draft.text) for one in statements]


def _turned_round(matching: Matching[GrievanceDraft], a: Coder, b: Coder) -> int:
    return sum(a.direction(pair.a.draft) == b.direction(pair.b.draft)[::-1] for pair in matching.pairs)
