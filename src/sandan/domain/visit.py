"""Visit (走访; 访民情、解难题、办实事): someone goes to a place or sector of theirs; each thing heard goes its way in the same entry (S6).

A thing heard becomes an opinion, is put right on the spot, is a dispute, or is just noted. What people say lies sealed where it
belongs; a visit itself keeps links. It names no household: no form of it asks for one, and a note with somebody's number, or with words of
health, is refused (domain F6; PIPL art. 6). A planned visit that
meets others at the same place on the same day is held all the same if a reason is given: the clash is said, never forbidden (2024 rules
on burden; domain H10).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sandan.domain.authority import Actor, permit
from sandan.domain.discretion import discreet
from sandan.domain.register import Grade, best, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Personal, Public, Topic, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_HEARD = 60
"""Things heard on one visit; more are two visits."""


class VisitStatus(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """Entered by mistake. It stays in the ledger and counts nowhere."""


class HeardKind(StrEnum):
    """What becomes of a thing heard."""

    OPINION = "opinion"
    """意见建议: the office sorts it like every other."""
    FIXED = "fixed"
    """立行立改: said to be put right on the spot. With evidence it is a problem that others verify; without, it stays an opinion."""
    DISPUTE = "dispute"
    """矛盾纠纷: a quarrel between people, to be mediated."""
    NOTED = "noted"
    """了解情况: kept with the visit, for those who keep it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing heard: what became of it, and the ids of the opinion, problem or dispute that it is now. Its words lie sealed there."""

    kind: HeardKind
    topic: Topic = Topic.OTHER
    opinion: str = ""
    problem: str = ""
    dispute: str = ""

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.kind.value, self.topic.value, self.opinion, self.problem, self.dispute]

    @classmethod
    def of_row(cls, row: list[Any]) -> Heard:
        """Read back from the ledger."""
        kind, topic, opinion, problem, dispute = map(str, row)
        return cls(HeardKind(kind), Topic(topic), opinion, problem, dispute)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as its stream tells it. `place` is the unit that was visited, `unit` the one that keeps the record."""

    id: str
    visitor: str
    place: str
    unit: str
    status: VisitStatus = VisitStatus.PLANNED
    grade: Grade = Grade.CLAIMED
    keepers: frozenset[str] = frozenset()
    """Who planned it or entered it."""
    heard: tuple[Heard, ...] = ()


@command("visit.plan")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVisit(Command):
    """Plan a visit.

    `others` are planned visits and lectures of other units and announced circuit visits at the same place on that day, as the desk found
    them, `who` their names and `free` the next days without any; `despite` says why it is to be that day all the same.
    """

    visit: str
    visitor: str
    place: str
    unit: str
    planned_on: date
    topic: Topic = Topic.OTHER
    others: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    despite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Command):
    """What is told of a visit that was held. `noted` are the words of the things that are just noted, in their order, "" for the others."""

    visit: str
    held_on: date
    heard: tuple[Heard, ...] = ()
    noted: tuple[str, ...] = ()
    companions: str = ""
    note: str = ""
    health_checked: bool = False
    """Nobody's health is meant, whatever the words of the note."""
    evidence: tuple[Evidence, ...] = ()


@command("visit.enter")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnterVisit(Told):
    """Enter a visit that was held, planned or not: one short entry (law 11)."""

    visitor: str
    place: str
    unit: str
    topic: Topic = Topic.OTHER


@command("visit.hold")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldVisit(Told):
    """Say of a planned visit that it was held, and what was heard."""


@command("visit.confirm")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmVisit(Command):
    """Confirm, as one of the place that was visited, that it was."""

    visit: str
    note: str = ""


@command("visit.cancel")
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVisit(Command):
    """Say that a planned visit will not be, and why."""

    visit: str
    reason: str


@command("visit.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawVisit(Command):
    """Take back an entry made by mistake, and say why."""

    visit: str
    reason: str


@command("visit.erase")
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseVisit(Command):
    """Erase the words that were just noted on a visit (PIPL art. 47). `basis` is the legal ground."""

    visit: str
    basis: str


@event("visit.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlanned(Event):
    """A visit is to be. `others` came to the same place that day; `despite` is why it is then all the same."""

    visit: Public[str]
    visitor: Public[str]
    place: Public[str]
    unit: Public[str]
    planned_on: Public[date]
    topic: Public[Topic]
    others: tuple[str, ...] = ()
    despite: str = ""
    keeper: str = ""


@event("visit.entered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEntered(Event):
    """A visit was held that nobody had planned."""

    visit: Public[str]
    visitor: Public[str]
    place: Public[str]
    unit: Public[str]
    topic: Public[Topic]
    held_on: Public[date]
    heard: tuple[Heard, ...] = ()
    companions: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""
    noted: Personal[tuple[str, ...]] = ()


@event("visit.held/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitHeld(Event):
    """A planned visit was held."""

    visit: Public[str]
    held_on: Public[date]
    heard: tuple[Heard, ...] = ()
    companions: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    keeper: str = ""
    noted: Personal[tuple[str, ...]] = ()


@event("visit.confirmed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitConfirmed(Event):
    """Somebody of the place says that it was."""

    visit: Public[str]
    note: str
    witness: str


@event("visit.cancelled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCancelled(Event):
    """It is not made."""

    visit: Public[str]
    reason: Public[str]


@event("visit.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWithdrawn(Event):
    """The entry was a mistake."""

    visit: Public[str]
    reason: str


@event("visit.erased/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitErased(Event):
    """The tombstone of what was noted: why it is gone, by whose decision."""

    visit: Public[str]
    basis: Public[str]


def decide(order: Command, state: Visit | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    match order:
        case PlanVisit():
            require(state is None, "already_exists", id=order.visit)
            return (_planned(order, by, on, today),)
        case EnterVisit():
            require(state is None, "already_exists", id=order.visit)
            keeps(by, order.unit, order.place)
            return (
                VisitEntered(
                    visitor=written(order.visitor, "visitor", 32),
                    place=written(order.place, "place", 32),
                    unit=order.unit,
                    topic=order.topic,
                    **_told(order, by, on, today),
                ),
            )
    one = held(state, "unknown_visit")
    if isinstance(order, EraseVisit):
        return (VisitErased(happened_on=on, visit=one.id, basis=written(order.basis, "basis", 500)),)
    require(one.status is not VisitStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case HoldVisit():
            keeps(by, one.unit, one.place)
            require(one.status is VisitStatus.PLANNED, "not_planned")
            return (VisitHeld(**_told(order, by, on, today)),)
        case ConfirmVisit(note=note):
            require(one.status is VisitStatus.HELD, "not_held_yet")
            require(by.within(one.place), "not_of_the_place")
            require(by.person not in one.keepers | {one.visitor}, "not_by_keeper")
            require(one.grade is not Grade.VERIFIED, "confirmed_already")
            return (VisitConfirmed(happened_on=on, visit=one.id, note=note.strip()[:500], witness=by.person),)
        case CancelVisit(reason=reason):
            keeps(by, one.unit, one.place)
            require(one.status is VisitStatus.PLANNED, "not_planned")
            return (VisitCancelled(happened_on=on, visit=one.id, reason=written(reason, "reason", 500)),)
        case WithdrawVisit(reason=reason):
            keeps(by, one.unit, one.place)
            return (VisitWithdrawn(happened_on=on, visit=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a visit command: {order.name}")


def _planned(order: PlanVisit, by: Actor, on: date, today: date) -> VisitPlanned:
    keeps(by, order.unit, order.place)
    require(order.planned_on >= today, "planned_in_past", date=order.planned_on)
    despite = order.despite.strip()[:500]
    require(
        not order.others or despite,
        "visit_clash",
        count=len(order.others),
        who=order.who or order.others,
        free=order.free,
        on=order.planned_on,
    )
    return VisitPlanned(
        happened_on=on,
        visit=order.visit,
        visitor=written(order.visitor, "visitor", 32),
        place=written(order.place, "place", 32),
        unit=order.unit,
        planned_on=order.planned_on,
        topic=order.topic,
        others=order.others,
        despite=despite if order.others else "",
        keeper=by.person,
    )


def _told(order: Told, by: Actor, on: date, today: date) -> dict[str, Any]:
    """The fields that both ways of telling of a visit share."""
    require(order.held_on <= today, "date_in_future", date=order.held_on)
    require(len(order.heard) <= MOST_HEARD, "too_many", count=len(order.heard), limit=MOST_HEARD)
    discreet(order.note, order.companions, health_checked=order.health_checked)
    noted = tuple(each.strip()[:2000] for each in order.noted)
    return {
        "happened_on": on,
        "visit": order.visit,
        "held_on": order.held_on,
        "heard": order.heard,
        "noted": noted if any(noted) else (),
        "companions": order.companions.strip()[:300],
        "note": order.note.strip()[:2000],
        "evidence": order.evidence,
        "keeper": by.person,
    }


def evolve(state: Visit | None, happened: Event) -> Visit | None:
    """The visit after an event."""
    match happened:
        case VisitPlanned() as one:
            return Visit(one.visit, one.visitor, one.place, one.unit, keepers=frozenset({one.keeper}))
        case VisitEntered() as one:
            return _held(Visit(one.visit, one.visitor, one.place, one.unit), one)
    visit = held(state, "unknown_visit")
    match happened:
        case VisitHeld() as told:
            return _held(visit, told)
        case VisitConfirmed():
            return replace(visit, grade=best(visit.grade, Grade.VERIFIED))
        case VisitCancelled():
            return replace(visit, status=VisitStatus.CANCELLED)
        case VisitWithdrawn():
            return replace(visit, status=VisitStatus.WITHDRAWN)
        case VisitErased():
            return visit
    raise Fault(f"not a visit event: {happened.kind}")


def _held(visit: Visit, told: VisitEntered | VisitHeld) -> Visit:
    return replace(
        visit,
        status=VisitStatus.HELD,
        grade=Grade.DOCUMENTED if told.evidence else Grade.CLAIMED,
        keepers=visit.keepers | {told.keeper},
        heard=told.heard,
    )
