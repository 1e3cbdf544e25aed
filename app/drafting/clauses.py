"""A parsed sentence as clauses: what is said in each, and of which other clause it is part."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional

from app.drafting.lexicon import ONLY_WITH

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
AUXILIARIES = ("aux", "auxpass")
_FINITE = ("VBD", "VBP", "VBZ", "MD")
_OF_ITS_OWN = ("ccomp", "parataxis", "advcl", "relcl", "acl", "conj")
_SEEMING = ("seem", "appear", "look")
_GLUE = ("cc", "punct")
CONDITIONAL = ("if", "unless", "provided", "providing", "assuming", "supposing")


@dataclass(slots=True, eq=False)
class Clause:
    """A predicate and its words, without the words of the clauses that are parts of it."""

    head: "Token"
    parent: Optional["Clause"]
    own: "list[Token]" = field(default_factory=list)
    """In the order of the text, joining words and punctuation at the ends left out."""
    shared: "list[Token]" = field(default_factory=list)
    """The subject, where it stands in another clause: “It” of “It ended … and concluded …”."""

    @property
    def words(self) -> "list[Token]":
        return sorted({*self.shared, *self.own})

    @property
    def subject(self) -> "Token | None":
        """The head of the noun phrase it is about."""
        found = child(self.head, *SUBJECTS)
        if found is not None and found.dep_ != "expl" and found.tag_ not in ("WDT", "WP"):
            return found
        inside = next((token for token in self.shared if token.head not in self.shared), None)
        return inside or found


def clauses(doc: "Doc") -> list[Clause]:
    """The finite clauses of a sentence, in the order of their predicates' governors."""
    found: dict[Token, Clause] = {}
    for token in _downwards(doc):
        if _begins(token, found):
            found[token] = Clause(token, _around(token, found))
    for clause in found.values():
        clause.own = trimmed(token for token in _own(clause, found) if not _joins(token, clause.head))
        clause.shared = _shared(clause)
    return [clause for clause in found.values() if clause.own]


def child(token: "Token", *relations: str) -> "Token | None":
    return next((each for each in token.children if each.dep_ in relations), None)


def finite(token: "Token") -> bool:
    """Whether a predicate has a tense, its own or an auxiliary's."""
    return token.tag_ in _FINITE or any(each.tag_ in _FINITE for each in auxiliaries(token))


def auxiliaries(token: "Token") -> "list[Token]":
    return [each for each in token.children if each.dep_ in AUXILIARIES]


def means_it(verb: "Token") -> bool:
    """Whether a verb that needs a preposition for its meaning has it: “lead to”, “call for”."""
    needed = ONLY_WITH.get(verb.lemma_)
    return needed is None or any(each.lower_ in needed for each in verb.children)


def trimmed(tokens: "Iterable[Token]") -> "list[Token]":
    """The tokens without joining words and punctuation at either end."""
    kept = list(tokens)
    while kept and (kept[0].dep_ in _GLUE or kept[0].is_punct) and not kept[0].is_left_punct:
        del kept[0]
    while kept and (kept[-1].dep_ in _GLUE or kept[-1].is_punct) and kept[-1].text != "]":
        del kept[-1]
    return kept


def conditional(token: "Token") -> bool:
    """Whether a clause is the condition of another: “if …”, or “Should it …” turned round."""
    mark = child(token, "mark", "advmod")
    if mark is not None and mark.lower_ in CONDITIONAL:
        return True
    first = next(iter(token.subtree))
    subject = child(token, *SUBJECTS)
    turned = first.lower_ in ("should", "were", "had") and first in (token, *auxiliaries(token))
    return turned and subject is not None and subject.i > first.i and token.dep_ != "ROOT"


def _downwards(doc: "Doc") -> "Iterator[Token]":
    waiting = [token for token in doc if token.dep_ == "ROOT"]
    while waiting:
        token = waiting.pop(0)
        yield token
        waiting += token.children


def _begins(token: "Token", found: "dict[Token, Clause]") -> bool:
    if token.dep_ == "ROOT":
        return token.pos_ in ("VERB", "AUX") or child(token, *SUBJECTS) is not None
    if token.pos_ not in ("VERB", "AUX") or token.dep_ not in _OF_ITS_OWN or conditional(token):
        return False
    if token.dep_ == "conj":
        # Several predicates of one subject share their tense too.
        return token.head in found and (finite(token) or token.tag_ in ("VB", "VBN", token.head.tag_))
    if token.dep_ == "ccomp" and token.head.lemma_ in _SEEMING:
        return False
    mark = child(token, "mark")
    tensed = finite(token) or (mark is not None and mark.lower_ == "lest")
    if token.dep_ == "advcl" and not tensed:
        # “…, suggesting that …”
        return token.tag_ == "VBG" and child(token, "ccomp") is not None
    return tensed and (child(token, *SUBJECTS) is not None or token.dep_ == "relcl")


def _around(token: "Token", found: "dict[Token, Clause]") -> Clause | None:
    return next((found[each] for each in token.ancestors if each in found), None)


def _joins(token: "Token", head: "Token") -> bool:
    """Whether a word only says how the clause hangs on another one; “lest” says more than that."""
    relative = token.tag_ in ("WDT", "WP") and token.dep_ in SUBJECTS and head.dep_ in ("relcl", "ccomp")
    return token.head == head and (relative or (token.dep_ == "mark" and token.lower_ != "lest"))


def _own(clause: Clause, found: "dict[Token, Clause]") -> "list[Token]":
    inner = {token for head in found if head != clause.head and clause.head in head.ancestors for token in head.subtree}
    return [token for token in clause.head.subtree if token not in inner]


def _shared(clause: Clause) -> "list[Token]":
    """The subject that a clause borrows: from the predicate it is joined to, or the noun it is about."""
    head = clause.head
    subject = child(head, *SUBJECTS)
    if head.dep_ == "relcl":
        return trimmed(_phrase(head.head, without=head))
    if subject is not None and subject.tag_ == "WDT" and clause.parent is not None:
        # A relative clause that stands away from its noun: “Cracks have emerged that …”.
        subject = child(clause.parent.head, *SUBJECTS)
        return list(subject.subtree) if subject is not None else []
    if head.dep_ == "conj" and child(head, *SUBJECTS) is None and clause.parent is not None:
        subject = child(clause.parent.head, *SUBJECTS)
        borrowed = list(subject.subtree) if subject is not None else list(clause.parent.shared)
        # The tense is borrowed with the subject: “Washington should … and welcome …”.
        return borrowed + ([] if finite(head) and not _bare(head) else auxiliaries(clause.parent.head))
    return []


def _bare(head: "Token") -> bool:
    return head.tag_ in ("VB", "VBN") and not auxiliaries(head)


def _phrase(noun: "Token", without: "Token") -> "list[Token]":
    inner = set(without.subtree)
    return [token for token in noun.subtree if token not in inner]
