"""Advance (基金垫付): what a fund paid a hospital ahead, so that it can treat first, worked off against settled shares down to nothing.

An advance is no subsidy: it is set off against what payers owe by signed settlements, the rest is given back, and it is reconciled by
somebody else than who granted it, at zero and at nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, permit
from sandan.domain.money import ZERO, Money
from sandan.domain.register import happened as said
from sandan.domain.register import held, seated
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class AdvanceStatus(StrEnum):
    """Where an advance stands."""

    GRANTED = "granted"
    RECONCILED = "reconciled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Advance:
    """An advance, and what became of it."""

    id: str
    unit: str
    bureau: str
    amount: Money
    granter: str
    used: Money = ZERO
    given_back: Money = ZERO
    status: AdvanceStatus = AdvanceStatus.GRANTED

    @property
    def left(self) -> Money:
        """What is neither set off nor given back."""
        return self.amount - self.used - self.given_back


@command("advance.grant")
@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAdvance(Command):
    """Advance a sum to a hospital, out of a fund, by a decision that is named. `unit` is the hospital's, `bureau` the one that grants."""

    advance: str
    unit: str
    bureau: str
    fund: str
    amount: Money
    granted_on: date
    basis: str


@command("advance.use")
@dataclass(frozen=True, slots=True, kw_only=True)
class UseAdvance(Command):
    """Set a payer's share of a settlement of `unit` off against the advance. The share is held to by the settlement's decider."""

    advance: str
    unit: str
    settlement: str
    payer: str
    amount: Money


@command("advance.give_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack(Command):
    """Note that the hospital gave something back."""

    advance: str
    amount: Money
    paid_on: date


@command("advance.reconcile")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileAdvance(Command):
    """Say, as somebody of the bureau who did not grant it, that nothing of the advance is left."""

    advance: str
    note: str = ""


@command("advance.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAdvance(Command):
    """Take back an entry made by mistake, before anything was set off, and say why."""

    advance: str
    reason: str


@event("advance.granted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceGranted(Event):
    """A fund paid a hospital ahead. That is no person's data: it is public."""

    advance: Public[str]
    unit: Public[str]
    bureau: Public[str]
    fund: Public[str]
    amount: Public[Money]
    granted_on: Public[date]
    basis: Public[str]
    granter: str


@event("advance.used/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceUsed(Event):
    """A settled share was set off."""

    advance: Public[str]
    settlement: str
    payer: str
    amount: Money


@event("advance.given_back/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceGivenBack(Event):
    """The hospital gave something back."""

    advance: Public[str]
    amount: Money
    paid_on: date


@event("advance.reconciled/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceReconciled(Event):
    """Nothing is left of it."""

    advance: Public[str]
    used: Public[Money]
    given_back: Public[Money]
    checker: str
    note: str


@event("advance.withdrawn/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceWithdrawn(Event):
    """The entry was a mistake."""

    advance: Public[str]
    reason: str


def decide(order: Command, state: Advance | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    today = at.date()
    on = said(order.happened_on, today)
    if isinstance(order, GrantAdvance):
        require(state is None, "already_exists", id=order.advance)
        seated(by, order.bureau)
        require(order.unit != order.bureau, "advance_to_oneself")
        require(order.amount > ZERO, "amount_negative")
        require(order.granted_on <= today, "date_in_future", date=order.granted_on)
        return (
            AdvanceGranted(
                happened_on=on,
                advance=order.advance,
                unit=written(order.unit, "unit", 32),
                bureau=order.bureau,
                fund=written(order.fund, "fund", 100),
                amount=order.amount,
                granted_on=order.granted_on,
                basis=written(order.basis, "basis", 200),
                granter=by.person,
            ),
        )
    one = held(state, "unknown_advance")
    require(one.status is not AdvanceStatus.WITHDRAWN, "record_withdrawn")
    require(one.status is not AdvanceStatus.RECONCILED, "advance_reconciled")
    match order:
        case UseAdvance(settlement=settlement, payer=payer, amount=amount):
            seated(by, one.unit, one.bureau)
            require(order.unit == one.unit, "advance_elsewhere")
            _within(amount, one)
            return (AdvanceUsed(happened_on=on, advance=one.id, settlement=settlement, payer=payer, amount=amount),)
        case GiveBack(amount=amount, paid_on=paid_on):
            seated(by, one.unit, one.bureau)
            require(paid_on <= today, "date_in_future", date=paid_on)
            _within(amount, one)
            return (AdvanceGivenBack(happened_on=on, advance=one.id, amount=amount, paid_on=paid_on),)
        case ReconcileAdvance(note=note):
            seated(by, one.bureau)
            require(by.person != one.granter, "not_by_granter")
            require(one.left == ZERO, "advance_not_zero", amount=str(one.left))
            return (
                AdvanceReconciled(
                    happened_on=on,
                    advance=one.id,
                    used=one.used,
                    given_back=one.given_back,
                    checker=by.person,
                    note=note.strip()[:500],
                ),
            )
        case WithdrawAdvance(reason=reason):
            seated(by, one.bureau)
            require(one.left == one.amount, "advance_used_already")
            return (AdvanceWithdrawn(happened_on=on, advance=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not an advance command: {order.name}")


def _within(amount: Money, one: Advance) -> None:
    require(amount > ZERO, "amount_negative")
    require(amount <= one.left, "more_than_advance", amount=str(one.left))


def evolve(state: Advance | None, happened: Event) -> Advance | None:
    """The advance after an event."""
    if isinstance(happened, AdvanceGranted):
        return Advance(happened.advance, happened.unit, happened.bureau, happened.amount, happened.granter)
    one = held(state, "unknown_advance")
    match happened:
        case AdvanceUsed(amount=amount):
            return replace(one, used=one.used + amount)
        case AdvanceGivenBack(amount=amount):
            return replace(one, given_back=one.given_back + amount)
        case AdvanceReconciled():
            return replace(one, status=AdvanceStatus.RECONCILED)
        case AdvanceWithdrawn():
            return replace(one, status=AdvanceStatus.WITHDRAWN)
    raise Fault(f"not an advance event: {happened.kind}")
