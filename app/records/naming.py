"""Which statements name which actors: one meaning for filters and for counts."""

from sqlalchemy import ColumnElement, CompoundSelect, select, union

from app.models import Actor, Claim, ClaimActor, ClaimVoice, Grievance, GrievanceVoice, Source, table

_ACTORS = table(Actor)
_SOURCES = table(Source)
_CLAIMS, _ROLES, _VOICES = table(Claim), table(ClaimActor), table(ClaimVoice)
_GRIEVANCES, _VOICED = table(Grievance), table(GrievanceVoice)


def claims_naming(actors: ColumnElement[bool]) -> CompoundSelect[tuple[int]]:
    """Keys of the claims in which one of these actors has a role or is a voice."""
    return union(
        *(
            select(link.c.claim_key).join(_ACTORS, _ACTORS.c.key == link.c.actor_key).where(actors)
            for link in (_ROLES, _VOICES)
        )
    )


def grievances_naming(actors: ColumnElement[bool]) -> CompoundSelect[tuple[int]]:
    """Keys of the grievances that one of these actors holds, faces or voices."""
    return union(
        select(_GRIEVANCES.c.key).join(_ACTORS, _ACTORS.c.key == _GRIEVANCES.c.holder_key).where(actors),
        select(_GRIEVANCES.c.key).join(_ACTORS, _ACTORS.c.key == _GRIEVANCES.c.target_key).where(actors),
        select(_VOICED.c.grievance_key).join(_ACTORS, _ACTORS.c.key == _VOICED.c.actor_key).where(actors),
    )


def actors_named(sources: ColumnElement[bool]) -> CompoundSelect[tuple[int]]:
    """Keys of the actors that the claims and grievances of these sources name."""
    from_claims = (
        select(link.c.actor_key)
        .join(_CLAIMS, _CLAIMS.c.key == link.c.claim_key)
        .join(_SOURCES, _SOURCES.c.key == _CLAIMS.c.source_key)
        .where(sources)
        for link in (_ROLES, _VOICES)
    )
    from_grievances = (
        select(column).join(_SOURCES, _SOURCES.c.key == _GRIEVANCES.c.source_key).where(sources, column.is_not(None))
        for column in (_GRIEVANCES.c.holder_key, _GRIEVANCES.c.target_key)
    )
    voiced = (
        select(_VOICED.c.actor_key)
        .join(_GRIEVANCES, _GRIEVANCES.c.key == _VOICED.c.grievance_key)
        .join(_SOURCES, _SOURCES.c.key == _GRIEVANCES.c.source_key)
        .where(sources)
    )
    return union(*from_claims, *from_grievances, voiced)
