"""JSON Lines: each record on a line, as its JSON has it."""

from collections.abc import Iterable, Iterator

import orjson

from app.formats import Export, Record


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    for record in records:
        yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
