"""Settlement (一站式结算): one bill, settled among all payers at once (社会救助暂行办法 art. 31), proposed by the engine and signed.

The decider computes the shares itself, by the scheme and the year that it is handed, and refuses to let anyone sign an amount that they did
not see. What it signed can be computed again from what stands in the event. Who the patient is stays sealed; what each payer owes the
hospital is worked off share by share, and no share is ever paid twice (医疗保障基金使用监督管理条例 arts. 17, 41).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.money import ZERO, Money
from sandan.domain.payer import Bill, Case, HospitalLevel, Scheme, Share, Statement, Year, share
from sandan.domain.register import happened as said
from sandan.domain.register import held, seated
from sandan.domain.values import Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event


class SettlementStatus(StrEnum):
    """Where a settlement stands."""

    SIGNED = "signed"
    PAID = "paid"
    """Every payer has paid the hospital its share. What the patient owes stands in the hospital's list of arrears."""
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement as its stream tells it. `paid` is what each payer has paid the hospital by now."""

    id: str
    unit: str
    bureau: str
    admission: str
    insured: str
    hospital: str
    shares: tuple[Share, ...]
    signer: str
    paid: Mapping[str, Money] = field(default_factory=dict)
    objected: bool = False
    """There is an objection that nobody has decided on."""
    objector_heard_by: str = ""
    status: SettlementStatus = SettlementStatus.SIGNED

    def left(self, payer: str) -> Money:
        """What a payer still owes the hospital. Refuses `unknown_payer`."""
        owed = next((each.paid for each in self.shares if each.payer == payer), None)
        require(owed is not None, "unknown_payer")
        assert owed is not None
        return owed - self.paid.get(payer, ZERO)


@command("settlement.sign")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignSettlement(Command):
    """Sign what the engine proposes. `seen` is the patient's share that the signer saw; `paid_now` what the patient pays at once.

    All but these two is filled in by the desk: the admission, and the scheme and the year by which it is settled. Where nobody knows who
    the patient is, there is neither: then all of it is the patient's, until it is known or the emergency fund pays.
    """

    settlement: str
    admission: str
    unit: str
    bureau: str
    hospital: str
    insured: str
    case: Case
    bill: Bill
    discharged_on: date
    deposit: Money
    scheme_id: str
    scheme: Scheme | None
    year: Year
    seen: Money
    paid_now: Money = ZERO


@command("settlement.pay_share")
@dataclass(frozen=True, slots=True, kw_only=True)
class PayShare(Command):
    """Note that a payer paid the hospital, directly or (`advance`) out of what a fund had advanced."""

    settlement: str
    payer: str
    amount: Money
    paid_on: date
    advance: str = ""


@command("settlement.return_share")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnShare(Command):
    """Note that the hospital gave back to a payer what it had paid, so that the bill can be settled anew. It goes to the payer itself, also
    where it was set off against an advance: that stays set off."""

    settlement: str
    payer: str
    amount: Money
    returned_on: date


@command("settlement.object")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectSettlement(Command):
    """Write down that the patient does not agree, in the patient's words."""

    settlement: str
    words: str


@command("settlement.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerObjection(Command):
    """Decide on an objection, as somebody who did not sign. Upheld means: it is to be reversed and settled anew."""

    settlement: str
    upheld: bool
    words: str


@command("settlement.reverse")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseSettlement(Command):
    """Take a settlement back while no payer has paid, or what was paid went back: it stays readable, and the bill waits again."""

    settlement: str
    reason: str


@event("settlement.signed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementSigned(Event):
    """A bill was settled, with all that it takes to compute it again. `refund` is what of a deposit goes back."""

    settlement: Public[str]
    unit: Public[str]
    bureau: Public[str]
    scheme: Public[str]
    admission: str
    insured: str
    hospital: str
    level: HospitalLevel
    inside: bool
    discharged_on: date
    total: Money
    non_catalogue: Money
    self_first: Money
    year: Year
    shares: tuple[Share, ...]
    deposit: Money
    paid_now: Money
    due: Money
    refund: Money
    signer: str
    category: Personal[str] = ""


@event("settlement.share_paid/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SharePaid(Event):
    """A payer paid the hospital."""

    settlement: Public[str]
    payer: str
    amount: Money
    paid_on: date
    advance: str
    whole: Public[bool]
    """Whether every payer has paid all of its share with this."""


@event("settlement.share_returned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShareReturned(Event):
    """The hospital gave back what a payer had paid."""

    settlement: Public[str]
    payer: str
    amount: Money
    returned_on: date


@event("settlement.objected/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementObjected(Event):
    """The patient does not agree."""

    settlement: Public[str]
    insured: str
    keeper: str
    words: Personal[str] = ""


@event("settlement.answered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(Event):
    """Somebody else than the signer decided on the objection."""

    settlement: Public[str]
    upheld: Public[bool]
    insured: str
    decider: str
    words: Personal[str] = ""


@event("settlement.reversed/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementReversed(Event):
    """The settlement counts no more."""

    settlement: Public[str]
    reason: str


def decide(order: Command, state: Settlement | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = said(order.happened_on, at.date())
    if isinstance(order, SignSettlement):
        require(state is None, "already_exists", id=order.settlement)
        return (_signed(order, by, on),)
    one = held(state, "unknown_settlement")
    require(one.status is not SettlementStatus.REVERSED, "settlement_reversed")
    own = isinstance(order, ObjectSettlement) and Role.RESIDENT in by.roles and by.opinion == one.admission
    if not own:
        seated(by, one.unit, one.bureau)
    match order:
        case PayShare():
            return (_paid(order, one, on, at.date()),)
        case ReturnShare(payer=payer, amount=amount, returned_on=returned_on):
            one.left(payer)
            require(returned_on <= at.date(), "date_in_future", date=returned_on)
            require(amount > ZERO, "amount_negative")
            had = one.paid.get(payer, ZERO)
            require(amount <= had, "more_than_paid", amount=str(had))
            back = ShareReturned(happened_on=on, settlement=one.id, payer=payer, amount=amount, returned_on=returned_on)
            return (back,)
        case ObjectSettlement(words=words):
            require(not one.objected, "objection_waits")
            words = written(words, "words", 2000)
            told = {"settlement": one.id, "insured": one.insured, "words": words}
            return (SettlementObjected(happened_on=on, keeper="" if own else by.person, **told),)
        case AnswerObjection(upheld=upheld, words=words):
            require(one.objected, "no_objection")
            require(by.person not in (one.signer, one.objector_heard_by), "not_by_signer")
            words = written(words, "words", 2000)
            told = {"settlement": one.id, "insured": one.insured, "words": words}
            return (ObjectionAnswered(happened_on=on, upheld=upheld, decider=by.person, **told),)
        case ReverseSettlement(reason=reason):
            require(not any(each > ZERO for each in one.paid.values()), "shares_paid_already")
            return (SettlementReversed(happened_on=on, settlement=one.id, reason=written(reason, "reason", 500)),)
    raise Fault(f"not a settlement command: {order.name}")


def proposed(order: SignSettlement) -> Statement:
    """What the engine proposes. Refuses (`scheme_missing`) where a known patient would be settled by no scheme."""
    if not order.insured:
        return Statement(order.bill, ())
    require(order.scheme is not None, "scheme_missing")
    assert order.scheme is not None
    return share(order.bill, order.scheme.payers, order.case, order.year)


def _signed(order: SignSettlement, by: Actor, on: date) -> SettlementSigned:
    seated(by, order.unit, order.bureau)
    told = proposed(order)
    require(told.patient == order.seen, "amount_changed", amount=str(told.patient))
    require(order.paid_now >= ZERO, "amount_negative")
    open_now = max(ZERO, told.patient - order.deposit)
    require(order.paid_now <= open_now, "more_than_due", amount=str(open_now))
    return SettlementSigned(
        happened_on=on,
        settlement=order.settlement,
        unit=order.unit,
        bureau=order.bureau,
        scheme=order.scheme_id,
        admission=order.admission,
        insured=order.insured,
        hospital=order.hospital,
        level=order.case.level,
        inside=order.case.inside,
        discharged_on=order.discharged_on,
        total=order.bill.total,
        non_catalogue=order.bill.non_catalogue,
        self_first=order.bill.self_first,
        year=order.year,
        shares=told.shares,
        deposit=order.deposit,
        paid_now=order.paid_now,
        due=open_now - order.paid_now,
        refund=max(ZERO, order.deposit - told.patient),
        signer=by.person,
        category=order.case.category.value if order.insured else "",
    )


def _paid(order: PayShare, one: Settlement, on: date, today: date) -> SharePaid:
    require(order.paid_on <= today, "date_in_future", date=order.paid_on)
    require(order.amount > ZERO, "amount_negative")
    left = one.left(order.payer)
    require(order.amount <= left, "more_than_share", amount=str(left))
    rest = (one.left(each.payer) for each in one.shares if each.payer != order.payer)
    whole = order.amount == left and not any(each > ZERO for each in rest)
    return SharePaid(
        happened_on=on,
        settlement=one.id,
        payer=order.payer,
        amount=order.amount,
        paid_on=order.paid_on,
        advance=order.advance,
        whole=whole,
    )


def evolve(state: Settlement | None, happened: Event) -> Settlement | None:
    """The settlement after an event."""
    if isinstance(happened, SettlementSigned):
        return Settlement(
            happened.settlement,
            happened.unit,
            happened.bureau,
            happened.admission,
            happened.insured,
            happened.hospital,
            happened.shares,
            happened.signer,
        )
    one = held(state, "unknown_settlement")
    match happened:
        case SharePaid(payer=payer, amount=amount, whole=whole):
            paid = {**one.paid, payer: one.paid.get(payer, ZERO) + amount}
            return replace(one, paid=paid, status=SettlementStatus.PAID if whole else one.status)
        case ShareReturned(payer=payer, amount=amount):
            paid = {**one.paid, payer: one.paid.get(payer, ZERO) - amount}
            return replace(one, paid=paid, status=SettlementStatus.SIGNED)
        case SettlementObjected(keeper=keeper):
            return replace(one, objected=True, objector_heard_by=keeper)
        case ObjectionAnswered():
            return replace(one, objected=False)
        case SettlementReversed():
            return replace(one, status=SettlementStatus.REVERSED)
    raise Fault(f"not a settlement event: {happened.kind}")
