"""Lists of standards, version by version, and the template that holds until an office adopts its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db import models

from sandan.domain import standard
from sandan.domain.standard import ITEMS, TEMPLATE, Item
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, index, now


class Standard(Version):
    """One version of a list; `standard` is the list's id."""

    standard = models.CharField(max_length=32)
    title = models.CharField(max_length=100)
    from_on = models.DateField()
    items = models.TextField()

    class Meta:
        indexes = [index("standard", "key"), index("standard", "standard", "from_on"), index("standard", "from_on")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a list."""
    if isinstance(event, standard.StandardAdopted):
        values = {
            "standard": event.standard,
            "title": event.title,
            "from_on": event.from_on,
            "items": json.dumps([each.row() for each in event.items], ensure_ascii=False),
        }
        tables.put(Standard, f"{event.standard[:16]}x{entry.position}", entry.position, values)


@dataclass(frozen=True, slots=True)
class Held:
    """A list in the version of a day. The shipped template has the id ""."""

    standard: str
    title: str
    from_on: date | None
    items: tuple[Item, ...]


SHIPPED = Held("", TEMPLATE, None, ITEMS)


def on(day: date) -> list[Held]:
    """The lists in force on a day, the shipped template first while no list was adopted."""
    found: dict[str, Held] = {}
    for row in now(Standard).filter(from_on__lte=day).order_by("from_on", "position"):
        found[row.standard] = Held(row.standard, row.title, row.from_on, _items(row.items))
    return list(found.values()) or [SHIPPED]


def versions() -> list[Held]:
    """Every version of every list, newest first."""
    rows = now(Standard).order_by("-from_on", "-position")
    return [Held(row.standard, row.title, row.from_on, _items(row.items)) for row in rows]


def _items(text: str) -> tuple[Item, ...]:
    return tuple(Item.of_row(each) for each in json.loads(text))
