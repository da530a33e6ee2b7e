"""From the scheme to the last cent: adopted by day, signed by a person, worked off by payers, patient and fund (oracle MED7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.county import NOW, TODAY, days
from tests.domain.medical import ADMIT, DAN, FAR, GUARD, LIN, OPENED, QIU, SIGN, YAO
from tests.domain.test_payer import BILL, CASE, ILLUSTRATION

from sandan.domain import admission, advance, arrears, insured, scheme, settlement
from sandan.domain.admission import AdmissionStatus, Discharge, IdentifyPatient, SettleAdmission
from sandan.domain.advance import AdvanceStatus, GiveBack, GrantAdvance, ReconcileAdvance, UseAdvance
from sandan.domain.arrears import (
    ArrearsStatus,
    Instalment,
    ListDefault,
    OpenArrears,
    PayArrears,
    PlanInstalments,
    Source,
    even,
    months_after,
)
from sandan.domain.authority import Actor
from sandan.domain.insured import Accrue, RegisterInsured, SetCategory, TakeOff
from sandan.domain.money import ZERO, Money, total
from sandan.domain.payer import Bill, Category, PayerKind, Year, share
from sandan.domain.scheme import AdoptScheme, EndScheme, Schemes
from sandan.domain.settlement import (
    AnswerObjection,
    FindMisuse,
    LiftMisuse,
    ObjectSettlement,
    PayShare,
    RecoverMisuse,
    ReturnShare,
    ReverseSettlement,
    SettlementStatus,
)
from sandan.domain.values import Refusal
from sandan.domain.wire import Command, decode, encode

Given = tuple[Command, Actor]


def told(noun: Any, orders: Sequence[Given], state: Any = None) -> Any:
    """The state after these orders; every event goes through its wire form."""
    for order, by in orders:
        for event in noun.decide(order, state, by, NOW):
            parts = encode(event)
            assert decode(parts.kind, parts.public, parts.internal, parts.personal) == event
            # Nothing that is decided may hang on what is sealed: it is not open when a stream is read again.
            state = noun.evolve(state, decode(parts.kind, parts.public, parts.internal))
    return state


def refused(noun: Any, orders: Sequence[Given], order: Command, by: Actor = DAN, state: Any = None) -> str:
    with pytest.raises(Refusal) as caught:
        noun.decide(order, told(noun, orders, state), by, NOW)
    return caught.value.code


DISCHARGE = Discharge(admission="a1", discharged_on=TODAY, bill=BILL, invoice="61000001", invoice_mark="m")
ADMITTED: list[Given] = [(ADMIT, DAN)]
SIGNED: list[Given] = [(SIGN, DAN)]
OPEN = OpenArrears(
    arrears="s1",
    unit="hospital",
    bureau="bureau",
    hospital="县医院",
    insured="i1",
    amount=Money.of("10423.25"),
    months=6,
)
GRANT = GrantAdvance(
    advance="v1",
    unit="hospital",
    bureau="bureau",
    fund="医疗救助基金",
    amount=Money.of(6000),
    granted_on=TODAY,
    basis="云医保〔2026〕1号",
)


def test_med7_treated_first_paid_later() -> None:
    """No deposit; at discharge the patient's share alone is due; unpaid, it is the hospital's claim; the advance comes to zero."""
    one = told(admission, [*ADMITTED, (DISCHARGE, DAN), (SettleAdmission(admission="a1", settlement="s1"), DAN)])
    assert (one.deposit, one.status) == (ZERO, AdmissionStatus.SETTLED)

    (signed,) = settlement.decide(SIGN, None, DAN, NOW)
    assert isinstance(signed, settlement.SettlementSigned)
    assert str(signed.due) == "10423.25"
    owed = told(arrears, [(replace(OPEN, amount=signed.due), DAN)])
    assert (owed.unit, owed.left) == ("hospital", Money.of("10423.25"))

    of = told(settlement, SIGNED)
    funds = total(each.paid for each in of.shares)
    assert funds + owed.left == BILL.total, "funds owe their shares and nothing of the patient's"
    fund = told(advance, [(GRANT, QIU)])
    use = UseAdvance(advance="v1", unit="hospital", settlement="s1", payer="assistance", amount=Money.of("5654.25"))
    fund = told(advance, [(use, QIU)], fund)
    with pytest.raises(Refusal, match="advance_not_zero"):
        advance.decide(ReconcileAdvance(advance="v1"), fund, LIN, NOW)
    back = GiveBack(advance="v1", amount=Money.of("345.75"), paid_on=TODAY)
    fund = told(advance, [(back, DAN), (ReconcileAdvance(advance="v1"), LIN)], fund)
    assert (fund.left, fund.status) == (ZERO, AdvanceStatus.RECONCILED)


# The scheme

ADOPT = AdoptScheme(scheme="x", text=ILLUSTRATION, unit="bureau", from_on=TODAY)


def test_an_admission_is_judged_by_the_scheme_of_its_day() -> None:
    later = replace(ADOPT, scheme="y", from_on=TODAY + days(30), until_on=TODAY + days(60))
    shelf = told(scheme, [(ADOPT, GUARD), (later, GUARD)], Schemes())
    found = {day: getattr(shelf.on(TODAY + days(day)), "id", "") for day in (-1, 0, 29, 30, 60, 61)}
    assert found == {-1: "", 0: "x", 29: "x", 30: "y", 60: "y", 61: "x"}
    assert shelf.on(TODAY).content.title == "示例"
    shelf = told(scheme, [(EndScheme(scheme="x", until_on=TODAY + days(9), reason="市级统筹"), GUARD)], shelf)
    assert shelf.on(TODAY + days(10)) is None


@pytest.mark.parametrize(
    ("orders", "order", "code"),
    [
        ([], replace(ADOPT, from_on=TODAY - days(1)), "rule_backwards"),
        ([], replace(ADOPT, until_on=TODAY - days(1)), "window_backwards"),
        ([], replace(ADOPT, text="payer = 1"), "scheme_unreadable"),
        ([(ADOPT, GUARD)], ADOPT, "already_exists"),
        ([], EndScheme(scheme="x", until_on=TODAY, reason="错"), "unknown_scheme"),
        ([(ADOPT, GUARD)], EndScheme(scheme="x", until_on=TODAY - days(1), reason="错"), "rule_backwards"),
        (
            [(replace(ADOPT, until_on=TODAY), GUARD)],
            EndScheme(scheme="x", until_on=TODAY, reason="错"),
            "nothing_changed",
        ),
    ],
)
def test_schemes_never_reach_backwards(orders: list[Given], order: Command, code: str) -> None:
    assert refused(scheme, orders, order, GUARD, Schemes()) == code


def test_a_scheme_that_has_not_begun_is_taken_back_before_its_first_day() -> None:
    coming = replace(ADOPT, from_on=TODAY + days(5))
    back = EndScheme(scheme="x", until_on=TODAY + days(4), reason="上级未批")
    shelf = told(scheme, [(coming, GUARD), (back, GUARD)], Schemes())
    assert shelf.on(TODAY + days(5)) is None
    assert shelf.one("x") is not None


# The person's year

PERSON = RegisterInsured(
    insured="i1",
    mark="m",
    person_name="周岁安",
    id_number="610923195001011234",
    category=Category.MINIMUM_LIVING,
    basis="低保证",
)


def test_a_persons_years_stand_apart_and_a_reversal_takes_its_own_back() -> None:
    shares = share(BILL, OPENED.payers, CASE, Year()).shares
    one = told(insured, [(PERSON, DAN)])
    for place, year in enumerate((2025, 2026, 2026)):
        order = Accrue(insured="i1", settlement=f"s{place}", year=year, shares=shares)
        one = told(insured, [(order, DAN)], one)
    assert one.year(2025).base["critical"] == Money.of(28_300)
    assert one.year(2026).base["critical"] == Money.of(56_600)
    assert one.year(2024) == Year()
    assert refused(insured, [], Accrue(insured="i1", settlement="s1", year=2026, shares=()), state=one) == (
        "settled_already"
    )
    one = told(insured, [(TakeOff(insured="i1", settlement="s2"), DAN)], one)
    assert one.year(2026) == one.year(2025)
    assert one.year(2026).paid["critical"] == Money.of(15_145)
    assert refused(insured, [], TakeOff(insured="i1", settlement="s2"), state=one) == "unknown_settlement"


def test_bills_of_a_year_are_taken_back_from_the_last_one_on() -> None:
    """Taken off beneath a later one, the deductible would be used by nobody: the funds would pay 13,000 of two bills, and not 9,750."""
    (critical,) = (each for each in OPENED.payers if each.kind is PayerKind.CRITICAL)
    bill, one = Bill(Money.of(10_000)), told(insured, [(PERSON, DAN)])
    for place, of in enumerate((2025, 2026, 2026)):
        shares = share(bill, [critical], CASE, one.year(of)).shares
        one = told(insured, [(Accrue(insured="i1", settlement=f"s{place}", year=of, shares=shares), DAN)], one)
    assert one.year(2026).paid["critical"] == Money.of(9_750)
    assert refused(insured, [], TakeOff(insured="i1", settlement="s1"), state=one) == "settled_on_top"
    assert told(insured, [(TakeOff(insured="i1", settlement="s0"), DAN)], one).year(2026) == one.year(2026)
    back = told(insured, [(TakeOff(insured="i1", settlement=each), DAN) for each in ("s2", "s1")], one)
    assert back.year(2026) == Year()


def test_who_it_is_stays_sealed() -> None:
    moved = SetCategory(insured="i1", category=Category.EXTREME_POVERTY, from_on=TODAY, basis="特困证")
    for order in (PERSON, moved):
        (event,) = insured.decide(order, None if order is PERSON else told(insured, [(PERSON, DAN)]), DAN, NOW)
        parts = encode(event)
        opened = repr((parts.public, parts.internal))
        for secret in ("周岁安", "610923195001011234", "minimum_living", "extreme_poverty", "低保证", "特困证"):
            assert secret not in opened
    gone = insured.EraseInsured(insured="i1", basis="个人信息保护法第四十七条")
    one = told(insured, [(PERSON, DAN), (gone, GUARD)])
    assert refused(insured, [], moved, state=one) == "unknown_insured"
    assert refused(insured, [], gone, GUARD, one) == "nothing_changed"


# The admission


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (replace(ADMIT, deposit=Money.of(1)), "deposit_not_zero"),
        (replace(ADMIT, open_to=False), "guarantee_not_open"),
        (replace(ADMIT, defaulted=True), "guarantee_defaulted"),
        (replace(ADMIT, agreed_on=None), "agreement_missing"),
        (replace(ADMIT, agreed_on=TODAY + days(1)), "date_in_future"),
        (replace(ADMIT, admitted_on=TODAY + days(1)), "date_in_future"),
        (replace(ADMIT, insured=""), "patient_missing"),
        (replace(ADMIT, insured="", emergency=True), "patient_missing"),
        (replace(ADMIT, insured="", guaranteed=False, emergency=True, deposit=Money.of(5)), "deposit_not_zero"),
        (replace(ADMIT, guaranteed=False, deposit=Money.of(-5)), "amount_negative"),
    ],
)
def test_whom_a_hospital_may_not_admit_so(order: Command, code: str) -> None:
    assert refused(admission, [], order) == code


def test_an_emergency_needs_no_name_and_gets_one_once() -> None:
    nobody = replace(ADMIT, insured="", guaranteed=False, emergency=True, agreed_on=None, open_to=False)
    known: Given = (IdentifyPatient(admission="a1", insured="i1"), DAN)
    assert told(admission, [(nobody, DAN), known]).insured == "i1"
    assert refused(admission, [(nobody, DAN), known], known[0]) == "identified_already"


def test_an_admission_belongs_to_its_hospital_and_bureau() -> None:
    assert refused(admission, ADMITTED, DISCHARGE, FAR) == "not_of_the_unit"
    assert told(admission, [*ADMITTED, (DISCHARGE, QIU)]).status is AdmissionStatus.DISCHARGED
    assert refused(admission, [], ADMIT, FAR) == "not_of_the_unit"


def test_a_bill_may_be_mended_until_it_is_settled() -> None:
    settle: Given = (SettleAdmission(admission="a1", settlement="s1"), DAN)
    mended = replace(DISCHARGE, bill=Bill(Money.of(90_000)))
    assert told(admission, [*ADMITTED, (DISCHARGE, DAN), (mended, DAN)]).bill == Bill(Money.of(90_000))
    assert refused(admission, ADMITTED, settle[0]) == "bill_missing"
    for order in (mended, settle[0], admission.WithdrawAdmission(admission="a1", reason="错")):
        assert refused(admission, [*ADMITTED, (DISCHARGE, DAN), settle], order) == "settled_already"
    back: Given = (admission.UnsettleAdmission(admission="a1", settlement="s1"), DAN)
    assert told(admission, [*ADMITTED, (DISCHARGE, DAN), settle, back]).status is AdmissionStatus.DISCHARGED
    assert refused(admission, [*ADMITTED, (DISCHARGE, DAN), settle, back], back[0]) == "unknown_settlement"


def test_nothing_is_paid_twice_for_one_invoice() -> None:
    assert refused(admission, ADMITTED, replace(DISCHARGE, elsewhere="ZY2026-00012")) == "invoice_elsewhere"
    early = replace(DISCHARGE, discharged_on=ADMIT.admitted_on - days(1))
    assert refused(admission, ADMITTED, early) == "window_backwards"
    gone: Given = (admission.WithdrawAdmission(admission="a1", reason="重复"), DAN)
    assert refused(admission, [*ADMITTED, gone], DISCHARGE) == "record_withdrawn"


# The settlement


def test_nobody_signs_what_they_did_not_see() -> None:
    assert refused(settlement, [], replace(SIGN, seen=Money.of("10423.24"))) == "amount_changed"
    assert refused(settlement, [], replace(SIGN, scheme=None)) == "scheme_missing"
    assert refused(settlement, [], SIGN, FAR) == "not_of_the_unit"
    assert refused(settlement, SIGNED, SIGN) == "already_exists"


@pytest.mark.parametrize(
    ("deposit", "paid", "due", "refund"),
    [(0, 0, "10423.25", "0.00"), (10_000, 0, "423.25", "0.00"), (10_000, 423, "0.25", "0.00"), (12_000, 0, "0.00", "1576.75")],
)  # fmt: skip
def test_a_deposit_counts_and_what_is_too_much_goes_back(deposit: int, paid: int, due: str, refund: str) -> None:
    order = replace(SIGN, deposit=Money.of(deposit), paid_now=Money.of(paid))
    (signed,) = settlement.decide(order, None, DAN, NOW)
    assert isinstance(signed, settlement.SettlementSigned)
    assert (str(signed.due), str(signed.refund)) == (due, refund)


def test_more_than_what_is_due_is_not_taken() -> None:
    assert refused(settlement, [], replace(SIGN, paid_now=Money.of(10_424))) == "more_than_due"
    assert refused(settlement, [], replace(SIGN, paid_now=Money.of(-1))) == "amount_negative"


def test_of_somebody_unknown_all_of_it_stays_open() -> None:
    order = replace(SIGN, insured="", scheme=None, scheme_id="", seen=BILL.total)
    (signed,) = settlement.decide(order, None, DAN, NOW)
    assert isinstance(signed, settlement.SettlementSigned)
    assert (signed.due, signed.shares, signed.category) == (BILL.total, (), "")


def test_payers_pay_their_shares_and_no_more() -> None:
    def pay(payer: str, amount: str) -> tuple[PayShare, Actor]:
        return PayShare(settlement="s1", payer=payer, amount=Money.of(amount), paid_on=TODAY), QIU

    most = [
        pay("basic", "63700.00"),
        pay("critical", "15145"),
        pay("supplementary", "5077.50"),
        pay("assistance", "5000"),
    ]
    half = told(settlement, [*SIGNED, *most])
    assert (half.status, half.left("assistance")) == (SettlementStatus.SIGNED, Money.of("654.25"))
    assert refused(settlement, [*SIGNED, *most], pay("assistance", "654.26")[0]) == "more_than_share"
    assert refused(settlement, SIGNED, pay("charity", "1")[0]) == "unknown_payer"
    assert refused(settlement, SIGNED, pay("basic", "0")[0]) == "amount_negative"
    assert refused(settlement, SIGNED, replace(pay("basic", "1")[0], paid_on=TODAY + days(1))) == "date_in_future"
    assert told(settlement, [*SIGNED, *most, pay("assistance", "654.25")]).status is SettlementStatus.PAID
    assert (
        refused(settlement, [*SIGNED, *most], ReverseSettlement(settlement="s1", reason="错")) == "shares_paid_already"
    )


def test_what_payers_paid_goes_back_before_a_bill_is_settled_anew() -> None:
    paid: Given = (PayShare(settlement="s1", payer="basic", amount=Money.of("63700.00"), paid_on=TODAY), QIU)
    back = ReturnShare(settlement="s1", payer="basic", amount=Money.of("63700.00"), returned_on=TODAY)
    assert refused(settlement, SIGNED, back) == "more_than_paid"
    assert refused(settlement, [*SIGNED, paid], replace(back, payer="charity")) == "unknown_payer"
    assert refused(settlement, [*SIGNED, paid], replace(back, amount=Money.of("63700.01"))) == "more_than_paid"
    assert refused(settlement, [*SIGNED, paid], replace(back, amount=ZERO)) == "amount_negative"
    assert refused(settlement, [*SIGNED, paid], replace(back, returned_on=TODAY + days(1))) == "date_in_future"
    assert refused(settlement, [*SIGNED, paid], back, FAR) == "not_of_the_unit"
    one = told(settlement, [*SIGNED, paid, (back, DAN)])
    assert (one.status, one.left("basic")) == (SettlementStatus.SIGNED, Money.of(63_700))
    gone: Given = (ReverseSettlement(settlement="s1", reason="异议成立"), QIU)
    assert told(settlement, [*SIGNED, paid, (back, DAN), gone]).status is SettlementStatus.REVERSED


def test_who_signed_or_took_an_objection_down_does_not_decide_on_it() -> None:
    said: Given = (ObjectSettlement(settlement="s1", words="药费多算"), YAO)
    answer = AnswerObjection(settlement="s1", upheld=True, words="已核")
    assert refused(settlement, SIGNED, answer, QIU) == "no_objection"
    assert refused(settlement, [*SIGNED, said], said[0]) == "objection_waits"
    assert refused(settlement, [*SIGNED, said], answer, DAN) == "not_by_signer"
    assert refused(settlement, [*SIGNED, said], answer, YAO) == "not_by_signer"
    assert not told(settlement, [*SIGNED, said, (answer, QIU)]).objected
    gone: Given = (ReverseSettlement(settlement="s1", reason="异议成立"), QIU)
    assert refused(settlement, [*SIGNED, said, (answer, QIU), gone], answer, QIU) == "settlement_reversed"


# Misuse of the funds (医疗保障基金使用监督管理条例 art. 41)

FIND = FindMisuse(
    settlement="s1", intent=True, lost=Money.of(2000), fine=Money.of(4000), months=3, heard=True, reasons="冒名住院"
)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (replace(FIND, fine=Money.of("3999.99")), "fine_of_intent"),
        (replace(FIND, fine=Money.of("10000.01")), "fine_of_intent"),
        (replace(FIND, fine=ZERO), "fine_of_intent"),
        (replace(FIND, intent=False), "fine_without_intent"),
        (replace(FIND, months=2), "suspension_months"),
        (replace(FIND, months=13), "suspension_months"),
        (replace(FIND, heard=False), "patient_not_heard"),
        (replace(FIND, lost=ZERO, fine=ZERO), "lost_out_of_range"),
        (replace(FIND, lost=Money.of("89576.76"), fine=Money.of(200_000)), "lost_out_of_range"),
        (replace(FIND, reasons=""), "text_missing"),
        (RecoverMisuse(settlement="s1", amount=Money.of(1), received_on=TODAY), "repayment_out_of_range"),
        (LiftMisuse(settlement="s1", basis="复议决定"), "misuse_missing"),
    ],
)
def test_misuse_is_found_within_the_bounds_of_the_law(order: Command, code: str) -> None:
    assert refused(settlement, SIGNED, order, QIU) == code


def test_misuse_is_found_by_the_bureau_and_never_by_who_signed() -> None:
    assert refused(settlement, SIGNED, FIND, YAO) == "not_the_deciding_body", "a hospital punishes nobody"
    assert refused(settlement, [(SIGN, QIU)], FIND, QIU) == "not_by_signer"
    assert (
        refused(settlement, [(replace(SIGN, insured="", scheme=None, seen=BILL.total), DAN)], FIND, QIU)
        == "patient_missing"
    )
    before = replace(SIGN, discharged_on=date(2021, 4, 30))
    assert refused(settlement, [(before, DAN)], FIND, QIU) == "misuse_before_law", "no bill is judged by a later law"
    assert told(settlement, [(replace(SIGN, discharged_on=date(2021, 5, 1)), DAN), (FIND, QIU)]).misuse


def test_what_was_lost_goes_back_and_a_finding_may_be_taken_back() -> None:
    one = told(settlement, [*SIGNED, (FIND, QIU)])
    assert (one.misuse.left, one.misuse.until) == (Money.of(6000), months_after(TODAY, 3))
    part = RecoverMisuse(settlement="s1", amount=Money.of(2500), received_on=TODAY)
    one = told(settlement, [(part, LIN)], one)
    assert one.misuse.left == Money.of(3500)
    assert refused(settlement, [], replace(part, amount=Money.of("3500.01")), LIN, one) == "repayment_out_of_range"
    assert refused(settlement, [], ReverseSettlement(settlement="s1", reason="错"), QIU, one) == "misuse_found"
    assert refused(settlement, [], FIND, QIU, one) == "misuse_found"
    (lifted,) = settlement.decide(LiftMisuse(settlement="s1", basis="复议决定书"), one, LIN, NOW)
    assert isinstance(lifted, settlement.MisuseLifted)
    assert lifted.back == Money.of(2500)
    assert told(settlement, [(LiftMisuse(settlement="s1", basis="复议决定书"), LIN)], one).misuse is None


def test_while_one_stop_settlement_is_suspended_the_bureau_alone_settles() -> None:
    assert refused(admission, [], replace(ADMIT, suspended_until=TODAY)) == "online_suspended"
    held = replace(SIGN, suspended_until=TODAY + days(80))
    assert refused(settlement, [], held, DAN) == "online_suspended"
    assert told(settlement, [(held, QIU)]).shares == told(settlement, SIGNED).shares, "by the same shares"


# The arrears


def parts(*told_of: tuple[int, str]) -> tuple[Instalment, ...]:
    return tuple(Instalment(TODAY + days(day), Money.of(amount)) for day, amount in told_of)


WHOLE = parts((10, "423.25"), (40, "10000"))
OWED: list[Given] = [(OPEN, DAN)]


def plan(*told_of: tuple[int, str]) -> Command:
    return PlanInstalments(arrears="s1", parts=parts(*told_of))


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (plan(), "instalments_missing"),
        (plan((10, "10423.24")), "instalments_sum"),
        (plan((10, "423.25"), (10, "10000")), "instalments_backwards"),
        (plan((-1, "10423.25")), "instalments_backwards"),
        (plan((10, "423.25"), (300, "10000")), "instalments_too_long"),
        (plan((10, "10423.25"), (40, "0")), "amount_negative"),
        (PayArrears(arrears="s1", amount=Money.of(10_424), paid_on=TODAY), "more_than_due"),
        (PayArrears(arrears="s1", amount=ZERO, paid_on=TODAY), "amount_negative"),
        (PayArrears(arrears="s1", amount=Money.of(1), paid_on=TODAY, source=Source.EMERGENCY_FUND), "text_missing"),
        (ListDefault(arrears="s1", told_on=TODAY - days(1), reason="拒付"), "not_overdue"),
        (arrears.EndDefault(arrears="s1", reason="已付"), "nothing_changed"),
    ],
)
def test_what_the_list_of_arrears_does_not_take(order: Command, code: str) -> None:
    assert refused(arrears, OWED, order) == code


def test_paid_off_by_instalments() -> None:
    first = (PayArrears(arrears="s1", amount=Money.of("423.25"), paid_on=TODAY), DAN)
    one = told(arrears, [*OWED, (PlanInstalments(arrears="s1", parts=WHOLE), DAN), first])
    assert (one.left, one.overdue(TODAY + days(40))) == (Money.of(10_000), ZERO)
    assert one.overdue(TODAY + days(41)) == Money.of(10_000)
    again = (PlanInstalments(arrears="s1", parts=even(one.left, 3, TODAY + days(30))), DAN)
    one = told(arrears, [again], one)
    assert one.overdue(TODAY + days(31)) == Money.of("3333.34")
    one = told(arrears, [(PayArrears(arrears="s1", amount=Money.of(10_000), paid_on=TODAY), DAN)], one)
    assert one.status is ArrearsStatus.CLEARED
    assert refused(arrears, [], first[0], state=one) == "arrears_over"


def test_a_default_is_listed_only_after_it_was_told_and_ends_when_it_is_paid() -> None:
    late = replace(told(arrears, OWED), parts=parts((-9, "10423.25")), status=ArrearsStatus.PLANNED)
    listing = ListDefault(arrears="s1", told_on=TODAY - days(1), reason="拒不支付")
    assert refused(arrears, [], replace(listing, told_on=TODAY), state=late) == "told_first"
    assert refused(arrears, [], listing, state=replace(late, insured="")) == "patient_missing"
    listed = told(arrears, [(listing, DAN)], late)
    assert listed.status is ArrearsStatus.DEFAULTED
    replanned = told(arrears, [(PlanInstalments(arrears="s1", parts=WHOLE), DAN)], listed)
    assert replanned.status is ArrearsStatus.DEFAULTED
    pay = PayArrears(arrears="s1", amount=Money.of("10423.25"), paid_on=TODAY)
    assert told(arrears, [(pay, DAN)], listed).status is ArrearsStatus.CLEARED
    assert (
        told(arrears, [(arrears.EndDefault(arrears="s1", reason="困难"), DAN)], listed).status is ArrearsStatus.PLANNED
    )


def test_the_emergency_fund_pays_or_it_is_let_go_by_a_decision() -> None:
    fund = PayArrears(
        arrears="s1",
        amount=Money.of("10423.25"),
        paid_on=TODAY,
        source=Source.EMERGENCY_FUND,
        basis="云应急〔2026〕2号",
    )
    assert told(arrears, [*OWED, (fund, QIU)]).status is ArrearsStatus.CLEARED
    waive = arrears.WaiveArrears(arrears="s1", basis="县政府会议纪要", reason="亡故")
    assert told(arrears, [*OWED, (waive, QIU)]).status is ArrearsStatus.WAIVED
    (back,) = arrears.decide(arrears.CancelArrears(arrears="s1", reason="冲销"), told(arrears, OWED), DAN, NOW)
    assert isinstance(back, arrears.ArrearsCancelled)
    assert back.back == ZERO


def test_parts_are_even_and_come_to_the_whole() -> None:
    told_of = even(Money.of("100.01"), 3, date(2026, 1, 31))
    assert [(each.due_on.isoformat(), str(each.amount)) for each in told_of] == [
        ("2026-01-31", "33.35"),
        ("2026-02-28", "33.33"),
        ("2026-03-31", "33.33"),
    ]
    assert months_after(date(2026, 11, 30), 15) == date(2028, 2, 29)


# The advance


@pytest.mark.parametrize(
    ("orders", "order", "by", "code"),
    [
        ([], GRANT, DAN, "not_of_the_unit"),
        ([], replace(GRANT, unit="bureau"), QIU, "advance_to_oneself"),
        ([], replace(GRANT, amount=ZERO), QIU, "amount_negative"),
        ([], replace(GRANT, granted_on=TODAY + days(1)), QIU, "date_in_future"),
        ([(GRANT, QIU)], GiveBack(advance="v1", amount=Money.of(6001), paid_on=TODAY), DAN, "more_than_advance"),
        (
            [(GRANT, QIU)],
            UseAdvance(advance="v1", unit="other", settlement="s1", payer="basic", amount=Money.of(1)),
            QIU,
            "advance_elsewhere",
        ),
        ([(GRANT, QIU)], ReconcileAdvance(advance="v1"), QIU, "not_by_granter"),
        ([(GRANT, QIU)], ReconcileAdvance(advance="v1"), LIN, "advance_not_zero"),
        ([(GRANT, QIU)], ReconcileAdvance(advance="v1"), DAN, "not_of_the_unit"),
        (
            [(GRANT, QIU), (GiveBack(advance="v1", amount=Money.of(1), paid_on=TODAY), DAN)],
            advance.WithdrawAdvance(advance="v1", reason="错"),
            QIU,
            "advance_used_already",
        ),
    ],
)
def test_an_advance_is_no_gift(orders: list[Given], order: Command, by: Actor, code: str) -> None:
    assert refused(advance, orders, order, by) == code


def test_a_reconciled_or_withdrawn_advance_is_over() -> None:
    back = GiveBack(advance="v1", amount=Money.of(6000), paid_on=TODAY)
    over: list[Given] = [(GRANT, QIU), (back, DAN), (ReconcileAdvance(advance="v1"), LIN)]
    assert refused(advance, over, back) == "advance_reconciled"
    gone: list[Given] = [(GRANT, QIU), (advance.WithdrawAdvance(advance="v1", reason="重复"), QIU)]
    assert refused(advance, gone, back) == "record_withdrawn"


# Whatever is tried in whatever order


AMOUNTS = st.integers(1, 1_200_000).map(lambda cents: Money(Decimal(cents).scaleb(-2)))


@given(st.lists(st.tuples(st.sampled_from(["pay", "plan", "waive", "cancel"]), AMOUNTS), max_size=12))
def test_of_an_arrear_paid_and_left_always_come_to_what_was_owed(steps: list[tuple[str, Money]]) -> None:
    one = told(arrears, OWED)
    for name, amount in steps:
        order: Command = {
            "pay": PayArrears(arrears="s1", amount=amount, paid_on=TODAY),
            "plan": PlanInstalments(arrears="s1", parts=even(max(one.left, Money.of("0.03")), 3, TODAY)),
            "waive": arrears.WaiveArrears(arrears="s1", basis="会议纪要", reason="亡故"),
            "cancel": arrears.CancelArrears(arrears="s1", reason="冲销"),
        }[name]
        try:
            one = told(arrears, [(order, DAN)], one)
        except Refusal:
            continue
        assert one.paid + one.left == OPEN.amount
        assert one.left >= ZERO
        assert (one.status is ArrearsStatus.CLEARED) <= (one.left == ZERO)


@given(st.lists(st.tuples(st.sampled_from(["use", "back", "reconcile"]), AMOUNTS), max_size=12))
def test_an_advance_is_reconciled_at_zero_and_at_nothing_else(steps: list[tuple[str, Money]]) -> None:
    one = told(advance, [(GRANT, QIU)])
    for name, amount in steps:
        order: Command = {
            "use": UseAdvance(advance="v1", unit="hospital", settlement="s1", payer="basic", amount=amount),
            "back": GiveBack(advance="v1", amount=amount, paid_on=TODAY),
            "reconcile": ReconcileAdvance(advance="v1"),
        }[name]
        try:
            one = told(advance, [(order, LIN)], one)
        except Refusal:
            continue
        assert one.used + one.given_back + one.left == GRANT.amount
        assert one.left >= ZERO
        assert one.status is not AdvanceStatus.RECONCILED or one.left == ZERO


@given(st.lists(st.tuples(st.integers(0, 3), AMOUNTS), max_size=16))
def test_no_share_is_ever_paid_twice(steps: list[tuple[int, Money]]) -> None:
    one = told(settlement, SIGNED)
    for place, amount in steps:
        payer = one.shares[place].payer
        try:
            pay = PayShare(settlement="s1", payer=payer, amount=min(amount, one.left(payer)), paid_on=TODAY)
            one = told(settlement, [(pay, QIU)], one)
        except Refusal:
            continue
        assert all(ZERO <= one.left(each.payer) <= each.paid for each in one.shares)
        whole = all(one.left(each.payer) == ZERO for each in one.shares)
        assert whole is (one.status is SettlementStatus.PAID)
