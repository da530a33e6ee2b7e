"""Rulebooks in words: what holds when for each procedure, deadline by deadline, for staff and for the public alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from sandan.domain.calendar import DayType, Roll
from sandan.domain.procedure import Procedure
from sandan.domain.rulebook import Deadline, Origin, Rulebook, Step, Term, WarningLevel
from sandan.domain.values import Channel
from sandan.projections.rule import Standing, channels, history
from sandan.web.label import ALARM, CHANNEL, COLOUR, ORIGIN, PROCEDURE, ROLE, START, STATUS, STEP, Label


@dataclass(frozen=True, slots=True)
class Shown:
    """A rulebook through one stretch of days, as `components/rulebook.html` reads it. `state`: ended, in_force or coming."""

    rulebook: Rulebook
    from_on: date
    until_on: date | None
    state: str
    origin: Label
    own: bool
    deadlines: list[dict[str, Any]]
    warnings: list[str]
    approvers: list[Label]
    office: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """A procedure with its rules on a day: what holds, what is coming, what has ended, and through which doors it is come to."""

    procedure: Procedure
    label: Label
    doors: list[Label]
    in_force: Shown | None
    coming: list[Shown]
    ended: list[Shown]


def sections(on: date) -> list[Section]:
    """Every procedure with its rules, as they look from a day."""
    doors = channels(on)
    found = []
    for procedure, label in PROCEDURE.items():
        shown = [_standing(each, on) for each in history(procedure)]
        found.append(
            Section(
                procedure,
                label,
                [CHANNEL[each] for each in Channel if doors[each] is procedure],
                next((each for each in shown if each.state == "in_force"), None),
                [each for each in shown if each.state == "coming"],
                [each for each in reversed(shown) if each.state == "ended"],
            )
        )
    return found


def _standing(standing: Standing, on: date) -> Shown:
    state = "in_force" if standing.holds(on) else "coming" if standing.from_on > on else "ended"
    return shown(standing.rulebook, state, standing.from_on, standing.until_on)


def shown(rules: Rulebook, state: str, from_on: date, until_on: date | None) -> Shown:
    """A rulebook in words."""
    return Shown(
        rules,
        from_on,
        until_on,
        state,
        ORIGIN[rules.origin],
        rules.origin is Origin.OFFICE,
        [line(each) for each in rules.deadlines],
        [alarm(each) for each in rules.warnings],
        [ROLE[each] for each in rules.approvers],
        office(rules),
    )


def office(rules: Rulebook) -> list[dict[str, Any]]:
    """The days of the steps that others than the unit take, as rows of a table; `own`: the rules say so themselves."""
    told = {each.status: each for each in rules.office_days}
    return [
        {
            "status": STATUS[status],
            "within": number(days, DayType.CALENDAR),
            "own": status in told,
            "article": told[status].article if status in told else "",
        }
        for status, days in rules.days.items()
    ]


def line(deadline: Deadline) -> dict[str, Any]:
    """One deadline as a row of a table."""
    return {
        "step": STEP[deadline.step],
        "within": within(deadline),
        "start": START[deadline.start],
        "rolls": deadline.roll is Roll.FORWARD,
        "article": deadline.article,
    }


def within(deadline: Deadline) -> str:
    """The length of a term with what it counts. What extends says that it adds."""
    said = number(deadline.days, deadline.day_type)
    return gettext("at most %(days)s more") % {"days": said} if deadline.step is Step.EXTEND else said


def number(days: int, kind: DayType) -> str:
    """So many days of a kind."""
    if kind is DayType.WORKING:
        return ngettext("%(count)s working day", "%(count)s working days", days) % {"count": days}
    return ngettext("%(count)s calendar day", "%(count)s calendar days", days) % {"count": days}


def alarm(level: WarningLevel) -> str:
    """From when a level of alarm holds, and what it is called here."""
    days = number(abs(level.days), level.day_type)
    when = (gettext("%(days)s before the deadline") if level.days < 0 else gettext("%(days)s after the deadline")) % {
        "days": days
    }
    if level.days == 0:
        when = gettext("on the day of the deadline")
    return gettext("%(level)s (%(colour)s): %(when)s") % {
        "level": ALARM[level.alarm],
        "colour": COLOUR[level.colour],
        "when": when,
    }


def last_day(term: Term | None) -> str:
    """The last day of a term in words: the day, the year that the calendar lacks, or nothing."""
    if term is None:
        return gettext("no rule")
    if term.unknown:
        return gettext("not known: the notice for %(year)s is missing") % {"year": term.unknown}
    return f"{term.last_on:%Y-%m-%d}" if term.last_on else gettext("not begun")


def steps(found: Sequence[Step]) -> list[Label]:
    """The names of steps."""
    return [STEP[each] for each in found]
