"""Settlements (结算): what each kind of payer and the patient bore, in cents. Nobody is named, and no illness is known."""

from __future__ import annotations

from django.db import models

from sandan.domain import settlement
from sandan.domain.money import ZERO, total
from sandan.domain.payer import PayerKind
from sandan.domain.settlement import SettlementStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.admission import cents
from sandan.projections.number import SETTLEMENT
from sandan.projections.record import Record, entered, indexes
from sandan.projections.version import Tables, index


class Settlement(Record):
    """A settlement. Its title is the hospital's name. One that was reversed has its day in `withdrawn_on` and counts nowhere."""

    bureau = models.CharField(max_length=32)
    admission = models.CharField(max_length=32)
    insured = models.CharField(max_length=32, default="")
    level = models.CharField(max_length=12)
    inside = models.BooleanField()
    scheme = models.CharField(max_length=32, default="")
    discharged_on = models.DateField()
    total = models.BigIntegerField()
    eligible = models.BigIntegerField()
    funds = models.BigIntegerField()
    basic = models.BigIntegerField(default=0)
    critical = models.BigIntegerField(default=0)
    supplementary = models.BigIntegerField(default=0)
    assistance = models.BigIntegerField(default=0)
    top_up = models.BigIntegerField(default=0)
    patient = models.BigIntegerField()
    due = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    """What payers have paid the hospital by now."""
    paid_on = models.DateField(null=True)
    objected_on = models.DateField(null=True)
    """Since when an objection waits."""

    misuse_on = models.DateField(null=True)
    """Since when it stands that the funds were misused with it."""
    misuse_left = models.BigIntegerField(default=0)
    """What of that is still to come in."""
    suspended_until = models.DateField(null=True)

    class Meta:
        indexes = [
            *indexes("settlement"),
            index("settlement", "bureau", "position"),
            index("settlement", "insured"),
            index("settlement", "admission"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a settlement."""
    match event:
        case settlement.SettlementSigned() as one:
            by_kind = {
                kind.value: cents(total(each.paid for each in one.shares if each.kind is kind)) for kind in PayerKind
            }
            funds = total(each.paid for each in one.shares)
            values = entered(
                entry,
                event,
                SETTLEMENT,
                title=one.hospital,
                unit=one.unit,
                bureau=one.bureau,
                admission=one.admission,
                insured=one.insured,
                level=one.level.value,
                inside=one.inside,
                scheme=one.scheme,
                discharged_on=one.discharged_on,
                total=cents(one.total),
                eligible=cents(one.total - one.non_catalogue - one.self_first),
                funds=cents(funds),
                patient=cents(one.total - funds),
                due=cents(one.due),
                status=(SettlementStatus.SIGNED if funds > ZERO else SettlementStatus.PAID).value,
                paid_on=event.happened_on if funds == ZERO else None,
                **by_kind,
            )
            tables.put(Settlement, one.settlement, entry.position, values)
        case settlement.SharePaid(settlement=key, amount=amount, whole=whole):
            row = tables.get(Settlement, key)
            assert row is not None
            told = {"paid": row["paid"] + cents(amount)}
            if whole:
                told |= {"status": SettlementStatus.PAID.value, "paid_on": event.happened_on}
            tables.put(Settlement, key, entry.position, told)
        case settlement.ShareReturned(settlement=key, amount=amount):
            row = tables.get(Settlement, key)
            assert row is not None
            told = {"paid": row["paid"] - cents(amount), "status": SettlementStatus.SIGNED.value, "paid_on": None}
            tables.put(Settlement, key, entry.position, told)
        case settlement.SettlementObjected(settlement=key):
            tables.put(Settlement, key, entry.position, {"objected_on": event.happened_on})
        case settlement.ObjectionAnswered(settlement=key):
            tables.put(Settlement, key, entry.position, {"objected_on": None})
        case settlement.MisuseFound(settlement=key) as misuse:
            told = {"misuse_on": event.happened_on, "misuse_left": cents(misuse.lost + misuse.fine)}
            tables.put(Settlement, key, entry.position, {**told, "suspended_until": misuse.until})
        case settlement.MisuseRecovered(settlement=key, amount=amount):
            row = tables.get(Settlement, key)
            assert row is not None
            tables.put(Settlement, key, entry.position, {"misuse_left": row["misuse_left"] - cents(amount)})
        case settlement.MisuseLifted(settlement=key):
            told = {"misuse_on": None, "misuse_left": 0, "suspended_until": None}
            tables.put(Settlement, key, entry.position, told)
        case settlement.SettlementReversed(settlement=key, reason=reason):
            told = {"withdrawn_on": event.happened_on, "reason": reason, "status": SettlementStatus.REVERSED.value}
            tables.put(Settlement, key, entry.position, told)
