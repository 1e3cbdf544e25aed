"""CSV as RFC 4180 has it, one row a record."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from app.formats import Export, Record
from app.formats.cells import Cell
from app.formats.columns import COLUMNS

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula, as OWASP lists it: some read the wide forms too."""


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    columns = COLUMNS[export.noun]
    yield (("\ufeff" if export.bom else "") + row(columns)).encode()
    for record in records:
        yield row(cell(column.read(record)) for column in columns.values()).encode()


def row(cells: Iterable[str]) -> str:
    """One line of CSV."""
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def cell(value: Cell) -> str:
    """A value as text that no spreadsheet runs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # An apostrophe before it keeps a spreadsheet from running what a text begins with.
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else str(value)
