"""Databases brought to an earlier or later shape."""

from alembic import command
from alembic.config import Config

from app.db import Database
from tests.conftest import ROOT


def upgrade(database: Database, to: str, way: str = "upgrade") -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with database.writing() as db:
        config.attributes["connection"] = db
        getattr(command, way)(config, to)
