"""What can be wrong with a path and a query once their percent signs are undone."""

import re
from urllib.parse import unquote_plus, unquote_to_bytes

from app.problems import Fault, fault

# Printable ASCII but for `%`: nothing that could be undone, so nothing that could be wrong.
_PLAIN = re.compile(rb"[ -$&-~]*").fullmatch
_NOT_IN_PATH = re.compile("[\x00-\x1f\ufffe\uffff]")
_NOT_IN_QUERY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def address_faults(path: bytes, query: bytes) -> list[Fault]:
    """What is wrong with a raw path and query; mostly nothing, and that is seen at once."""
    if _PLAIN(path) and _PLAIN(query):
        return []
    message = _wrong_with(path, _NOT_IN_PATH)
    faults = [fault("path", "path", path.decode("latin-1"), message)] if message else []
    return faults + [found for pair in query.split(b"&") if (found := _parameter_fault(pair))]


def _parameter_fault(pair: bytes) -> Fault | None:
    message = _wrong_with(pair, _NOT_IN_QUERY)
    if message is None:
        return None
    name, _, value = pair.partition(b"=")
    shown = name.decode("latin-1")
    # A name that is itself at fault is told as it was sent.
    return fault(
        "query", shown if _wrong_with(name, _NOT_IN_QUERY) else unquote_plus(shown), value.decode("latin-1"), message
    )


def _wrong_with(raw: bytes, forbidden: re.Pattern[str]) -> str | None:
    try:
        found = forbidden.search(unquote_to_bytes(raw).decode())
    except UnicodeDecodeError:
        return "is not valid UTF-8"
    return f"contains the character U+{ord(found[0]):04X}" if found else None
