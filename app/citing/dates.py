"""EDTF dates as bibliographies have them: numbers where there are any, else words."""

import re
from dataclasses import dataclass

_DATE = re.compile(r"(?P<year>-?\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")
_QUALIFIERS = "?~%"
_FIRST_SEASON = 21
"""EDTF's months 21 to 24 are spring to winter."""


@dataclass(frozen=True, slots=True)
class Issued:
    """When something was published: a day, month or year; a span of them; or what only words can say."""

    first: tuple[int, ...]
    """Year, month and day as far as known; empty where the beginning is open, or no year is known."""
    last: tuple[int, ...]
    """The same of the end; as `first` where it is a single date."""
    season: int | None
    """1 spring to 4 winter, of a single date."""
    circa: bool
    """Whether it is uncertain or approximate."""
    year: str
    """The year in words, such as “2009”, “2007–2009”, “1960s” or “45 BCE”."""

    @property
    def single(self) -> tuple[int, ...]:
        """Year, month and day of a single date; empty of a span, and where there is no number."""
        return self.first if self.first == self.last else ()


def issued(edtf: str) -> Issued:
    """What an EDTF date of level 0 or 1 says."""
    circa = any(mark in edtf for mark in _QUALIFIERS)
    start, _, end = edtf.partition("/")
    first, last = _parts(start), _parts(end if "/" in edtf else start)
    season = None
    if first == last and len(first) > 1 and first[1] >= _FIRST_SEASON:
        season = first[1] - _FIRST_SEASON + 1
    years = [_year(side) for side in edtf.split("/")]
    year = years[0] if len(set(years)) == 1 else "–".join(years)
    return Issued(_calendar(first), _calendar(last), season, circa, year)


def _parts(written: str) -> tuple[int, ...]:
    # What comes after a place that is not known, as in 2009-XX, says no more than the year.
    found = _DATE.match(written)
    return tuple(int(part) for part in found.group("year", "month", "day") if part) if found else ()


def _calendar(parts: tuple[int, ...]) -> tuple[int, ...]:
    return parts[:1] if len(parts) > 1 and parts[1] >= _FIRST_SEASON else parts


def _year(written: str) -> str:
    if written in ("", ".."):
        return ""
    found = re.match(r"(-?)(\d+X*)", written)
    assert found is not None
    sign, digits = found.groups()
    number = int(digits.replace("X", "0"))
    if "X" in digits:
        return f"{number}s BCE" if sign else f"{number}s"
    # EDTF has a year 0, which people call 1 BCE.
    return f"{number + 1} BCE" if sign or number == 0 else str(number)
