"""Tasks as the task list needs them."""

from __future__ import annotations

from django.db import models

from sandan.domain import problem, task
from sandan.domain.task import TaskStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.problem import Problem
from sandan.projections.version import Tables, Version, index

_OPEN = frozenset(each.value for each in task.OPEN)


class Task(Version):
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

    class Meta:
        indexes = [
            index("task", "key"),
            index("task", "position"),
            index("task", "problem"),
            index("task", "status", "position"),
            index("task", "unit", "position"),
            index("task", "town", "position"),
            index("task", "topic", "position"),
            index("task", "to_on", "position"),
            index("task", "unit", "status", "to_on"),
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
        case problem.ProblemUnitSucceeded(from_unit=was, unit=unit):
            for each in tables.find(Task, "problem", key):
                row = tables.get(Task, each)
                if (
                    row and row["unit"] == was and row["status"] in _OPEN
                ):  # what was done stays with the unit that did it
                    tables.put(Task, each, at, {"unit": unit})
        case problem.ProblemRectifiedAtOnce(measure=measure, done_on=done_on, evidence=evidence):
            values = {"measure": measure, "standard": "", "from_on": done_on, "to_on": done_on, "done_on": done_on}
            done = {**values, "status": TaskStatus.DONE.value, "evidence": len(evidence), "unit": event.unit}
            _first(f"{key}x{at}", key, at, done, tables)


def _first(task_key: str, problem_key: str, at: int, values: dict[str, object], tables: Tables) -> None:
    row = tables.get(Problem, problem_key)
    if row is None:
        raise LookupError(f"problem {problem_key} was not registered before entry {at}")
    of = {"problem": problem_key, "unit": row["unit"], "town": row["town"], "topic": row["topic"]}
    serial = row["open_tasks"] + row["done_tasks"] + 1
    tables.put(Task, task_key, at, {**of, "number": f"{row['number']}-{serial}", **values})
