"""Payment lists and their lines, by application; names and accounts are put in only when a file for the bank is made."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import payment
from sandan.domain.application import ApplicationStatus
from sandan.domain.money import Money
from sandan.domain.payment import PayLine, PaymentStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.application import Application, Award, fen, money, month_before
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

    What an earlier list could not pay, and months that were granted after their list, are arrears of this one. A month for which more was
    paid than turned out to be due is set off against no other: what goes back is demanded back by a decision (`application.adjusted`), or
    stays. Nothing is due any more of what was revoked.
    """
    awards: dict[str, list[Award]] = {}
    for each in now(Award).filter(item=item, unit=unit, from_month__lte=month).order_by("application", "key"):
        awards.setdefault(each.application, []).append(each)
    revoked = now(Application).filter(item=item, unit=unit, status=ApplicationStatus.REVOKED.value)
    for key in revoked.values_list("key", flat=True):
        awards.pop(key, None)
    listed: dict[str, list[PaymentLine]] = {}
    lines = now(PaymentLine).filter(application__in=awards, state__in=_HOLDS).exclude(payment=apart)
    for line in lines.order_by("month", "position"):
        listed.setdefault(line.application, []).append(line)
    found = []
    for key, runs in awards.items():
        got = _by_month(runs, listed.get(key, []))
        open_ = {each: max(_due(runs, each) - got.get(each, 0), 0) for each in _until(runs, month)}
        before = sum(open_.values()) - open_.get(month, 0)
        if any(open_.values()):
            found.append(PayLine(key, money(sum(open_.values())), money(before)))
    return tuple(found)


def _until(runs: list[Award], month: str) -> list[str]:
    """The months from the first of these awards up to one."""
    year, which = (int(each) for each in min(each.from_month for each in runs).split("-"))
    found = []
    while (one := f"{year:04}-{which:02}") <= month:
        found.append(one)
        year, which = (year, which + 1) if which < 12 else (year + 1, 1)
    return found


def _due(runs: list[Award], month: str) -> int:
    return sum(each.fen for each in runs if each.from_month <= month <= (each.until_month or month))


def _by_month(runs: list[Award], lines: list[PaymentLine]) -> dict[str, int]:
    """For which month how much of these lines was: a list's own month, and, of what it says are arrears, the oldest months still open."""
    got: dict[str, int] = {}
    for line in lines:
        got[line.month] = got.get(line.month, 0) + line.fen - line.arrears_fen
        left, earlier = line.arrears_fen, month_before(line.month)
        for each in _until(runs, earlier):
            part = min(left, max(_due(runs, each) - got.get(each, 0), 0))
            if part:
                got[each], left = got.get(each, 0) + part, left - part
        if left:
            got[earlier] = got.get(earlier, 0) + left
    return got


def paid_to(application: str) -> tuple[tuple[str, Money], ...]:
    """What the bank paid for an application, by the month for which it was."""
    runs = list(now(Award).filter(application=application).order_by("key"))
    rows = now(PaymentLine).filter(application=application, state=PAID).order_by("month", "position")
    got = _by_month(runs, list(rows)) if runs else {}
    return tuple((month, money(amount)) for month, amount in sorted(got.items()))


def at_bank(application: str) -> str:
    """The month of a signed list of which nobody knows yet what the bank paid of it for an application, or ""."""
    rows = now(PaymentLine).filter(application=application, state=PaymentStatus.APPROVED.value)
    return rows.order_by("-month").values_list("month", flat=True).first() or ""
