"""Who says what a clause says: the reporting clauses around it, from the outermost inwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.drafting.clauses import AUXILIARIES, Clause, child, means_it
from app.drafting.lexicon import FEELING, FELT, KINDS, MOODS, NOBODY, PROMISES, REPORTS, SAYING, TRYING
from app.text import cues
from app.text.spans import Range
from app.vocabulary import ClaimKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTENT = ("ccomp", "parataxis")


@dataclass(frozen=True, slots=True)
class Report:
    """A voice, and the words with which it is brought in."""

    voice: "Token | None"
    cue: Range
    kind: ClaimKind | None
    """What the reporting verb makes of what it reports: a demand, a promise, a fear."""
    word: str
    """The reporting word, by its lemma."""
    addressee: "Token | None" = None
    words: "tuple[Token, ...]" = ()
    """All words of a report without a verb: the claim stands without them."""


def reports_of(clause: Clause) -> list[Report]:
    """The reporting clauses that a clause is the content of, the outermost first."""
    around = clause.parent
    outer = reports_of(around) if around is not None else []
    if around is not None and is_content(clause, around):
        return [*outer, report(around)]
    return [*outer, *_by_noun(clause)]


def reported(clause: Clause, others: list[Clause]) -> list[Clause]:
    """The clauses that say what this one reports."""
    return [each for each in others if each.parent is clause and is_content(each, clause)]


def reports_something(clause: Clause) -> bool:
    """Whether the predicate is of saying, asking, promising or feeling, and somebody else than the writer says it."""
    subject, verb = clause.subject, _predicate(clause.head)
    if subject is not None and (subject.lower_ in ("we", "i") or subject.lower_ in NOBODY):
        return False
    if verb.lemma_.lower() not in KINDS or not means_it(verb):
        return False
    if verb.lemma_ in SAYING:
        return child(verb, *_CONTENT, "xcomp") is not None or bool(cues.REPORTS.match(verb.doc.text, verb.idx))
    return subject is not None and subject.dep_ not in ("expl", "nsubjpass")


def report(clause: Clause) -> Report:
    """A reporting clause as a step of an attribution."""
    verb = _predicate(clause.head)
    told = child(verb, "dative", "dobj")
    word = verb.lemma_.lower()
    return Report(clause.subject or _borrowed(clause), _cue(verb), KINDS[word], word, told)


def besides(clause: Clause) -> Iterator[Report]:
    """Voices brought in without a verb: “according to …”, “much to somebody's dismay”."""
    for token in clause.own:
        owner = child(token, "poss")
        if token.lower_ == "according" and (after := child(token, "prep")) is not None:
            cue = (token.idx, after.idx + len(after))
            yield Report(child(after, "pobj"), cue, None, "accord", words=tuple(token.subtree))
        elif token.lemma_ in MOODS and owner is not None and token.head.lower_ == "to":
            cue, top = (token.idx, token.idx + len(token)), token.head
            # “Much” is parsed now as part of the phrase, now as what it depends on.
            top = top.head if top.head.lower_ == "much" else top
            yield Report(owner, cue, ClaimKind.CONCERN, token.lemma_, words=tuple(top.subtree))


def is_content(clause: Clause, around: Clause) -> bool:
    """Whether a clause is what the one around it reports."""
    head = clause.head
    while head.dep_ == "conj" and head.head != around.head:
        head = head.head
    verb = _predicate(around.head)
    if head.dep_ not in _CONTENT or head.head not in (around.head, verb) or not reports_something(around):
        return False
    # What comes before the verb is reported by words of saying or in quotation marks, and never across a semicolon.
    between = {token.text for token in head.doc[min(head.i, verb.i) : max(head.i, verb.i)]}
    return (head.i > verb.i or verb.lemma_ in SAYING or '"' in between) and ";" not in between


def feared(clause: Clause, around: Clause) -> bool:
    """Whether a clause follows the words that say what is felt about it."""
    return clause.head.i > around.head.i and is_content(clause, around)


def _predicate(head: "Token") -> "Token":
    """The word that bears the meaning: “concerned” of “is concerned”, “coax” of “is trying to coax”."""
    if head.lemma_ in TRYING and (tried := child(head, "xcomp")) is not None:
        return tried
    complement = child(head, "acomp")
    return complement if complement is not None and complement.lemma_.lower() in FELT else head


def _by_noun(clause: Clause) -> list[Report]:
    """The report of “Washington's reassurance that …”; whoever promises without being named promises an own act."""
    noun = clause.head if clause.head.pos_ == "NOUN" else clause.head.head
    word, promised = noun.lemma_.lower(), noun.lemma_.lower() in PROMISES
    if noun.pos_ != "NOUN" or word not in REPORTS or (noun != clause.head and clause.head.dep_ not in ("acl", "ccomp")):
        return []
    voice = child(noun, "poss") or (clause.subject if promised else None)
    return [Report(voice, (noun.idx, noun.idx + len(noun)), ClaimKind.COMMITMENT if promised else None, word)]


def _borrowed(clause: Clause) -> "Token | None":
    """The subject of the clause around, for “…, suggesting that …”."""
    return clause.parent.subject if clause.parent is not None and clause.head.dep_ in ("advcl", "conj") else None


def _cue(verb: "Token") -> Range:
    """The verb, with its auxiliaries and “that” where they stand next to it."""
    first, last = verb, verb
    while first.i > 0 and (before := verb.doc[first.i - 1]).head == verb and before.dep_ in AUXILIARIES:
        first = before
    if verb.i + 1 < len(verb.doc) and (after := verb.doc[verb.i + 1]).lower_ == "that" and after.dep_ == "mark":
        last = after
    if verb.lemma_ in FEELING:
        first = last = verb
    return first.idx, last.idx + len(last)
