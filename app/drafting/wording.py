"""Tokens as ranges of the text, and as a sentence that can stand alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.drafting.clauses import trimmed
from app.text.spans import Range

if TYPE_CHECKING:
    from spacy.tokens import Token

_BARE = ("punct", "det", "cc", "case")
_MARKS = ('"', ",", ";", "—")


def ranges(words: "Sequence[Token]", start: int) -> list[Range]:
    """Where these words stand: one range for each run of neighbours, marks at its ends left out."""
    found = []
    for run in _runs(words):
        kept = trimmed(run) if len(run) > 1 else run
        while kept and kept[0].text in _MARKS:
            kept = kept[1:]
        if any(word.dep_ not in _BARE for word in kept):
            found.append((start + kept[0].idx, start + kept[-1].idx + len(kept[-1])))
    return found


def sentence_of(text: str, quotes: Sequence[Range], subject: "Token | None", name: str | None) -> str:
    """The quoted words as one sentence; a pronoun at its head gives way to the name it stands for."""
    said = " ".join(" ".join(text[start:end] for start, end in quotes).split())
    if name and subject is not None and said.lower().startswith(f"{subject.lower_} "):
        said = name + said[len(subject) :]
    return f"{said[:1].upper()}{said[1:]}".rstrip(" ,;:.") + "."


def _runs(words: "Sequence[Token]") -> "list[list[Token]]":
    found: list[list[Token]] = []
    for word in words:
        if found and found[-1][-1].i == word.i - 1:
            found[-1].append(word)
        else:
            found.append([word])
    return found
