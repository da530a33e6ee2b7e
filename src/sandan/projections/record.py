"""What the tables of a campaign's registers share: a number, a place, a grade, and whether the record counts at all."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain.quantity import Quantity
from sandan.domain.register import Grade
from sandan.domain.values import Tier
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import number
from sandan.projections.unit import Unit
from sandan.projections.version import Row, Tables, Version, index


class Record(Version):
    """A record of some register. `unit` keeps it; `town` and `village` are where it belongs, "" for nowhere in particular.

    `withdrawn_on` is set on entries made by mistake: they stay readable and count in no figure.
    """

    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32, default="")
    village = models.CharField(max_length=32, default="")
    topic = models.CharField(max_length=20, default="")
    channel = models.CharField(max_length=20, default="")
    status = models.CharField(max_length=12)
    grade = models.CharField(max_length=12, default=Grade.CLAIMED.value)
    evidence = models.IntegerField(default=0)
    entered_on = models.DateField()
    entered_by = models.CharField(max_length=32)
    withdrawn_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="")
    """Why it was called off or withdrawn."""

    class Meta:
        abstract = True


def indexes(table: str) -> list[models.Index]:
    """Those that every register's list is read by."""
    return [
        index(table, "key"),
        index(table, "position"),
        index(table, "unit", "position"),
        index(table, "town", "position"),
        index(table, "status", "position"),
        index(table, "number"),
    ]


def entered(entry: Entry, event: Event, letters: str, **values: Any) -> dict[str, Any]:
    """The first row of a record: number, day and person of its entry, and `values`."""
    return {
        "number": number(letters, event.happened_on.year, entry.position),
        "entered_on": event.happened_on,
        "entered_by": entry.by.get("person", ""),
        **values,
    }


def columns_of(name: str, quantity: Quantity | None) -> dict[str, Any]:
    """A quantity as three columns, `<name>`, `<name>_measure` and `<name>_qualifier`; empty where nobody counted."""
    if quantity is None:
        return {name: None, f"{name}_measure": "", f"{name}_qualifier": ""}
    return {
        name: quantity.value,
        f"{name}_measure": quantity.measure.value,
        f"{name}_qualifier": quantity.qualifier.value,
    }


def place_of(unit: str, tables: Tables) -> dict[str, str]:
    """Town and village of a unit, as it stands now: itself and the town above it; "" for what is neither."""
    row: Row | None = tables.get(Unit, unit)
    if row is None or row["tier"] == Tier.TOWN.value:
        return {"town": unit if row else "", "village": ""}
    if row["tier"] != Tier.BRANCH.value:
        return {"town": "", "village": ""}
    for above in row["path"].split()[1:]:
        over = tables.get(Unit, above)
        if over is not None and over["tier"] == Tier.TOWN.value:
            return {"town": above, "village": unit}
    return {"town": "", "village": unit}
