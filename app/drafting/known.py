"""The actors that are known before a text is read: from the database if there is one, else from the shipped seed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.bundles.yaml_files import YamlFile
from app.db import Database
from app.drafts import undraft
from app.drafts.actors import ActorDraft
from app.models import Representation, table
from app.records.actors import ActorRecord
from app.settings import shipped
from app.vocabulary import Noun

Written = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """Actors as they are written, and the ids of claims that are taken already."""

    actors: Mapping[str, Written]
    claims: frozenset[str] = frozenset()

    def drafts(self) -> list[ActorDraft]:
        return [ActorDraft.model_validate(actor) for actor in self.actors.values()]

    def with_those_named(self, wanted: Iterable[str]) -> list[Written]:
        """These actors, and those that they name as parent or organisation, in the order of the list."""
        found: set[str] = set()
        waiting = [each for each in wanted if each in self.actors]
        while waiting:
            actor = waiting.pop()
            if actor not in found:
                found.add(actor)
                waiting += [each for each in _named(self.actors[actor]) if each in self.actors]
        return [written for each, written in self.actors.items() if each in found]


def from_seed() -> Known:
    """The actors of the bundle that comes with the code."""
    return Known({actor["id"]: actor for actor in YamlFile(shipped("seed") / "actors.yaml").data})


def from_database(database: Database) -> Known:
    """The actors that are stored, of which none may be written anew under another meaning."""
    stored = table(Representation).c
    with database.writing() as db:
        bodies = db.execute(select(stored.body).where(stored.noun == Noun.ACTORS.value).order_by(stored.key)).scalars()
        actors = [undraft.actor(ActorRecord.model_validate_json(body)) for body in bodies]
        claims = frozenset(db.execute(select(stored.id).where(stored.noun == Noun.CLAIMS.value)).scalars())
    return Known({actor["id"]: actor for actor in actors}, claims)


def _named(actor: Written) -> Iterator[str]:
    yield actor.get("parent") or ""
    yield from (post.get("organisation") or "" for post in actor.get("positions") or [])
