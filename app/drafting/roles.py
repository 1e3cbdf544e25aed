"""Which actors a claim is about, whom it addresses, and whom else it names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.drafting.cast import Cast
from app.drafting.clauses import Clause
from app.drafting.memory import Memory
from app.drafting.voices import Report
from app.vocabulary import ClaimKind, Role

if TYPE_CHECKING:
    from spacy.tokens import Token

Roles = list[tuple[Role, str]]
_ACTED_ON = ("dobj", "nsubjpass", "dative")


def subjects(clause: Clause, cast: Cast, memory: Memory, inside: str | None) -> list[str]:
    """The actors named in the subject, or meant by it."""
    subject = clause.subject
    if subject is None:
        return []
    meant = memory.meant(subject, inside)
    phrase = list(subject.subtree) if subject not in clause.shared else clause.shared
    return list(dict.fromkeys([*meant, *(actor for actor, _ in _named(phrase, cast))]))


def roles(subject: Sequence[str], words: "Sequence[Token]", reports: Sequence[Report], cast: Cast) -> Roles:
    """Subjects first, then whoever is told, then everybody else who is named."""
    found: Roles = [(Role.SUBJECT, actor) for actor in subject]
    told = [cast.known(each.addressee) for each in reports if each.addressee is not None]
    found += [(Role.ADDRESSEE, actor) for actor in dict.fromkeys(told) if actor]
    for actor, noun in _named(words, cast):
        if actor not in [each for _, each in found]:
            found.append((Role.TARGET if noun.dep_ in _ACTED_ON else Role.MENTIONED, actor))
    return found


def addressed(found: Roles, kind: ClaimKind, by: Sequence[str]) -> tuple[Roles, ClaimKind]:
    """A recommendation is made to its subject, or to who is to do it; where nobody is named it is only a judgement."""
    if kind is not ClaimKind.RECOMMENDATION or Role.ADDRESSEE in [role for role, _ in found]:
        return found, kind
    subject = [(Role.ADDRESSEE, actor) for role, actor in found if role is Role.SUBJECT]
    subject = subject or [(Role.ADDRESSEE, actor) for actor in dict.fromkeys(by)]
    return [*found, *subject], kind if subject else ClaimKind.EVALUATIVE


def doers(words: "Sequence[Token]", cast: Cast) -> list[str]:
    """The actors named after “by”."""
    by = [part for word in words if word.lower_ == "by" for part in word.subtree if part in words]
    return [actor for actor, _ in _named(by, cast)]


def _named(words: "Sequence[Token]", cast: Cast) -> "list[tuple[str, Token]]":
    """The actors that these words name, each with the word its name ends on."""
    if not words:
        return []
    ends = {word.idx + len(word): word for word in words}
    found = {actor: ends[end] for (_, end), actor in reversed(cast.mentions(words[0].doc.text)) if end in ends}
    return list(reversed(found.items()))
