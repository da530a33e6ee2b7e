"""Arrears (欠费台账): what a patient still owes a hospital after settlement. It is the hospital's claim, never a fund's.

Paid off at once or by instalments; by the patient, or, for whoever could not be identified or cannot pay, by the emergency fund (社会救助
暂行办法 art. 32). Who leaves an instalment unpaid on purpose may be listed, after having been told; that closes treatment without deposit
until it is paid, and nothing else.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

from sandan.domain.authority import Actor, permit
from sandan.domain.money import ZERO, Money, total
from sandan.domain.register import happened as said
from sandan.domain.register import held, seated
from sandan.domain.values import Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class ArrearsStatus(StrEnum):
    """Where an arrear stands."""

    OPEN = "open"
    PLANNED = "planned"
    """Instalments are agreed on."""
    DEFAULTED = "defaulted"
    """恶意拖欠: overdue and, after having been told, listed."""
    CLEARED = "cleared"
    WAIVED = "waived"
    CANCELLED = "cancelled"
    """The settlement behind it was reversed."""


OWED = frozenset({ArrearsStatus.OPEN, ArrearsStatus.PLANNED, ArrearsStatus.DEFAULTED})


class Source(StrEnum):
    """Who pays an arrear off."""

    PATIENT = "patient"
    EMERGENCY_FUND = "emergency_fund"
    """疾病应急救助基金."""
    CHARITY = "charity"


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part, and the day by which it is paid."""

    due_on: date
    amount: Money

    def row(self) -> list[str]:
        """As plain values."""
        return [self.due_on.isoformat(), str(self.amount)]

    @classmethod
    def of_row(cls, row: list[str]) -> Self:
        """Back from plain values."""
        return cls(date.fromisoformat(row[0]), Money.of(row[1]))


@dataclass(frozen=True, slots=True)
class Arrears:
    """What is owed, and how much of it was paid by now."""

    id: str
    unit: str
    bureau: str
    amount: Money
    opened_on: date
    months: int
    insured: str
    """Who owes it, "" while nobody knows."""
    paid: Money = ZERO
    parts: tuple[Instalment, ...] = ()
    status: ArrearsStatus = ArrearsStatus.OPEN

    @property
    def left(self) -> Money:
        """What is still owed."""
        return self.amount - self.paid

    def overdue(self, day: date) -> Money:
        """What should have been paid before a day and was not. Without instalments nothing is ever overdue."""
        due = total(each.amount for each in self.parts if each.due_on < day)
        return max(ZERO, due - (self.paid - self._paid_before()))

    def _paid_before(self) -> Money:
        return self.amount - total(each.amount for each in self.parts) if self.parts else ZERO


@command("arrears.open")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArrears(Command):
    """Enter what a settlement left open. `months` is how long the scheme lets instalments run; `known`: whether the patient is."""

    arrears: str
    unit: str
    bureau: str
    hospital: str
    insured: str
    amount: Money
    months: int


@command("arrears.plan")
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInstalments(Command):
    """Agree on instalments for all that is left; new ones replace the old."""

    arrears: str
    parts: tuple[Instalment, ...]


@command("arrears.pay")
@dataclass(frozen=True, slots=True, kw_only=True)
class PayArrears(Command):
    """Note a payment. Of the emergency fund, `basis` says by which decision."""

    arrears: str
    amount: Money
    paid_on: date
    source: Source = Source.PATIENT
    basis: str = ""


@command("arrears.list_default")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListDefault(Command):
    """List an arrear as left unpaid on purpose. The patient was told in writing on `told_on`, and an instalment is overdue."""

    arrears: str
    told_on: date
    reason: str


@command("arrears.delist")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndDefault(Command):
    """Take an arrear off that list, before it is paid off."""

    arrears: str
    reason: str


@command("arrears.waive")
@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveArrears(Command):
    """Let what is left go, by a decision that is named."""

    arrears: str
    basis: str
    reason: str


@command("arrears.cancel")
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelArrears(Command):
    """End an arrear whose settlement was reversed. What was paid by then goes back to whoever paid it."""

    arrears: str
    reason: str


@event("arrears.opened/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArrearsOpened(Event):
    """A patient owes a hospital something."""

    arrears: Public[str]
    unit: Public[str]
    bureau: Public[str]
    hospital: str
    insured: str
    amount: Money
    months: int


@event("arrears.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentsPlanned(Event):
    """Instalments are agreed on."""

    arrears: Public[str]
    parts: tuple[Instalment, ...]


@event("arrears.paid/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArrearsPaid(Event):
    """Something was paid off; `left` is what is still owed."""

    arrears: Public[str]
    amount: Money
    left: Money
    paid_on: date
    source: Source
    basis: str


@event("arrears.default_listed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultListed(Event):
    """It is listed as left unpaid on purpose."""

    arrears: Public[str]
    insured: str
    told_on: date
    reason: Personal[str] = ""


@event("arrears.default_ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultEnded(Event):
    """It is off that list."""

    arrears: Public[str]
    insured: str
    reason: Personal[str] = ""


@event("arrears.waived/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArrearsWaived(Event):
    """What was left is not asked for any more."""

    arrears: Public[str]
    insured: str
    amount: Money
    basis: str
    reason: Personal[str] = ""


@event("arrears.cancelled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArrearsCancelled(Event):
    """The settlement behind it was reversed; `back` is what goes back to whoever paid."""

    arrears: Public[str]
    back: Money
    reason: str


def decide(order: Command, state: Arrears | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = said(order.happened_on, today)
    if isinstance(order, OpenArrears):
        require(state is None, "already_exists", id=order.arrears)
        seated(by, order.unit, order.bureau)
        require(order.amount > ZERO, "amount_negative")
        return (
            ArrearsOpened(
                happened_on=on,
                arrears=order.arrears,
                unit=order.unit,
                bureau=order.bureau,
                hospital=order.hospital,
                insured=order.insured,
                amount=order.amount,
                months=order.months,
            ),
        )
    one = held(state, "unknown_arrears")
    seated(by, one.unit, one.bureau)
    over = {ArrearsStatus.CANCELLED} if isinstance(order, CancelArrears) else set(ArrearsStatus) - OWED
    require(one.status not in over, "arrears_over")
    return (_moved(order, one, on, today),)


def _moved(order: Command, one: Arrears, on: date, today: date) -> Event:
    match order:
        case PlanInstalments(parts=parts):
            _fits(parts, one, today)
            return InstalmentsPlanned(happened_on=on, arrears=one.id, parts=parts)
        case PayArrears(amount=amount, paid_on=paid_on, source=source, basis=basis):
            require(paid_on <= today, "date_in_future", date=paid_on)
            require(amount > ZERO, "amount_negative")
            require(amount <= one.left, "more_than_due", amount=str(one.left))
            if source is Source.EMERGENCY_FUND:
                basis = written(basis, "basis", 200)
            return ArrearsPaid(
                happened_on=on,
                arrears=one.id,
                amount=amount,
                left=one.left - amount,
                paid_on=paid_on,
                source=source,
                basis=basis.strip()[:200],
            )
        case ListDefault(told_on=told_on, reason=reason):
            require(one.insured, "patient_missing")
            require(one.status is not ArrearsStatus.DEFAULTED, "nothing_changed")
            require(one.overdue(today) > ZERO, "not_overdue")
            require(told_on < today, "told_first")
            reason = written(reason, "reason", 500)
            who = {"arrears": one.id, "insured": one.insured}
            return DefaultListed(happened_on=on, told_on=told_on, reason=reason, **who)
        case EndDefault(reason=reason):
            require(one.status is ArrearsStatus.DEFAULTED, "nothing_changed")
            reason = written(reason, "reason", 500)
            return DefaultEnded(happened_on=on, arrears=one.id, insured=one.insured, reason=reason)
        case WaiveArrears(basis=basis, reason=reason):
            basis, reason = written(basis, "basis", 200), written(reason, "reason", 500)
            who = {"arrears": one.id, "insured": one.insured}
            return ArrearsWaived(happened_on=on, amount=one.left, basis=basis, reason=reason, **who)
        case CancelArrears(reason=reason):
            reason = written(reason, "reason", 500)
            return ArrearsCancelled(happened_on=on, arrears=one.id, back=one.paid, reason=reason)
    raise Fault(f"not an arrears command: {order.name}")


def _fits(parts: tuple[Instalment, ...], one: Arrears, today: date) -> None:
    require(parts, "instalments_missing")
    days = [each.due_on for each in parts]
    require(all(each.amount > ZERO for each in parts), "amount_negative")
    require(days == sorted(set(days)) and days[0] >= today, "instalments_backwards")
    last = months_after(one.opened_on, one.months)
    require(days[-1] <= last, "instalments_too_long", last=last)
    require(total(each.amount for each in parts) == one.left, "instalments_sum", amount=str(one.left))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def even(left: Money, count: int, first: date) -> tuple[Instalment, ...]:
    """What is left in `count` equal parts, a month apart; the cents that do not divide come with the first."""
    part, more = divmod(int(left.amount * 100), count)
    cents = [part + more, *[part] * (count - 1)]
    return tuple(
        Instalment(months_after(first, place), Money(Decimal(each).scaleb(-2))) for place, each in enumerate(cents)
    )


def evolve(state: Arrears | None, happened: Event) -> Arrears | None:
    """The arrear after an event."""
    if isinstance(happened, ArrearsOpened):
        return Arrears(
            happened.arrears,
            happened.unit,
            happened.bureau,
            happened.amount,
            happened.happened_on,
            happened.months,
            happened.insured,
        )
    one = held(state, "unknown_arrears")
    match happened:
        case InstalmentsPlanned(parts=parts):
            listed = one.status is ArrearsStatus.DEFAULTED  # new instalments alone take nobody off that list
            return replace(one, parts=parts, status=one.status if listed else ArrearsStatus.PLANNED)
        case ArrearsPaid(amount=amount, left=left):
            status = ArrearsStatus.CLEARED if left == ZERO else one.status
            return replace(one, paid=one.paid + amount, status=status)
        case DefaultListed():
            return replace(one, status=ArrearsStatus.DEFAULTED)
        case DefaultEnded():
            return replace(one, status=ArrearsStatus.PLANNED)
        case ArrearsWaived():
            return replace(one, status=ArrearsStatus.WAIVED)
        case ArrearsCancelled():
            return replace(one, status=ArrearsStatus.CANCELLED)
    raise Fault(f"not an arrears event: {happened.kind}")
