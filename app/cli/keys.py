"""Commands about keys: who may write."""

from typing import Annotated

import typer

from app import keys
from app.cli.opened import existing
from app.models import KeyRole
from app.values import moment

app = typer.Typer(no_args_is_help=True, help="Who may write: make, list and revoke keys.")


@app.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="Whose it is; it stands in the history of what is written with it.")],
    role: Annotated[KeyRole, typer.Option(help="What it may do.")] = KeyRole.EDITOR,
    expires: Annotated[str | None, typer.Option(metavar="WHEN", help="An RFC 3339 date or time.")] = None,
) -> None:
    """Make a key and print it, this once."""
    try:
        until = None if expires is None else moment(expires)
        with existing().writing() as db:
            typer.echo(keys.create(db, name, role, until))
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command("list")
def list_keys() -> None:
    """List the keys: name, role, and when each was made, ends, and was revoked."""
    with existing().writing() as db:
        for name, role, created, expires, revoked in keys.listed(db):
            ends = f", until {expires}" if expires else ""
            typer.echo(f"{name}: {role}, since {created}{ends}{f', revoked {revoked}' if revoked else ''}")


@app.command("revoke")
def revoke_key(name: Annotated[str, typer.Argument(help="The key's name.")]) -> None:
    """End a key; what was written with it stays."""
    try:
        with existing().writing() as db:
            keys.revoke(db, name)
    except keys.NoSuchKey:
        typer.echo(f"no key is called {name}", err=True)
        raise typer.Exit(1) from None
