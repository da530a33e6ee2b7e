"""Lecture (讲党课): planned by the places that a leader is assigned to, held, and its audience counted as persons or as attendances (S4).

"Over 70" stays over 70 (`quantity`). Whoever gave or arranged a lecture claims it; papers document it; somebody of the place where it
was held, who neither gave nor entered it, confirms it. A lecture that was entered at once as held is one entry (law 11).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.register import Grade, best, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class LectureStatus(StrEnum):
    """Where a lecture stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """Entered by mistake. It stays in the ledger and counts nowhere."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """A lecture as its stream tells it. `place` is the unit where it is given, `unit` the one that keeps the record."""

    id: str
    lecturer: str
    place: str
    unit: str
    status: LectureStatus = LectureStatus.PLANNED
    grade: Grade = Grade.CLAIMED
    keepers: frozenset[str] = frozenset()
    """Who planned it or entered it as held."""


@command("lecture.plan")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLecture(Command):
    """Plan a lecture. `open_to_all`: it is announced on the public pages until its day."""

    lecture: str
    title: str
    lecturer: str
    place: str
    unit: str
    planned_on: date
    open_to_all: bool = False


@command("lecture.hold")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLecture(Command):
    """Say that it was held, and before how many; `audience` None where nobody counted."""

    lecture: str
    held_on: date
    audience: Quantity | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("lecture.confirm")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLecture(Command):
    """Confirm, as one of the place where it was given, that it was held so."""

    lecture: str
    note: str = ""


@command("lecture.cancel")
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelLecture(Command):
    """Say that it will not be held, and why."""

    lecture: str
    reason: str


@command("lecture.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLecture(Command):
    """Take back an entry made by mistake, and say why."""

    lecture: str
    reason: str


@event("lecture.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LecturePlanned(Event):
    """A lecture is to be given."""

    lecture: Public[str]
    title: Public[str]
    lecturer: Public[str]
    place: Public[str]
    unit: Public[str]
    planned_on: Public[date]
    open_to_all: Public[bool]


@event("lecture.held/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LectureHeld(Event):
    """A lecture was given."""

    lecture: Public[str]
    held_on: Public[date]
    audience: Public[Quantity | None] = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""


@event("lecture.confirmed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LectureConfirmed(Event):
    """Somebody of the place says that it was."""

    lecture: Public[str]
    note: str
    witness: str


@event("lecture.cancelled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LectureCancelled(Event):
    """It is not given."""

    lecture: Public[str]
    reason: Public[str]


@event("lecture.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class LectureWithdrawn(Event):
    """The entry was a mistake."""

    lecture: Public[str]
    reason: Public[str]


def decide(order: Command, state: Lecture | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, PlanLecture):
        require(state is None, "already_exists", id=order.lecture)
        keeps(by, order.unit, order.place)
        return (
            LecturePlanned(
                happened_on=on,
                lecture=order.lecture,
                title=written(order.title, "title", 200),
                lecturer=written(order.lecturer, "lecturer", 32),
                place=written(order.place, "place", 32),
                unit=order.unit,
                planned_on=order.planned_on,
                open_to_all=order.open_to_all,
            ),
        )
    one = held(state, "unknown_lecture")
    require(one.status is not LectureStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case HoldLecture():
            return (_held(order, one, by, on, today),)
        case ConfirmLecture(note=note):
            require(one.status is LectureStatus.HELD, "not_held_yet")
            require(by.within(one.place), "not_of_the_place")
            require(by.person not in one.keepers | {one.lecturer}, "not_by_keeper")
            require(one.grade is not Grade.VERIFIED, "confirmed_already")
            return (LectureConfirmed(happened_on=on, lecture=one.id, note=note.strip()[:500], witness=by.person),)
        case CancelLecture(reason=reason):
            keeps(by, one.unit, one.place)
            require(one.status is LectureStatus.PLANNED, "not_planned")
            return (LectureCancelled(happened_on=on, lecture=one.id, reason=written(reason, "reason", 500)),)
        case WithdrawLecture(reason=reason):
            keeps(by, one.unit, one.place)
            return (LectureWithdrawn(happened_on=on, lecture=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a lecture command: {order.name}")


def _held(order: HoldLecture, one: Lecture, by: Actor, on: date, today: date) -> LectureHeld:
    keeps(by, one.unit, one.place)
    require(one.status is LectureStatus.PLANNED, "not_planned")
    require(order.held_on <= today, "date_in_future", date=order.held_on)
    if order.audience is not None:
        require(order.audience.measure in (Measure.PERSON, Measure.ATTENDANCE), "quantity_measure")
    return LectureHeld(
        happened_on=on,
        lecture=one.id,
        held_on=order.held_on,
        audience=order.audience,
        note=order.note.strip()[:2000],
        evidence=order.evidence,
        keeper=by.person,
    )


def evolve(state: Lecture | None, happened: Event) -> Lecture | None:
    """The lecture after an event."""
    if isinstance(happened, LecturePlanned):
        return Lecture(happened.lecture, happened.lecturer, happened.place, happened.unit)
    one = held(state, "unknown_lecture")
    match happened:
        case LectureHeld(evidence=evidence, keeper=keeper):
            grade = Grade.DOCUMENTED if evidence else Grade.CLAIMED
            return replace(one, status=LectureStatus.HELD, grade=grade, keepers=one.keepers | {keeper})
        case LectureConfirmed():
            return replace(one, grade=best(one.grade, Grade.VERIFIED))
        case LectureCancelled():
            return replace(one, status=LectureStatus.CANCELLED)
        case LectureWithdrawn():
            return replace(one, status=LectureStatus.WITHDRAWN)
    raise Fault(f"not a lecture event: {happened.kind}")
