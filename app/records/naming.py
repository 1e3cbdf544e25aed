"""Which statements name which actors, as pairs of keys: one meaning for filters and for counts."""

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, select, union

from app.models import Claim, ClaimActor, ClaimVoice, Grievance, GrievanceVoice, table

Pairs = Select[int, Any] | CompoundSelect[int, Any]


def pairs(owner: ColumnElement[int], target: ColumnElement[Any]) -> Select[int, Any]:
    """What two columns of a table tie together."""
    return select(owner.label("owner"), target.label("target")).where(target.is_not(None))


_CLAIMS, _ROLES, _VOICES = table(Claim).c, table(ClaimActor).c, table(ClaimVoice).c
_GRIEVANCES, _VOICED = table(Grievance).c, table(GrievanceVoice).c

CLAIM_ACTORS = union(pairs(_ROLES.claim_key, _ROLES.actor_key), pairs(_VOICES.claim_key, _VOICES.actor_key))
"""Claims and the actors that have a role in them or are a voice."""

GRIEVANCE_ACTORS = union(
    pairs(_GRIEVANCES.key, _GRIEVANCES.holder_key),
    pairs(_GRIEVANCES.key, _GRIEVANCES.target_key),
    pairs(_VOICED.grievance_key, _VOICED.actor_key),
)
"""Grievances and the actors that hold, face or voice them."""

ACTOR_SOURCES = union(
    pairs(_ROLES.actor_key, _CLAIMS.source_key).where(_ROLES.claim_key == _CLAIMS.key),
    pairs(_VOICES.actor_key, _CLAIMS.source_key).where(_VOICES.claim_key == _CLAIMS.key),
    pairs(_GRIEVANCES.holder_key, _GRIEVANCES.source_key),
    pairs(_GRIEVANCES.target_key, _GRIEVANCES.source_key).where(_GRIEVANCES.target_key.is_not(None)),
    pairs(_VOICED.actor_key, _GRIEVANCES.source_key).where(_VOICED.grievance_key == _GRIEVANCES.key),
)
"""Actors and the sources whose claims and grievances name them."""
