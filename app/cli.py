"""The command line: arguments to calls, no logic.

Commands import what they call: reading YAML or serving HTTP each take a while to import, and few commands need both.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.exc import DatabaseError

from app import migrating
from app.bundles import seeding
from app.db import Database
from app.models import KeyRole
from app.problems import Unavailable
from app.settings import Settings

if TYPE_CHECKING:
    from rich.progress import TaskID

    from app.bundles.load import Loaded

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

_RELEASE_NAMES = "small letters and digits, with dots and hyphens between, such as 2026-11"
_LARGE = 2_000_000
"""Bytes of a bundle whose loading takes a while."""
Folder = Annotated[Path, typer.Argument(metavar="PATH", help="The bundle's folder.")]


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
            _load(database, seeded)
        database.close()
    from app.serving import run

    run(settings)


@app.command()
def migrate() -> None:
    """Bring the database to the newest shape; make it where there is none."""
    database = Database(Settings())
    changed = _migrate(database)
    typer.echo(f"{database.path}: {'migrated to' if changed else 'already at'} {migrating.newest()}")


@app.command()
def check(path: Folder) -> None:
    """Report every fault of a bundle, with file, line and the nearest right answer; change nothing.

    Without faults, warn of what often goes wrong, such as a hedging word that is not marked.
    """
    database = Database(Settings())
    if database.path.exists():
        _check(_existing(), path)
    else:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Database(Settings(database_url=f"sqlite:///{folder}/scratch.sqlite"))
            _migrate(scratch)
            _check(scratch, path)


@app.command("load")
def load_bundle(path: Folder) -> None:
    """Load a bundle: all of it, or nothing. Loading it again changes nothing."""
    database = Database(Settings())
    _migrate(database)
    _load(database, path)


@app.command()
def export(path: Folder) -> None:
    """Write everything to a new folder, as a bundle that check and load take back."""
    from app.bundles.dump import NotEmpty, dump

    try:
        dump(_existing(), path)
    except NotEmpty as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"written to {path}")


@app.command()
def release(
    name: Annotated[str, typer.Argument(metavar="NAME", help=f"{_RELEASE_NAMES.capitalize()}.")],
) -> None:
    """Name the state of the whole database as it is, for good: what is cited from it stays readable as it was."""
    from pydantic import TypeAdapter, ValidationError

    from app import releases
    from app.values import ReleaseName

    try:
        taken = releases.take(_existing(), TypeAdapter(ReleaseName).validate_python(name))
    except ValidationError:
        typer.echo(
            f"“{name}” is no name of a release: small letters and digits, with dots and hyphens between", err=True
        )
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
        drafted = draft.draft(text, source, to, known.from_database(_existing()) if stored else known.from_seed())
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

    database = _existing()
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


keys_app = typer.Typer(no_args_is_help=True, help="Who may write: make, list and revoke keys.")
app.add_typer(keys_app, name="keys")


@keys_app.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="Whose it is; it stands in the history of what is written with it.")],
    role: Annotated[KeyRole, typer.Option(help="What it may do.")] = KeyRole.EDITOR,
    expires: Annotated[str | None, typer.Option(metavar="WHEN", help="An RFC 3339 date or time.")] = None,
) -> None:
    """Make a key and print it, this once."""
    from app import keys
    from app.values import moment

    try:
        until = None if expires is None else moment(expires)
        with _existing().writing() as db:
            typer.echo(keys.create(db, name, role, until))
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@keys_app.command("list")
def list_keys() -> None:
    """List the keys: name, role, and when each was made, ends, and was revoked."""
    from app import keys

    with _existing().writing() as db:
        for name, role, created, expires, revoked in keys.listed(db):
            ends = f", until {expires}" if expires else ""
            typer.echo(f"{name}: {role}, since {created}{ends}{f', revoked {revoked}' if revoked else ''}")


@keys_app.command("revoke")
def revoke_key(name: Annotated[str, typer.Argument(help="The key's name.")]) -> None:
    """End a key; what was written with it stays."""
    from app import keys

    try:
        with _existing().writing() as db:
            keys.revoke(db, name)
    except keys.NoSuchKey:
        typer.echo(f"no key is called {name}", err=True)
        raise typer.Exit(1) from None


def main() -> None:
    """Run the command; a database that can't be used ends it with a sentence."""
    try:
        app()
    except (DatabaseError, Unavailable) as error:
        typer.echo(f"the database can't be used: {getattr(error, 'orig', error)}", err=True)
        sys.exit(1)


def _existing() -> Database:
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


def _migrate(database: Database) -> bool:
    with database.writing() as db:
        return migrating.migrate(db)


def _check(database: Database, path: Path) -> None:
    from app.bundles.load import check

    checked = check(database, path)
    _tell_faults(checked.loaded, "would be")
    for warning in checked.warnings:
        typer.echo(str(warning), err=True)
    typer.echo(f"{_counts(checked.loaded)} (nothing was loaded)")
    typer.echo(f"{len(checked.warnings)} warnings" + (f", {checked.answered} answered" if checked.answered else ""))


def _load(database: Database, path: Path) -> None:
    from app.bundles.load import load

    with _watched(path):
        loaded = load(database, path)
    _tell_faults(loaded, "was")
    typer.echo(_counts(loaded))


@contextmanager
def _watched(path: Path) -> Iterator[None]:
    """Show on a terminal how far the loading of a large bundle has come."""
    large = sys.stderr.isatty() and sum(file.stat().st_size for file in path.rglob("*.yaml")) > _LARGE
    if not large:
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.progress import watched

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def show(done: str, so_far: int, total: int) -> None:
            if done not in tasks:
                tasks[done] = shown.add_task(done)
            shown.update(tasks[done], completed=so_far, total=total)

        with watched(show):
            yield


def _tell_faults(loaded: "Loaded", would_be: str) -> None:
    """Print the faults and end with exit code 1; go on where there are none."""
    for fault in loaded.faults:
        typer.echo(str(fault), err=True)
    if loaded.faults:
        typer.echo(f"{len(loaded.faults)} faults; nothing {would_be} loaded", err=True)
        raise typer.Exit(1)


def _counts(loaded: "Loaded") -> str:
    codings = f", {len(loaded.codings)} other codings" if loaded.codings else ""
    return f"{len(loaded.added)} added, {len(loaded.changed)} changed, {len(loaded.unchanged)} unchanged{codings}"


if __name__ == "__main__":
    main()
