"""Which records' rows each version of the dataset wrote, so that what is kept in memory can be brought up to date."""

from collections.abc import Collection

from sqlalchemy import Connection, delete

from app.models import Touched, table
from app.models.rows import store

REMEMBERED = 1000
"""Versions that are remembered; who has not looked for longer reads everything anew."""
MOST = 10_000
"""Records of one version; of more it is only remembered that they were too many."""
ALL = 0
"""Stands for every key; no record has it."""

_TOUCHED = table(Touched)


def mark(db: Connection, version: int, keys: Collection[int]) -> None:
    """Remember that this version wrote, moved or removed rows of these records."""
    found = sorted(set(keys)) if len(keys) <= MOST else [ALL]
    store(db, _TOUCHED, [(version, key) for key in found])
    db.execute(delete(_TOUCHED).where(_TOUCHED.c.version <= version - REMEMBERED))
