"""Actors as they are written."""

import re

from pydantic import Field

from app.drafts.base import Draft, Part
from app.drafts.countries import ASSIGNED, meant
from app.drafts.desk import Desk, Rows, numbered
from app.models import ActorAlias, ActorIdentity, ActorPosition
from app.text.words import fold
from app.values import SLUG, EdtfWritten, Slug, Text, Url
from app.vocabulary import ActorKind, AliasKind, Noun

_SLUG = re.compile(SLUG)


class AliasDraft(Part):
    """Another name by which texts call the actor."""

    name: Text
    """The name as texts have it."""
    kind: AliasKind
    """What sort of name it is."""


class PositionDraft(Part):
    """A post the actor held."""

    title: Text
    """What the post is called."""
    organisation: Text | None = None
    """The id of an actor, or plain words."""
    from_: EdtfWritten | None = Field(None, alias="from")
    """Since when."""
    to: EdtfWritten | None = None
    """Until when."""


class ActorDraft(Draft):
    """A person, state, government, party, organisation, group or document as it is written."""

    noun = Noun.ACTORS
    owns = (ActorAlias, ActorPosition, ActorIdentity)
    others_show = ("name", "kind", ActorAlias)

    name: Text
    """The usual full name."""
    kind: ActorKind
    """What sort of actor it is."""
    aliases: list[AliasDraft] = []
    """Other names, metonyms and misspellings."""
    parent: Slug | None = None
    """The id of a government's state, a person's party …"""
    positions: list[PositionDraft] = []
    """Posts held, as of the texts."""
    same_as: list[Url] = []
    """Addresses of the same actor elsewhere, such as in Wikidata."""
    # One that is not assigned is refused at the desk, which can say what was meant.
    iso3166: str | None = None
    """The code of two capitals that ISO 3166-1 assigns; states only."""
    description: Text | None = None
    """Who or what it is."""

    def shown_as(self) -> str:
        return self.name

    def rows(self, desk: Desk, key: int) -> Rows:
        parent = None if self.parent is None else desk.reference(Noun.ACTORS, self.parent, ("parent",))
        self._check_country(desk)
        # The name itself is the first of the names that lookups compare.
        names = [(self.name, "name"), *((alias.name, alias.kind.value) for alias in self.aliases)]
        return Rows(
            {
                "name": self.name,
                "kind": self.kind.value,
                "parent_key": parent,
                "iso3166": self.iso3166,
                "description": self.description,
            },
            {
                ActorAlias: [
                    {"actor_key": key, "position": at, "name": name, "kind": kind, "folded": fold(name)}
                    for at, (name, kind) in enumerate(names)
                ],
                ActorPosition: [
                    {"actor_key": key, "position": at} | self._post(desk, at, post)
                    for at, post in enumerate(self.positions)
                ],
                ActorIdentity: numbered("actor_key", key, "url", self.same_as),
            },
        )

    def _check_country(self, desk: Desk) -> None:
        code, path = self.iso3166, ("iso3166",)
        if code is None:
            return
        if self.kind is not ActorKind.STATE:
            desk.fault(path, code, f"only a state has a country code, and this is a {self.kind}")
        elif code not in ASSIGNED:
            near = meant(code, [self.name, *(alias.name for alias in self.aliases)])
            desk.fault(path, code, "not an assigned country code", "ISO 3166-1 alpha-2, such as JP", near)

    def _post(self, desk: Desk, at: int, post: PositionDraft) -> dict[str, str | int | None]:
        # Words that could be an id are one: a misspelt id must not turn into plain text.
        named = post.organisation is not None and _SLUG.match(post.organisation)
        place = ("positions", at, "organisation")
        return {
            "title": post.title,
            "organisation_key": desk.reference(Noun.ACTORS, post.organisation or "", place) if named else None,
            "organisation_text": None if named else post.organisation,
            "from_date": post.from_,
            "to_date": post.to,
        }
