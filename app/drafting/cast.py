"""Who a text speaks of: known actors by their names, and new ones made for whoever else speaks."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.drafting.lexicon import DOCUMENTS, PEOPLE, VAGUE
from app.drafts.actors import ActorDraft
from app.drafts.countries import meant
from app.text.spans import Range
from app.text.words import fold, slug
from app.values import RESERVED_IDS
from app.vocabulary import ActorKind, AliasKind

if TYPE_CHECKING:
    from spacy.tokens import Token

UNNAMED = "unnamed-voices"
_DETERMINERS = re.compile(r"^(?:the|a|an|its|their|his|her|our|my|this|that|these|those) ", re.IGNORECASE)
_KINDS = {
    "PERSON": ActorKind.PERSON,
    "ORG": ActorKind.ORGANISATION,
    "GPE": ActorKind.GOVERNMENT,
    "NORP": ActorKind.GROUP,
    "FAC": ActorKind.ORGANISATION,
}
_TOLD = "Drafted from the text; see whether it is an actor, and of which kind."


class Cast:
    """The known actors of a text, and those that were made for it."""

    def __init__(self, actors: Sequence[ActorDraft]) -> None:
        self.made: dict[str, ActorDraft] = {}
        self._actors: dict[str, ActorDraft] = {}
        self._names: dict[str, str] = {}
        for actor in actors:
            self._add(actor)
        self._pattern = self._all_names()

    def kind(self, actor: str) -> ActorKind:
        return self._actors[actor].kind

    def name(self, actor: str) -> str:
        return self._actors[actor].name

    def nobody(self) -> str:
        """The actor that stands for whoever is not named."""
        return self._keep(ActorDraft(id=UNNAMED, name="Unnamed voices", kind=ActorKind.GROUP, description=_TOLD))

    def under(self, parent: str) -> list[ActorDraft]:
        """The actors that have this one as their parent."""
        return [actor for actor in self._actors.values() if actor.parent == parent]

    def mentions(self, plain: str) -> list[tuple[Range, str]]:
        """Where the names of actors stand; the longest name wins."""
        return [(match.span(), self._names[match.group()]) for match in self._pattern.finditer(plain)] if plain else []

    def known(self, noun: "Token") -> str | None:
        """The actor that this noun and its modifiers name."""
        for words in (noun_phrase(noun), _bare(noun)):
            if actor := self._names.get(words) or self._names.get(_capital(words)):
                return actor
        start, end = noun.idx, noun.idx + len(noun)
        inside = [actor for (first, last), actor in self.mentions(noun.doc.text) if first <= start and end <= last]
        return next(iter(inside), None) or self._in_office(noun)

    def speaker(self, noun: "Token") -> str:
        """The actor that this noun names; one is made where none is known. “A spokesman, Tom Reed,” is Tom Reed."""
        named = next((each for each in noun.children if each.dep_ == "appos" and each.ent_type_ == "PERSON"), noun)
        return self.known(named) or self._make(named)

    def _add(self, actor: ActorDraft) -> None:
        self._actors[actor.id] = actor
        for name in (actor.name, *(alias.name for alias in actor.aliases)):
            # In one text “others” are these, in the next those.
            if name.lower() not in VAGUE:
                self._names.setdefault(name, actor.id)

    def _all_names(self) -> re.Pattern[str]:
        # Longest first; a name without a capital (“domestic interests”) is found only as a whole phrase.
        names = sorted((name for name in self._names if name != name.lower()), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)")

    def _in_office(self, noun: "Token") -> str | None:
        """Whoever alone holds the office that the noun names, in the country or body that stands with it."""
        with_it = {actor for _, actor in self.mentions(" ".join(token.text for token in noun.subtree))}
        title, holders = fold(noun_phrase(noun)), []
        for actor in self._actors.values():
            bodies = {actor.parent, *(post.organisation for post in actor.positions)}
            if with_it & bodies and any(title.endswith(fold(post.title)) for post in actor.positions):
                holders.append(actor.id)
        return holders[0] if len(holders) == 1 else None

    def _make(self, noun: "Token") -> str:
        words = _bare(noun)
        if noun.pos_ in ("PRON", "DET") or words.lower() in VAGUE:
            return self.nobody()
        name, kind = _named(noun, words)
        code = country(name) if kind is ActorKind.GOVERNMENT else None
        if code is not None:
            kind = ActorKind.STATE
        short = [{"name": noun.text, "kind": AliasKind.SHORT}] if kind is ActorKind.PERSON and noun.text != name else []
        written = {"id": self._free_id(name), "name": _capital(name), "kind": kind, "aliases": short}
        return self._keep(ActorDraft.model_validate({**written, "iso3166": code, "description": _TOLD}))

    def _keep(self, actor: ActorDraft) -> str:
        if actor.id not in self._actors:
            self.made[actor.id] = actor
            self._add(actor)
            self._pattern = self._all_names()
        return actor.id

    def _free_id(self, name: str) -> str:
        made, number = slug(name), 1
        tried = made
        while tried in self._actors or tried in RESERVED_IDS:
            number += 1
            tried = f"{made}-{number}"
        return tried


def country(name: str) -> str | None:
    """The code of the country that has this name."""
    return meant("", [_DETERMINERS.sub("", name)])


def noun_phrase(noun: "Token") -> str:
    """A noun with what stands before it, as it is written; what is said of it after that is left out."""
    before = [token for token in noun.subtree if token.i <= noun.i and token.dep_ not in ("cc", "preconj", "predet")]
    while len(before) > 1 and before[0].is_punct:
        del before[0]
    return noun.doc.text[before[0].idx : noun.idx + len(noun)]


def _bare(noun: "Token") -> str:
    """A noun phrase as the name of somebody: “officials in Britain”, without “the”."""
    phrase = _DETERMINERS.sub("", noun_phrase(noun)).strip()
    after = [each for each in noun.children if each.dep_ == "prep" and each.i > noun.i]
    if noun.pos_ != "NOUN" or not after or after[0].i != noun.i + 1:
        return phrase
    last = [token for token in after[0].subtree if not token.is_punct][-1]
    return f"{phrase} {noun.doc.text[after[0].idx : last.idx + len(last)]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _named(noun: "Token", words: str) -> tuple[str, ActorKind]:
    entity = next((each for each in noun.doc.ents if each.start <= noun.i < each.end), None)
    if entity is not None and entity.label_ in _KINDS:
        return _DETERMINERS.sub("", entity.text), _KINDS[entity.label_]
    if noun.lemma_.lower() in DOCUMENTS:
        return words, ActorKind.DOCUMENT
    if (noun.tag_ == "NNP" and words[0].isupper()) or (noun.lemma_.lower() in PEOPLE and noun.tag_ == "NN"):
        return words, ActorKind.PERSON
    return words, ActorKind.GROUP if noun.tag_ in ("NNS", "NNPS") else ActorKind.ORGANISATION
