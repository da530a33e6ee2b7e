"""Responsibility (责任): who answers for a problem or for one of its tasks, by name and unit (责任清单)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.facts import Facts
from sandan.domain.values import Fault, Public, Status, require
from sandan.domain.wire import Command, Event, command, event


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


def decide(order: Command, state: Responsibility | None, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    match order:
        case AssignResponsibility():
            closed = (None, Status.STRUCK_OFF, Status.LOOK_BACK_PASSED, Status.DECLINED, Status.MERGED)
            require(facts.status not in closed, "not_workable", status=facts.status or "")
            # Whoever verified must not turn out to belong to those who answer for the work: that is settled before (law 4).
            require(facts.status is not Status.VERIFIED, "not_workable", status=Status.VERIFIED)
            require(order.lead_unit, "unit_missing")
            require(by.roles & {Role.DISPATCHER, Role.DISCIPLINE} or by.within(facts.unit), "not_your_unit")
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


def evolve(state: Responsibility | None, happened: Event) -> Responsibility | None:
    """The responsibility after `happened`."""
    match happened:
        case ResponsibilityAssigned() as one:
            return Responsibility(
                one.task, one.lead_unit, one.leader, one.person, one.cooperating, one.supervising_leader, one.verifier
            )
    return state
