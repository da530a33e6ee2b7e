"""The calendar: the worked oracles of 2019, what always holds of adding days, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.calendar import Calendar, DayType, Roll, months_later
from sandan.domain.values import Refusal
from sandan.projections.calendar import library

WORKING, DAYS = DayType.WORKING, DayType.CALENDAR
OFF_2019 = frozenset([date(2019, 9, day) for day in (13, 14, 15)] + [date(2019, 10, day) for day in range(1, 8)])
MADE_UP_2019 = frozenset({date(2019, 9, 29), date(2019, 10, 12)})
AUTUMN = Calendar(frozenset({2019}), OFF_2019, MADE_UP_2019)
"""国办发明电〔2018〕15号, from Mid-autumn to the end of the year."""
TWO_YEARS = st.dates(date(2019, 1, 1), date(2020, 6, 30))
TERM = st.integers(0, 60)


@pytest.mark.parametrize("calendar", [AUTUMN, library()], ids=["notice", "library"])
@pytest.mark.parametrize(
    ("start", "days", "kind", "roll", "last", "trap"),
    [
        (date(2019, 9, 27), 5, WORKING, Roll.NONE, date(2019, 10, 10), date(2019, 10, 4)),
        (date(2019, 9, 30), 5, WORKING, Roll.NONE, date(2019, 10, 12), date(2019, 10, 7)),
        (date(2019, 10, 8), 10, WORKING, Roll.NONE, date(2019, 10, 21), date(2019, 10, 22)),
        (date(2019, 9, 20), 15, DAYS, Roll.NONE, date(2019, 10, 5), None),
        (date(2019, 9, 20), 15, DAYS, Roll.FORWARD, date(2019, 10, 8), date(2019, 10, 7)),
        (date(2019, 9, 30), 60, DAYS, Roll.NONE, date(2019, 11, 29), date(2019, 11, 28)),
        (date(2019, 9, 30), 90, DAYS, Roll.NONE, date(2019, 12, 29), None),
        (date(2019, 9, 30), 90, DAYS, Roll.FORWARD, date(2019, 12, 30), date(2019, 12, 29)),
    ],
)
def test_the_oracles_of_2019(
    calendar: Calendar, start: date, days: int, kind: DayType, roll: Roll, last: date, trap: date | None
) -> None:
    """Domain C8, row by row. `trap` is what counting Monday to Friday, or the first day along, would give."""
    assert calendar.add(start, days, kind, roll) == last
    assert calendar.add(start, days, kind, roll) != trap


def test_a_saturday_may_be_the_last_day_where_it_is_worked() -> None:
    last = AUTUMN.add(date(2019, 9, 30), 5, WORKING, Roll.FORWARD)
    assert (last, last.isoweekday()) == (date(2019, 10, 12), 6)


def test_the_first_day_is_not_counted() -> None:
    """民法典 art. 201."""
    assert AUTUMN.add(date(2019, 10, 8), 0, WORKING) == date(2019, 10, 8)
    assert AUTUMN.add(date(2019, 10, 8), 1, WORKING) == date(2019, 10, 9)
    assert AUTUMN.add(date(2019, 10, 8), 1, DAYS) == date(2019, 10, 9)
    assert AUTUMN.add(date(2019, 10, 5), 1, WORKING) == date(2019, 10, 8), "also from a day off"


@given(TWO_YEARS, TERM, TERM)
def test_terms_add_up(start: date, first: int, second: int) -> None:
    for kind in DayType:
        in_two = library().add(library().add(start, first, kind), second, kind)
        assert in_two == library().add(start, first + second, kind)


@given(TWO_YEARS, st.integers(1, 60))
def test_working_days_never_end_on_a_day_off(start: date, days: int) -> None:
    last = library().add(start, days, WORKING)
    assert library().is_working(last)
    assert library().add(start, days, WORKING, Roll.FORWARD) == last, "nothing to roll"
    assert library().between(start, last, WORKING) == days


@given(TWO_YEARS, TERM)
def test_what_rolls_ends_on_the_first_working_day_from_there(start: date, days: int) -> None:
    stays, rolls = library().add(start, days, DAYS), library().add(start, days, DAYS, Roll.FORWARD)
    assert library().is_working(rolls)
    between = [stays + timedelta(number) for number in range((rolls - stays).days)]
    assert not any(library().is_working(each) for each in between)


@given(TWO_YEARS, st.integers(1, 60))
def test_back_is_the_way_there(start: date, days: int) -> None:
    start = library().rolled(start)
    for kind in DayType:
        assert library().before(library().add(start, days, kind), days, kind) == start


@given(TWO_YEARS, TWO_YEARS)
def test_counting_agrees_with_adding(start: date, end: date) -> None:
    for kind in DayType:
        count = library().between(start, end, kind)
        assert count == 0 if end <= start else library().add(start, count, kind) <= end


def test_beyond_its_years_it_refuses_and_names_the_year() -> None:
    with pytest.raises(Refusal) as refused:
        AUTUMN.add(date(2019, 12, 30), 3, WORKING)
    assert (refused.value.code, refused.value.facts) == ("calendar_unknown", {"year": 2020})
    with pytest.raises(Refusal, match="calendar_unknown"):
        AUTUMN.rolled(date(2020, 1, 1))
    with pytest.raises(Refusal, match="calendar_unknown"):
        AUTUMN.before(date(2019, 1, 2), 2, WORKING)


def test_days_that_do_not_roll_need_no_notice() -> None:
    assert Calendar().add(date(2031, 1, 31), 30, DAYS) == date(2031, 3, 2)


def test_a_year_given_takes_the_place_of_what_was_known_of_it() -> None:
    monday = date(2019, 10, 14)
    corrected = AUTUMN.with_year(2019, [*OFF_2019, monday], MADE_UP_2019)
    assert corrected.add(date(2019, 10, 12), 1, WORKING) == date(2019, 10, 15)
    assert AUTUMN.add(date(2019, 10, 12), 1, WORKING) == monday, "the calendar before it is untouched"
    more = AUTUMN.with_year(2020, [date(2020, 1, 1)], [])
    assert more.add(date(2019, 12, 31), 1, WORKING) == date(2020, 1, 2)
    assert more.of_year(2019) == (tuple(sorted(OFF_2019)), tuple(sorted(MADE_UP_2019)))


def test_the_library_knows_whole_years_without_a_gap() -> None:
    years = library().years
    assert years == frozenset(range(min(years), max(years) + 1))
    assert {2004, 2019, 2026} <= years


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 9), 12, date(2027, 3, 9)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 5, 6), 0, date(2026, 5, 6)),
    ],
)
def test_months_end_on_the_day_of_that_number(start: date, months: int, last: date) -> None:
    """民法典 art. 202: where the month has no such day, on its last."""
    assert months_later(start, months) == last
