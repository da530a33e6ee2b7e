"""The calendar: the years that the kept library knows, with what the office entered of any year in place of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache

from chinese_calendar import constants
from django.db import models

from sandan.domain import holiday
from sandan.domain.calendar import Calendar
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, as_of, index, now, versions


class CalendarYear(Version):
    """A year as the office entered it: its days off and its worked weekend days (JSON lists), from which notice, and why if corrected."""

    year = models.IntegerField()
    holidays = models.TextField()
    workdays = models.TextField()
    source = models.CharField(max_length=300)
    reason = models.CharField(max_length=500, default="")
    noticed_on = models.DateField()

    class Meta:
        indexes = [index("calendaryear", "key")]


@dataclass(frozen=True, slots=True)
class Entered:
    """One entry of a year by the office, for the page that shows them all."""

    source: str
    reason: str
    noticed_on: date
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a year."""
    match event:
        case holiday.YearNoticed():
            values = {
                "year": event.year,
                "holidays": _written(event.holidays),
                "workdays": _written(event.workdays),
                "source": event.source,
                "reason": event.reason,
                "noticed_on": event.happened_on,
            }
            tables.put(CalendarYear, str(event.year), entry.position, values)


@cache
def library() -> Calendar:
    """What the library `chinesecalendar` knows. A year counts only if it is there to its end, the National Day."""
    holidays, workdays = frozenset(constants.holidays), frozenset(constants.workdays)
    years = {each.year for each in holidays}
    whole = frozenset(each for each in years if {date(each, 1, 1), date(each, 10, 1)} <= holidays)
    return Calendar(
        whole,
        frozenset(each for each in holidays if each.year in whole),
        frozenset(each for each in workdays if each.year in whole),
    )


def calendar(position: int | None = None) -> Calendar:
    """The calendar now, or as the ledger knew it at `position`: a year that the office entered is as it was entered."""
    found = library()
    for row in as_of(CalendarYear, position).order_by("year"):
        found = found.with_year(row.year, _read(row.holidays), _read(row.workdays))
    return found


def entered(year: int) -> list[Entered]:
    """What the office entered of a year, the last entry first."""
    return [
        Entered(row.source, row.reason, row.noticed_on, _read(row.holidays), _read(row.workdays))
        for row in versions(CalendarYear).filter(key=str(year)).order_by("-since")
    ]


def entered_years() -> frozenset[int]:
    """The years of which the office entered anything."""
    return frozenset(now(CalendarYear).values_list("year", flat=True))


def _written(days: tuple[date, ...]) -> str:
    return json.dumps([each.isoformat() for each in days])


def _read(days: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(each) for each in json.loads(days))
