"""CSV as RFC 4180 has it, one row a record."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from app.formats import Export, Record
from app.formats.columns import COLUMNS, Cell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula, as OWASP lists it."""


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    columns = COLUMNS[export.noun]
    yield (("\ufeff" if export.bom else "") + _row(columns)).encode()
    for record in records:
        yield _row(_shown(column(record)) for column in columns.values()).encode()


def _row(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _shown(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # An apostrophe before it keeps a spreadsheet from running what a text begins with.
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else str(value)
