"""Responsibility (责任): who answers for a problem or for one of its tasks, by name and unit (责任清单)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.facts import Facts
from sandan.domain.values import Fault, Public, Status, require
from sandan.domain.wire import Command, Event, command, event

_CLOSED = (None, Status.STRUCK_OFF, Status.LOOK_BACK_PASSED, Status.DECLINED, Status.MERGED)


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers, as the case tells it. `task` is "" for the problem as a whole."""

    task: str
    lead_unit: str
    leader: str
    person: str
    cooperating: tuple[str, ...]
    supervising_leader: str
    verifier: str


@command("responsibility.assign")
@dataclass(frozen=True, slots=True, kw_only=True)
class AssignResponsibility(Command):
    """Name who answers. People and units are ids; exactly one lead unit (北京条例 art. 14)."""

    task: str = ""
    lead_unit: str
    leader: str = ""
    person: str = ""
    cooperating: tuple[str, ...] = ()
    supervising_leader: str = ""
    verifier: str = ""


@command("responsibility.take_over")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver(Command):
    """Put `to` in the place of `was` wherever that one is named, and of nobody else. Given by `to`, who accepted a hand-over."""

    task: str = ""
    was: str
    to: str
    handover: str


@event("responsibility.assigned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityAssigned(Event):
    """Someone answers for it."""

    task: Public[str]
    lead_unit: Public[str]
    leader: str
    person: str
    cooperating: Public[tuple[str, ...]]
    supervising_leader: str
    verifier: str


@event("responsibility.taken_over/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityTakenOver(Event):
    """`to` answers where `was` did. Everyone who answers from now on is named, so that the event reads on its own."""

    task: Public[str]
    was: str
    to: str
    leader: str
    person: str
    supervising_leader: str
    verifier: str
    handover: str


def decide(order: Command, state: Responsibility | None, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case TakeOver():
            return (_taken_over(order, state, facts, by, on),)
        case AssignResponsibility():
            require(facts.status not in _CLOSED, "not_workable", status=facts.status or "")
            # Whoever verified must not turn out to belong to those who answer for the work: that is settled before (law 4).
            require(facts.status is not Status.VERIFIED, "not_workable", status=Status.VERIFIED)
            require(order.lead_unit, "unit_missing")
            # A leader who said bindingly whose it is says with it who leads; nowhere else do leaders write the list.
            over = {Role.DISPATCHER, Role.DISCIPLINE} | ({Role.LEADER} if facts.bound else set())
            require(by.roles & over or by.within(facts.unit), "not_your_unit")
            require(order.lead_unit == facts.unit, "lead_unit_differs", unit=facts.unit)
            require(order.lead_unit not in order.cooperating, "lead_unit_cooperates")
            require(not order.verifier or order.verifier not in (order.person, order.leader), "verifier_is_fixer")
            if facts.shield is not None:
                named = {order.leader, order.person, order.supervising_leader, order.verifier}
                require(not named & facts.shield.persons, "goes_to_complained_of")
                require(not facts.shield.units & {order.lead_unit, *order.cooperating}, "goes_to_complained_of")
            return (
                ResponsibilityAssigned(
                    happened_on=on,
                    task=order.task,
                    lead_unit=order.lead_unit,
                    leader=order.leader,
                    person=order.person,
                    cooperating=order.cooperating,
                    supervising_leader=order.supervising_leader,
                    verifier=order.verifier,
                ),
            )
    raise Fault(f"not a responsibility command: {order.name}")


def _taken_over(
    order: TakeOver, state: Responsibility | None, facts: Facts, by: Actor, on: date
) -> ResponsibilityTakenOver:
    require(order.handover and by.person == order.to, "not_yours")
    require(facts.status not in _CLOSED, "not_workable", status=facts.status or "")
    held = (state.leader, state.person, state.supervising_leader, state.verifier) if state else ()
    require(order.was and order.was in held, "not_held", count=1)
    leader, person, supervising, verifier = (order.to if each == order.was else each for each in held)
    require(not verifier or verifier not in (person, leader), "verifier_is_fixer")
    if verifier == order.to:  # whoever ever was a fixer stays one, and is nobody's verifier (law 4)
        require(order.to not in facts.fixers, "verifier_is_fixer")
    if order.to in (leader, person):  # whoever has judged this claim cannot come to answer for the work (law 4)
        require(order.to not in facts.judges, "verifier_is_fixer")
    return ResponsibilityTakenOver(
        happened_on=on,
        task=order.task,
        was=order.was,
        to=order.to,
        leader=leader,
        person=person,
        supervising_leader=supervising,
        verifier=verifier,
        handover=order.handover,
    )


def evolve(state: Responsibility | None, happened: Event) -> Responsibility | None:
    """The responsibility after `happened`."""
    match happened:
        case ResponsibilityAssigned() as one:
            return Responsibility(
                one.task, one.lead_unit, one.leader, one.person, one.cooperating, one.supervising_leader, one.verifier
            )
        case ResponsibilityTakenOver() as one if state:
            return replace(
                state,
                leader=one.leader,
                person=one.person,
                supervising_leader=one.supervising_leader,
                verifier=one.verifier,
            )
    return state
