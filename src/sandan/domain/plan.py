"""Plan (实施方案): how one unit carries a programme out, with who answers for it at each of the four tiers (S1, S10).

A unit writes a plan only where the office asked for one (law 11). Who answers is known already from posts and assignments: the desk puts it
into the form, and what stands here is what the unit adopted, whoever holds the posts later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sandan.domain.authority import Actor, permit
from sandan.domain.register import Grade, happened, held, keeps
from sandan.domain.values import Evidence, Fault, Public, Tier, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_RESPONSIBLE = 60
"""A town with all its villages has fewer."""


class PlanStatus(StrEnum):
    """Where a unit's plan stands."""

    ASKED = "asked"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"
    """Asked for by mistake."""


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for the plan at a tier: a person in a post of a unit."""

    tier: Tier
    person: str
    unit: str = ""
    post: str = ""

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.tier.value, self.person, self.unit, self.post]

    @classmethod
    def of_row(cls, row: list[Any]) -> Responsible:
        """Read back from the ledger."""
        tier, person, unit, post = row
        return cls(Tier(tier), person, unit, post)


@dataclass(frozen=True, slots=True)
class Plan:
    """A unit's plan as its stream tells it."""

    id: str
    programme: str
    unit: str
    status: PlanStatus = PlanStatus.ASKED
    grade: Grade = Grade.CLAIMED
    content: str = ""
    responsible: tuple[Responsible, ...] = ()


@command("plan.ask")
@dataclass(frozen=True, slots=True, kw_only=True)
class AskPlan(Command):
    """Ask a unit for its plan. `title` is the programme's, `runs` whether it has not ended, as the desk found them."""

    plan: str
    programme: str
    unit: str
    title: str
    due_on: date
    runs: bool = True


@command("plan.adopt")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPlan(Command):
    """Say that the unit adopted its plan: what it will do, and who answers. The paper itself may be attached."""

    plan: str
    content: str
    responsible: tuple[Responsible, ...]
    evidence: tuple[Evidence, ...] = ()


@command("plan.amend")
@dataclass(frozen=True, slots=True, kw_only=True)
class AmendPlan(Command):
    """Set the plan anew, for a reason. What it said before stays readable."""

    plan: str
    content: str
    responsible: tuple[Responsible, ...]
    reason: str
    evidence: tuple[Evidence, ...] = ()


@command("plan.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPlan(Command):
    """Take the asking back: no plan is wanted of this unit."""

    plan: str
    reason: str


@event("plan.asked/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsked(Event):
    """A unit is to write a plan."""

    plan: Public[str]
    programme: Public[str]
    unit: Public[str]
    title: Public[str]
    due_on: Public[date]


@event("plan.adopted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAdopted(Event):
    """The unit has its plan."""

    plan: Public[str]
    content: str
    responsible: tuple[Responsible, ...]
    evidence: tuple[Evidence, ...] = ()


@event("plan.amended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAmended(Event):
    """The plan says this from here on."""

    plan: Public[str]
    content: str
    responsible: tuple[Responsible, ...]
    reason: Public[str]
    evidence: tuple[Evidence, ...] = ()


@event("plan.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWithdrawn(Event):
    """No plan is wanted."""

    plan: Public[str]
    reason: Public[str]


def decide(order: Command, state: Plan | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = happened(order.happened_on, at.date())
    if isinstance(order, AskPlan):
        require(state is None or state.status is PlanStatus.WITHDRAWN, "plan_asked_already")
        require(order.runs, "programme_ended")
        return (
            PlanAsked(
                happened_on=on,
                plan=order.plan,
                programme=written(order.programme, "programme", 32),
                unit=written(order.unit, "unit", 32),
                title=written(order.title, "title", 200),
                due_on=order.due_on,
            ),
        )
    one = held(state, "unknown_plan")
    require(one.status is not PlanStatus.WITHDRAWN, "record_withdrawn")
    match order:
        case AdoptPlan():
            keeps(by, one.unit)
            require(one.status is PlanStatus.ASKED, "plan_adopted_already")
            content, responsible = _said(order.content, order.responsible)
            return (
                PlanAdopted(
                    happened_on=on, plan=one.id, content=content, responsible=responsible, evidence=order.evidence
                ),
            )
        case AmendPlan(reason=reason):
            keeps(by, one.unit)
            require(one.status is PlanStatus.ADOPTED, "plan_not_adopted")
            content, responsible = _said(order.content, order.responsible)
            same = (content, responsible) == (one.content, one.responsible) and not order.evidence
            require(not same, "nothing_changed")
            return (
                PlanAmended(
                    happened_on=on,
                    plan=one.id,
                    content=content,
                    responsible=responsible,
                    reason=written(reason, "reason", 500),
                    evidence=order.evidence,
                ),
            )
        case WithdrawPlan(reason=reason):
            return (PlanWithdrawn(happened_on=on, plan=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a plan command: {order.name}")


def _said(content: str, responsible: tuple[Responsible, ...]) -> tuple[str, tuple[Responsible, ...]]:
    """Refuses a plan for which nobody answers: a plan without a name is a paper."""
    require(responsible, "nobody_responsible")
    require(len(responsible) <= MOST_RESPONSIBLE, "too_many", limit=MOST_RESPONSIBLE, count=len(responsible))
    return written(content, "content", 4000), tuple(dict.fromkeys(responsible))


def evolve(state: Plan | None, happened: Event) -> Plan | None:
    """The plan after an event."""
    if isinstance(happened, PlanAsked):
        return Plan(happened.plan, happened.programme, happened.unit)
    one = held(state, "unknown_plan")
    match happened:
        case PlanAdopted() as new:
            grade = Grade.DOCUMENTED if new.evidence else Grade.CLAIMED
            return replace(
                one, status=PlanStatus.ADOPTED, grade=grade, content=new.content, responsible=new.responsible
            )
        case PlanAmended() as new:
            grade = Grade.DOCUMENTED if new.evidence else one.grade
            return replace(one, grade=grade, content=new.content, responsible=new.responsible)
        case PlanWithdrawn():
            return replace(one, status=PlanStatus.WITHDRAWN)
    raise Fault(f"not a plan event: {happened.kind}")
