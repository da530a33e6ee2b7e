"""Payment (发放): what is paid in one month for one item from one unit: drawn up, signed by another, handed to the bank, reconciled.

Monthly (社会救助暂行办法 art. 12: 按月发给). The list says which application gets how much; names and accounts are sealed with the
applications and put in when the file for the bank is made. Nothing is paid that nobody granted: the desk hands in what is due. What the
bank sent back is named line by line, and stays due; a list is closed when every line is paid or sent back, so paid and sent back add
up to the list to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.money import AHEAD, ZERO, Money, total
from sandan.domain.register import happened, held
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_LINES = 5000


class PaymentStatus(StrEnum):
    """Where a list stands."""

    DRAWN_UP = "drawn_up"
    APPROVED = "approved"
    """Signed by another than who drew it up: it may go to the bank."""
    RECONCILED = "reconciled"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class PayLine:
    """So much for one application. `arrears`: of it, what an earlier list could not pay."""

    application: str
    amount: Money
    arrears: Money = ZERO


@dataclass(frozen=True, slots=True)
class Returned:
    """A line that the bank sent back, and why."""

    application: str
    reason: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A list as its stream tells it."""

    id: str
    item: str
    unit: str
    bureau: str
    month: str
    lines: tuple[PayLine, ...]
    drawer: str
    status: PaymentStatus = PaymentStatus.DRAWN_UP


@command("payment.draw_up")
@dataclass(frozen=True, slots=True, kw_only=True)
class DrawUpPayment(Command):
    """Draw up the list of a month (`2019-11`). `lines` are what is due, as the desk found it; `running` is a list of that month that
    holds already, "" for none."""

    payment: str
    item: str
    unit: str
    bureau: str
    month: str
    lines: tuple[PayLine, ...]
    running: str = ""


@command("payment.approve")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePayment(Command):
    """Sign a list. `due` is what is due now: a list with a line that is no longer so is drawn up anew."""

    payment: str
    due: tuple[PayLine, ...]


@command("payment.reconcile")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilePayment(Command):
    """Hold a list against what the bank says: what it paid in all, and which lines it sent back."""

    payment: str
    paid_on: date
    paid: Money
    returned: tuple[Returned, ...] = ()


@command("payment.discard")
@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardPayment(Command):
    """Put away a list that nobody has signed."""

    payment: str
    reason: str


@event("payment.drawn_up/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDrawnUp(Event):
    """A list for a month. Which application gets how much stays inside."""

    payment: Public[str]
    item: Public[str]
    unit: Public[str]
    bureau: Public[str]
    month: Public[str]
    lines: tuple[PayLine, ...]
    total: Money
    drawer: str


@event("payment.approved/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentApproved(Event):
    """A list may go to the bank."""

    payment: Public[str]
    signer: str


@event("payment.reconciled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReconciled(Event):
    """What the bank did is known. Paid and sent back add up to the list."""

    payment: Public[str]
    paid_on: Public[date]
    paid: Money
    returned: tuple[Returned, ...]
    sent_back: Money


@event("payment.discarded/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDiscarded(Event):
    """A list that nobody signed was put away."""

    payment: Public[str]
    reason: str


def decide(order: Command, state: Payment | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = happened(order.happened_on, today)
    if isinstance(order, DrawUpPayment):
        require(state is None, "already_exists", id=order.payment)
        return (_drawn_up(order, by, on, today),)
    one = held(state, "unknown_payment")
    _of_the_line(by, one.unit, one.bureau)
    match order:
        case ApprovePayment(due=due):
            require(one.status is PaymentStatus.DRAWN_UP, "payment_not_at")
            require(by.person != one.drawer, "same_signer")
            # What was granted since waits for the next list; what was stopped or changed since may not be paid by this one.
            require(set(one.lines) <= set(due), "payment_stale")
            return (PaymentApproved(happened_on=on, payment=one.id, signer=by.person),)
        case ReconcilePayment():
            return (_reconciled(order, one, on, today),)
        case DiscardPayment(reason=reason):
            require(one.status is PaymentStatus.DRAWN_UP, "payment_not_at")
            return (PaymentDiscarded(happened_on=on, payment=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a payment command: {order.name}")


def _key(line: PayLine) -> str:
    return line.application


def _of_the_line(by: Actor, unit: str, bureau: str) -> None:
    require(by.unit in (unit, bureau) or unit in by.absorbed or bureau in by.absorbed, "not_of_the_unit")


def _drawn_up(order: DrawUpPayment, by: Actor, on: date, today: date) -> PaymentDrawnUp:
    _of_the_line(by, order.unit, order.bureau)
    require(not order.running, "payment_twice", month=order.month)
    # The next month's list may be ready a few days ahead.
    require(order.month <= f"{today + timedelta(AHEAD):%Y-%m}", "month_out_of_range", month=order.month)
    require(order.lines, "payment_empty", month=order.month)
    require(len(order.lines) <= MOST_LINES, "too_many", limit=MOST_LINES, count=len(order.lines))
    once = {each.application for each in order.lines}
    require(
        len(once) == len(order.lines) and all(each.amount > ZERO for each in order.lines),
        "payment_twice",
        month=order.month,
    )
    return PaymentDrawnUp(
        happened_on=on,
        payment=order.payment,
        item=order.item,
        unit=order.unit,
        bureau=order.bureau,
        month=order.month,
        lines=tuple(sorted(order.lines, key=_key)),
        total=total(each.amount for each in order.lines),
        drawer=by.person,
    )


def _reconciled(order: ReconcilePayment, one: Payment, on: date, today: date) -> PaymentReconciled:
    require(one.status is PaymentStatus.APPROVED, "payment_not_at")
    require(order.paid_on <= today, "date_in_future", date=order.paid_on)
    amounts = {each.application: each.amount for each in one.lines}
    back = {each.application for each in order.returned}
    require(back <= amounts.keys() and len(back) == len(order.returned), "payment_line_unknown")
    sent_back = total(amounts[each] for each in sorted(back))
    wanted = total(amounts.values()) - sent_back
    # Not to the cent is not reconciled.
    require(order.paid == wanted, "payment_does_not_add_up", wanted=str(wanted), paid=str(order.paid))
    returned = tuple(replace(each, reason=written(each.reason, "reason", 200)) for each in order.returned)
    return PaymentReconciled(
        happened_on=on, payment=one.id, paid_on=order.paid_on, paid=order.paid, returned=returned, sent_back=sent_back
    )


def evolve(state: Payment | None, happened: Event) -> Payment | None:
    """The list after an event."""
    if isinstance(happened, PaymentDrawnUp):
        new = happened
        return Payment(new.payment, new.item, new.unit, new.bureau, new.month, new.lines, new.drawer)
    one = held(state, "unknown_payment")
    match happened:
        case PaymentApproved():
            return replace(one, status=PaymentStatus.APPROVED)
        case PaymentReconciled():
            return replace(one, status=PaymentStatus.RECONCILED)
        case PaymentDiscarded():
            return replace(one, status=PaymentStatus.DISCARDED)
    raise Fault(f"not a payment event: {happened.kind}")
