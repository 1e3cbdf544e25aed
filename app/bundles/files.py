"""A bundle's files by their names, wherever they lie: in a folder, in an archive, or as parts of a request."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.values import SLUG, SLUG_LENGTH

OF_BUNDLE = ("vocabulary.yaml", "topics.yaml", "actors.yaml", "versions.yaml", "answers.yaml")
OF_SOURCE = ("source.yaml", "text.txt", "coding.yaml")
"""What a source's folder holds; any other file is nobody's business here."""

_SLUG = re.compile(SLUG)


class Readable(Protocol):
    """A file, or what stands for one."""

    def read_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What a file would hold, where it was never written to one: it has no lines."""

    data: Any

    def line(self, _: tuple[str | int, ...]) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a bundle by their names, such as `sources/quarrel/text.txt`."""

    name: str
    """What the whole is called where no file is to blame."""
    by_name: Mapping[str, Readable | Given]
    sources: Sequence[str] = ()
    """The names of the sources' folders, in order."""


def in_folder(folder: Path) -> Files:
    """The files of a bundle on disk."""
    sources = sorted(path.name for path in (folder / "sources").glob("*") if path.is_dir())
    files = {name: folder / name for name in names(sources)}
    return Files(folder.name, {name: path for name, path in files.items() if path.is_file()}, sources)


def lying(*paths: Path) -> Files:
    """Files that lie anywhere, by their whole paths."""
    return Files("", {str(path): path for path in paths if path.is_file()})


def names(sources: Sequence[str]) -> list[str]:
    """Every name that a file of a bundle with these sources may have."""
    return [*OF_BUNDLE, *(f"sources/{source}/{file}" for source in sources for file in OF_SOURCE)]


def is_id(written: object) -> bool:
    """Whether this can be the id of a record, and so a source's folder."""
    return isinstance(written, str) and len(written) <= SLUG_LENGTH and _SLUG.fullmatch(written) is not None
