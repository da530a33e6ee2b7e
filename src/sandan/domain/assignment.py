"""Assignment (包抓、分管): a leader answers for a place, or for a sector, from a day to a day.

A leader may have many places and sectors; a place or sector has one leader at a time on each tier, so that "who answers" has one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.values import Fault, Public, Tier, Topic, require
from sandan.domain.wire import Command, Event, command, event


class AssignmentKind(StrEnum):
    """What is assigned."""

    PLACE = "place"
    """包抓: a town or village."""
    SECTOR = "sector"
    """分管: a department, or a subject whichever department it falls to."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment as its stream tells it. `until_on` is its last day; None while it runs."""

    id: str
    leader: str
    tier: Tier
    kind: AssignmentKind
    unit: str
    topic: Topic | None
    from_on: date
    until_on: date | None = None


@command("assignment.make")
@dataclass(frozen=True, slots=True, kw_only=True)
class MakeAssignment(Command):
    """Let a leader answer for a unit, or for a topic. `tier` is that of the leader's own unit.

    `standing` is the name of the leader who answers for it on that tier already, if any. `handover` is the hand-over by which it comes,
    if it does: only then may the one to whom it comes enter it.
    """

    assignment: str
    leader: str
    tier: Tier
    kind: AssignmentKind
    unit: str = ""
    topic: Topic | None = None
    from_on: date
    standing: str = ""
    handover: str = ""


@command("assignment.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndAssignment(Command):
    """End an assignment; `until_on` is its last day. `to` and `handover` say to whom it goes, if it is handed over."""

    assignment: str
    until_on: date
    to: str = ""
    handover: str = ""


@event("assignment.made/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentMade(Event):
    """A leader answers for a place or sector."""

    assignment: Public[str]
    leader: Public[str]
    tier: Public[Tier]
    kind_of: Public[AssignmentKind]
    unit: Public[str]
    topic: Public[Topic | None] = None
    from_on: Public[date]
    handover: str


@event("assignment.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentEnded(Event):
    """The leader answers for it no longer."""

    assignment: Public[str]
    until_on: Public[date]
    handover: str


def decide(order: Command, state: Assignment | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case MakeAssignment():
            require(state is None, "already_exists", id=order.assignment)
            _own(by, order.leader, order.handover)
            require(order.leader, "leader_missing")
            require(bool(order.unit) != bool(order.topic), "place_or_topic")
            require(order.kind is AssignmentKind.SECTOR or order.unit, "place_or_topic")
            require(not order.standing, "leader_there_already", leader=order.standing)
            return (
                AssignmentMade(
                    happened_on=on,
                    assignment=order.assignment,
                    leader=order.leader,
                    tier=order.tier,
                    kind_of=order.kind,
                    unit=order.unit,
                    topic=order.topic,
                    from_on=order.from_on,
                    handover=order.handover,
                ),
            )
        case EndAssignment(assignment=assignment, until_on=until, to=to, handover=handover):
            require(state is not None, "unknown_assignment", id=assignment)
            assert state is not None
            _own(by, to, handover)
            require(state.until_on is None or until < state.until_on, "already_ended")
            # The day before the first means that it never took effect.
            require(until >= state.from_on - timedelta(1), "ends_before_start", from_on=state.from_on)
            return (AssignmentEnded(happened_on=on, assignment=assignment, until_on=until, handover=handover),)
    raise Fault(f"not an assignment command: {order.name}")


def _own(by: Actor, leader: str, handover: str) -> None:
    """The operator keeps assignments; anyone else only takes over what was handed over to them."""
    require(Role.OPERATOR in by.roles or (handover and leader == by.person), "not_yours")


def evolve(state: Assignment | None, happened: Event) -> Assignment | None:
    """The assignment after `happened`."""
    match happened:
        case AssignmentMade() as made:
            return Assignment(
                made.assignment, made.leader, made.tier, made.kind_of, made.unit, made.topic, made.from_on
            )
        case AssignmentEnded(until_on=until) if state:
            return replace(state, until_on=until)
    return state
