"""Keys to write with: made, listed and revoked by the operator, and known here by a hash alone."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, literal, select, true, update

from app.models import ApiKey, KeyRole, table
from app.values import now

_KEY = table(ApiKey)
_PREFIX = "alliance_"
"""By which a key is known for one where it turns up by mistake."""


class NoSuchKey(LookupError):
    """No key has this name."""


def create(db: Connection, name: str, role: KeyRole, expires: str | None = None) -> str:
    """A new key, told this once. Raises ValueError where the name is taken."""
    if db.execute(select(_KEY.c.name).where(_KEY.c.name == name)).first():
        raise ValueError(f"a key is called {name} already; a name stands in the history and is given once")
    key = _PREFIX + secrets.token_urlsafe(32)
    row = {"name": name, "role": role.value, "sha256": hashed(key), "created": now(), "expires": expires}
    db.execute(insert(_KEY), {**row, "revoked": None})
    return key


def listed(db: Connection) -> Sequence[Any]:
    """Name, role, created, expires and revoked of every key, by name."""
    columns = _KEY.c
    query = select(columns.name, columns.role, columns.created, columns.expires, columns.revoked)
    return db.execute(query.order_by(columns.name)).all()


def revoke(db: Connection, name: str) -> None:
    """End a key; one that was ended keeps its time. Raises NoSuchKey."""
    if not db.execute(select(_KEY.c.name).where(_KEY.c.name == name)).first():
        raise NoSuchKey(name)
    db.execute(update(_KEY).where(_KEY.c.name == name, _KEY.c.revoked.is_(None)).values(revoked=now()))


def held() -> Select[Any]:
    """How many keys there are; with name, role, expires and revoked of the one whose hash is `sha256`."""
    columns, every = _KEY.c, select(func.count()).select_from(_KEY.alias()).scalar_subquery()
    this = select(columns.name, columns.role, columns.expires, columns.revoked)
    this = this.where(columns.sha256 == bindparam("sha256", required=False))
    found = this.subquery()
    return select(every, *found.c).select_from(select(literal(1).label("one")).subquery().outerjoin(found, true()))


def hashed(key: str) -> str:
    """What is known of a key."""
    # A key is random and long: there is nothing that a slow hash would make harder to guess.
    return hashlib.sha256(key.encode()).hexdigest()
