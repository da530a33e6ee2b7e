"""Admission (住院): from the door of a hospital to its bill, with a deposit or treated first and paid later (先诊疗后付费).

Treated first means: no deposit at all, for whom the scheme of the day opens it, on a signed agreement, in the county or outside it. Whoever
needs emergency care and cannot be identified or cannot pay is admitted all the same (社会救助暂行办法 art. 32). What a patient suffers from
is not asked: no payer's terms need it (PIPL art. 6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.money import ZERO, Money
from sandan.domain.payer import Bill, HospitalLevel
from sandan.domain.register import happened as said
from sandan.domain.register import held, seated
from sandan.domain.values import Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class AdmissionStatus(StrEnum):
    """Where an admission stands."""

    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    """The bill is there, and not settled yet."""
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Admission:
    """An admission as its stream tells it. `unit` keeps it, `bureau` settles by its scheme; `insured` is "" while nobody knows who."""

    id: str
    unit: str
    bureau: str
    hospital: str
    level: HospitalLevel
    inside: bool
    admitted_on: date
    insured: str = ""
    guaranteed: bool = False
    emergency: bool = False
    deposit: Money = ZERO
    discharged_on: date | None = None
    bill: Bill | None = None
    settlement: str = ""
    turns: int = 0
    """How often it was settled: a reversed settlement is followed by another one."""
    status: AdmissionStatus = AdmissionStatus.ADMITTED


@command("admission.admit")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitPatient(Command):
    """Admit somebody. `guaranteed`: treated first, paid later, by the agreement signed on `agreed_on`; `emergency`: without knowing who.

    Facts that the desk fills in: `open_to`, whether the scheme of the day opens that to such a patient there; `defaulted`, whether the
    hospital list has an arrear of the same person that was maliciously left unpaid; `suspended_until`, until when one-stop settlement is
    suspended for the person.
    """

    admission: str
    unit: str
    bureau: str
    hospital: str
    level: HospitalLevel
    inside: bool
    admitted_on: date
    insured: str = ""
    guaranteed: bool = False
    agreed_on: date | None = None
    emergency: bool = False
    deposit: Money = ZERO
    receipt: str = ""
    receipt_mark: str = ""
    open_to: bool = False
    defaulted: bool = False
    suspended_until: date | None = None


@command("admission.identify")
@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyPatient(Command):
    """Say who an emergency patient is, as soon as it is known."""

    admission: str
    insured: str


@command("admission.discharge")
@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge(Command):
    """Enter the bill. Until it is settled, a mended one replaces it. `elsewhere` is another admission's number with the same invoice."""

    admission: str
    discharged_on: date
    bill: Bill
    invoice: str
    invoice_mark: str
    elsewhere: str = ""


@command("admission.settle")
@dataclass(frozen=True, slots=True, kw_only=True)
class SettleAdmission(Command):
    """Note that the bill was settled."""

    admission: str
    settlement: str


@command("admission.unsettle")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnsettleAdmission(Command):
    """Note that the settlement was reversed: the bill waits again."""

    admission: str
    settlement: str


@command("admission.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAdmission(Command):
    """Take back an entry made by mistake, and say why."""

    admission: str
    reason: str


@event("admission.admitted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted(Event):
    """Somebody was admitted."""

    admission: Public[str]
    unit: Public[str]
    bureau: Public[str]
    inside: Public[bool]
    level: HospitalLevel
    hospital: str
    admitted_on: date
    insured: str
    guaranteed: Public[bool]
    emergency: Public[bool]
    deposit: Money
    receipt_mark: str
    agreed_on: date | None = None
    receipt: Personal[str] = ""


@event("admission.identified/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Identified(Event):
    """It is known who the patient is."""

    admission: Public[str]
    insured: str


@event("admission.discharged/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Discharged(Event):
    """The patient left, and the hospital's bill is there."""

    admission: Public[str]
    insured: str
    discharged_on: date
    total: Money
    non_catalogue: Money
    self_first: Money
    invoice_mark: str
    invoice: Personal[str] = ""


@event("admission.settled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Event):
    """The bill was settled."""

    admission: Public[str]
    settlement: Public[str]


@event("admission.unsettled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled(Event):
    """The settlement was reversed."""

    admission: Public[str]
    settlement: Public[str]


@event("admission.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionWithdrawn(Event):
    """The entry was a mistake."""

    admission: Public[str]
    reason: str


def decide(order: Command, state: Admission | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = said(order.happened_on, at.date())
    if isinstance(order, AdmitPatient):
        require(state is None, "already_exists", id=order.admission)
        return (_admitted(order, by, on, at.date()),)
    one = held(state, "unknown_admission")
    require(one.status is not AdmissionStatus.WITHDRAWN, "record_withdrawn")
    seated(by, one.unit, one.bureau)
    match order:
        case IdentifyPatient(insured=insured):
            require(not one.insured, "identified_already")
            require(one.status is not AdmissionStatus.SETTLED, "settled_already")
            return (Identified(happened_on=on, admission=one.id, insured=written(insured, "insured", 32)),)
        case Discharge():
            return (_discharged(order, one, on, at.date()),)
        case SettleAdmission(settlement=settlement):
            require(one.status is not AdmissionStatus.SETTLED, "settled_already")
            require(one.bill is not None, "bill_missing")
            return (Settled(happened_on=on, admission=one.id, settlement=settlement),)
        case UnsettleAdmission(settlement=settlement):
            require(one.settlement == settlement, "unknown_settlement")
            return (Unsettled(happened_on=on, admission=one.id, settlement=settlement),)
        case WithdrawAdmission(reason=reason):
            require(one.status is not AdmissionStatus.SETTLED, "settled_already")
            return (AdmissionWithdrawn(happened_on=on, admission=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not an admission command: {order.name}")


def _admitted(order: AdmitPatient, by: Actor, on: date, today: date) -> Admitted:
    seated(by, order.unit, order.bureau)
    require(order.admitted_on <= today, "date_in_future", date=order.admitted_on)
    require(order.deposit >= ZERO, "amount_negative")
    require(order.insured or order.emergency, "patient_missing")
    if order.guaranteed:
        require(order.insured, "patient_missing")
        require(order.open_to, "guarantee_not_open")
        require(not order.defaulted, "guarantee_defaulted")
        require(order.suspended_until is None, "online_suspended", until=order.suspended_until or today)
        require(order.agreed_on is not None, "agreement_missing")
        assert order.agreed_on is not None
        require(order.agreed_on <= today, "date_in_future", date=order.agreed_on)
    if order.guaranteed or order.emergency:
        require(order.deposit == ZERO, "deposit_not_zero")
    return Admitted(
        happened_on=on,
        admission=order.admission,
        unit=written(order.unit, "unit", 32),
        bureau=written(order.bureau, "unit", 32),
        hospital=written(order.hospital, "hospital", 100),
        level=order.level,
        inside=order.inside,
        admitted_on=order.admitted_on,
        insured=order.insured,
        guaranteed=order.guaranteed,
        agreed_on=order.agreed_on,
        emergency=order.emergency,
        deposit=order.deposit,
        receipt_mark=order.receipt_mark,
        receipt=order.receipt,
    )


def _discharged(order: Discharge, one: Admission, on: date, today: date) -> Discharged:
    require(one.status is not AdmissionStatus.SETTLED, "settled_already")
    require(order.discharged_on <= today, "date_in_future", date=order.discharged_on)
    backwards = {"from_on": one.admitted_on, "to_on": order.discharged_on}
    require(order.discharged_on >= one.admitted_on, "window_backwards", **backwards)
    require(not order.elsewhere, "invoice_elsewhere", number=order.elsewhere)
    return Discharged(
        happened_on=on,
        admission=one.id,
        insured=one.insured,
        discharged_on=order.discharged_on,
        total=order.bill.total,
        non_catalogue=order.bill.non_catalogue,
        self_first=order.bill.self_first,
        invoice_mark=order.invoice_mark,
        invoice=written(order.invoice, "invoice", 60),
    )


def evolve(state: Admission | None, happened: Event) -> Admission | None:
    """The admission after an event."""
    if isinstance(happened, Admitted):
        return Admission(
            happened.admission,
            happened.unit,
            happened.bureau,
            happened.hospital,
            happened.level,
            happened.inside,
            happened.admitted_on,
            happened.insured,
            happened.guaranteed,
            happened.emergency,
            happened.deposit,
        )
    one = held(state, "unknown_admission")
    match happened:
        case Identified(insured=insured):
            return replace(one, insured=insured)
        case Discharged(discharged_on=discharged_on, total=total, non_catalogue=out, self_first=first):
            bill = Bill(total, out, first)
            return replace(one, discharged_on=discharged_on, bill=bill, status=AdmissionStatus.DISCHARGED)
        case Settled(settlement=settlement):
            return replace(one, settlement=settlement, turns=one.turns + 1, status=AdmissionStatus.SETTLED)
        case Unsettled():
            return replace(one, settlement="", status=AdmissionStatus.DISCHARGED)
        case AdmissionWithdrawn():
            return replace(one, status=AdmissionStatus.WITHDRAWN)
    raise Fault(f"not an admission event: {happened.kind}")
