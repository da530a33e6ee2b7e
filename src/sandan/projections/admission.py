"""Admissions (住院): without a deposit or with one, up to the settled bill. Amounts are in cents and internal; nobody is named."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import admission
from sandan.domain.admission import AdmissionStatus
from sandan.domain.money import Money
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import ADMISSION
from sandan.projections.record import Record, entered, indexes
from sandan.projections.version import Tables, index


class Admission(Record):
    """An admission. Its title is the hospital's name; `unit` keeps it, `bureau` settles it. `insured` is an id, "" while nobody knows."""

    bureau = models.CharField(max_length=32)
    level = models.CharField(max_length=12)
    inside = models.BooleanField()
    insured = models.CharField(max_length=32, default="")
    guaranteed = models.BooleanField(default=False)
    emergency = models.BooleanField(default=False)
    deposit = models.BigIntegerField(default=0)
    admitted_on = models.DateField()
    discharged_on = models.DateField(null=True)
    total = models.BigIntegerField(null=True)
    non_catalogue = models.BigIntegerField(null=True)
    self_first = models.BigIntegerField(null=True)
    invoice_mark = models.CharField(max_length=32, default="")
    receipt_mark = models.CharField(max_length=32, default="")
    settlement = models.CharField(max_length=32, default="")
    settled_on = models.DateField(null=True)

    class Meta:
        indexes = [
            *indexes("admission"),
            index("admission", "bureau", "position"),
            index("admission", "insured"),
            index("admission", "invoice_mark"),
            index("admission", "receipt_mark"),
        ]


def cents(amount: Money) -> int:
    """An amount as a whole number of cents, as tables add it up."""
    return int(amount.amount * 100)


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of an admission."""
    if isinstance(event, admission.Admitted):
        values = entered(
            entry,
            event,
            ADMISSION,
            title=event.hospital,
            unit=event.unit,
            bureau=event.bureau,
            level=event.level.value,
            inside=event.inside,
            insured=event.insured,
            guaranteed=event.guaranteed,
            emergency=event.emergency,
            deposit=cents(event.deposit),
            admitted_on=event.admitted_on,
            receipt_mark=event.receipt_mark,
            status=AdmissionStatus.ADMITTED.value,
        )
        tables.put(Admission, event.admission, entry.position, values)
        return
    told = _told(event)
    if told:
        tables.put(Admission, getattr(event, "admission", ""), entry.position, told)


def _told(event: Event) -> dict[str, Any]:
    """The columns that an event changes."""
    match event:
        case admission.Identified(insured=insured):
            return {"insured": insured}
        case admission.Discharged() as one:
            return {
                "status": AdmissionStatus.DISCHARGED.value,
                "discharged_on": one.discharged_on,
                "total": cents(one.total),
                "non_catalogue": cents(one.non_catalogue),
                "self_first": cents(one.self_first),
                "invoice_mark": one.invoice_mark,
            }
        case admission.Settled(settlement=settlement):
            told = {"settlement": settlement, "settled_on": event.happened_on}
            return {"status": AdmissionStatus.SETTLED.value, **told}
        case admission.Unsettled():
            return {"status": AdmissionStatus.DISCHARGED.value, "settlement": "", "settled_on": None}
        case admission.AdmissionWithdrawn(reason=reason):
            # Its invoice is free again for the entry that is right.
            told = {"withdrawn_on": event.happened_on, "reason": reason, "invoice_mark": "", "receipt_mark": ""}
            return {"status": AdmissionStatus.WITHDRAWN.value, **told}
    return {}
