"""Task (任务): a measure on a problem, with an acceptance standard agreed before work, a window, and evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.facts import Facts, of_handling_unit, proven
from sandan.domain.values import Evidence, Fault, Public, Status, require, written
from sandan.domain.wire import Command, Event, command, event

WORKABLE = frozenset({Status.SIGNED_FOR, Status.PLANNED, Status.IN_PROGRESS})


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


def decide(order: Command, state: Task | None, facts: Facts, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by, shielded=facts.shielded)
    on = order.happened_on or at.date()
    require(on <= at.date(), "date_in_future", date=on)
    of_handling_unit(facts, by)
    require(facts.status in WORKABLE, "not_workable", status=facts.status or "")
    match order:
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
            _open(state)
            return (TaskProgressed(happened_on=on, task=task, note=written(note, "note"), worker=by.person),)
        case CompleteTask(task=task):
            one = _open(state)
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
        case TaskCancelled() if state:
            return replace(state, status=TaskStatus.CANCELLED)
    return state
