"""A bundle's folder as a zip archive: read in memory, and no further than a bundle can go."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.bundles.files import Files, belongs
from app.problems import InvalidRequest, fault

MOST_BYTES = 16 * 1024 * 1024
"""What a bundle's files may hold together: a hundred articles. To read YAML takes eighty times its size in memory."""
MOST_ENTRIES = 10_000

_METHODS = (ZIP_STORED, ZIP_DEFLATED)
"""Only of these is no more unpacked at once than is asked for."""
_ENCRYPTED, _UTF8 = 0x1, 0x800
_OF_MACOS = "__MACOSX"


@dataclass(frozen=True, slots=True)
class _Unpacked:
    content: bytes

    def read_bytes(self) -> bytes:
        return self.content


def in_zip(content: bytes) -> Files:
    """The files of a bundle whose folder was packed, from its top or from above it. Raises InvalidRequest."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = _below(_entries(archive))
            sources = _sources(entries)
            wanted = {name: entry for name, entry in entries.items() if belongs(name) and not entry.is_dir()}
            return Files("bundle", _unpacked(archive, wanted), sources)
    except InvalidRequest:
        raise
    except Exception as error:
        # The library reads bytes that anybody may have sent, and lets through whatever that raises.
        raise _refusal("", f"not a zip archive that can be read: {error}") from error


def _entries(archive: ZipFile) -> dict[str, ZipInfo]:
    """What the archive holds, by names that lead nowhere else."""
    if len(archive.infolist()) > MOST_ENTRIES:
        raise _refusal("", f"holds more than {MOST_ENTRIES} files")
    entries: dict[str, ZipInfo] = {}
    for entry in archive.infolist():
        path = PurePosixPath(_name(entry))
        if path.is_absolute() or ".." in path.parts or "\0" in str(path):
            raise _refusal(entry.filename, "leads out of the folder; names are relative, without “..”")
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _refusal(entry.filename, "neither a file nor a folder; links are not followed")
        if str(path) in entries:
            raise _refusal(entry.filename, "stands in the archive twice")
        if path.parts and path.parts[0] != _OF_MACOS:
            entries[str(path)] = entry
    return entries


def _name(entry: ZipInfo) -> str:
    """The name as it was written: without the flag for UTF-8, the library takes its bytes for those of DOS."""
    written = entry.orig_filename
    try:
        return written if entry.flag_bits & _UTF8 else written.encode("cp437").decode("utf-8")
    except UnicodeError:
        raise _refusal(written, "the name is not UTF-8") from None


def _below(entries: dict[str, ZipInfo]) -> dict[str, ZipInfo]:
    """The entries of the bundle's folder, which may be packed itself."""
    tops = {name.partition("/")[0] for name in entries}
    if len(tops) != 1 or tops == {"sources"} or not all("/" in name or each.is_dir() for name, each in entries.items()):
        return entries
    return {name.partition("/")[2]: entry for name, entry in entries.items() if "/" in name}


def _sources(entries: Mapping[str, ZipInfo]) -> list[str]:
    """The names of the sources' folders."""
    within = (name.split("/") for name, entry in entries.items() if entry.is_dir() or name.count("/") > 1)
    return sorted({parts[1] for parts in within if parts[0] == "sources" and len(parts) > 1})


def _unpacked(archive: ZipFile, wanted: Mapping[str, ZipInfo]) -> dict[str, _Unpacked]:
    left, files = MOST_BYTES, {}
    for name, entry in wanted.items():
        if entry.flag_bits & _ENCRYPTED:
            raise _refusal(name, "is encrypted")
        if entry.compress_type not in _METHODS:
            raise _refusal(name, "is packed by another method than “deflate”")
        # The size that an archive tells of its files may be a lie.
        with archive.open(entry) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise _refusal(name, f"with this file the archive holds more than {MOST_BYTES} bytes")
        files[name] = _Unpacked(content)
    return files


def _refusal(name: str, message: str) -> InvalidRequest:
    return InvalidRequest.of([fault("body", name, None, message)])
