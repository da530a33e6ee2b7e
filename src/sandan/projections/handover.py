"""Duties on their way from one person to another, and what a person has to hand over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q

from sandan.domain import handover, task
from sandan.domain.handover import HandoverStatus
from sandan.domain.problem import ENDED
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.assignment import Assignment
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.task import Task
from sandan.projections.version import Tables, Version, index, now

NAMED = ("leader", "person", "supervising_leader", "verifier")
"""Where the responsibility list names people."""


class Handover(Version):
    """An offer of duties. `items` are separated by spaces; `settled_on` is the day on which it was accepted, refused or taken back."""

    giver = models.CharField(max_length=32)
    successor = models.CharField(max_length=32)
    items = models.TextField()
    status = models.CharField(max_length=12)
    note = models.CharField(max_length=500)
    reason = models.CharField(max_length=500, default="")
    offered_on = models.DateField()
    settled_on = models.DateField(null=True)
    offered_by = models.CharField(max_length=32)

    class Meta:
        indexes = [
            index("handover", "key"),
            index("handover", "giver", "status"),
            index("handover", "successor", "status"),
            index("handover", "position"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a hand-over."""
    on = {"settled_on": event.happened_on}
    match event:
        case handover.HandoverOffered():
            values = {
                "giver": event.giver,
                "successor": event.to,
                "items": " ".join(event.items),
                "status": HandoverStatus.OFFERED.value,
                "note": event.note,
                "offered_on": event.happened_on,
                "offered_by": entry.by.get("person", ""),
            }
            tables.put(Handover, event.handover, entry.position, values)
        case handover.HandoverAccepted(handover=key):
            tables.put(Handover, key, entry.position, {"status": HandoverStatus.ACCEPTED.value, **on})
        case handover.HandoverRefused(handover=key, reason=reason):
            tables.put(Handover, key, entry.position, {"status": HandoverStatus.REFUSED.value, "reason": reason, **on})
        case handover.HandoverTakenBack(handover=key, reason=reason):
            taken = {"status": HandoverStatus.TAKEN_BACK.value, "reason": reason, **on}
            tables.put(Handover, key, entry.position, taken)


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """Something that a person answers for today. `item` names it in a hand-over, `parts` say as what they are named there."""

    item: str
    parts: tuple[str, ...] = ()
    problem: str = ""
    number: str = ""
    title: str = ""
    unit: str = ""
    topic: str = ""


def open_duties(person: str, on: date) -> list[OpenDuty]:
    """Everything that a person answers for: open problems and tasks that name them, in the order of the list, then places and sectors."""
    rows = list(now(Responsibility).filter(_naming([person])).order_by("position"))
    ended = [each.value for each in ENDED]
    problems = {
        each.key: each for each in now(Problem).filter(key__in={row.problem for row in rows}).exclude(status__in=ended)
    }
    open_task = [each.value for each in task.OPEN]
    tasks = {each.key: each for each in now(Task).filter(key__in={row.task for row in rows}, status__in=open_task)}
    found = []
    for row in rows:
        of = problems.get(row.problem)
        if of is None or (row.task and row.task not in tasks):
            continue
        item = f"task/{row.problem}/{row.task}" if row.task else f"problem/{row.problem}"
        parts = tuple(each for each in NAMED if getattr(row, each) == person)
        number = tasks[row.task].number if row.task else of.number
        title = tasks[row.task].measure if row.task else of.title
        found.append(OpenDuty(item, parts, row.problem, number, title, row.lead_unit, of.topic))
    assigned = now(Assignment).filter(leader=person).filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
    places = [
        OpenDuty(f"assignment/{each.key}", (each.kind,), unit=each.unit, topic=each.topic)
        for each in assigned.order_by("position")
    ]
    return [*found, *places]


def on_offer(giver: str) -> set[str]:
    """The duties of a person that wait for a successor's word."""
    rows = now(Handover).filter(giver=giver, status=HandoverStatus.OFFERED.value)
    return {item for items in rows.values_list("items", flat=True) for item in items.split()}


def _naming(people: Iterable[str]) -> Q:
    found = Q()
    for each in NAMED:
        found |= Q(**{f"{each}__in": list(people)})
    return found
