"""Advances (基金垫付): what funds paid hospitals ahead, and what is left of it, in cents."""

from __future__ import annotations

from django.db import models

from sandan.domain import advance
from sandan.domain.advance import AdvanceStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.admission import cents
from sandan.projections.number import ADVANCE
from sandan.projections.record import Record, entered, indexes
from sandan.projections.version import Tables, index


class Advance(Record):
    """An advance. Its title is the fund's name; `unit` is the hospital's, `bureau` the one that granted it."""

    bureau = models.CharField(max_length=32)
    amount = models.BigIntegerField()
    used = models.BigIntegerField(default=0)
    given_back = models.BigIntegerField(default=0)
    left = models.BigIntegerField()
    basis = models.CharField(max_length=200)
    granted_on = models.DateField()
    reconciled_on = models.DateField(null=True)

    class Meta:
        indexes = [*indexes("advance"), index("advance", "bureau", "position")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an advance."""
    if isinstance(event, advance.AdvanceGranted):
        values = entered(
            entry,
            event,
            ADVANCE,
            title=event.fund,
            unit=event.unit,
            bureau=event.bureau,
            amount=cents(event.amount),
            left=cents(event.amount),
            basis=event.basis,
            granted_on=event.granted_on,
            status=AdvanceStatus.GRANTED.value,
        )
        tables.put(Advance, event.advance, entry.position, values)
        return
    key = getattr(event, "advance", "")
    row = tables.get(Advance, key)
    assert row is not None
    match event:
        case advance.AdvanceUsed(amount=amount):
            told = {"used": row["used"] + cents(amount), "left": row["left"] - cents(amount)}
        case advance.AdvanceGivenBack(amount=amount):
            told = {"given_back": row["given_back"] + cents(amount), "left": row["left"] - cents(amount)}
        case advance.AdvanceReconciled():
            told = {"status": AdvanceStatus.RECONCILED.value, "reconciled_on": event.happened_on}
        case advance.AdvanceWithdrawn(reason=reason):
            gone = {"withdrawn_on": event.happened_on, "reason": reason, "left": 0}
            told = {"status": AdvanceStatus.WITHDRAWN.value, **gone}
        case _:
            return
    tables.put(Advance, key, entry.position, told)
