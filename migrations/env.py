"""Runs migrations on the connection that `app.migrating` hands over, or on the configured database."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app import full_text, models
from app.db import Database
from app.settings import Settings

assert models.TABLES


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, include_name=full_text.modelled
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(Settings())
    with database.writing() as opened:
        run(opened)
    database.close()
