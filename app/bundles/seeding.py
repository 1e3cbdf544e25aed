"""Which bundles a database has taken in, by the digest of their files."""

import hashlib
from pathlib import Path

from sqlalchemy import Connection, insert, select

from app.models import LoadedBundle, table
from app.values import now

_LOADED = table(LoadedBundle)


def taken_in(db: Connection, folder: Path) -> bool:
    """Whether this very bundle was loaded before."""
    return db.execute(select(_LOADED.c.digest).where(_LOADED.c.digest == digest(folder))).first() is not None


def remember(db: Connection, folder: Path) -> None:
    """Note that this bundle has been loaded."""
    if not taken_in(db, folder):
        db.execute(insert(_LOADED), {"digest": digest(folder), "loaded": now()})


def digest(folder: Path) -> str:
    """SHA-256 over the names and contents of a bundle's files, but for the answers to `check`, which are not loaded."""
    total = hashlib.sha256()
    loaded = (file for file in folder.rglob("*") if file.suffix in (".yaml", ".txt") and file.name != "answers.yaml")
    for file in sorted(loaded):
        content = file.read_bytes()
        total.update(f"{file.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return total.hexdigest()
