"""Arrears (欠费台账): what patients owe hospitals after settlement, in cents, and by when. Nobody is named."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import arrears
from sandan.domain.arrears import ArrearsStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.admission import cents
from sandan.projections.number import ARREARS
from sandan.projections.record import Record, entered, indexes
from sandan.projections.version import Tables, index


class Arrears(Record):
    """What one settlement left open, under the settlement's id. Its title is the hospital's name."""

    bureau = models.CharField(max_length=32)
    insured = models.CharField(max_length=32, default="")
    amount = models.BigIntegerField()
    left = models.BigIntegerField()
    last_due_on = models.DateField(null=True)
    """The last instalment's day."""
    defaulted_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [
            *indexes("arrears"),
            index("arrears", "bureau", "position"),
            index("arrears", "insured"),
            index("arrears", "last_due_on"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an arrear."""
    if isinstance(event, arrears.ArrearsOpened):
        values = entered(
            entry,
            event,
            ARREARS,
            title=event.hospital,
            unit=event.unit,
            bureau=event.bureau,
            insured=event.insured,
            amount=cents(event.amount),
            left=cents(event.amount),
            status=ArrearsStatus.OPEN.value,
        )
        tables.put(Arrears, event.arrears, entry.position, values)
        return
    key = getattr(event, "arrears", "")
    row = tables.get(Arrears, key)
    assert row is not None
    tables.put(Arrears, key, entry.position, _told(event, row))


def _told(event: Event, row: dict[str, Any]) -> dict[str, Any]:
    """The columns that an event changes."""
    match event:
        case arrears.InstalmentsPlanned(parts=parts):
            listed = row["status"] == ArrearsStatus.DEFAULTED.value
            status = row["status"] if listed else ArrearsStatus.PLANNED.value
            return {"status": status, "last_due_on": parts[-1].due_on}
        case arrears.ArrearsPaid(left=left):
            over = {"status": ArrearsStatus.CLEARED.value, "ended_on": event.happened_on, "defaulted_on": None}
            return {"left": cents(left), **({} if cents(left) else over)}
        case arrears.DefaultListed():
            return {"status": ArrearsStatus.DEFAULTED.value, "defaulted_on": event.happened_on}
        case arrears.DefaultEnded():
            return {"status": ArrearsStatus.PLANNED.value, "defaulted_on": None}
        case arrears.ArrearsWaived():
            over = {"ended_on": event.happened_on, "defaulted_on": None}
            return {"status": ArrearsStatus.WAIVED.value, "left": 0, **over}
        case arrears.ArrearsCancelled(reason=reason):
            over = {"withdrawn_on": event.happened_on, "reason": reason, "defaulted_on": None}
            return {"status": ArrearsStatus.CANCELLED.value, "left": 0, **over}
    return {}
