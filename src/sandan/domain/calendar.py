"""Calendar (节假日历): which days are worked, and counting days by it. Arithmetic only; the days themselves are handed in.

Holidays and make-up workdays are announced year by year (国务院办公厅关于节假日安排的通知), so what lies beyond the years handed
in is refused and never guessed (law 10). Whether working or calendar days are counted is a property of each rule, never of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sandan.domain.values import Refusal

_DAY = timedelta(1)
_SATURDAY = 5


class DayType(StrEnum):
    """What a rule counts."""

    CALENDAR = "calendar"
    """自然日: every day."""
    WORKING = "working"
    """工作日: days that are worked by the year's notice, make-up days (调休上班) included."""


class Roll(StrEnum):
    """What becomes of a term whose last day is a day off."""

    NONE = "none"
    """It stays."""
    FORWARD = "forward"
    """It moves to the first working day after (民法典 art. 203)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years that are known, with their days off that are no weekends, and the weekend days that are worked."""

    years: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether a day is worked. Refuses (`calendar_unknown`) a day of a year whose notice is not known."""
        if day.year not in self.years:
            raise Refusal("calendar_unknown", year=day.year)
        return day in self.workdays or (day.weekday() < _SATURDAY and day not in self.holidays)

    def rolled(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it (民法典 art. 203)."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add(self, start: date, days: int, kind: DayType, roll: Roll = Roll.NONE) -> date:
        """The last day of a term of so many days from `start`, which is itself not counted (民法典 art. 201).

        A term in calendar days that does not roll needs no notice, so it is known in any year.
        """
        end = self._walk(start, days, _DAY) if kind is DayType.WORKING else start + timedelta(days)
        return self.rolled(end) if roll is Roll.FORWARD else end

    def before(self, end: date, days: int, kind: DayType) -> date:
        """The day so many days before `end`, which is itself not counted."""
        return self._walk(end, days, -_DAY) if kind is DayType.WORKING else end - timedelta(days)

    def between(self, start: date, end: date, kind: DayType) -> int:
        """How many days lie after `start` up to `end`; 0 where `end` is not later."""
        if kind is DayType.CALENDAR:
            return max((end - start).days, 0)
        return sum(self.is_working(start + timedelta(number)) for number in range(1, (end - start).days + 1))

    def _walk(self, day: date, days: int, step: timedelta) -> date:
        while days > 0:
            day += step
            days -= self.is_working(day)
        return day

    def of_year(self, year: int) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """The holidays and the make-up workdays of one year, in order."""
        return (
            tuple(sorted(each for each in self.holidays if each.year == year)),
            tuple(sorted(each for each in self.workdays if each.year == year)),
        )

    def with_year(self, year: int, holidays: Iterable[date], workdays: Iterable[date]) -> Calendar:
        """The calendar in which this year is as given, whatever was known of it before."""
        return Calendar(
            self.years | {year},
            frozenset(each for each in self.holidays if each.year != year) | frozenset(holidays),
            frozenset(each for each in self.workdays if each.year != year) | frozenset(workdays),
        )


def months_later(start: date, months: int) -> date:
    """The day so many months later by its number, or the month's last where that has no such day (民法典 art. 202)."""
    year, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(start.day, (following - _DAY).day))
