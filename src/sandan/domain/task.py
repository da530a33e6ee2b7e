"""Task (任务): a measure on a problem, with an acceptance standard agreed before work, a window, and evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.facts import Facts, not_by_fixer, of_handling_unit, proven
from sandan.domain.values import Evidence, Fault, Public, Status, require, written
from sandan.domain.wire import Command, Event, command, event

WORKABLE = frozenset({Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS})


MOST_FEN = 10**13
"""A hundred thousand million yuan, in fen: what is more was mistyped."""


class TaskStatus(StrEnum):
    """Where a task stands."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    """Claimed done by the unit, with evidence; only the problem's verification says that it is."""
    CANCELLED = "cancelled"


OPEN = frozenset({TaskStatus.PLANNED, TaskStatus.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its case tells it."""

    id: str
    status: TaskStatus
    from_on: date
    to_on: date
    round: int
    evidence: tuple[Evidence, ...] = ()
    agreed: bool = False
    """Whether someone outside the unit agreed to the acceptance standard."""
    milestones: frozenset[str] = frozenset()
    """Those not reached yet."""
    reached: frozenset[str] = frozenset()


@command("task.plan")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTask(Command):
    """Plan a measure. The window is inclusive at both ends (民法典 art. 1259)."""

    task: str
    measure: str
    standard: str
    from_on: date
    to_on: date


@command("task.report")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress(Command):
    """Say how a task goes. Never asked for by the calendar (law 11)."""

    task: str
    note: str


@command("task.complete")
@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask(Command):
    """Claim a task done, with at least one piece of evidence from between its start and the day it is claimed done."""

    task: str
    done_on: date
    evidence: tuple[Evidence, ...]
    note: str = ""


@command("task.cancel")
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTask(Command):
    """Give a task up, with the reason."""

    task: str
    reason: str


@command("task.agree_standard")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeStandard(Command):
    """Agree, from outside the unit, to how others will see that the task is done (验收标准; 黄山市 2022 settles it before the work)."""

    task: str


@command("task.object_to_standard")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToStandard(Command):
    """Say what is wrong with the standard."""

    task: str
    reason: str


@command("task.restate")
@dataclass(frozen=True, slots=True, kw_only=True)
class RestateStandard(Command):
    """Put a standard that nobody has agreed to into other words. Once agreed, it stays."""

    task: str
    standard: str


@command("task.set_milestone")
@dataclass(frozen=True, slots=True, kw_only=True)
class SetMilestone(Command):
    """Name a point on the way, inside the task's window. Nothing is ever asked for by it (law 11)."""

    task: str
    milestone: str
    what: str
    by_on: date


@command("task.reach_milestone")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReachMilestone(Command):
    """Say that a point on the way is reached."""

    task: str
    milestone: str
    reached_on: date


@command("task.note_cost")
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCost(Command):
    """Note what the task cost so far, in fen (分), and who pays."""

    task: str
    fen: int
    payer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent(Event):
    """Something that happened to one task."""

    task: Public[str]


@event("task.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPlanned(TaskEvent):
    """A measure is planned."""

    measure: str
    standard: str
    from_on: Public[date]
    to_on: Public[date]
    worker: str


@event("task.progressed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskProgressed(TaskEvent):
    """Work on the task was reported."""

    note: str
    worker: str


@event("task.completed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCompleted(TaskEvent):
    """The unit claims the task done."""

    done_on: Public[date]
    evidence: tuple[Evidence, ...]
    note: str
    worker: str


@event("task.cancelled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled(TaskEvent):
    """The task was given up."""

    reason: str
    worker: str


@event("task.standard_agreed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StandardAgreed(TaskEvent):
    """Someone outside the unit agreed to the acceptance standard."""


@event("task.standard_objected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class StandardObjected(TaskEvent):
    """Someone outside the unit did not."""

    reason: str


@event("task.restated/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRestated(TaskEvent):
    """The acceptance standard reads otherwise now."""

    standard: str
    worker: str


@event("task.milestone_set/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneSet(TaskEvent):
    """A point on the way."""

    milestone: Public[str]
    by_on: Public[date]
    what: str
    worker: str


@event("task.milestone_reached/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached(TaskEvent):
    """A point on the way is reached, says the unit."""

    milestone: Public[str]
    reached_on: Public[date]
    worker: str


@event("task.cost_noted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class CostNoted(TaskEvent):
    """What it cost so far, in fen."""

    fen: int
    payer: str
    worker: str


def decide(order: Command, state: Task | None, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    if isinstance(order, AgreeStandard | ObjectToStandard):
        return (_judged(order, state, facts, by, on),)
    of_handling_unit(facts, by)
    require(facts.status in WORKABLE, "not_workable", status=facts.status or "")
    match order:
        case RestateStandard() | SetMilestone() | ReachMilestone() | NoteCost():
            return (_on_the_way(order, _open(state), by, on, at.date()),)
        case PlanTask():
            require(state is None, "already_exists", id=order.task)
            require(order.from_on <= order.to_on, "window_backwards", from_on=order.from_on, to_on=order.to_on)
            return (
                TaskPlanned(
                    happened_on=on,
                    task=order.task,
                    measure=written(order.measure, "measure"),
                    standard=written(order.standard, "standard"),
                    from_on=order.from_on,
                    to_on=order.to_on,
                    worker=by.person,
                ),
            )
        case ReportProgress(task=task, note=note):
            _agreed(_open(state), facts)
            return (TaskProgressed(happened_on=on, task=task, note=written(note, "note"), worker=by.person),)
        case CompleteTask(task=task):
            one = _open(state)
            _agreed(one, facts)
            require(order.done_on <= at.date(), "date_in_future", date=order.done_on)
            require(order.done_on >= one.from_on, "done_before_start", from_on=one.from_on)
            proven(order.evidence, one.from_on, order.done_on)
            return (
                TaskCompleted(
                    happened_on=on,
                    task=task,
                    done_on=order.done_on,
                    evidence=order.evidence,
                    note=order.note.strip(),
                    worker=by.person,
                ),
            )
        case CancelTask(task=task, reason=reason):
            _open(state)
            return (TaskCancelled(happened_on=on, task=task, reason=written(reason, "reason"), worker=by.person),)
    raise Fault(f"not a task command: {order.name}")


def _judged(order: Command, state: Task | None, facts: Facts, by: Actor, on: date) -> TaskEvent:
    """What someone outside the unit says of a standard, before the work and never after it."""
    require(facts.status in WORKABLE | {Status.DISPATCHED}, "not_workable", status=facts.status or "")
    not_by_fixer(facts, by)
    one = _open(state)
    require(not one.agreed, "standard_agreed_already")
    match order:
        case AgreeStandard(task=task):
            return StandardAgreed(happened_on=on, task=task)
        case ObjectToStandard(task=task, reason=reason):
            return StandardObjected(happened_on=on, task=task, reason=written(reason, "reason", 2000))
    raise Fault(f"not a task command: {order.name}")


def _on_the_way(order: Command, one: Task, by: Actor, on: date, today: date) -> TaskEvent:
    match order:
        case RestateStandard(task=task, standard=standard):
            require(not one.agreed, "standard_agreed_already")
            return TaskRestated(happened_on=on, task=task, standard=written(standard, "standard"), worker=by.person)
        case SetMilestone(task=task, milestone=milestone, what=what, by_on=by_on):
            require(milestone not in one.milestones | one.reached, "already_exists", id=milestone)
            require(one.from_on <= by_on <= one.to_on, "milestone_outside", first=one.from_on, last=one.to_on)
            what = written(what, "what", 500)
            return MilestoneSet(
                happened_on=on, task=task, milestone=milestone, by_on=by_on, what=what, worker=by.person
            )
        case ReachMilestone(task=task, milestone=milestone, reached_on=reached_on):
            require(milestone in one.milestones, "milestone_unknown")
            require(reached_on <= today, "date_in_future", date=reached_on)
            require(reached_on >= one.from_on, "done_before_start", from_on=one.from_on)
            return MilestoneReached(
                happened_on=on, task=task, milestone=milestone, reached_on=reached_on, worker=by.person
            )
        case NoteCost(task=task, fen=fen, payer=payer):
            require(0 <= fen <= MOST_FEN, "cost_out_of_range", most=MOST_FEN // 100)
            return CostNoted(happened_on=on, task=task, fen=fen, payer=written(payer, "payer", 200), worker=by.person)
    raise Fault(f"not a task command: {order.name}")


def _agreed(one: Task, facts: Facts) -> None:
    """Refuse work on a task whose standard nobody outside the unit has agreed to, where the rules want that first."""
    require(one.agreed or not facts.standard_first, "standard_not_agreed")


def _open(state: Task | None) -> Task:
    require(state is not None, "unknown_task")
    assert state is not None
    require(state.status in OPEN, "task_closed", status=state.status)
    return state


def evolve(state: Task | None, happened: Event, round: int) -> Task | None:
    """The task after `happened`, which took place in the case's `round`."""
    match happened:
        case TaskPlanned() as one:
            return Task(one.task, TaskStatus.PLANNED, one.from_on, one.to_on, round)
        case TaskProgressed() if state:
            return replace(state, status=TaskStatus.IN_PROGRESS)
        case TaskCompleted(evidence=evidence) if state:
            return replace(state, status=TaskStatus.DONE, evidence=evidence)
        case StandardAgreed() if state:
            return replace(state, agreed=True)
        case MilestoneSet(milestone=milestone) if state:
            return replace(state, milestones=state.milestones | {milestone})
        case MilestoneReached(milestone=milestone) if state:
            held = state.milestones - {milestone}
            return replace(state, milestones=held, reached=state.reached | {milestone})
        case TaskCancelled() if state:
            return replace(state, status=TaskStatus.CANCELLED)
    return state
