"""Tasks as the task list needs them."""

from __future__ import annotations

from django.db import models

from sandan.domain import problem_event, task
from sandan.domain.task import TaskStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.problem import Problem
from sandan.projections.version import Shieldable, Tables, index, open_index, shield_index

_OPEN = frozenset(each.value for each in task.OPEN)


class Task(Shieldable):
    """A task of a problem."""

    problem = models.CharField(max_length=32)
    number = models.CharField(max_length=24)
    measure = models.TextField()
    standard = models.TextField()
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32)
    topic = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    from_on = models.DateField()
    to_on = models.DateField()
    done_on = models.DateField(null=True)
    progress = models.TextField(default="")
    """The latest progress note."""
    evidence = models.IntegerField(default=0)
    agreed_on = models.DateField(null=True)
    """When someone outside the unit agreed to the acceptance standard."""
    objected_on = models.DateField(null=True)
    """When someone did not; NULL again once the standard reads otherwise."""
    milestones = models.IntegerField(default=0)
    reached = models.IntegerField(default=0)
    """How many of the milestones are reached."""
    fen = models.BigIntegerField(null=True)
    """What it cost so far, in fen; NULL where nobody said."""

    class Meta:
        indexes = [
            index("task", "key"),
            open_index("task", "position"),
            open_index("task", "problem"),
            open_index("task", "status", "position"),
            open_index("task", "unit", "position"),
            open_index("task", "town", "position"),
            open_index("task", "topic", "position"),
            open_index("task", "to_on", "position"),
            open_index("task", "status", "agreed_on", "position"),
            open_index("task", "unit", "status", "to_on"),
            shield_index("task", "problem"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a task. Runs before the problem's own rows change."""
    key, at = entry.stream.partition("/")[2], entry.position
    match event:
        case task.TaskPlanned():
            values = {
                "measure": event.measure,
                "standard": event.standard,
                "from_on": event.from_on,
                "to_on": event.to_on,
            }
            _first(event.task, key, at, {**values, "status": TaskStatus.PLANNED.value}, tables)
        case task.TaskProgressed(note=note):
            tables.put(Task, event.task, at, {"status": TaskStatus.IN_PROGRESS.value, "progress": note})
        case task.TaskCompleted(done_on=done_on, evidence=evidence, note=note):
            values = {"status": TaskStatus.DONE.value, "done_on": done_on, "evidence": len(evidence)}
            tables.put(Task, event.task, at, {**values, "progress": note} if note else values)
        case task.TaskCancelled(reason=reason):
            tables.put(Task, event.task, at, {"status": TaskStatus.CANCELLED.value, "progress": reason})
        case task.StandardAgreed():
            tables.put(Task, event.task, at, {"agreed_on": event.happened_on, "objected_on": None})
        case task.StandardObjected():
            tables.put(Task, event.task, at, {"objected_on": event.happened_on})
        case task.TaskRestated(standard=standard):
            tables.put(Task, event.task, at, {"standard": standard, "objected_on": None})
        case task.MilestoneSet():
            _count(event.task, "milestones", at, tables)
        case task.MilestoneReached():
            _count(event.task, "reached", at, tables)
        case task.CostNoted(fen=fen):
            tables.put(Task, event.task, at, {"fen": fen})
        case problem_event.ProblemAdjudicated(unit=unit):
            row = tables.get(Problem, key)  # as it stood before this event
            if row is not None:
                _follow(key, row["unit"], unit, at, tables)
        case (
            problem_event.ProblemUnitSucceeded(from_unit=was, unit=unit)
            | problem_event.ProblemEscalated(from_unit=was, unit=unit)
        ):
            _follow(key, was, unit, at, tables)
        case problem_event.ProblemRectifiedAtOnce(measure=measure, done_on=done_on, evidence=evidence):
            values = {"measure": measure, "standard": "", "from_on": done_on, "to_on": done_on, "done_on": done_on}
            done = {**values, "status": TaskStatus.DONE.value, "evidence": len(evidence), "unit": event.unit}
            _first(f"{key}x{at}", key, at, done, tables)


def _follow(problem_key: str, was: str, unit: str, at: int, tables: Tables) -> None:
    """Let open tasks go along to the unit that has the problem now. What was done stays with the unit that did it."""
    for each in tables.find(Task, "problem", problem_key):
        row = tables.get(Task, each)
        if row and row["unit"] == was and row["status"] in _OPEN:
            tables.put(Task, each, at, {"unit": unit})


def _count(key: str, column: str, at: int, tables: Tables) -> None:
    row = tables.get(Task, key)
    if row is not None:
        tables.put(Task, key, at, {column: row[column] + 1})


def _first(task_key: str, problem_key: str, at: int, values: dict[str, object], tables: Tables) -> None:
    row = tables.get(Problem, problem_key)
    if row is None:
        raise LookupError(f"problem {problem_key} was not registered before entry {at}")
    of = {"problem": problem_key, "unit": row["unit"], "town": row["town"], "topic": row["topic"]}
    serial = row["open_tasks"] + row["done_tasks"] + 1
    tables.put(Task, task_key, at, {**of, "number": f"{row['number']}-{serial}", **values})
