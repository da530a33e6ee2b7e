"""Which records count in which programmes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import QuerySet

from sandan.domain import serving
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Tables, Version, as_of, index, now


class Serving(Version):
    """That a record counts in a programme, or (`held` false) no longer does. The key is made of both."""

    record = models.CharField(max_length=32)
    noun = models.CharField(max_length=20)
    programme = models.CharField(max_length=32)
    held = models.BooleanField()

    class Meta:
        indexes = [
            index("serving", "key"),
            index("serving", "record"),
            index("serving", "programme", "noun", "record"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a record's programmes."""
    if not isinstance(event, serving.ServingSet):
        return
    before = {
        row["programme"]: key
        for key in tables.find(Serving, "record", event.record)
        if (row := tables.get(Serving, key))
    }
    for programme in sorted({*before, *event.programmes}):
        key = before.get(programme) or f"{event.record[:16]}.{programme[:15]}"
        held = programme in event.programmes
        row = tables.get(Serving, key)
        if row is None or row["held"] != held:
            values = {"record": event.record, "noun": event.noun, "programme": programme, "held": held}
            tables.put(Serving, key, entry.position, values)


def programmes_of(record: str) -> list[str]:
    """The programmes that a record counts in now."""
    return list(now(Serving).filter(record=record, held=True).order_by("programme").values_list("programme", flat=True))


def served(records: Iterable[str]) -> dict[str, list[str]]:
    """The programmes of each of these records, by one query."""
    found: dict[str, list[str]] = {}
    rows = now(Serving).filter(record__in=list(records), held=True).order_by("programme")
    for record, programme in rows.values_list("record", "programme"):
        found.setdefault(record, []).append(programme)
    return found


def records_of(programme: str, position: int | None = None) -> QuerySet[Serving, str]:
    """Ids of everything that counts in a programme, as known at a position: a subquery for a filter."""
    return as_of(Serving, position).filter(programme=programme, held=True).values_list("record", flat=True)
