"""The data package: each table as CSV, each text as it is, and what they mean, in a zip whose bytes the data determine.

https://datapackage.org/standard/data-package/, version 2.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from app.exporting.content import Content
from app.exporting.tables import TEXTS, Table
from app.formats import Record
from app.formats.cells import Column
from app.formats.csv import cell, row

_PROFILES = "https://datapackage.org/profiles/2.0"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can hold: a real one would change the bytes."""
_PIECE = 1 << 18
"""Bytes copied at once."""


def write(content: Content, folder: Path, out: BinaryIO) -> None:
    """Write the zip; `folder` is where there is room for the tables of one noun at a time, not compressed."""
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        resources: list[dict[str, Any]] = []
        for part, records in content.parts():
            if part.tables == (TEXTS,):
                resources += (_add_text(zipped, text) for text in records)
            else:
                resources += _add_tables(zipped, part.tables, records, folder)
        descriptor = orjson.dumps(_descriptor(content, resources), option=orjson.OPT_INDENT_2)
        _add(zipped, "datapackage.json", len(descriptor), [descriptor])
        readme = _readme(content).encode()
        _add(zipped, "README.md", len(readme), [readme])


def _add_tables(
    zipped: ZipFile, tables: Sequence[Table], records: Iterator[Record], folder: Path
) -> Iterator[dict[str, Any]]:
    with ExitStack() as opened:
        # The records are read once, and a zip is written one file after the other.
        sheets = [(table, opened.enter_context(TemporaryFile(dir=folder))) for table in tables]
        for table, sheet in sheets:
            sheet.write(row(table.columns).encode())
        for record in records:
            for table, sheet in sheets:
                sheet.writelines(row(map(cell, cells)).encode() for cells in table.rows(record))
        for table, sheet in sheets:
            size = sheet.tell()
            sheet.seek(0)
            pieces = iter(partial(sheet.read, _PIECE), b"")
            yield _resource(table) | _add(zipped, f"data/{table.name}.csv", size, pieces)


def _add_text(zipped: ZipFile, held: Record) -> dict[str, Any]:
    source, text = held["source"], held["text"].encode()
    told = {"name": f"text-{source}", "title": f"The text of {source}", "format": "txt", "mediatype": "text/plain"}
    return told | {"encoding": "utf-8"} | _add(zipped, f"texts/{source}.txt", len(text), [text])


def _add(zipped: ZipFile, path: str, size: int, pieces: Iterable[bytes]) -> dict[str, Any]:
    """Put a file into the zip; returns what its resource says of it."""
    entry = ZipInfo(path, _EARLIEST)
    entry.compress_type, entry.file_size = ZIP_DEFLATED, size
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    digest = hashlib.sha256()
    with zipped.open(entry, "w") as into:
        for piece in pieces:
            digest.update(piece)
            into.write(piece)
    return {"path": path, "bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def _descriptor(content: Content, resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    told = dict(content.about)
    rights = {"path": told.pop("rights"), "title": "Rights in the texts"}
    return {"$schema": f"{_PROFILES}/datapackage.json", **told, "licenses": [rights], "resources": resources}


def _resource(table: Table) -> dict[str, Any]:
    refers = [(name, column.names) for name, column in table.columns.items() if column.names]
    schema = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(name, column) for name, column in table.columns.items()],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {"fields": [name], "reference": {"resource": "" if of == table.name else of, "fields": ["id"]}}
            for name, of in refers
        ],
    }
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.name,
        "type": "table",
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(name: str, column: Column) -> dict[str, Any]:
    constraints = {"required": True} if column.required else {}
    allowed = {"enum": column.values} if column.values else {}
    return {"name": name, "type": column.kind, "description": column.about, "constraints": constraints | allowed}


def _readme(content: Content) -> str:
    told = content.about
    tables = "\n".join(f"| `{each.name}` | {each.about} |" for each in content.tables if each is not TEXTS)
    return f"""# {told["title"]}

{told["description"]}

From {told["homepage"]}, version {told["version"]} of the dataset. Rights in the texts: {told["rights"]}.

| `data/….csv` | |
|---|---|
{tables}

`datapackage.json` says what each column means, which values it may have and what it refers to. `texts/` holds the text
of each source whose rights allow it, byte for byte as its `text_sha256` was made; `char_start` and `char_end` count its
Unicode code points.

CSV is UTF-8, as RFC 4180 has it. An empty cell is an unknown value or an empty list. Several values in a cell are
parted by “; ”; the tables with a `position` have each of them in a row of its own. A cell that a spreadsheet would take
for a formula has an apostrophe before it.
"""
