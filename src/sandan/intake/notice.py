"""The notice of a year's days off (节假日安排通知) as text: which days it names as off, and which as worked.

Reads the official sentences (`10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）上班。`) and plain lists of days. What it
finds is a suggestion: the person who enters the year sees every day before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_ASIDE = re.compile(r"[（(][^）)]*[）)]")
_CLAUSE = re.compile(r"[。；;，,\n]")
_SPAN = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
    r"(?:\s*[至到—–~-]\s*(?:(?P<to_year>\d{4})年)?(?:(?P<to_month>\d{1,2})月)?(?P<to_day>\d{1,2})日)?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:\s*(?:[至到—–~-]|to|\.\.)\s*(\d{4})-(\d{1,2})-(\d{1,2}))?")
_LONGEST = 31


class DayError(ValueError):
    """A line in which no day can be read; `line` is its text."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Days:
    """What a notice names: days off and worked days of the year, and days of other years, which belong into those years' notices."""

    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    elsewhere: tuple[date, ...]


def read_notice(text: str, year: int) -> Days:
    """The days that a notice's text names. A clause with 上班 names worked days, one with 放假 days off, any other none."""
    off: set[date] = set()
    worked: set[date] = set()
    for clause in _CLAUSE.split(_ASIDE.sub("", text)):
        if "上班" in clause:
            worked |= set(_days(clause, year))
        elif "放假" in clause:
            off |= set(_days(clause, year))
    return Days(
        tuple(sorted(each for each in off if each.year == year)),
        tuple(sorted(each for each in worked if each.year == year)),
        tuple(sorted(each for each in off | worked if each.year != year)),
    )


def read_days(text: str, year: int) -> tuple[date, ...]:
    """The days of a list, one or a span on each line, as 2027-10-01 or 10月1日. Raises `DayError` for a line without a day."""
    found: set[date] = set()
    for line in _ASIDE.sub("", text).splitlines():
        for part in re.split(r"[、，,;；]", line):
            if part.strip():
                days = list(_days(part, year))
                if not days:
                    raise DayError(part.strip())
                found |= set(days)
    return tuple(sorted(found))


def _days(text: str, year: int) -> Iterator[date]:
    """Every day that a text names, spans filled in. A day that is none, such as 2月30日, is left out."""
    for said in _ISO.finditer(text):
        numbers = [int(each) for each in said.groups() if each]
        yield from _span(
            (numbers[0], numbers[1], numbers[2]), (numbers[3], numbers[4], numbers[5]) if numbers[3:] else None
        )
    month = 0
    for said in _SPAN.finditer(text):
        month = int(said["month"] or month)
        first = (int(said["year"] or year), month, int(said["day"]))
        last = None
        if said["to_day"]:
            month = int(said["to_month"] or month)
            last = (int(said["to_year"] or first[0]), month, int(said["to_day"]))
        yield from _span(first, last)


def _span(first: tuple[int, int, int], last: tuple[int, int, int] | None) -> Iterator[date]:
    try:
        day, end = date(*first), date(*(last or first))
    except ValueError:
        return
    if (end - day).days > _LONGEST:  # no holiday is so long: a slip of the pen
        return
    while day <= end:
        yield day
        day += timedelta(1)
