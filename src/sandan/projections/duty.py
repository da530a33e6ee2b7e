"""Duty lists: which matters belong to which unit."""

from __future__ import annotations

from datetime import date

from django.db import models

from sandan.domain import duty
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.appointment import running
from sandan.projections.version import Tables, Version, index, now


class Duty(Version):
    """An entry of a unit's duty list: a `topic` ("" for none), a `matter` in words ("" for none), and the legal basis."""

    unit = models.CharField(max_length=32)
    topic = models.CharField(max_length=20)
    matter = models.CharField(max_length=200)
    basis = models.CharField(max_length=500)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [index("duty", "key"), index("duty", "unit"), index("duty", "topic")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a duty list."""
    match event:
        case duty.DutyListed():
            values = {
                "unit": event.unit,
                "topic": event.topic.value if event.topic else "",
                "matter": event.matter,
                "basis": event.basis,
                "from_on": event.from_on,
            }
            tables.put(Duty, event.duty, entry.position, values)
        case duty.DutyDropped():
            tables.put(Duty, event.duty, entry.position, {"until_on": event.until_on})


def off_list(unit: str, topics: set[str], on: date) -> set[str]:
    """Those of `topics` that stand on the day on no duty list of the unit, where it has one with any topic at all (domain H11)."""
    listed = set(now(Duty).filter(running(on), unit=unit).exclude(topic="").values_list("topic", flat=True))
    return topics - listed if listed else set()


def holding(unit: str, topic: str, text: str, on: date) -> tuple[str, ...]:
    """The entries of a unit's duty list, on a day, that have a matter: by its topic, or by an entry's words where the text has them."""
    rows = now(Duty).filter(running(on), unit=unit).order_by("position")
    return tuple(
        row.key for row in rows if (row.matter in text if row.matter else bool(topic)) and row.topic in ("", topic)
    )
