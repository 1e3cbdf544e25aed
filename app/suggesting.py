"""The id somebody probably meant."""

from typing import Any

from sqlalchemy import Select, select

from app.db import Database, Reading, asked
from app.models import Actor, ActorAlias, Representation, table
from app.text.words import fold, nearest
from app.vocabulary import Noun

MOST = 5000
"""Ids that are compared; in a large database those that follow the first letter."""


async def suggestion(db: Database, reading: Reading, nouns: tuple[Noun, ...], wrong: str) -> str | None:
    """The id most like this one, by the ids themselves and by the names and aliases of actors."""
    meant = fold(wrong.replace("-", " "))
    if Noun.ACTORS in nouns:
        statement = db.statement("alias", _alias)
        named = await reading.rows(statement, {"folded": meant})
        if named:
            return str(named[0][0])
    for start in (wrong[:1], ""):
        statement = db.statement(("ids", nouns), ids_from, nouns)
        ids = [row[0] for row in await reading.rows(statement, {"start": start, "most": MOST})]
        near = nearest(wrong, ids)
        if near:
            return near
    return None


def _alias() -> Select[Any]:
    actor, alias = table(Actor).c, table(ActorAlias).c
    return (
        select(actor.id)
        .join_from(actor.key.table, alias.folded.table, alias.actor_key == actor.key)
        .where(alias.folded == asked("folded"))
    )


def ids_from(nouns: tuple[Noun, ...]) -> Select[Any]:
    """At most `most` ids of these nouns in order, from `start` on."""
    columns = table(Representation).c
    return (
        select(columns.id)
        .where(columns.noun.in_([noun.value for noun in nouns]), columns.id >= asked("start"))
        .order_by(columns.id)
        .limit(asked("most"))
    )
