"""Which leader answers for which place and sector."""

from __future__ import annotations

from django.db import models

from sandan.domain import assignment
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index


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
