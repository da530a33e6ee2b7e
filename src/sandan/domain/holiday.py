"""Notice (节假日安排通知): the decider of the calendar. An office enters the days of a year from the official notice, or corrects them.

The notices come out one year at a time, usually in November (国务院办公厅关于部分节假日安排的通知). A correction is a
later notice of the same year with its reason; the earlier one stays readable. Terms that were already worked out keep their days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sandan.domain.authority import Actor, permit
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

EARLIEST = 1949
_AHEAD = 2
_ALWAYS = ((1, 1), (5, 1), (10, 1))
"""元旦, 劳动节 and 国庆节 have been days off in every year since there are notices (全国年节及纪念日放假办法 art. 2)."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """What an office entered of one year, as its stream tells it."""

    year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]


@command("calendar.notice_year")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeYear(Command):
    """Say which days of a year are off and which weekend days are worked, by which notice.

    `known`: whether the year is known already, from the library or from an earlier entry, as the desk found it; then a `reason` is due.
    """

    year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    source: str
    reason: str = ""
    known: bool = False


@event("calendar.year_noticed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class YearNoticed(Event):
    """The days of a year are known, or known otherwise than before; then `reason` says why."""

    year: Public[int]
    holidays: Public[tuple[date, ...]]
    workdays: Public[tuple[date, ...]]
    source: Public[str]
    reason: Public[str]


def decide(order: Command, state: Notice | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if not isinstance(order, NoticeYear):
        raise Fault(f"not a calendar command: {order.name}")
    holidays, workdays = tuple(sorted(set(order.holidays))), tuple(sorted(set(order.workdays)))
    year = order.year
    require(EARLIEST <= year <= at.year + _AHEAD, "calendar_year_far", year=year, last=at.year + _AHEAD)
    for day in (*holidays, *workdays):
        require(day.year == year, "calendar_other_year", date=day, year=year)
    for day in workdays:
        require(day not in holidays, "calendar_day_twice", date=day)
        require(day.weekday() >= _SATURDAY, "calendar_not_a_weekend", date=day)
    # A notice entered by half would shorten every term of the year without anybody seeing it.
    for month, number in _ALWAYS:
        require(date(year, month, number) in holidays, "calendar_incomplete", date=date(year, month, number))
    require(state is None or (state.holidays, state.workdays) != (holidays, workdays), "calendar_same", year=year)
    corrected = order.known or state is not None
    return (
        YearNoticed(
            happened_on=on,
            year=year,
            holidays=holidays,
            workdays=workdays,
            source=written(order.source, "notice", 300),
            reason=written(order.reason, "reason", 500) if corrected else "",
        ),
    )


def evolve(state: Notice | None, happened: Event) -> Notice | None:
    """What is known of the year after `happened`."""
    match happened:
        case YearNoticed(year=year, holidays=holidays, workdays=workdays):
            return Notice(year, holidays, workdays)
    return state
