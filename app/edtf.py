"""Dates in the Extended Date/Time Format (EDTF, ISO 8601-2), levels 0 and 1, as ranges of days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

_DATE = re.compile(
    r"""(?P<year>-?(?:\d{4}|\d{3}X|\d\dXX))
        (?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?
        [?~%]?""",
    re.VERBOSE | re.ASCII,
)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
"""First and last month of spring, summer, autumn and winter within the year."""

FIRST_DAY = -99991231
LAST_DAY = 99991231


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days a date may mean, as integers `year × 10000 + month × 100 + day`, both ends included."""

    earliest: int
    latest: int


class NotEdtf(ValueError):
    """Not a date of EDTF level 0 or 1 with a year of four digits."""

    def __init__(self, message: str = "not an EDTF level 1 date") -> None:
        super().__init__(message)


@lru_cache(maxsize=4096)
def date_range(written: str) -> DateRange:
    """The days that a date or interval covers; an open or unknown end reaches to year ±9999. Raises NotEdtf."""
    first, slash, last = written.partition("/")
    if not slash:
        return _date(first)
    if {first, last} <= {"", ".."}:
        raise NotEdtf
    earliest = FIRST_DAY if first in ("", "..") else _date(first).earliest
    latest = LAST_DAY if last in ("", "..") else _date(last).latest
    if earliest > latest:
        raise NotEdtf("the interval ends before it begins")
    return DateRange(earliest, latest)


def _date(written: str) -> DateRange:
    match = _DATE.fullmatch(written)
    if not match or match["year"] == "-0000":
        raise NotEdtf
    year, month, day = match.group("year", "month", "day")
    if "X" in year:
        return _years(year, month)
    if month is None or month == "XX":
        if day not in (None, "XX"):
            raise NotEdtf
        return DateRange(_number(int(year), 1, 1), _number(int(year), 12, 31))
    return _months(int(year), int(month), day)


def _years(year: str, month: str | None) -> DateRange:
    """`201X` is any year of a decade, `19XX` any of a century."""
    if month is not None:
        raise NotEdtf
    bounds = sorted(int(year.replace("X", digit)) for digit in "09")
    return DateRange(_number(bounds[0], 1, 1), _number(bounds[1], 12, 31))


def _months(year: int, month: int, day: str | None) -> DateRange:
    if month in _SEASONS and day is None:
        first, last = _SEASONS[month]
        return DateRange(_number(year, first, 1), _number(year, last, _length(year, last)))
    if not 1 <= month <= 12:
        raise NotEdtf
    if day is None or day == "XX":
        return DateRange(_number(year, month, 1), _number(year, month, _length(year, month)))
    if not 1 <= int(day) <= _length(year, month):
        raise NotEdtf
    return DateRange(_number(year, month, int(day)), _number(year, month, int(day)))


def _length(year: int, month: int) -> int:
    # The Gregorian calendar repeats every 400 years; the library starts at year 1.
    return monthrange(year % 400 + 400, month)[1]


def _number(year: int, month: int, day: int) -> int:
    return year * 10000 + month * 100 + day
