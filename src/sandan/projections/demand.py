"""Demands (要求): what a unit was asked to enter or to answer, one row each: the burden that reporting lays on units (law 11).

Orders, shares of cooperating units, work to be done again, chase orders, plans. What a unit enters of its own accord is none.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from sandan.domain import chase, plan, problem_event
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.plan import Plan
from sandan.projections.problem import Problem
from sandan.projections.version import Shieldable, Tables, Version, index, shield_index


class DemandKind(StrEnum):
    """What is asked for."""

    ORDER = "order"
    """To work on a problem by a deadline."""
    SHARE = "share"
    """To do a part of it, as a cooperating unit."""
    REDO = "redo"
    """To do it again: the claim was found wanting."""
    CHASE = "chase"
    """To answer a chase order."""
    PLAN = "plan"
    """To write a plan."""


class Demand(Shieldable):
    """One demand on a unit. It was made for good: what comes of it stands elsewhere."""

    kind = models.CharField(max_length=8)
    matter = models.CharField(max_length=32)
    """The problem's or the plan's id."""
    number = models.CharField(max_length=24)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32, default="")
    topic = models.CharField(max_length=20, default="")
    channel = models.CharField(max_length=20, default="")
    asked_on = models.DateField()

    class Meta:
        indexes = [
            index("demand", "key"),
            index("demand", "unit", "asked_on"),
            index("demand", "position"),
            shield_index("demand", "matter"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write the demands that `event` makes. Runs after the rows of what it is about."""
    match event:
        case problem_event.ProblemDispatched(unit=unit, cooperating=cooperating):
            asked = [(DemandKind.ORDER, unit), *((DemandKind.SHARE, each) for each in cooperating)]
        case problem_event.ProblemSentBack():
            asked = [(DemandKind.REDO, "")]
        case chase.ChaseIssued(unit=unit):
            asked = [(DemandKind.CHASE, unit)]
        case plan.PlanAsked(unit=unit):
            asked = [(DemandKind.PLAN, unit)]
        case _:
            return
    of: type[Version] = Plan if isinstance(event, plan.PlanAsked) else Problem
    matter = entry.stream.partition("/")[2]
    row = tables.get(of, matter)
    if row is None:
        raise LookupError(f"{matter} was not told of before entry {entry.position}")
    place = {name: row[name] for name in ("number", "town", "topic", "channel")}
    for number, (kind, unit) in enumerate(asked):
        values = {
            **place,
            "kind": kind.value,
            "matter": matter,
            "unit": unit or row["unit"],
            "asked_on": event.happened_on,
        }
        tables.put(Demand, f"{entry.position}.{number}", entry.position, values)
