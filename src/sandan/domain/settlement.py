"""Settlement (一站式结算): one bill, settled among all payers at once (社会救助暂行办法 art. 31), proposed by the engine and signed.

The decider computes the shares itself, by the scheme and the year that it is handed, and refuses to let anyone sign an amount that they did
not see. What it signed can be computed again from what stands in the event. Who the patient is stays sealed; what each payer owes the
hospital is worked off share by share, and no share is ever paid twice (医疗保障基金使用监督管理条例 arts. 17, 41).

What a patient obtained by misuse of the funds is found by the bureau, after hearing the patient: what the funds lost goes back, one-stop
settlement is suspended for some months, and by intent there is a fine (the same, art. 41). That regulation is in force since 2021-05-01, so
no bill of a patient who left the hospital before is judged by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sandan.domain.authority import Actor, Role, permit
from sandan.domain.calendar import months_later
from sandan.domain.money import ZERO, Money, total
from sandan.domain.payer import Bill, Case, HospitalLevel, Scheme, Share, Statement, Year, share
from sandan.domain.register import happened as said
from sandan.domain.register import held, seated, sits
from sandan.domain.values import Fault, Personal, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MISUSE_FROM = date(2021, 5, 1)
"""First day of the 医疗保障基金使用监督管理条例."""
FINE_LEAST, FINE_MOST = 2, 5
"""By intent, a fine of so many times what was obtained (art. 41)."""
SUSPENDED_LEAST, SUSPENDED_MOST = 3, 12
"""Months for which one-stop settlement (联网结算) is suspended (art. 41)."""


class SettlementStatus(StrEnum):
    """Where a settlement stands."""

    SIGNED = "signed"
    PAID = "paid"
    """Every payer has paid the hospital its share. What the patient owes stands in the hospital's list of arrears."""
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Misuse:
    """What was found: what the funds lost, the fine, until when one-stop settlement is suspended, and what came in."""

    lost: Money
    fine: Money
    until: date
    recovered: Money = ZERO

    @property
    def left(self) -> Money:
        """What is still to come in."""
        return self.lost + self.fine - self.recovered


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
    discharged_on: date
    paid: Mapping[str, Money] = field(default_factory=dict)
    objected: bool = False
    """There is an objection that nobody has decided on."""
    objector_heard_by: str = ""
    misuse: Misuse | None = None
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
    suspended_until: date | None = None
    """Until when the patient's bills are not settled at the hospital: the bureau alone signs then (手工结算)."""


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


@command("settlement.find_misuse")
@dataclass(frozen=True, slots=True, kw_only=True)
class FindMisuse(Command):
    """Find, for the bureau, that the patient misused the funds (art. 41): what they lost goes back, one-stop settlement is suspended for
    `months`, and by intent there is a fine."""

    settlement: str
    intent: bool
    lost: Money
    fine: Money
    months: int
    heard: bool
    """Whether the patient was heard first (行政处罚法 arts. 44, 45: 陈述、申辩)."""
    reasons: str


@command("settlement.recover")
@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverMisuse(Command):
    """Note that something of it came in."""

    settlement: str
    amount: Money
    received_on: date


@command("settlement.lift_misuse")
@dataclass(frozen=True, slots=True, kw_only=True)
class LiftMisuse(Command):
    """Take the finding back, by a paper that is named: a reconsideration, a judgment, or one's own insight."""

    settlement: str
    basis: str


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


@event("settlement.misuse_found/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MisuseFound(Event):
    """The funds were misused with this bill. Whose it was, and why, is sealed like all about a patient."""

    settlement: Public[str]
    insured: str
    intent: bool
    lost: Money
    fine: Money
    until: date
    decider: str
    reasons: Personal[str] = ""


@event("settlement.misuse_recovered/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MisuseRecovered(Event):
    """Something of what was lost, or of the fine, came in."""

    settlement: Public[str]
    amount: Money
    received_on: date
    keeper: str


@event("settlement.misuse_lifted/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MisuseLifted(Event):
    """The finding counts no more; `back` is what came in by it and goes back."""

    settlement: Public[str]
    back: Money
    basis: str


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
            require(one.misuse is None, "misuse_found")
            require(not any(each > ZERO for each in one.paid.values()), "shares_paid_already")
            return (SettlementReversed(happened_on=on, settlement=one.id, reason=written(reason, "reason", 500)),)
    return (_misused(order, one, by, on, at.date()),)


def proposed(order: SignSettlement) -> Statement:
    """What the engine proposes. Refuses (`scheme_missing`) where a known patient would be settled by no scheme."""
    if not order.insured:
        return Statement(order.bill, ())
    require(order.scheme is not None, "scheme_missing")
    assert order.scheme is not None
    return share(order.bill, order.scheme.payers, order.case, order.year)


def _signed(order: SignSettlement, by: Actor, on: date) -> SettlementSigned:
    seated(by, order.unit, order.bureau)
    until = order.suspended_until
    require(until is None or sits(by, order.bureau), "online_suspended", until=until or on)
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


def _misused(order: Command, one: Settlement, by: Actor, on: date, today: date) -> Event:
    require(sits(by, one.bureau), "not_the_deciding_body")
    match order:
        case FindMisuse(intent=intent, lost=lost, fine=fine, months=months):
            require(by.person != one.signer, "not_by_signer")
            require(one.insured, "patient_missing")
            require(one.misuse is None, "misuse_found")
            require(one.discharged_on >= MISUSE_FROM, "misuse_before_law", first=MISUSE_FROM)
            require(order.heard, "patient_not_heard")
            most = total(each.paid for each in one.shares)
            require(ZERO < lost <= most, "lost_out_of_range", most=str(most))
            bounds = [Money.rounded(lost.exact * times) for times in (FINE_LEAST, FINE_MOST)]
            require(intent or fine == ZERO, "fine_without_intent")
            fits = not intent or bounds[0] <= fine <= bounds[1]
            require(fits, "fine_of_intent", least=str(bounds[0]), most=str(bounds[1]))
            fits = SUSPENDED_LEAST <= months <= SUSPENDED_MOST
            require(fits, "suspension_months", least=SUSPENDED_LEAST, most=SUSPENDED_MOST)
            return MisuseFound(
                happened_on=on,
                settlement=one.id,
                insured=one.insured,
                intent=intent,
                lost=lost,
                fine=fine,
                until=months_later(today, months),
                decider=by.person,
                reasons=written(order.reasons, "reasons", 2000),
            )
        case RecoverMisuse(amount=amount, received_on=received_on):
            require(received_on <= today, "date_in_future", date=received_on)
            left = one.misuse.left if one.misuse else ZERO
            require(ZERO < amount <= left, "repayment_out_of_range", left=str(left))
            return MisuseRecovered(
                happened_on=on, settlement=one.id, amount=amount, received_on=received_on, keeper=by.person
            )
        case LiftMisuse(basis=basis):
            require(one.misuse is not None, "misuse_missing")
            assert one.misuse is not None
            back = one.misuse.recovered
            return MisuseLifted(happened_on=on, settlement=one.id, back=back, basis=written(basis, "basis", 500))
    raise Fault(f"not a settlement command: {order.name}")


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
            happened.discharged_on,
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
        case MisuseFound(lost=lost, fine=fine, until=until):
            return replace(one, misuse=Misuse(lost, fine, until))
        case MisuseRecovered(amount=amount):
            assert one.misuse is not None
            return replace(one, misuse=replace(one.misuse, recovered=one.misuse.recovered + amount))
        case MisuseLifted():
            return replace(one, misuse=None)
    raise Fault(f"not a settlement event: {happened.kind}")
