"""Clash (重复、多头检查): who else comes to a unit, whatever for. The one place that knows all who go out.

A circuit visit repeats another one within the office's term; a leader's or cadre's visit is no inspection, and is in the way on its day
alone (政府督查工作条例 (2021) art. 15).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sandan.domain import visit
from sandan.projections.circuit_visit import STANDING, CircuitVisit
from sandan.projections.version import now
from sandan.projections.visit import Visit


@dataclass(frozen=True, slots=True)
class Clash:
    """Another visit of a unit. `who`: the group, or the person; `people`: everybody who goes; `inspection`: a circuit visit, which another
    one would repeat."""

    number: str
    unit: str
    on: date
    who: str
    people: tuple[str, ...] = ()
    inspection: bool = True

    def meets(self, on: date, days: int) -> bool:
        """Whether it is on this day, or an inspection within so many days of it."""
        return self.on == on or (self.inspection and abs((self.on - on).days) <= days)


def clashes(units: Iterable[str], first: date, last: date, but: str = "") -> list[Clash]:
    """Visits of these units from a day to a day, by whomever, oldest first; without the circuit visit `but`."""
    wanted = list(units)
    rows = now(CircuitVisit).filter(place__in=wanted, day__gte=first, day__lte=last, status__in=STANDING)
    rows = rows.exclude(key=but) if but else rows
    found = [
        Clash(number, place, on, group, tuple(team.split()))
        for number, place, on, group, team in rows.values_list("number", "place", "day", "group", "team")
    ]
    planned = now(Visit).filter(place__in=wanted, planned_on__gte=first, planned_on__lte=last)
    planned = planned.filter(status=visit.VisitStatus.PLANNED.value)
    found += [
        Clash(number, place, on, who, (who,), inspection=False)
        for number, place, on, who in planned.values_list("number", "place", "planned_on", "visitor")
        if on is not None
    ]
    return sorted(found, key=lambda each: (each.on, each.number))


def near(unit: str, on: date, days: int, but: str = "") -> tuple[str, ...]:
    """Numbers of other visits of a unit that one on this day would meet or repeat."""
    around = clashes([unit], on - timedelta(days), on + timedelta(days), but)
    return tuple(each.number for each in around if each.meets(on, days))
