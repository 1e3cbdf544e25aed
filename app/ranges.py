"""The byte range that a client asks for, as RFC 9110 describes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.problems import RangeNotSatisfiable

_DIGITS = 18
"""More than a file has bytes; longer numbers are not read."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """From the first byte to the last one; without a first one, that many bytes before the end."""

    first: int | None
    last: int | None

    def within(self, size: int) -> tuple[int, int]:
        """Where it starts and where it ends, exclusive. Raises RangeNotSatisfiable."""
        if self.first is None:
            start, end = max(0, size - (self.last or 0)), size
        else:
            start, end = self.first, size if self.last is None else min(size, self.last + 1)
        if start >= end:
            raise RangeNotSatisfiable(f"There are {size} bytes.", headers={"Content-Range": f"bytes */{size}"})
        return start, end


def asked_range(headers: Mapping[str, str], tag: str) -> ByteRange | None:
    """The one range wanted of what has this tag.

    None where all of it is to be sent: no range is asked for, or several, or one in other units, or one of what had
    another tag.
    """
    unit, _, span = headers.get("range", "").partition("=")
    first, dash, last = span.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or headers.get("if-range", tag) != tag or first + last == "":
        return None
    if not all(part == "" or (part.isascii() and part.isdigit()) for part in (first, last)):
        return None
    return ByteRange(*(int(part[:_DIGITS]) if part else None for part in (first, last)))
