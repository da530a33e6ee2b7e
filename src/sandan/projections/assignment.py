"""Which leader answers for which place and sector."""

from __future__ import annotations

from datetime import date

from django.db import models

from sandan.domain import assignment
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.appointment import running
from sandan.projections.version import Tables, Version, index, now


class Assignment(Version):
    """A leader's place (包抓) or sector (分管): a `unit`, or a `topic`. `tier` is that on which the leader answers."""

    leader = models.CharField(max_length=32)
    tier = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    unit = models.CharField(max_length=32)
    topic = models.CharField(max_length=20)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [
            index("assignment", "key"),
            index("assignment", "leader"),
            index("assignment", "unit"),
            index("assignment", "topic"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an assignment."""
    match event:
        case assignment.AssignmentMade():
            values = {
                "leader": event.leader,
                "tier": event.tier.value,
                "kind": event.kind_of.value,
                "unit": event.unit,
                "topic": event.topic.value if event.topic else "",
                "from_on": event.from_on,
            }
            tables.put(Assignment, event.assignment, entry.position, values)
        case assignment.AssignmentEnded():
            tables.put(Assignment, event.assignment, entry.position, {"until_on": event.until_on})


def in_charge(leader: str, on: date) -> frozenset[str]:
    """What a leader is in charge of on a day: ids of places (包抓) and departments (分管), and subjects by their code."""
    rows = now(Assignment).filter(running(on), leader=leader).values_list("unit", "topic")
    return frozenset(each for pair in rows for each in pair if each)
