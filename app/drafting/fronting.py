"""What stands before a clause's subject and is not part of what it says: joining words, and events taken as known."""

import re
from typing import TYPE_CHECKING

from app.drafting.clauses import SUBJECTS, Clause, child, trimmed
from app.drafting.lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_JOINING = re.compile(
    "after all|as a result|at (?:last|least)|by contrast|consequently|finally|first|for (?:example|instance|now)"
    "|furthermore|hence|however|in (?:addition|contrast|fact|other words|return|short|turn)|indeed|instead|likewise"
    "|meanwhile|moreover|nevertheless|nonetheless|now|of course|on the other hand|second|similarly|still|then|therefore"
    "|third|thus|yet"
)
_EVENTFUL = words("after amid before despite following with")
"""Prepositions that bring in what has happened, or is so: “After some discussion about …, …”."""


def part(clause: Clause) -> list[Clause]:
    """Take out of a clause what stands before it; the events among that are clauses of their own, without a tense."""
    parted: list[Clause] = []
    for token in [each for each in clause.own if each.head == clause.head and each.i < clause.head.i]:
        phrase = [word for word in token.subtree if word in clause.own]
        if not phrase or not _set_off(phrase[-1]):
            continue
        event = child(token, "pobj", "pcomp") if token.lower_ in _EVENTFUL else None
        if event is not None and _tells(event):
            parted.append(Clause(event, None, trimmed(word for word in phrase if word.i > token.i)))
        if (event is not None and _tells(event)) or _JOINING.fullmatch(" ".join(word.lower_ for word in phrase)):
            clause.own = trimmed(word for word in clause.own if word not in phrase)
    return parted


def _set_off(last: "Token") -> bool:
    """Whether a comma or a dash comes next."""
    return last.i + 1 < len(last.doc) and last.doc[last.i + 1].text in (",", "—", "-")


def _tells(event: "Token") -> bool:
    """Whether the phrase says enough to be a claim: an act with its actor or object, not a bare word or a date."""
    modified = child(event, "poss", "prep", "acl", "amod", *SUBJECTS) is not None
    return event.ent_type_ not in ("DATE", "TIME") and modified
