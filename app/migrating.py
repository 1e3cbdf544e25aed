"""Bringing the database to the newest shape."""

import re

from sqlalchemy import Connection, inspect, text

from app.settings import shipped

_REVISION = re.compile(r"^(\d{4})_")


def newest() -> str:
    """The last migration; their numbers say the order."""
    names = (_REVISION.match(file.name) for file in (shipped("migrations") / "versions").glob("*.py"))
    return max(name.group(1) for name in names if name)


def current(db: Connection) -> str | None:
    """The migration that the database has reached; None where it is empty."""
    if not inspect(db).has_table("alembic_version"):
        return None
    return db.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def migrate(db: Connection) -> bool:
    """Apply what is missing, in the connection's transaction. Returns whether anything was."""
    if current(db) == newest():
        return False
    # Alembic takes a quarter of a second to import, and is seldom needed.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    config.attributes["connection"] = db
    command.upgrade(config, "head")
    return True
