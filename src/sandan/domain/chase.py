"""Chase (督办): pressing a named problem to its end: chase orders by level, and listed supervision (挂牌督办).

A level is a meaning. Its colour is the office's own: blue means "done" in one town and "first reminder" in a city (domain C7). A chase
order moves no deadline and stops no clock. 信访工作条例 arts. 36, 39; 潍坊条例 art. 26 (when to chase).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.facts import Facts, not_by_fixer, of_handling_unit
from sandan.domain.values import Fault, Public, Status, require, written
from sandan.domain.wire import Command, Event, command, event

CHASEABLE = frozenset(
    {Status.DISPATCHED, Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS, Status.RETURN_ASKED, Status.LONG_TERM}
)


class ChaseLevel(StrEnum):
    """How grave a chase order is, from the mildest."""

    REMINDER = "reminder"
    """提醒: the day comes near, or nothing is heard."""
    WARNING = "warning"
    """警告: behind the plan, overdue, or a reminder without effect."""
    FINAL = "final"
    """最后警告: the next step is for those who appoint."""


ORDER = tuple(ChaseLevel)


@dataclass(frozen=True, slots=True)
class Chase:
    """One chase order as its case tells it."""

    id: str
    level: ChaseLevel
    answer_by: date
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Pressing:
    """Everything that presses one problem."""

    orders: tuple[Chase, ...] = ()
    listed_on: date | None = None

    @property
    def open(self) -> tuple[Chase, ...]:
        """Chase orders that the unit has not answered."""
        return tuple(each for each in self.orders if not each.answered)


CALM = Pressing()


@command("chase.issue")
@dataclass(frozen=True, slots=True, kw_only=True)
class IssueChase(Command):
    """Send the unit a chase order (督办单): what is asked, and by when it answers."""

    chase: str
    level: ChaseLevel
    demand: str
    answer_by: date


@command("chase.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChase(Command):
    """The unit answers a chase order: why, and what happens now."""

    chase: str
    answer: str


@command("supervision.list")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListForSupervision(Command):
    """Put the problem on the public list of those supervised by name (挂牌督办)."""

    basis: str


@command("supervision.delist")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOffSupervision(Command):
    """Take it off that list, and say why."""

    reason: str


@event("chase.issued/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChaseIssued(Event):
    """The unit was chased."""

    chase: Public[str]
    unit: Public[str]
    level: Public[ChaseLevel]
    answer_by: Public[date]
    demand: str


@event("chase.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChaseAnswered(Event):
    """The unit answered."""

    chase: Public[str]
    answer: str
    worker: str


@event("supervision.listed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionListed(Event):
    """The problem is supervised by name."""

    basis: str


@event("supervision.delisted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionDelisted(Event):
    """It is supervised by name no longer."""

    reason: str


def decide(order: Command, state: Pressing, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    today = at.date()
    on = order.happened_on or today
    require(on <= today, "date_in_future", date=on)
    match order:
        case IssueChase(chase=chase, level=level, answer_by=answer_by):
            require(facts.status in CHASEABLE and facts.unit, "not_workable", status=facts.status or "")
            not_by_fixer(facts, by)
            require(chase not in {each.id for each in state.orders}, "already_exists", id=chase)
            require(answer_by >= today, "answer_before_asked", answer_by=answer_by)
            last = state.orders[-1] if state.orders else None
            if last is not None:
                require(ORDER.index(level) >= ORDER.index(last.level), "chase_milder", level=last.level)
                require(last.answered or last.answer_by < today, "chase_unanswered", answer_by=last.answer_by)
            return (
                ChaseIssued(
                    happened_on=on,
                    chase=chase,
                    unit=facts.unit,
                    level=level,
                    answer_by=answer_by,
                    demand=written(order.demand, "demand", 2000),
                ),
            )
        case AnswerChase(chase=chase, answer=answer):
            of_handling_unit(facts, by)
            require(chase in {each.id for each in state.open}, "chase_unknown")
            answer = written(answer, "answer", 4000)
            return (ChaseAnswered(happened_on=on, chase=chase, answer=answer, worker=by.person),)
        case ListForSupervision(basis=basis):
            require(facts.status in CHASEABLE, "not_workable", status=facts.status or "")
            not_by_fixer(facts, by)
            require(state.listed_on is None, "already_listed", date=state.listed_on or today)
            return (SupervisionListed(happened_on=on, basis=written(basis, "basis", 500)),)
        case TakeOffSupervision(reason=reason):
            not_by_fixer(facts, by)
            require(state.listed_on is not None, "not_listed")
            return (SupervisionDelisted(happened_on=on, reason=written(reason, "reason", 2000)),)
    raise Fault(f"not a chase command: {order.name}")


def calmed(state: Pressing) -> Pressing:
    """What still presses once the work starts over or another unit has it: the list, not the orders to the one before."""
    return replace(state, orders=())


def evolve(state: Pressing, happened: Event) -> Pressing:
    """What presses after `happened`."""
    match happened:
        case ChaseIssued(chase=chase, level=level, answer_by=answer_by):
            return replace(state, orders=(*state.orders, Chase(chase, level, answer_by)))
        case ChaseAnswered(chase=chase):
            orders = (replace(each, answered=True) if each.id == chase else each for each in state.orders)
            return replace(state, orders=tuple(orders))
        case SupervisionListed(happened_on=on):
            return replace(state, listed_on=on)
        case SupervisionDelisted():
            return replace(state, listed_on=None)
    return state
