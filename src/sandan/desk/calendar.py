"""The calendar at the desk: a year's notice is entered, or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sandan.desk.handle import Done, Order, Transaction, handle_built
from sandan.domain.authority import Actor
from sandan.domain.holiday import NoticeYear
from sandan.projections.calendar import calendar


def notice_year(
    year: int,
    holidays: Sequence[date],
    workdays: Sequence[date],
    source: str,
    by: Actor,
    key: str,
    *,
    reason: str = "",
    at: datetime | None = None,
) -> Done:
    """Enter the days of a year from the official notice. A year that is known already takes a `reason`.

    Terms that were worked out before keep their days.
    """

    def build(_run: Transaction) -> list[Order]:
        order = NoticeYear(
            year=year,
            holidays=tuple(holidays),
            workdays=tuple(workdays),
            source=source,
            reason=reason,
            known=year in calendar().years,
        )
        return [Order(f"calendar/{year}", order)]

    return handle_built(build, by, key, repr((year, tuple(holidays), tuple(workdays), source, reason)), at)
