"""Units as lists and forms need them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from sandan.domain import unit
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index, now


class Unit(Version):
    """A unit. `path` holds its own id and those above it, nearest first, separated by spaces."""

    name = models.CharField(max_length=80)
    tier = models.CharField(max_length=10)
    parent = models.CharField(max_length=32)
    path = models.CharField(max_length=300)

    class Meta:
        indexes = [index("unit", "key"), index("unit", "tier", "name")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a unit."""
    match event:
        case unit.UnitEstablished():
            above = tables.get(Unit, event.parent) if event.parent else None
            path = f"{event.unit} {above['path']}" if above else event.unit
            values = {"name": event.unit_name, "tier": event.tier.value, "parent": event.parent, "path": path}
            tables.put(Unit, event.unit, entry.position, values)
        case unit.UnitRenamed():
            tables.put(Unit, event.unit, entry.position, {"name": event.unit_name})


def above(units: Iterable[str]) -> tuple[str, ...]:
    """These units and every unit above them."""
    paths = now(Unit).filter(key__in=list(units)).values_list("path", flat=True)
    return tuple(sorted({each for path in paths for each in path.split()}))


def names() -> dict[str, str]:
    """Every unit's name by id."""
    return dict(now(Unit).values_list("key", "name"))
