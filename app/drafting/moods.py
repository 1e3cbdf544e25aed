"""How a clause says it: kind, polarity, modality, hedges, condition, told by its words and their grammar."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.drafting.clauses import Clause, child, conditional, means_it
from app.drafting.lexicon import (
    AHEAD,
    CAUSING,
    COMING,
    CONCEDING,
    DENYING,
    JUDGING,
    MIGHT,
    NEEDING,
    OUGHT,
    POSSIBLE,
    SEEMING,
    SOFTENING,
)
from app.text import cues
from app.text.spans import Range
from app.vocabulary import AuthorStance, ClaimKind, Modality, Polarity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DENIABLE = ("nsubj", "nsubjpass", "dobj", "attr", "acomp", "xcomp", "aux")
_DENIERS = ("det", "neg", "preconj")
_PHRASES = ("in the event of", "in the event that", "in case")


def kind(clause: Clause) -> ClaimKind:
    """The kind of a claim that nobody reports."""
    head, words = clause.head, {token.lower_ for token in clause.own}
    helping = {token.lower_ for token in clause.head.children if token.dep_ == "aux"}
    helping |= {token.lower_ for token in clause.shared if token.dep_ == "aux"}
    if (helping & OUGHT and not conditional(head)) or head.lemma_ in NEEDING:
        return ClaimKind.RECOMMENDATION
    if helping & COMING or words & {"lest", "likely"} or (helping & MIGHT and any(map(conditional, head.children))):
        return ClaimKind.PREDICTIVE
    if (head.lemma_ in CAUSING and means_it(head)) or words & {"because", "therefore"}:
        return ClaimKind.CAUSAL
    if head.lemma_ in SEEMING or words & JUDGING or _judges(head):
        return ClaimKind.EVALUATIVE
    return ClaimKind.FACTUAL


def negated(clause: Clause, doc: "Doc") -> bool:
    """Whether the predicate, its subject or its object is denied; a denial further inside is about something else."""
    denied = {start for start, _ in cues.found(cues.NEGATIONS, doc.text)}
    near = {clause.head, *clause.head.children, *clause.shared}
    near |= {below for token in near if token.dep_ in _DENIABLE for below in token.children if below.dep_ in _DENIERS}
    near |= {below for token in clause.head.children if token.dep_ == "xcomp" for below in token.subtree}
    own = set(clause.words)
    return any(token.idx in denied and token in own for token in near if token.lower_ not in ("without", "little"))


def polarity(clause: Clause, word: str | None) -> Polarity:
    """Denied by its own words, or by the word that reports it: “denies that …”."""
    denied = negated(clause, clause.head.doc) != (word in DENYING)
    return Polarity.NEGATED if denied else Polarity.AFFIRMED


def hedges(words: Sequence["Token"], doc: "Doc") -> list[Range]:
    """The hedging words among these; “it seems that” is one phrase."""
    starts = {token.idx: token for token in words}
    found = []
    for start, end in cues.found(cues.HEDGES, doc.text):
        token = starts.get(start)
        # “Could” of what somebody was able to do is no hedge, nor is “would” after a past report: neither can be told.
        if token is not None:
            found.append(_frame(token, end))
    return found


def modality(hedged: Sequence[str], feeling: str | None) -> Modality:
    """As unsure as the least sure hedge; what is only feared is possible."""
    said = {word for hedge in hedged for word in hedge.lower().split()}
    if said & POSSIBLE or feeling in AHEAD:
        return Modality.POSSIBLE
    return Modality.PROBABLE if said - SOFTENING - COMING else Modality.CERTAIN


def condition(clause: Clause, doc: "Doc") -> Range | None:
    """The words that say on what condition: a clause with “if” and its like, or a phrase such as “in the event of”."""
    own = set(clause.own)
    for start, _ in cues.found(cues.CONDITIONS, doc.text):
        token = next((token for token in clause.own if token.idx == start), None)
        if token is None or token.lower_ == "lest":
            continue
        top = token if doc.text[start:].lower().startswith(_PHRASES) else token.head
        words = [each for each in top.subtree if each in own]
        if top != clause.head and words:
            return _range([word for word in words if not word.is_punct or word.text in "[]"] or words)
    return None


def stance(clause: Clause, reported: bool) -> AuthorStance:
    """Reported words are left with their speaker; what stands before a “but” or after “although” is granted."""
    if reported:
        return AuthorStance.REPORTS
    mark = child(clause.head, "mark")
    against = child(clause.head, "cc")
    granted = mark is not None and mark.lower_ in CONCEDING
    return (
        AuthorStance.CONCEDES if granted or (against is not None and against.lower_ == "but") else AuthorStance.ENDORSES
    )


def _judges(head: "Token") -> bool:
    """“Is easy”, “is more important”, “is a recipe for …”: a quality, not a state that a participle tells."""
    quality = child(head, "acomp", "oprd")
    named = child(head, "attr")
    return head.lemma_ == "be" and (
        (quality is not None and quality.tag_ in ("JJ", "JJR", "JJS"))
        or (named is not None and child(head, "expl") is None)
    )


def _frame(token: "Token", end: int) -> Range:
    subject = child(token, "nsubj")
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    if token.lemma_ in ("seem", "appear") and subject is not None and subject.lower_ == "it":
        return subject.idx, (after.idx + len(after) if after.lower_ == "that" else max(end, token.idx + len(token)))
    return token.idx, end


def _range(tokens: Sequence["Token"]) -> Range:
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])
