"""Which statements name which actors, as pairs of keys: one meaning for filters and for counts."""

from typing import Any

from sqlalchemy import Column, Select, Table, union

from app.models import Claim, ClaimActor, ClaimVoice, Grievance, GrievanceVoice, table
from app.models.pairs import pairs

_ROLES, _VOICES = table(ClaimActor).c, table(ClaimVoice).c
_GRIEVANCES, _VOICED = table(Grievance).c, table(GrievanceVoice).c

_IN_CLAIMS = [(_ROLES.claim_key, _ROLES.actor_key), (_VOICES.claim_key, _VOICES.actor_key)]
_IN_GRIEVANCES = [
    (_GRIEVANCES.key, _GRIEVANCES.holder_key),
    (_GRIEVANCES.key, _GRIEVANCES.target_key),
    (_VOICED.grievance_key, _VOICED.actor_key),
]

CLAIM_ACTORS = union(*(pairs(claim, actor) for claim, actor in _IN_CLAIMS))
"""Claims and the actors that have a role in them or are a voice."""

GRIEVANCE_ACTORS = union(*(pairs(grievance, actor) for grievance, actor in _IN_GRIEVANCES))
"""Grievances and the actors that hold, face or voice them."""


def _in_source(statement: Table, owner: Column[int], actor: Column[Any]) -> Select[int, Any]:
    found = pairs(actor, statement.c.source_key).where(actor.is_not(None))
    return found if owner.table is statement else found.join_from(statement, owner.table, statement.c.key == owner)


# One union of plain joins, so that of a source the statements alone are looked at, and not all that there are.
ACTOR_SOURCES = union(
    *(
        _in_source(statement, owner, actor)
        for statement, named in ((table(Claim), _IN_CLAIMS), (table(Grievance), _IN_GRIEVANCES))
        for owner, actor in named
    )
)
"""Actors and the sources whose claims and grievances name them."""
