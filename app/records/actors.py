"""Who speaks and who is spoken of."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from app.models import Actor, ActorAlias, ActorIdentity, ActorPosition
from app.records.base import Built, Record, Ref, Shape, StatementCounts
from app.records.facts import Facts, heading
from app.values import Edtf, Iso3166, Url
from app.vocabulary import ActorKind, AliasKind, Noun


class Alias(Shape):
    """Another name by which texts call the actor."""

    name: str
    """The name as texts have it."""
    kind: AliasKind
    """What sort of name it is."""


class Position(Shape):
    """A post the actor held."""

    title: str
    """What the post is called."""
    organisation: Ref | str | None
    """Where: an actor, or plain words."""
    from_: Edtf | None = Field(alias="from")
    """Since when."""
    to: Edtf | None
    """Until when."""


class ActorRecord(Record):
    """A person, state, government, party, organisation, group or document."""

    name: str
    """The usual full name."""
    kind: ActorKind
    """What sort of actor it is."""
    aliases: list[Alias]
    """Other names, metonyms and misspellings."""
    parent: Ref | None
    """A government's state, a person's party …"""
    positions: list[Position]
    """Posts held, as of the texts."""
    same_as: list[Url]
    """Addresses elsewhere that certainly mean the same actor."""
    iso3166: Iso3166 | None
    """A state's two-letter code."""
    description: str | None
    """Who this is, in a sentence."""
    counts: StatementCounts
    """Statements that name the actor in any role or voice."""

    named = ("name", "aliases.name")
    worded = ("description", "positions.title")


def build(facts: Facts, keys: Sequence[int]) -> Iterator[tuple[int, Built]]:
    rows = facts.rows(Actor, keys)
    aliases, positions = facts.owned(ActorAlias, keys), facts.owned(ActorPosition, keys)
    identities = facts.owned(ActorIdentity, keys)
    counts = facts.tallies.counts(Noun.ACTORS, keys)
    facts.refs(row.parent_key for row in rows)
    facts.refs(position.organisation_key for owned in positions.values() for position in owned)
    for row in rows:
        yield (
            row.key,
            {
                **heading(Noun.ACTORS, row),
                "name": row.name,
                "kind": row.kind,
                "aliases": [
                    {"name": alias.name, "kind": alias.kind} for alias in aliases[row.key] if alias.kind != "name"
                ],
                "parent": facts.maybe_ref(row.parent_key),
                "positions": [
                    {
                        "title": position.title,
                        "organisation": facts.maybe_ref(position.organisation_key) or position.organisation_text,
                        "from": position.from_date,
                        "to": position.to_date,
                    }
                    for position in positions[row.key]
                ],
                "same_as": [identity.url for identity in identities[row.key]],
                "iso3166": row.iso3166,
                "description": row.description,
                "counts": counts[row.key],
            },
        )
