"""Admissions at the desk: who it is, by which scheme, the bill, and the settlement that the engine proposes for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from sandan.desk import insured, scheme
from sandan.desk.handle import Order, fold, identify
from sandan.desk.opinion import receipt_code, receipt_mark
from sandan.domain.admission import Admission as Folded
from sandan.domain.admission import (
    AdmitPatient,
    Discharge,
    IdentifyPatient,
    SettleAdmission,
    UnsettleAdmission,
)
from sandan.domain.arrears import ArrearsStatus, CancelArrears, OpenArrears
from sandan.domain.authority import Actor
from sandan.domain.insured import Accrue, TakeOff
from sandan.domain.money import ZERO, Money
from sandan.domain.payer import Bill, Case, Category, HospitalLevel, Statement, Year
from sandan.domain.scheme import Scheme
from sandan.domain.settlement import ReverseSettlement, SignSettlement, proposed
from sandan.domain.values import Refusal, require
from sandan.ledger.seal import keyed_digest
from sandan.projections.admission import Admission
from sandan.projections.arrears import Arrears
from sandan.projections.settlement import Settlement
from sandan.projections.version import now


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Admit somebody, entering whoever is new.

    `data`: unit (of the county: the hospital, or the bureau for one elsewhere), hospital, level, inside, admitted_on; name, id_number,
    category, basis (none of them in an emergency without a name); guaranteed, agreed_on, emergency, deposit. Refuses `scheme_missing`.
    """
    of = identify(key)
    day: date = data["admitted_on"]
    held = _scheme(day)
    category, who, orders = Category.ORDINARY, "", list[Order]()
    if data.get("id_number"):
        category = Category(data["category"])
        who, orders = insured.entered(dict(data), day, key)
    inside, code = bool(data["inside"]), receipt_code()
    admit = AdmitPatient(
        admission=of,
        unit=data.get("unit") or by.unit,
        bureau=held.unit,
        hospital=data["hospital"],
        level=HospitalLevel(data["level"]),
        inside=inside,
        admitted_on=day,
        insured=who,
        guaranteed=bool(data.get("guaranteed")),
        agreed_on=data.get("agreed_on"),
        emergency=bool(data.get("emergency")),
        deposit=data.get("deposit") or ZERO,
        receipt=code,
        receipt_mark=receipt_mark(code),
        open_to=held.content.guarantee.open_to(category, inside=inside),
        defaulted=insured.defaulted(who),
        suspended_until=insured.suspended(who, day),
    )
    # The admission comes first: a record is known by the stream of its first order.
    return [Order(f"admission/{of}", admit), *orders]


def followed(code: str) -> Admission | None:
    """The admission that a receipt code belongs to."""
    mark = receipt_mark(code)
    return now(Admission).filter(receipt_mark=mark, withdrawn_on__isnull=True).first()


def identified(row: Admission, data: Mapping[str, Any], key: str) -> list[Order]:
    """Say who an emergency patient is. `data`: name, id_number, category, basis."""
    who, orders = insured.entered(dict(data), row.admitted_on, key)
    return [Order(f"admission/{row.key}", IdentifyPatient(admission=row.key, insured=who)), *orders]


def discharged(row: Admission, data: Mapping[str, Any]) -> list[Order]:
    """Enter the bill. `data`: discharged_on, total, non_catalogue, self_first, invoice."""
    invoice = "".join(str(data["invoice"]).split()).upper()
    mark = keyed_digest("invoice", f"{row.title} {invoice}")
    other = now(Admission).filter(invoice_mark=mark, withdrawn_on__isnull=True).exclude(key=row.key).first()
    order = Discharge(
        admission=row.key,
        discharged_on=data["discharged_on"],
        bill=Bill(data["total"], data.get("non_catalogue") or ZERO, data.get("self_first") or ZERO),
        invoice=invoice,
        invoice_mark=mark,
        elsewhere=other.number if other else "",
    )
    return [Order(f"admission/{row.key}", order)]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the engine proposes for a bill, with the order that signs it."""

    order: SignSettlement
    statement: Statement
    months: int


def proposal(key: str) -> Proposal:
    """What the engine proposes for a discharged patient's bill, by the scheme, the category and the year of the day.

    Opens the patient's category: whoever shows it writes the viewing down. Refuses `bill_missing`, `scheme_missing`, `unknown_insured`.
    """
    one: Folded | None = fold(f"admission/{key}")[0]
    require(one is not None, "unknown_admission")
    assert one is not None
    require(one.bill is not None and one.discharged_on is not None, "bill_missing")
    assert one.bill is not None
    assert one.discharged_on is not None
    category, year, held, months = Category.ORDINARY, Year(), None, 12
    if one.insured:
        person = insured.opened(one.insured)
        category = person.category(one.admitted_on)
        held = _judged_by(one)
        months = held.content.guarantee.months
        year = insured.year(one.insured, one.discharged_on.year)
    order = SignSettlement(
        settlement=identify(f"settlement:{key}", str(one.turns)),
        admission=key,
        unit=one.unit,
        bureau=one.bureau,
        hospital=one.hospital,
        insured=one.insured,
        case=Case(one.level, one.inside, category),
        bill=one.bill,
        discharged_on=one.discharged_on,
        deposit=one.deposit,
        scheme_id=held.id if held else "",
        scheme=held.content if held else None,
        year=year,
        seen=ZERO,
        suspended_until=insured.suspended(one.insured, timezone.localdate()),
    )
    told = proposed(order)
    return Proposal(replace(order, seen=told.patient), told, months)


def settled(row: Admission, seen: Money, paid_now: Money) -> list[Order]:
    """Sign what was seen: the settlement, the person's year, the admission, and (where something stays open) the hospital's arrears."""
    one = proposal(row.key)
    sign = replace(one.order, seen=seen, paid_now=paid_now)
    key = sign.settlement
    orders = [
        Order(f"admission/{row.key}", SettleAdmission(admission=row.key, settlement=key)),
        Order(f"settlement/{key}", sign),
    ]
    if sign.insured:
        year = sign.discharged_on.year
        accrue = Accrue(insured=sign.insured, settlement=key, year=year, shares=one.statement.shares)
        orders.append(Order(f"insured/{sign.insured}", accrue))
    due = one.statement.patient - sign.deposit - paid_now
    if due > ZERO:
        opened = OpenArrears(
            arrears=key,
            unit=sign.unit,
            bureau=sign.bureau,
            hospital=sign.hospital,
            insured=sign.insured,
            amount=due,
            months=one.months,
        )
        orders.append(Order(f"arrears/{key}", opened))
    return orders


def reversed_(row: Settlement, reason: str) -> list[Order]:
    """Take a settlement back with all that hangs on it."""
    key = row.key
    orders = [
        Order(f"settlement/{key}", ReverseSettlement(settlement=key, reason=reason)),
        Order(f"admission/{row.admission}", UnsettleAdmission(admission=row.admission, settlement=key)),
    ]
    if row.insured:
        orders.append(Order(f"insured/{row.insured}", TakeOff(insured=row.insured, settlement=key)))
    held = now(Arrears).filter(key=key).first()
    if held is not None and held.status != ArrearsStatus.CANCELLED.value:
        orders.append(Order(f"arrears/{key}", CancelArrears(arrears=key, reason=reason)))
    return orders


def _scheme(day: date) -> Scheme:
    held = scheme.on(day)
    if held is None:
        raise Refusal("scheme_missing")
    return held


def _judged_by(one: Folded) -> Scheme:
    """The scheme that judges an admission: each scheme says itself by which day it judges."""
    assert one.discharged_on is not None
    held = _scheme(one.discharged_on)
    return held if held.content.by_discharge else _scheme(one.admitted_on)
