"""The relations of two codings, between the statements that both have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.comparing.agreement import agreement
from app.comparing.figures import Difference, Link, LinkedPair, RelationsCompared, Shares
from app.drafts.relations import RelationDraft

Ends = tuple[int, int]
"""Two matched statements by their numbers, the lower first."""


def relate(
    a: Sequence[RelationDraft], b: Sequence[RelationDraft], matched: Sequence[tuple[str, str]]
) -> RelationsCompared:
    """Compare the relations between statements that are matched: their ids in A and in B."""
    numbers_a = {one: number for number, (one, _) in enumerate(matched)}
    numbers_b = {other: number for number, (_, other) in enumerate(matched)}
    by_ends_a, by_ends_b = _by_ends(a, numbers_a), _by_ends(b, numbers_b)
    both = sorted(by_ends_a.keys() & by_ends_b.keys())
    only_a = [relation for ends, linked in by_ends_a.items() if ends not in by_ends_b for relation in linked]
    only_b = [relation for ends, linked in by_ends_b.items() if ends not in by_ends_a for relation in linked]
    pairs = [_linked(by_ends_a[ends], by_ends_b[ends], numbers_a, numbers_b) for ends in both]
    types = [(_types(by_ends_a[ends]), _types(by_ends_b[ends])) for ends in both]
    return RelationsCompared(
        found=Shares.of(len(both), len(by_ends_a) - len(both), len(by_ends_b) - len(both)),
        same_direction=sum(pair.same_direction for pair in pairs),
        fields=[agreement("type", types)],
        pairs=pairs,
        only_a=list(map(_link, only_a)),
        only_b=list(map(_link, only_b)),
        ends_unmatched_a=len(a) - sum(map(len, by_ends_a.values())),
        ends_unmatched_b=len(b) - sum(map(len, by_ends_b.values())),
    )


def _by_ends(relations: Iterable[RelationDraft], numbers: Mapping[str, int]) -> dict[Ends, list[RelationDraft]]:
    found: dict[Ends, list[RelationDraft]] = defaultdict(list)
    for relation in relations:
        if relation.from_ in numbers and relation.to in numbers:
            lower, higher = sorted((numbers[relation.from_], numbers[relation.to]))
            found[lower, higher].append(relation)
    return found


def _linked(
    a: Sequence[RelationDraft], b: Sequence[RelationDraft], numbers_a: Mapping[str, int], numbers_b: Mapping[str, int]
) -> LinkedPair:
    types_a, types_b = _types(a), _types(b)
    return LinkedPair(
        a=list(map(_link, a)),
        b=list(map(_link, b)),
        same_direction={numbers_a[one.from_] for one in a} == {numbers_b[other.from_] for other in b},
        differences=[] if types_a == types_b else [Difference(field="type", a=types_a, b=types_b)],
    )


def _types(relations: Iterable[RelationDraft]) -> tuple[str, ...]:
    """The types of what links two statements, as one value."""
    return tuple(sorted(relation.type.value for relation in relations))


def _link(relation: RelationDraft) -> Link:
    return Link(id=relation.id, from_=relation.from_, type=relation.type.value, to=relation.to)
