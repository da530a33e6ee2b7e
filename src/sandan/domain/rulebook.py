"""Rulebook (办理规则): the dated rules of one procedure as data, and what they give one problem. Working out days, deciding nothing.

A rulebook holds from a day to a day and cites where it comes from; each deadline in it says what it counts, from when, and by which article
(law 10). Which rulebook judges a problem follows from the day on which it was registered, so a case of 2019 stays under the rules of 2019.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sandan.domain.authority import Role
from sandan.domain.calendar import Calendar, DayType, Roll, months_later
from sandan.domain.procedure import LAST_ASK, Procedure, Terms
from sandan.domain.turn import DAYS
from sandan.domain.values import Refusal, Status


class Step(StrEnum):
    """What a deadline is for."""

    FORWARD = "forward"
    """Register, and forward or assign (登记、转送交办)."""
    TELL = "tell"
    """Tell the reporter whether and how it is taken up (告知受理情况)."""
    RETURN = "return"
    """Say "not ours" (提出异议、退回)."""
    CONCLUDE = "conclude"
    """Conclude (办结)."""
    EXTEND = "extend"
    """By how much all extensions together may prolong the limit (延期)."""
    ASK_REVIEW = "ask_review"
    """The reporter asks for a review (请求复查)."""
    REVIEW = "review"
    """The superior decides on it (复查)."""
    ASK_RE_REVIEW = "ask_re_review"
    """The reporter asks for a re-review (请求复核)."""
    RE_REVIEW = "re_review"
    """The superior of the reviewer decides on it (复核)."""


class Start(StrEnum):
    """From what a deadline is counted. The day itself is not counted (民法典 art. 201)."""

    REGISTERED = "registered"
    """收到, 登记."""
    ACCEPTED = "accepted"
    """受理."""
    DISPATCHED = "dispatched"
    """交办: when the unit gets it, and not when it signs (domain H6)."""
    LIMIT = "limit"
    """The day by which it was to be concluded: extensions are counted on from there."""
    ANSWERED = "answered"
    """The reporter received the written answer."""
    REVIEW_ASKED = "review_asked"
    REVIEWED = "reviewed"
    RE_REVIEW_ASKED = "re_review_asked"


STARTS: dict[Step, tuple[Start, ...]] = {
    Step.FORWARD: (Start.REGISTERED,),
    Step.TELL: (Start.REGISTERED, Start.DISPATCHED),
    Step.RETURN: (Start.DISPATCHED,),
    Step.CONCLUDE: (Start.ACCEPTED, Start.REGISTERED, Start.DISPATCHED),
    Step.EXTEND: (Start.LIMIT,),
    Step.ASK_REVIEW: (Start.ANSWERED,),
    Step.REVIEW: (Start.REVIEW_ASKED,),
    Step.ASK_RE_REVIEW: (Start.REVIEWED,),
    Step.RE_REVIEW: (Start.RE_REVIEW_ASKED,),
}
"""From what each step may be counted, the usual one first."""


class Origin(StrEnum):
    """Whose numbers these are."""

    LAW = "law"
    """A law or regulation that binds the whole country."""
    DEFAULT = "default"
    """Plain defaults of this program, which no law fixes: the office's own to set."""
    OFFICE = "office"
    """The office adopted them, on the basis that it names."""


class Alarm(StrEnum):
    """How serious it is that a deadline is near or past. By meaning; which colour says so differs from place to place (domain C7)."""

    REMINDER = "reminder"
    """提醒."""
    WARNING = "warning"
    """警告."""
    FINAL = "final"
    """最后警告."""


class Colour(StrEnum):
    """What an alarm is called on paper: 蓝单, 黄单, 橙单, 红单."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One term: so many days of a kind, from an event, for a step; `article` is where it stands."""

    step: Step
    days: int
    day_type: DayType
    start: Start
    roll: Roll = Roll.NONE
    article: str = ""

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.step.value, self.days, self.day_type.value, self.start.value, self.roll.value, self.article]

    @classmethod
    def of_row(cls, row: list[Any]) -> Deadline:
        """Read back from the ledger."""
        step, days, day_type, start, roll, article = row
        return cls(Step(step), days, DayType(day_type), Start(start), Roll(roll), article)

    def last_day(self, start: date, calendar: Calendar) -> date:
        """The last day on which the step is still in time. Refuses (`calendar_unknown`) where the calendar ends."""
        return calendar.add(start, self.days, self.day_type, self.roll)


@dataclass(frozen=True, slots=True)
class WarningLevel:
    """An alarm so many days before (negative) or after the deadline, in what is counted, with its colour here."""

    alarm: Alarm
    days: int
    day_type: DayType
    colour: Colour

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.alarm.value, self.days, self.day_type.value, self.colour.value]

    @classmethod
    def of_row(cls, row: list[Any]) -> WarningLevel:
        """Read back from the ledger."""
        alarm, days, day_type, colour = row
        return cls(Alarm(alarm), days, DayType(day_type), Colour(colour))

    def from_day(self, due_on: date, calendar: Calendar) -> date:
        """The day from which the alarm holds for what is due on a day."""
        if self.days < 0:
            return calendar.before(due_on, -self.days, self.day_type)
        return calendar.add(due_on, self.days, self.day_type)


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """How many days those outside the unit have for their step on what stands at `status`, from the day on which it came there.

    Calendar days, so that the day is known even where next year's notice is not. `article` is where it stands, if a law says it.
    """

    status: Status
    days: int
    article: str = ""

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.status.value, self.days, self.article]

    @classmethod
    def of_row(cls, row: list[Any]) -> OfficeDays:
        """Read back from the ledger."""
        status, days, article = row
        return cls(Status(status), days, article)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The rules of one procedure from a day on; `until_on` is their last day, None while no end is set."""

    id: str
    procedure: Procedure
    title: str
    basis: str
    """The paper, as it is cited; the deadlines name its articles."""
    from_on: date
    until_on: date | None = None
    origin: Origin = Origin.OFFICE
    text: str = ""
    """What else the reader should know, in the office's words."""
    deadlines: tuple[Deadline, ...] = ()
    warnings: tuple[WarningLevel, ...] = ()
    approvers: tuple[Role, ...] = ()
    """Who must agree to an extension, one after the other; the unit's head by asking for it."""
    adjudicate_at: int = LAST_ASK
    """At which return nobody may return it any more and a binding decision falls (design section 5; domain H6)."""
    standard_first: bool = False
    """Whether a task's acceptance standard must be agreed before work on it is reported (domain C3)."""
    closing: tuple[str, ...] = ()
    """By what it is judged whether a problem may be struck off."""
    repeat_months: int = 0
    """For how long after strike-off a repeat complaint reopens the old number; 0: no rule."""
    retention_years: int = 0
    """For how long its records are kept after it ended; 0: no rule."""
    retention_basis: str = ""
    office_days: tuple[OfficeDays, ...] = ()
    """The days of the steps that others than the unit take; where unset, those of `turn.DAYS`."""

    @property
    def days(self) -> Mapping[Status, int]:
        """How many days each step of the office has, as `turn` reads them."""
        return {**DAYS, **{each.status: each.days for each in self.office_days}}

    def deadline(self, step: Step) -> Deadline | None:
        """The rule for a step, if there is one."""
        return next((each for each in self.deadlines if each.step is step), None)

    def holds(self, on: date) -> bool:
        """Whether these rules are in force on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)

    def repeats(self, struck_off_on: date, heard_on: date) -> bool:
        """Whether what was heard on a day counts as a repeat of what had been struck off, and so reopens its number."""
        last = months_later(struck_off_on, self.repeat_months)
        return bool(self.repeat_months) and struck_off_on <= heard_on <= last

    def kept_until(self, ended_on: date) -> date | None:
        """The last day on which the records of a matter that ended on a day must be kept; None: no rule."""
        return months_later(ended_on, 12 * self.retention_years) if self.retention_years else None

    def warned(self, due_on: date, calendar: Calendar) -> tuple[tuple[WarningLevel, date], ...]:
        """Every alarm for what is due on a day, with the day from which it holds."""
        return tuple((each, each.from_day(due_on, calendar)) for each in self.warnings)

    def warned_on(self, today: date, due_on: date, calendar: Calendar) -> tuple[WarningLevel, date] | None:
        """The gravest alarm that holds today for what is due on a day, and since when; None while none does.

        An alarm whose day lies in a year whose notice is not known has not come, unless that year is here: then it is refused
        (`calendar_unknown`).
        """
        held = None
        for each in self.warnings:
            try:
                since = each.from_day(due_on, calendar)
            except Refusal as refusal:
                if int(str(refusal.facts["year"])) <= today.year:
                    raise
                continue
            if since <= today:
                held = (each, since)
        return held


@dataclass(frozen=True, slots=True)
class Moments:
    """The days from which a problem's deadlines are counted, as far as they have come. `registered_on` also picks the rules."""

    registered_on: date
    accepted_on: date | None = None
    dispatched_on: date | None = None
    answered_on: date | None = None
    review_asked_on: date | None = None
    reviewed_on: date | None = None
    re_review_asked_on: date | None = None

    def of(self, start: Start) -> date | None:
        """The day of an event; None while it has not come."""
        return {
            Start.REGISTERED: self.registered_on,
            # What is with a unit has been taken on, whoever forgot to say so.
            Start.ACCEPTED: self.accepted_on or self.dispatched_on,
            Start.DISPATCHED: self.dispatched_on,
            Start.ANSWERED: self.answered_on,
            Start.REVIEW_ASKED: self.review_asked_on,
            Start.REVIEWED: self.reviewed_on,
            Start.RE_REVIEW_ASKED: self.re_review_asked_on,
        }.get(start)


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline for one problem: from which day it runs and on which it ends; both None while its start has not come.

    `unknown` is the year that the calendar does not know, where the end lies beyond it.
    """

    deadline: Deadline
    basis: str
    start_on: date | None = None
    last_on: date | None = None
    unknown: int = 0


def cited(rulebook: Rulebook, *deadlines: Deadline) -> str:
    """The basis with the articles of these deadlines, each once."""
    articles = "、".join(dict.fromkeys(each.article for each in deadlines if each.article))
    return f"{rulebook.basis}{articles}" if articles else rulebook.basis


def terms(rulebook: Rulebook, moments: Moments, calendar: Calendar, due_on: date | None = None) -> Terms:
    """The days that these rules give a problem at its dispatch. Nearness is counted to `due_on`, else to the latest limit there may be.

    Refuses (`calendar_unknown`) where a day lies in a year whose notice is not known.
    """
    assert moments.dispatched_on is not None
    back, conclude, extend = (rulebook.deadline(each) for each in (Step.RETURN, Step.CONCLUDE, Step.EXTEND))
    begun = moments.of(conclude.start) if conclude else None
    limit = conclude.last_day(begun, calendar) if conclude and begun else None
    near = min((each for each in rulebook.warnings if each.days < 0), key=lambda each: each.days, default=None)
    to = due_on or limit
    used = [each for each in rulebook.deadlines if each in (back, conclude, extend)]
    return Terms(
        procedure=rulebook.procedure,
        rulebook=rulebook.id,
        basis=cited(rulebook, *used),
        return_by=back.last_day(moments.dispatched_on, calendar) if back else None,
        limit_on=limit,
        longest_on=_longest(conclude, extend, begun, calendar),
        warn_on=near.from_day(to, calendar) if near and to else None,
        standard_first=rulebook.standard_first,
        approvers=rulebook.approvers,
        adjudicate_at=rulebook.adjudicate_at,
    )


def _longest(conclude: Deadline | None, extend: Deadline | None, begun: date | None, calendar: Calendar) -> date | None:
    """The end of every extension. Counted on from the limit as it stood before it rolled, so that no holiday is given twice."""
    if conclude is None or extend is None or begun is None:
        return None
    limit = calendar.add(begun, conclude.days, conclude.day_type)
    return extend.last_day(limit, calendar)


def listed(rulebook: Rulebook, moments: Moments, calendar: Calendar) -> tuple[Term, ...]:
    """Every deadline of these rules for one problem, in the order of the rules. Where the calendar ends, the year is named instead."""
    return tuple(_term(rulebook, each, moments, calendar) for each in rulebook.deadlines)


def _term(rulebook: Rulebook, deadline: Deadline, moments: Moments, calendar: Calendar) -> Term:
    basis = cited(rulebook, deadline)
    conclude = rulebook.deadline(Step.CONCLUDE)
    try:
        if deadline.start is not Start.LIMIT:
            start = moments.of(deadline.start)
            return Term(deadline, basis, start, deadline.last_day(start, calendar) if start else None)
        begun = moments.of(conclude.start) if conclude else None
        if conclude is None or begun is None:
            return Term(deadline, basis)
        start = calendar.add(begun, conclude.days, conclude.day_type)
        return Term(deadline, basis, start, deadline.last_day(start, calendar))
    except Refusal as refusal:
        return Term(deadline, basis, unknown=int(str(refusal.facts["year"])))
