"""Who was spoken of last, so that pronouns and “the government” can be understood."""

from typing import TYPE_CHECKING

from app.drafting.cast import Cast, country
from app.drafting.lexicon import words
from app.vocabulary import ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PERSON = words("he she him her")
_OTHERS = words("it they them")
_OURSELVES = words("we i us")
_BODY = words("government administration cabinet regime")


class Memory:
    """The actors of a text in the order in which they were told of."""

    def __init__(self, cast: Cast, authors: list[str]) -> None:
        self._cast, self._authors = cast, authors
        self._told_of: list[str] = []
        self._people: list[Token] = []
        self._subject: list[str] = []

    def meet(self, doc: "Doc") -> None:
        """The states of a sentence become actors before it is read."""
        for entity in doc.ents:
            if entity.label_ == "GPE" and self._cast.known(entity.root) is None and country(entity.text):
                self._cast.speaker(entity.root)

    def note(self, doc: "Doc") -> None:
        """A sentence was read: its people may be meant by a later “he” or “she”."""
        self._people += [each.root for each in doc.ents if each.label_ == "PERSON"]

    def tell_of(self, subject: list[str]) -> None:
        """What “it” and “they” mean from here on; nobody, where the subject is no actor."""
        self._subject = subject
        self._told_of += subject

    def meant(self, noun: "Token", inside: str | None = None) -> list[str]:
        """The actors that a noun or pronoun names; `inside` is the speaker whose words these are."""
        said = noun.lower_
        if said in _OURSELVES:
            return [inside] if inside else self._authors
        if said in _PERSON:
            return [self._cast.speaker(person) for person in self._people[-1:]]
        if said in _OTHERS:
            return self._subject if len(self._subject) == 1 else []
        known = self._cast.known(noun)
        if known is None and noun.lemma_ in _BODY:
            return self._government()
        return [known] if known else []

    def voice(self, noun: "Token") -> str:
        """Who speaks; somebody always does."""
        found = self.meant(noun)
        actor = found[0] if found else self._cast.speaker(noun)
        if noun.pos_ == "NOUN" and self._cast.kind(actor) is not ActorKind.DOCUMENT:
            # “The minister” is “he” or “she” from here on, named or not.
            self._people.append(noun)
        return actor

    def _government(self) -> list[str]:
        """The government told of last, or that of the state told of last; who is only named is passed over."""
        for actor in reversed(self._told_of):
            if self._cast.kind(actor) is ActorKind.GOVERNMENT:
                return [actor]
            governments = [each.id for each in self._cast.under(actor) if each.kind is ActorKind.GOVERNMENT]
            if self._cast.kind(actor) is ActorKind.STATE:
                return governments[:1] or [actor]
        return []
