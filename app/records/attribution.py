"""The English sentence that says who said a claim."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from app.text.words import words
from app.vocabulary import ActorKind, AuthorStance, ClaimKind

_ASSERTED = {
    ClaimKind.FACTUAL: "state that",
    ClaimKind.EVALUATIVE: "judge that",
    ClaimKind.CAUSAL: "argue that",
    ClaimKind.PREDICTIVE: "predict that",
    ClaimKind.RECOMMENDATION: "recommend that",
    ClaimKind.DEMAND: "write that",
    ClaimKind.COMMITMENT: "write that",
    ClaimKind.CONCERN: "write that",
}
_WITHOUT_CHAIN = {
    AuthorStance.REPORTS: "report that",
    AuthorStance.DOUBTS: "doubt that",
    AuthorStance.REJECTS: "reject the view that",
    AuthorStance.CONCEDES: "concede that",
}
_WITH_CHAIN = {
    AuthorStance.ENDORSES: "report with approval",
    AuthorStance.REPORTS: "report",
    AuthorStance.CONCEDES: "concede",
}
_AGAINST = {AuthorStance.DOUBTS: "doubt", AuthorStance.REJECTS: "reject"}
_LOWERED = frozenset(
    [
        "a",
        "after",
        "all",
        "although",
        "an",
        "as",
        "at",
        "both",
        "but",
        "by",
        "each",
        "every",
        "for",
        "greater",
        "helping",
        "if",
        "in",
        "it",
        "its",
        "little",
        "many",
        "more",
        "most",
        "neither",
        "no",
        "not",
        "of",
        "on",
        "one",
        "over",
        "some",
        "strategic",
        "such",
        "that",
        "the",
        "their",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "under",
        "unnamed",
        "what",
        "when",
        "while",
        "with",
        "without",
    ]
)
"""First words of a sentence that are written small within one; anything else may be a name."""


class Voice(NamedTuple):
    """One step of the chain: what the sentence calls it, and all its names."""

    name: str
    names: Sequence[str]
    is_document: bool


class Said(NamedTuple):
    """What the sentence is made from; `issued` is EDTF, `voices` run from the outermost inwards."""

    text: str
    kind: ClaimKind
    stance: AuthorStance
    families: Sequence[str]
    title: str
    issued: str
    voices: Sequence[Voice]
    addressees: Sequence[str]


def attribution_sentence(said: Said) -> str:
    """“Samuels and Schoff (2009) report, citing declassified Japanese documents, that Sato told McNamara that …”"""
    authors = _authors(said.families) or f"“{said.title}”"
    return f"{authors} ({_year(said.issued)}) {_verbs(said)} {_running(said.text)}"


def _verbs(said: Said) -> str:
    if not said.voices:
        return _ASSERTED[said.kind] if said.stance is AuthorStance.ENDORSES else _WITHOUT_CHAIN[said.stance]
    documents = [voice.name for voice in said.voices if voice.is_document]
    speakers = [voice for voice in said.voices if not voice.is_document]
    # A text such as “McNamara asked Sato …” says itself who speaks.
    told = bool(speakers) and not _named((speakers[-1].name, *speakers[-1].names), said.text)
    if said.stance in _AGAINST:
        held_by = [speakers[-1].name] if told else documents if not speakers else []
        return f"{_AGAINST[said.stance]} the view{' of ' if held_by else ''}{_listed(held_by)} that"
    citing = f", citing {_listed(documents)}," if documents else ""
    relayed = "".join(f" {voice.name} said that" for voice in speakers[:-1])
    spoke = f" {speakers[-1].name} {_spoke(said)} that" if told else ""
    return f"{_WITH_CHAIN[said.stance]}{citing} that{relayed}{spoke}"


def _named(names: Sequence[str], text: str) -> bool:
    # By whole words and in any case, so that “Some worry …” names those called “some”.
    inside = _in_words(text)
    return any(_name_in_words(name) in inside for name in names)


def _in_words(text: str) -> str:
    return f" {' '.join(words(text))} "


# The same few names are looked for in many texts.
_name_in_words = lru_cache(maxsize=4096)(_in_words)


def _spoke(said: Said) -> str:
    if said.kind is ClaimKind.CONCERN:
        return "voiced concern"
    return f"told {_listed(said.addressees)}" if said.addressees else "said"


def in_running_text(name: str, kind: ActorKind) -> str:
    """A name as a sentence has it: “the government of Japan”, “the United States”, “Sato”."""
    if kind is ActorKind.GOVERNMENT:
        return f"the {name.replace('Government', 'government', 1)}"
    with_article = kind in (ActorKind.PARTY, ActorKind.ORGANISATION) or name.startswith("United ")
    return f"the {name}" if with_article else _lowered(name)


def _authors(families: Sequence[str]) -> str:
    return f"{families[0]} et al." if len(families) > 2 else _listed(families)


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _year(issued: str) -> str:
    return issued.lstrip("-")[:4] or "n.d."


def _running(text: str) -> str:
    return f"{_lowered(text).rstrip('.')}."


def _lowered(text: str) -> str:
    first, space, rest = text.partition(" ")
    return f"{first.lower() if first.lower() in _LOWERED else first}{space}{rest}"
