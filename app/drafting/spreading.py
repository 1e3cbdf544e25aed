"""“A, B and C” as three: what a clause says of several things, once for each."""

from typing import TYPE_CHECKING

from app.drafting.clauses import Clause, child, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Token

_PLACES = ("dobj", "attr", "acomp", "oprd", "nsubj", "nsubjpass", "pobj")
_KEPT = ("poss", "case")
_COMMON = ("NN", "NNS", "JJ", "JJR", "JJS")


def spread(clause: Clause) -> "list[list[Token]]":
    """The words of the clause, once for each of several things joined in it; names are left together.

    “Japan and the United States reaffirmed …” may be one act of both, while nouns and qualities can each be true alone.
    """
    for first in clause.own:
        joined = _joined(first)
        if len(joined) > 1 and first.dep_ in _PLACES and _near(first, clause.head) and _distributes(joined):
            return [_only(clause, joined, one) for one in joined]
    return [clause.words]


def _joined(first: "Token") -> "list[Token]":
    found = [first]
    while (after := child(found[-1], "conj")) is not None:
        found.append(after)
    return found


def _near(token: "Token", head: "Token") -> bool:
    """Whether it belongs to the predicate, by at most a preposition, a noun and another preposition."""
    return head in (token.head, token.head.head, token.head.head.head)


def _distributes(joined: "list[Token]") -> bool:
    between = joined[0].head.lower_ == "between" or child(joined[0], "preconj") is not None
    return not between and all(token.tag_ in _COMMON for token in joined)


def _only(clause: Clause, joined: "list[Token]", one: "Token") -> "list[Token]":
    """The words without those of the other things, and without what joins them."""
    left_out = set(joined) - {one}
    for token in left_out.copy():
        for part in token.children:
            if part not in joined and part.dep_ not in _KEPT:
                left_out |= set(part.subtree)
    left_out |= {part for token in joined for part in token.children if part.dep_ in ("cc", "punct")}
    return trimmed(token for token in clause.words if token not in left_out)
