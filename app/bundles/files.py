"""A bundle's files by their names, wherever they lie: in a folder, in an archive, or as parts of a request."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.values import SLUG, SLUG_LENGTH

_OF_BUNDLE = re.compile(
    r"(vocabulary|topics|actors|versions|answers)\.yaml"
    r"|sources/[^/]+/(source\.yaml|text\.txt|coding\.yaml|codings/([^/]+)/(about|topics|actors|coding)\.yaml)"
)
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

    @property
    def codings(self) -> Sequence[str]:
        """The folders of other codings than the adjudicated ones, in order."""
        return sorted({name.rpartition("/")[0] for name in self.by_name if "/codings/" in name})


def in_folder(folder: Path) -> Files:
    """The files of a bundle on disk."""
    sources = sorted(path.name for path in (folder / "sources").glob("*") if path.is_dir())
    lying = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*"))
    return Files(folder.name, {name: path for name, path in lying if belongs(name) and path.is_file()}, sources)


def lying(*paths: Path) -> Files:
    """Files that lie anywhere, by their whole paths."""
    return Files("", {str(path): path for path in paths if path.is_file()})


def belongs(name: str) -> bool:
    """Whether this is the name of a file of a bundle; any other file is nobody's business here."""
    return _OF_BUNDLE.fullmatch(name) is not None


def is_id(written: object) -> bool:
    """Whether this can be the id of a record, and so a source's folder."""
    return isinstance(written, str) and len(written) <= SLUG_LENGTH and _SLUG.fullmatch(written) is not None
