"""A comparison as text for people."""

from collections.abc import Iterable, Iterator, Sequence

from app.comparing.agreement import RESAMPLES
from app.comparing.fields import NOBODY
from app.comparing.figures import (
    CodingRead,
    Comparison,
    Difference,
    FieldAgreement,
    Link,
    RelationsCompared,
    Shares,
    StatementsCompared,
    Unmatched,
    Value,
)
from app.text.words import shorten

_ORDERED = ("chain", "direction")


def shown(comparison: Comparison, differences: bool) -> Iterator[str]:
    """The comparison line by line; with `differences`, also every matched pair that is coded differently."""
    yield _coding("A", comparison.a)
    yield _coding("B", comparison.b)
    yield from ("", f"claims: {_found(comparison.claims.found)}")
    yield from _statements("claims", comparison.claims, differences)
    yield from ("", f"grievances: {_found(comparison.grievances.found)}")
    yield f"  holder and target turned round: {comparison.grievances.turned_round}"
    yield from _statements("grievances", comparison.grievances, differences)
    yield from _relations(comparison.relations, differences)


def _coding(name: str, coding: CodingRead) -> str:
    counts = f"{coding.claims} claims, {coding.grievances} grievances, {coding.relations} relations"
    return f"{name}  {coding.name}: {counts}, of {', '.join(coding.sources)}"


def _statements(noun: str, compared: StatementsCompared, differences: bool) -> Iterator[str]:
    yield from _table(compared.fields)
    yield from _unmatched(f"{noun} only in A", compared.only_a)
    yield from _unmatched(f"{noun} only in B", compared.only_b)
    if differences:
        lines = [f"{pair.a} ~ {pair.b}: {_differing(pair.differences)}" for pair in compared.pairs if pair.differences]
        yield from _list(f"{noun} coded differently, A | B", lines)


def _relations(compared: RelationsCompared, differences: bool) -> Iterator[str]:
    yield from ("", f"relations between matched statements, by pair: {_found(compared.found)}")
    yield f"  same direction: {compared.same_direction} of {compared.found.both}"
    yield f"  not compared, an end is unmatched: {compared.ends_unmatched_a} of A, {compared.ends_unmatched_b} of B"
    yield from _table(compared.fields)
    if differences:
        yield from _list("relations only in A", map(_link, compared.only_a))
        yield from _list("relations only in B", map(_link, compared.only_b))
        unlike = [pair for pair in compared.pairs if pair.differences or not pair.same_direction]
        lines = [f"{_links(pair.a)} | {_links(pair.b)}" for pair in unlike]
        yield from _list("relations coded differently, A | B", lines)


def _found(shares: Shares) -> str:
    parts = f"{_percent(shares.share_of_a)} of A, {_percent(shares.share_of_b)} of B, F1 {_figure(shares.f1)}"
    return f"{shares.both} in both, {shares.only_a} only in A, {shares.only_b} only in B ({parts})"


def _table(fields: Sequence[FieldAgreement]) -> Iterator[str]:
    yield ""
    yield f"  {'field':<14}{'level':<10}{'n':>5}{'agreement':>11}{'alpha':>8}  95 % interval"
    for each in fields:
        figures = f"{each.n:>5}{_figure(each.agreement):>11}{_figure(each.alpha):>8}"
        interval = "–" if each.low is None else f"{_figure(each.low)} to {_figure(each.high)}"
        left_out = f", undefined in {each.undefined_resamples} of {RESAMPLES}" if each.undefined_resamples else ""
        yield f"  {each.field:<14}{each.level:<10}{figures}  {interval}{left_out}"


def _unmatched(title: str, statements: Sequence[Unmatched]) -> Iterator[str]:
    width = max((len(one.id) for one in statements), default=0)
    return _list(title, (f"{one.id:<{width}}  {shorten(one.text)}" for one in statements))


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    if listed:
        yield from ("", f"{title} ({len(listed)})")
        yield from (f"  {line}" for line in listed)


def _differing(differences: Iterable[Difference]) -> str:
    return "; ".join(
        f"{each.field} {_value(each.field, each.a)} | {_value(each.field, each.b)}" for each in differences
    )


def _value(field: str, value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return (" → " if field in _ORDERED else ", ").join(value) or NOBODY
    return value or NOBODY


def _links(links: Iterable[Link]) -> str:
    return " + ".join(map(_link, links))


def _link(link: Link) -> str:
    return f"{link.from_} {link.type} {link.to}"


def _percent(figure: float | None) -> str:
    return "–" if figure is None else f"{100 * figure:.0f} %"


def _figure(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.2f}"
