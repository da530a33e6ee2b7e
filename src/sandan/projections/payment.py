"""Payment lists and their lines, by application; names and accounts are put in only when a file for the bank is made."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sandan.domain import payment
from sandan.domain.money import Money
from sandan.domain.payment import PayLine, PaymentStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.application import Award, fen, money
from sandan.projections.number import PAYMENT, number
from sandan.projections.version import Tables, Version, index, now

PAID, RETURNED = "paid", "returned"
_HOLDS = (PaymentStatus.DRAWN_UP.value, PaymentStatus.APPROVED.value, PAID)


class PaymentList(Version):
    """A list of one month, item and unit."""

    number = models.CharField(max_length=20)
    item = models.CharField(max_length=16)
    unit = models.CharField(max_length=32)
    bureau = models.CharField(max_length=32)
    month = models.CharField(max_length=7)
    status = models.CharField(max_length=12)
    lines = models.IntegerField()
    fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(default=0)
    sent_back = models.IntegerField(default=0)
    drawn_on = models.DateField()
    approved_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [
            index("paymentlist", "key"),
            index("paymentlist", "position"),
            index("paymentlist", "unit", "position"),
            index("paymentlist", "bureau", "position"),
            index("paymentlist", "item", "unit", "month"),
        ]


class PaymentLine(Version):
    """A line: its key is the list's with the application's. `state` is the list's, until the bank paid it or sent it back."""

    CALLED = "payment"

    payment = models.CharField(max_length=32)
    application = models.CharField(max_length=32)
    unit = models.CharField(max_length=32)
    town = models.CharField(max_length=32)
    topic = models.CharField(max_length=20, default="")
    channel = models.CharField(max_length=20, default="")
    month = models.CharField(max_length=7)
    fen = models.BigIntegerField()
    arrears_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12)
    paid_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [
            index("paymentline", "payment"),
            index("paymentline", "application"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a list."""
    match event:
        case payment.PaymentDrawnUp() as drawn:
            tables.put(
                PaymentList,
                drawn.payment,
                entry.position,
                {
                    "number": number(PAYMENT, drawn.happened_on.year, entry.position),
                    "item": drawn.item,
                    "unit": drawn.unit,
                    "bureau": drawn.bureau,
                    "month": drawn.month,
                    "status": PaymentStatus.DRAWN_UP.value,
                    "lines": len(drawn.lines),
                    "fen": fen(drawn.total),
                    "drawn_on": drawn.happened_on,
                },
            )
            for each in drawn.lines:
                line = {
                    "payment": drawn.payment,
                    "application": each.application,
                    "unit": drawn.unit,
                    "town": drawn.unit,
                    "month": drawn.month,
                    "fen": fen(each.amount),
                    "arrears_fen": fen(each.arrears),
                    "state": PaymentStatus.DRAWN_UP.value,
                }
                tables.put(PaymentLine, drawn.payment + each.application, entry.position, line)
        case payment.PaymentApproved():
            _all(entry, event.payment, tables, PaymentStatus.APPROVED, {"approved_on": event.happened_on})
        case payment.PaymentDiscarded(reason=reason):
            _all(entry, event.payment, tables, PaymentStatus.DISCARDED, {"reason": reason})
        case payment.PaymentReconciled() as told:
            back = {each.application: each.reason for each in told.returned}
            values = {"paid_on": told.paid_on, "paid_fen": fen(told.paid), "sent_back": len(back)}
            tables.put(PaymentList, told.payment, entry.position, {"status": PaymentStatus.RECONCILED.value, **values})
            for key in tables.find(PaymentLine, "payment", told.payment):
                row = tables.get(PaymentLine, key)
                assert row is not None
                reason = back.get(row["application"], "")
                state = RETURNED if row["application"] in back else PAID
                paid_on = told.paid_on if state == PAID else None
                line = {"state": state, "reason": reason, "paid_on": paid_on}
                tables.put(PaymentLine, key, entry.position, line)


def _all(entry: Entry, key: str, tables: Tables, status: PaymentStatus, values: dict[str, Any]) -> None:
    tables.put(PaymentList, key, entry.position, {"status": status.value, **values})
    for each in tables.find(PaymentLine, "payment", key):
        tables.put(PaymentLine, each, entry.position, {"state": status.value})


def running(item: str, unit: str, month: str) -> str:
    """The list of that month that holds, "" where there is none."""
    rows = now(PaymentList).filter(item=item, unit=unit, month=month).exclude(status=PaymentStatus.DISCARDED.value)
    return rows.values_list("key", flat=True).first() or ""


def due(item: str, unit: str, month: str, apart: str = "") -> tuple[PayLine, ...]:
    """What is to be paid up to a month and stands on no list that holds; `apart` is a list that is not looked at.

    What an earlier list could not pay, and months that were granted after their list, are arrears of this one.
    """
    awards: dict[str, list[Award]] = {}
    for each in now(Award).filter(item=item, unit=unit, from_month__lte=month).order_by("application", "key"):
        awards.setdefault(each.application, []).append(each)
    listed: dict[str, int] = {}
    lines = now(PaymentLine).filter(application__in=awards, state__in=_HOLDS).exclude(payment=apart)
    for key, amount in lines.values_list("application", "fen"):
        listed[key] = listed.get(key, 0) + amount
    found = []
    for key, runs in awards.items():
        wanted = sum(each.fen * _months(each, month) for each in runs)
        this = sum(each.fen for each in runs if not each.until_month or each.until_month >= month)
        left = wanted - listed.get(key, 0)
        if left > 0:
            found.append(PayLine(key, money(left), money(max(left - this, 0))))
    return tuple(found)


def _months(award: Award, month: str) -> int:
    """For how many months an award was due up to a month."""
    last = min(month, award.until_month) if award.until_month else month
    (first_year, first), (last_year, until) = (
        [int(each) for each in one.split("-")] for one in (award.from_month, last)
    )
    return max(12 * (last_year - first_year) + until - first + 1, 0)


def paid_to(application: str) -> tuple[tuple[str, Money], ...]:
    """What the bank paid for an application, by the month of its list."""
    rows = now(PaymentLine).filter(Q(application=application), state=PAID).order_by("month", "position")
    return tuple((row.month, money(row.fen)) for row in rows)
