"""`python -m bench.draft`: a draft of the article held against its coding, its actors known and not known.

Beside it the plainest draft there is, each sentence one claim of the authors: what `draft` has to be better than.
"""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.comparing.codings import Coding, Quoted, open_coding
from app.comparing.comparison import compare
from app.comparing.matching import Match, match
from app.drafting import known
from app.drafting.draft import draft
from app.drafting.known import Known
from app.drafting.taking import take
from app.drafts.base import SpanDraft
from app.drafts.claims import ClaimDraft
from app.settings import shipped

SOURCE = shipped("seed") / "sources" / "samuels-schoff-2009"
_FIELDS = ("speakers", "chain", "kind", "author_stance", "polarity", "modality")

_PLAIN = {
    "source": SOURCE.name,
    "kind": "factual",
    "author_stance": "endorses",
    "polarity": "affirmed",
    "modality": "certain",
    "said": "2009-01-23",
}

Pair = Match[ClaimDraft]


def main() -> None:
    coded = open_coding(SOURCE)
    for title, actors in (("the seed's actors known", known.from_seed()), ("no actor known", Known({}))):
        with tempfile.TemporaryDirectory() as folder:
            drafted = draft(SOURCE / "text.txt", SOURCE / "source.yaml", Path(folder), actors)
            print(f"{title}:")
            _show(coded, open_coding(drafted.folder))
            if not actors.actors:
                print("each sentence one claim of the authors:")
                _show(coded, _by_sentences(open_coding(drafted.folder)))


def _show(coded: Coding, drafted: Coding) -> None:
    compared = compare(coded, drafted)
    found = compared.claims.found
    print(f"  claims     {_of(found.both, len(coded.claims))} found, {_of(found.both, len(drafted.claims))} matched")
    pairs = match(coded.claims, drafted.claims).pairs
    for field in compared.claims.fields:
        if field.field in _FIELDS:
            print(f"  {field.field:<14}{_of(round((field.agreement or 0) * field.n), field.n)} of matched agree")
    attributed = [pair for pair in pairs if pair.a.draft.attribution]
    voiced = {one.a for one in compared.claims.pairs if not any(d.field == "speakers" for d in one.differences)}
    print(f"  speakers where attributed {_of(sum(p.a.draft.id in voiced for p in attributed), len(attributed))}")
    _spans("hedges", pairs, lambda claim: claim.hedges)
    _spans("conditions", pairs, lambda claim: [claim.condition.span] if claim.condition else [])
    _dates("said", pairs, lambda claim: claim.said)
    _dates("about", pairs, lambda claim: claim.about)


def _by_sentences(drafted: Coding) -> Coding:
    """The same text, each of its sentences quoted whole by one claim."""
    taken = take(SOURCE / "text.txt", SOURCE / "source.yaml")
    text, [digest] = taken.source.text, drafted.texts.values()
    claims = []
    for part in taken.sentences:
        words = [match.start() for match in re.compile(r"\w+").finditer(text, part.start, part.end)]
        claim = {**_PLAIN, "id": f"sentence-{part.number}", "text": text[part.start : part.end], "quotes": ["-"]}
        claims.append(Quoted(ClaimDraft.model_validate(claim), frozenset((digest, start) for start in words)))
    return replace(drafted, claims=claims)


def _spans(name: str, pairs: Sequence[Pair], of: Callable[[ClaimDraft], Sequence[SpanDraft]]) -> None:
    """Spans of matched claims that overlap: one stands in the other."""
    both = a = b = 0
    for pair in pairs:
        ours, theirs = ([span.exact for span in of(each.draft)] for each in (pair.a, pair.b))
        both += sum(any(one in other or other in one for other in theirs) for one in ours)
        a, b = a + len(ours), b + len(theirs)
    print(f"  {name:<14}{_of(both, a)} found, {_of(both, b)} right")


def _dates(name: str, pairs: Sequence[Pair], of: Callable[[ClaimDraft], str | None]) -> None:
    dated = [(of(pair.a.draft), of(pair.b.draft)) for pair in pairs]
    both = sum(a == b for a, b in dated if a and b)
    ours, theirs = sum(bool(a) for a, _ in dated), sum(bool(b) for _, b in dated)
    print(f"  {name:<14}{_of(both, ours)} found, {_of(both, theirs)} right")


def _of(part: int, whole: int) -> str:
    return f"{part:>3} of {whole:<3} ({100 * part / whole if whole else 0:3.0f} %)"


if __name__ == "__main__":
    main()
