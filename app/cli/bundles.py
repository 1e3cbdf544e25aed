"""Commands about bundles, and how they tell what became of one."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.opened import existing, migrated
from app.db import Database
from app.settings import Settings

if TYPE_CHECKING:
    from rich.progress import TaskID

    from app.bundles.load import Loaded

_LARGE = 2_000_000
"""Bytes of a bundle whose loading takes a while."""
Folder = Annotated[Path, typer.Argument(metavar="PATH", help="The bundle's folder.")]


def check(path: Folder) -> None:
    """Report every fault of a bundle, with file, line and the nearest right answer; change nothing.

    Without faults, warn of what often goes wrong, such as a hedging word that is not marked.
    """
    database = Database(Settings())
    if database.path.exists():
        _check(existing(), path)
    else:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Database(Settings(database_url=f"sqlite:///{folder}/scratch.sqlite"))
            migrated(scratch)
            _check(scratch, path)


def load_bundle(path: Folder) -> None:
    """Load a bundle: all of it, or nothing. Loading it again changes nothing."""
    database = Database(Settings())
    migrated(database)
    load_into(database, path)


def export(path: Folder) -> None:
    """Write everything to a new folder, as a bundle that check and load take back."""
    from app.bundles.dump import NotEmpty, dump

    try:
        dump(existing(), path)
    except NotEmpty as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"written to {path}")


def _check(database: Database, path: Path) -> None:
    from app.bundles.load import check

    checked = check(database, path)
    _tell_faults(checked.loaded, "would be")
    for warning in checked.warnings:
        typer.echo(str(warning), err=True)
    typer.echo(f"{_counts(checked.loaded)} (nothing was loaded)")
    typer.echo(f"{len(checked.warnings)} warnings" + (f", {checked.answered} answered" if checked.answered else ""))


def load_into(database: Database, path: Path) -> None:
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
