"""The command line: arguments to calls, no logic.

Commands import what they call: reading YAML or serving HTTP each take a while to import, and few commands need both.
"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DatabaseError

from app import migrating
from app.bundles import seeding
from app.cli import bundles, keys
from app.cli.bundles import load_into
from app.cli.opened import existing, migrated
from app.db import Database
from app.problems import Unavailable
from app.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(keys.app, name="keys")

_RELEASE_NAMES = "small letters and digits, with dots and hyphens between, such as 2026-11"


@app.callback()
def about() -> None:
    """Structured alliance claims, each proved by exact words."""


@app.command()
def serve(
    seeded: Annotated[
        Path | None,
        typer.Option("--seed", metavar="PATH", help="First migrate, and load this bundle unless it was loaded before."),
    ] = None,
) -> None:
    """Serve the API on HOST and PORT (127.0.0.1:8000)."""
    settings = Settings()
    if seeded is not None:
        database = Database(settings)
        with database.writing() as db:
            migrating.migrate(db)
            known = seeding.taken_in(db, seeded)
        # What has been edited since a bundle was loaded is kept.
        if not known:
            load_into(database, seeded)
        database.close()
    from app.serving import run

    run(settings)


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape; make it where there is none."""
    database = Database(Settings())
    changed = migrated(database)
    typer.echo(f"{database.path}: {'migrated to' if changed else 'already at'} {migrating.newest()}")


@app.command()
def release(
    name: Annotated[str, typer.Argument(metavar="NAME", help=f"{_RELEASE_NAMES.capitalize()}.")],
) -> None:
    """Name the state of the whole database as it is, for good: what is cited from it stays readable as it was."""
    from pydantic import TypeAdapter, ValidationError

    from app import releases
    from app.values import ReleaseName

    try:
        taken = releases.take(existing(), TypeAdapter(ReleaseName).validate_python(name))
    except ValidationError:
        typer.echo(f"“{name}” is no name of a release: {_RELEASE_NAMES}", err=True)
        raise typer.Exit(1) from None
    except releases.NameTaken as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{name}: {sum(taken.counts.values())} records, SHA-256 {taken.digest}")


@app.command()
def compare(
    a: Annotated[
        Path, typer.Argument(metavar="A", help="A bundle's folder, a folder with a coding.yaml, or that file.")
    ],
    b: Annotated[Path, typer.Argument(metavar="B", help="The other coding, of the same text.")],
    differences: Annotated[
        bool, typer.Option("--differences", help="List everything that is coded differently.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, which holds all of it.")] = False,
) -> None:
    """Compare two codings of a text: what both found, and how far they agree on that."""
    from app.comparing import comparison
    from app.comparing.codings import NotComparable, open_coding
    from app.comparing.showing import shown

    try:
        compared = comparison.compare(open_coding(a), open_coding(b))
    except NotComparable as error:
        typer.echo("\n".join(error.reasons), err=True)
        raise typer.Exit(1) from None
    typer.echo(compared.model_dump_json(indent=2) if as_json else "\n".join(shown(compared, differences)))


@app.command()
def draft(
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="The text, in UTF-8.")],
    source: Annotated[Path, typer.Option("--source", metavar="FILE", help="Its bibliographic data, a source.yaml.")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FOLDER", help="The new folder; by default the source's id and -draft, beside TEXT."
        ),
    ] = None,
) -> None:
    """Write a first draft of a text's coding, as a bundle for a person to finish; needs alliance-claims[draft].

    Actors are known by the database if there is one, else by the bundle that comes with the code.
    """
    from app.bundles.dump import NotEmpty
    from app.drafting import draft, known
    from app.drafting.parsing import NotInstalled
    from app.drafting.taking import NotDraftable

    try:
        stored = Database(Settings()).path.exists()
        drafted = draft.draft(text, source, to, known.from_database(existing()) if stored else known.from_seed())
    except (NotInstalled, NotDraftable, NotEmpty) as error:
        typer.echo("\n".join(getattr(error, "reasons", [str(error)])), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"written to {drafted.folder}: {drafted.claims} claims, {drafted.uncoded} sentences without one")
    if drafted.new_actors:
        typer.echo(f"new actors: {', '.join(drafted.new_actors)}")


@app.command()
def verify() -> None:
    """Check every span of every record against its text, and every release against its digest."""
    from app import releases
    from app.views.verify import verify as check_spans

    database = existing()
    verification, _ = asyncio.run(check_spans(database))
    for wrong in verification.faults:
        typer.echo(f"{wrong.noun}/{wrong.id} {wrong.field}: “{wrong.exact}” should stand where “{wrong.found}” does")
    for source in verification.sources:
        typer.echo(f"{source.id} {source.text_sha256} {'ok' if source.ok else 'CHANGED'}")
    kept = list(releases.intact(database))
    for name, ok in kept:
        typer.echo(f"release {name} {'ok' if ok else 'CHANGED'}")
    typer.echo(f"{verification.checked} spans checked, {len(verification.faults)} wrong")
    raise typer.Exit(0 if verification.ok and all(ok for _, ok in kept) else 1)


def main() -> None:
    """Run the command; a database that can't be used ends it with a sentence."""
    try:
        app()
    except (DatabaseError, Unavailable) as error:
        typer.echo(f"the database can't be used: {getattr(error, 'orig', error)}", err=True)
        sys.exit(1)


app.command()(bundles.check)
app.command("load")(bundles.load_bundle)
app.command()(bundles.export)
