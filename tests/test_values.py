"""What the values take and what they refuse."""

import calendar
import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.edtf import FIRST_DAY, LAST_DAY, DateRange, date_range
from app.values import Edtf, Moment, moment, now
from tests.conftest import examples

NOT_DATES = """
    .. / ../.. /.. // abc unknown open 2 20 200 20091 200901 20090123 2009-1 2009-1-2 2009- 2009-13 2009-00 2009-01-00
    2009-01-32 2009-02-30 2009-04-31 2009-W01 2009-001 +2009 -0000 ２００９ 2009٠ 1e3 1960s 196x
"""
LEVEL_2 = """
    [1667,1668] {1960,1961-12} [..2004] {2001..2003} 2004?-06-11 2004-06~-11 ?2004 2004-~06 2001-25 2001-29 2001-33
    2001-40 2001-41 -2001-41 2001-34/2002 1950S2 Y17E8 17E7 156X-12-25 15XX-12-25 15XX-12-XX XXXX-12-XX 1XXX-XX 1XXX-12
    1984-1X 1XXX XXXX X004 XX04 2004-XX-01 2004-01-1X
"""
TIMES_AND_LONG_YEARS = """
    2004-01-01T10:10:10 2004-01-01T10:10:10Z 2004-01-01T10:10:10+05:00 2004-01-01T10:10:10Z/2005
    Y2009 Y17000 Y-17000 Y170000002 17000 -17000
"""
NOT_MOMENTS = """
    abc 2026 2026-01 2026-13-01 2026-02-30 2026-01-31T25:00:00Z 2026-01-31T09:60:00Z 2026-01-31T09:30:00+24:00
    2026-01-31T09:30:00Z+01:00 ２０２６-01-31 20260131 2026-W05-6 2026-01-31X09:30:00Z
"""
PARTS = st.sampled_from(["2009", "..", "/", "-12", "-31", "X", "~"])


def taken(kind: Any, value: object) -> bool:
    """Whether a value is taken, and then as it is."""
    try:
        return bool(TypeAdapter(kind).validate_python(value) == value)
    except ValidationError:
        return False


def refusal(kind: Any, value: object) -> str:
    """Why a value is refused."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    [error] = caught.value.errors()
    return str(error["msg"])


def day(year: int, month: int, date: int) -> int:
    return year * 10000 + month * 100 + date


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2009", (2009, 1, 1), (2009, 12, 31)),
        ("2009-02", (2009, 2, 1), (2009, 2, 28)),
        ("2009-01-23", (2009, 1, 23), (2009, 1, 23)),
        ("1968-02", (1968, 2, 1), (1968, 2, 29)),
        ("1968-02-29", (1968, 2, 29), (1968, 2, 29)),
        ("2000-02-29", (2000, 2, 29), (2000, 2, 29)),
        ("2004-12-31", (2004, 12, 31), (2004, 12, 31)),
        ("9999-12-31", (9999, 12, 31), (9999, 12, 31)),
        ("0000", (0, 1, 1), (0, 12, 31)),
        ("2001-21", (2001, 3, 1), (2001, 5, 31)),
        ("2001-22", (2001, 6, 1), (2001, 8, 31)),
        ("2001-23", (2001, 9, 1), (2001, 11, 30)),
        ("2001-24", (2001, 12, 1), (2001, 12, 31)),
        ("1965~", (1965, 1, 1), (1965, 12, 31)),
        ("1965?", (1965, 1, 1), (1965, 12, 31)),
        ("1984-06~", (1984, 6, 1), (1984, 6, 30)),
        ("2004-06-11?", (2004, 6, 11), (2004, 6, 11)),
        ("196X", (1960, 1, 1), (1969, 12, 31)),
        ("19XX", (1900, 1, 1), (1999, 12, 31)),
        ("2004-XX", (2004, 1, 1), (2004, 12, 31)),
        ("1985-04-XX", (1985, 4, 1), (1985, 4, 30)),
        ("1985-XX-XX", (1985, 1, 1), (1985, 12, 31)),
        ("-0044", (-44, 1, 1), (-44, 12, 31)),
        ("-0044-03-15", (-44, 3, 15), (-44, 3, 15)),
        ("-9999", (-9999, 1, 1), (-9999, 12, 31)),
        ("2007/2009", (2007, 1, 1), (2009, 12, 31)),
        ("2009/2009", (2009, 1, 1), (2009, 12, 31)),
        ("1964-10/1965", (1964, 10, 1), (1965, 12, 31)),
        ("2008~/2009-01", (2008, 1, 1), (2009, 1, 31)),
        ("2004-06-01/2004-06", (2004, 6, 1), (2004, 6, 30)),
        ("-0100/-0044", (-100, 1, 1), (-44, 12, 31)),
        ("2001-21/2001-22", (2001, 3, 1), (2001, 8, 31)),
        ("196X/1975", (1960, 1, 1), (1975, 12, 31)),
    ],
)
def test_a_date_of_level_0_or_1(edtf: str, earliest: tuple[int, int, int], latest: tuple[int, int, int]) -> None:
    assert date_range(edtf) == DateRange(day(*earliest), day(*latest))
    assert taken(Edtf, edtf)


@pytest.mark.parametrize("edtf", ["1965%", "1984-06%", "2004-06-11%", "1965%/1970"])
def test_a_date_both_uncertain_and_approximate_is_level_1(edtf: str) -> None:
    assert date_range(edtf) == date_range(edtf.replace("%", "~"))


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2004/", day(2004, 1, 1), LAST_DAY),
        ("2004-06-01/..", day(2004, 6, 1), LAST_DAY),
        ("/2004", FIRST_DAY, day(2004, 12, 31)),
        ("../-0044", FIRST_DAY, day(-44, 12, 31)),
        ("1965~/..", day(1965, 1, 1), LAST_DAY),
    ],
)
def test_an_open_interval_reaches_to_the_last_year(edtf: str, earliest: int, latest: int) -> None:
    assert date_range(edtf) == DateRange(earliest, latest)
    assert taken(Edtf, edtf)


@pytest.mark.parametrize("edtf", ["", " ", "2009\x00", str(2**70), "9" * 41, "-" + "9" * 30, *NOT_DATES.split()])
def test_not_a_date(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"not an EDTF level 1 date|ends before it begins"):
        date_range(edtf)
    assert refusal(Edtf, edtf) == "not an EDTF level 1 date"


@pytest.mark.parametrize("edtf", LEVEL_2.split())
def test_level_2_is_refused(edtf: str) -> None:
    assert refusal(Edtf, edtf) == "not an EDTF level 1 date"


@pytest.mark.parametrize("edtf", TIMES_AND_LONG_YEARS.split())
def test_times_and_long_years_are_refused(edtf: str) -> None:
    assert refusal(Edtf, edtf) == "not an EDTF level 1 date"


@pytest.mark.parametrize("edtf", ["2009/2007", "2009-02/2009-01", "-0044/-0100", "2001-23/2001-21", "2009-12-31/2008"])
def test_a_reversed_interval_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match="the interval ends before it begins"):
        date_range(edtf)
    assert refusal(Edtf, edtf) == "not an EDTF level 1 date"


@pytest.mark.parametrize("edtf", ["1969-02-29", "1900-02-29", "2100-02-29", "-0001-02-29", "1900-02-29/1901"])
def test_a_day_that_never_was_is_refused(edtf: str) -> None:
    assert refusal(Edtf, edtf) == "not an EDTF level 1 date"


@pytest.mark.parametrize("edtf", [" 2009", "2009 ", "2009\n", "2009\xa0", "2009/ 2010", "2009 / 2010", "1965-10 ~"])
def test_white_space_in_a_date_is_refused(edtf: str) -> None:
    assert refusal(Edtf, edtf) == "not an EDTF level 1 date"


@pytest.mark.parametrize("edtf", ["2007/2008/2009", "2009//2010", "/2009/2010", "2009/2010/", "../2009/..", "/2009/.."])
def test_an_interval_has_two_ends(edtf: str) -> None:
    assert refusal(Edtf, edtf) == "not an EDTF level 1 date"


def test_a_refused_date_leaves_nothing_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert not taken(Edtf, "2004-1X")
    assert capsys.readouterr().out == ""


@settings(max_examples=examples(50), deadline=None)
@given(st.dates(), st.sampled_from(["", "~", "?"]))
def test_every_day_of_the_calendar(date: datetime.date, qualifier: str) -> None:
    number = day(date.year, date.month, date.day)
    first, days = number - date.day + 1, calendar.monthrange(date.year, date.month)[1]
    assert date_range(f"{date.isoformat()}{qualifier}") == DateRange(number, number)
    assert date_range(f"{date.isoformat()[:7]}{qualifier}") == DateRange(first, first + days - 1)


@settings(max_examples=examples(150), deadline=None)
@given(st.text("0123456789X/.-~?", max_size=12) | st.lists(PARTS, max_size=6).map("".join))
@example("-0044/..")
def test_a_date_is_refused_or_has_days_in_order(edtf: str) -> None:
    try:
        days = date_range(edtf)
    except ValueError:
        return
    assert FIRST_DAY <= days.earliest <= days.latest <= LAST_DAY


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-01-31", "2026-01-31T00:00:00.000000Z"),
        ("2026-01-31T09:30:00Z", "2026-01-31T09:30:00.000000Z"),
        ("2026-01-31t09:30:00z", "2026-01-31T09:30:00.000000Z"),
        ("2026-01-31T09:30:00", "2026-01-31T09:30:00.000000Z"),
        ("2026-01-31 09:30:00", "2026-01-31T09:30:00.000000Z"),
        ("2026-01-31T09:30:00.5Z", "2026-01-31T09:30:00.500000Z"),
        ("2026-01-31T09:30:00.123456789Z", "2026-01-31T09:30:00.123456Z"),
        ("2026-01-31T09:30:00+02:00", "2026-01-31T07:30:00.000000Z"),
        ("2026-01-31T09:30:00 02:00", "2026-01-31T07:30:00.000000Z"),
        ("2026-01-31T00:30:00.25+05:45", "2026-01-30T18:45:00.250000Z"),
        ("2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000000Z"),
        ("0001-01-01", "0001-01-01T00:00:00.000000Z"),
        ("0001-01-01T00:00:00+10:00", "0001-01-01T00:00:00.000000Z"),
        ("9999-12-31T23:59:59-10:00", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_a_moment(written: str, expected: str) -> None:
    assert moment(written) == expected
    assert taken(Moment, written)


@pytest.mark.parametrize("written", ["", "2026-01-31T09:30:00+02:00 " * 2, *NOT_MOMENTS.split()])
def test_not_a_moment(written: str) -> None:
    assert not taken(Moment, written)


def test_the_order_of_moments_is_the_order_of_their_text() -> None:
    written = ["0099-01-01", "2026-01-31T09:30:00+02:00", "2026-01-31T08:00:00Z", "2026-01-31T08:00:00.000001Z"]
    moments = [moment(each) for each in written]
    assert moments == sorted(moments)
    assert {len(each) for each in [*moments, now()]} == {27}
    assert moment(now()) >= moments[-1]
