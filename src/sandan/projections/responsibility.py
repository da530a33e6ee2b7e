"""Who answers, as the responsibility list needs it."""

from __future__ import annotations

from django.db import models

from sandan.domain import problem, problem_event, responsibility
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.problem import Problem
from sandan.projections.version import Shieldable, Tables, index, open_index, shield_index


class Responsibility(Shieldable):
    """Who answers for a problem (`task` "") or one of its tasks. The key is the task's or the problem's."""

    problem = models.CharField(max_length=32)
    task = models.CharField(max_length=32)
    lead_unit = models.CharField(max_length=32)
    leader = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    cooperating = models.CharField(max_length=400)
    supervising_leader = models.CharField(max_length=32)
    verifier = models.CharField(max_length=32)
    town = models.CharField(max_length=32)
    topic = models.CharField(max_length=20)
    assigned_on = models.DateField()

    class Meta:
        indexes = [
            index("responsibility", "key"),
            open_index("responsibility", "position"),
            open_index("responsibility", "problem"),
            open_index("responsibility", "lead_unit", "position"),
            open_index("responsibility", "person", "position"),
            open_index("responsibility", "leader", "position"),
            open_index("responsibility", "supervising_leader", "position"),
            open_index("responsibility", "verifier", "position"),
            open_index("responsibility", "town", "position"),
            open_index("responsibility", "topic", "position"),
            shield_index("responsibility", "problem"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of who answers."""
    match event:
        case problem_event.ProblemUnitSucceeded(from_unit=was, unit=unit):
            for each in tables.find(Responsibility, "problem", entry.stream.partition("/")[2]):
                held = tables.get(Responsibility, each)
                if held is not None:
                    lead, helping = problem.succeeded(held["lead_unit"], held["cooperating"].split(), was, unit)
                    followed = {"lead_unit": lead, "cooperating": " ".join(helping)}
                    tables.put(Responsibility, each, entry.position, followed)
        case responsibility.ResponsibilityTakenOver():
            named = {
                "leader": event.leader,
                "person": event.person,
                "supervising_leader": event.supervising_leader,
                "verifier": event.verifier,
            }
            tables.put(Responsibility, event.task or entry.stream.partition("/")[2], entry.position, named)
        case responsibility.ResponsibilityAssigned():
            key = entry.stream.partition("/")[2]
            row = tables.get(Problem, key)
            if row is None:
                raise LookupError(f"problem {key} was not registered before entry {entry.position}")
            values = {
                "problem": key,
                "task": event.task,
                "lead_unit": event.lead_unit,
                "leader": event.leader,
                "person": event.person,
                "cooperating": " ".join(event.cooperating),
                "supervising_leader": event.supervising_leader,
                "verifier": event.verifier,
                "town": row["town"],
                "topic": row["topic"],
                "assigned_on": event.happened_on,
            }
            tables.put(Responsibility, event.task or key, entry.position, values)
