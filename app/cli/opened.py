"""The configured database, as commands need it."""

import typer

from app import migrating
from app.db import Database
from app.settings import Settings


def existing() -> Database:
    """The configured database, or an end with a sentence where there is none."""
    database = Database(Settings())
    if not database.path.exists():
        typer.echo(f"there is no database at {database.path}", err=True)
        raise typer.Exit(1)
    with database.writing() as db:
        reached = migrating.current(db)
    if reached != migrating.newest():
        typer.echo(f"{database.path} is at migration {reached}, not {migrating.newest()}; run migrate first", err=True)
        raise typer.Exit(1)
    return database


def migrated(database: Database) -> bool:
    with database.writing() as db:
        return migrating.migrate(db)
