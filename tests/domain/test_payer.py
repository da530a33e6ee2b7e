"""Sharing a medical bill: the oracles MED1 to MED6 of the domain notes to the cent, and what must hold of every bill."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.money import ZERO, Money, total
from sandan.domain.payer import (
    Band,
    Bill,
    Case,
    Category,
    Guarantee,
    HospitalLevel,
    Payer,
    PayerKind,
    Scheme,
    Share,
    Statement,
    Terms,
    Year,
    in_percent,
    read_scheme,
    share,
)
from sandan.domain.values import Refusal

CASE = Case(HospitalLevel.TERTIARY, inside=True, category=Category.MINIMUM_LIVING)
BILL = Bill(Money.of(100_000), Money.of(8_000))
SHIPPED = Path(__file__).parents[2] / "src" / "sandan" / "desk" / "scheme_illustration.toml"

# The oracles' parameters are those of the notes and nobody's policy.
ILLUSTRATION = """
title = "示例"
basis = "示例参数"
illustrative = true
appeal = "县医疗保障局"
[[payer]]
kind = "basic"
name = "基本医保"
basis = "示例"
terms = [{ deductible = 1000, ratio = "70%" }]
[[payer]]
kind = "critical"
name = "大病保险"
basis = "示例"
yearly = true
terms = [{ deductible = 5000, ratio = "65%" }]
[[payer]]
kind = "supplementary"
name = "补充保险"
basis = "示例"
terms = [{ deductible = 3000, ratio = "50%" }]
[[payer]]
kind = "assistance"
name = "医疗救助"
basis = "示例"
terms = [{ ratio = "70%" }]
"""
SCHEME = read_scheme(ILLUSTRATION)
PAYERS = SCHEME.payers


def paid(told: Statement) -> list[str]:
    return [str(each.paid) for each in told.shares]


def limited(left: int) -> tuple[Payer, ...]:
    """The payers, with an annual limit of assistance."""
    *others, assistance = PAYERS
    (terms,) = assistance.terms
    return (*others, replace(assistance, terms=(replace(terms, cap=Money.of(left)),)))


def test_med1_the_whole_bill() -> None:
    told = share(BILL, PAYERS, CASE, Year())
    assert str(told.bill.eligible) == "92000.00"
    assert paid(told) == ["63700.00", "15145.00", "5077.50", "5654.25"]
    assert [str(each) for each in (told.self_eligible, told.patient, told.funds)] == ["2423.25", "10423.25", "89576.75"]


def test_med2_two_rates_that_are_never_one() -> None:
    told = share(BILL, PAYERS, CASE, Year())
    assert told.policy_rate == Decimal("97.37")
    assert told.actual_rate == Decimal("89.58")


def test_med3_what_the_years_limit_still_lets_through() -> None:
    told = share(BILL, limited(5_000), CASE, Year())
    assert (paid(told)[-1], str(told.patient)) == ("5000.00", "11077.50")
    used = Year(paid={"assistance": Money.of(55_000)})
    assert paid(share(BILL, limited(60_000), CASE, used))[-1] == "5000.00"


def test_med4_another_order_is_another_split_and_no_scheme_may_have_it() -> None:
    basic, critical, supplementary, assistance = PAYERS
    told = share(BILL, (basic, critical, assistance, supplementary), CASE, Year())
    assert str(told.shares[2].paid) == "9208.50"
    assert str(told.shares[3].base) == "3946.50"
    third, fourth = (f"[[payer]]{each}" for each in ILLUSTRATION.split("[[payer]]")[3:])
    swapped = ILLUSTRATION.replace(third + fourth, fourth + "\n" + third)
    with pytest.raises(Refusal, match="payer_order_illegal") as caught:
        read_scheme(swapped)
    assert caught.value.facts == {"payer": "补充保险", "before": "医疗救助"}


def test_med5_below_the_deductible_the_patient_pays_all() -> None:
    one = Bill(Money.of("900.00"), Money.of(100))
    told = share(one, PAYERS, CASE, Year())
    assert paid(told) == ["0.00"] * 4
    assert told.patient == one.total
    assert [each.applies for each in told.shares] == [True, False, False, False]
    just = share(replace(one, total=Money.of(1100)), PAYERS, CASE, Year())
    assert paid(just) == ["0.00", "0.00", "0.00", "700.00"], "a deductible that is reached to the cent is reached"
    # A scheme may say that a payer looks at such bills, too; nothing of it counts in the year of the others.
    *others, assistance = PAYERS
    told = share(one, (*others, replace(assistance, below=True)), CASE, Year())
    assert str(told.shares[-1].paid) == "560.00"
    assert set(Year().plus(told.shares).base) == {"basic", "assistance"}


def test_med6_a_second_admission_does_not_meet_the_years_deductible_again() -> None:
    first = share(BILL, PAYERS, CASE, Year())
    again = share(BILL, PAYERS, CASE, Year().plus(first.shares))
    assert [str(first.shares[1].deductible), str(again.shares[1].deductible)] == ["5000.00", "0.00"]
    assert str(again.shares[1].paid) == "18395.00"  # 28,300 × 65 %
    # In parts or at once, the year's critical-illness insurance pays the same of the same sum.
    halves = [Bill(Money.of(4000)), Bill(Money.of(96000), Money.of(8000))]
    year, of_critical = Year(), []
    for each in halves:
        told = share(each, PAYERS[1:2], CASE, year)
        year = year.plus(told.shares)
        of_critical.append(told.funds)
    assert total(of_critical) == share(BILL, PAYERS[1:2], CASE, Year()).funds


def test_bands_are_crossed_within_the_year() -> None:
    bands = (Band(ZERO, Fraction(60, 100)), Band(Money.of(10_000), Fraction(80, 100)))
    payer = Payer("critical", PayerKind.CRITICAL, "大病", "示例", (Terms(Money.of(1000), bands),), yearly=True)
    told = share(Bill(Money.of(16_000)), [payer], CASE, Year())
    assert (paid(told), told.shares[0].ratios) == (["10000.00"], "60%、80%")
    then = share(Bill(Money.of(1_000)), [payer], CASE, Year().plus(told.shares))
    assert (paid(then), then.shares[0].ratios) == (["800.00"], "80%")


def test_a_top_up_keeps_the_patient_under_a_share() -> None:
    payer = Payer("top_up", PayerKind.TOP_UP, "兜底", "示例", keep=Fraction(1, 100))
    told = share(BILL, (*PAYERS, payer), CASE, Year())
    assert str(told.self_eligible) == "920.00"
    assert str(told.shares[-1].paid) == "1503.25"


def test_whose_terms_do_not_fit_pays_nothing_and_says_so() -> None:
    scheme = read_scheme(SHIPPED.read_text(encoding="utf-8"))
    ordinary = share(BILL, scheme.payers, replace(CASE, category=Category.ORDINARY), Year())
    assert [each.applies for each in ordinary.shares] == [True, True, False, False]
    outside = share(BILL, scheme.payers, replace(CASE, inside=False), Year())
    assert paid(outside)[0] == "54300.00"


def test_what_ships_says_that_it_is_an_illustration_and_keeps_the_order_of_the_law() -> None:
    scheme = read_scheme(SHIPPED.read_text(encoding="utf-8"))
    assert scheme.illustrative
    assert "示例" in scheme.title
    assert [each.kind for each in scheme.payers] == list(PayerKind)[:4]
    assert scheme.guarantee.open_to(Category.MINIMUM_LIVING, inside=False)
    assert not scheme.guarantee.open_to(Category.ORDINARY, inside=True)
    assert not Guarantee(frozenset({Category.ORDINARY})).open_to(Category.ORDINARY, inside=False)


@pytest.mark.parametrize(
    ("was", "instead", "where"),
    [
        ('ratio = "70%"', 'ratio = "70"', "payer 1, terms 1: ratio"),
        ('ratio = "70%"', "ratio = 0.7", "payer 1, terms 1: ratio"),
        ('ratio = "70%"', 'ratio = "170%"', "payer 1, terms 1: ratio"),
        ("deductible = 1000", "deductible = -1", "payer 1, terms 1: deductible"),
        ("deductible = 1000", "deductible = 1.005", "payer 1, terms 1: deductible"),
        ("deductible = 1000", "deductible = true", "payer 1, terms 1: deductible"),
        ('kind = "basic"', 'kind = "charity"', "payer 1: kind"),
        ('kind = "critical"', 'kind = "critical"\nkeep = "5%"', "payer 2: keep"),
        ('kind = "critical"', 'kind = "critical"\nid = "basic"', "payer.id"),
        ('terms = [{ ratio = "70%" }]', "", "payer 4: terms"),
        ('terms = [{ ratio = "70%" }]', "terms = 1", "terms"),
        (
            'terms = [{ ratio = "70%" }]',
            'terms = [{ bands = [{ over = 5, ratio = "70%" }] }]',
            "payer 4, terms 1: bands",
        ),
        ('terms = [{ ratio = "70%" }]', 'terms = [{ ratio = "70%", inside = "yes" }]', "payer 4, terms 1: inside"),
        ("illustrative = true", "illustrative = 1", "illustrative"),
        ("illustrative = true", 'judged_by = "whim"', "judged_by"),
        ("illustrative = true", "guarantee = { months = 0 }", "guarantee: months"),
    ],
)
def test_a_scheme_that_cannot_be_read_is_refused_where_it_is_wrong(was: str, instead: str, where: str) -> None:
    with pytest.raises(Refusal, match="scheme_unreadable") as caught:
        read_scheme(ILLUSTRATION.replace(was, instead, 1))
    assert caught.value.facts["where"] == where


def test_what_is_no_scheme_at_all_is_refused() -> None:
    for text in ("payer = ", "title = '无支付方'", "x" * 20_001):
        with pytest.raises(Refusal):
            read_scheme(text)
    with pytest.raises(Refusal, match="text_missing"):
        read_scheme(ILLUSTRATION.replace('appeal = "县医疗保障局"', ""))


def test_a_bill_holds_together() -> None:
    with pytest.raises(Refusal, match="amount_negative"):
        Bill(Money.of(-1))
    with pytest.raises(Refusal, match="bill_parts_exceed"):
        Bill(Money.of(10), Money.of(6), Money.of(5))
    assert share(Bill(ZERO), PAYERS, CASE, Year()).policy_rate is None


def test_ratios_are_written_as_people_do() -> None:
    assert [in_percent(Fraction(each)) for each in ("7/10", "5/8", "1")] == ["70%", "62.5%", "100%"]


# What holds of every bill

CENTS = st.integers(0, 10**9)


def money(cents: int) -> Money:
    return Money(Decimal(cents).scaleb(-2))


RATIOS = st.fractions(0, 1, max_denominator=1000)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    overs = sorted(draw(st.sets(st.integers(1, 10**8), max_size=3)))
    bands = tuple(Band(money(each), draw(RATIOS)) for each in [0, *overs])
    cap = draw(st.none() | CENTS.map(money))
    return Terms(draw(CENTS.map(money)), bands, cap)


@st.composite
def payers(draw: st.DrawFn) -> tuple[Payer, ...]:
    made = []
    for kind in PayerKind:
        if kind is PayerKind.TOP_UP:
            made.append(Payer(kind.value, kind, kind.value, "-", keep=draw(RATIOS)))
        else:
            made.append(Payer(kind.value, kind, kind.value, "-", (draw(terms()),), yearly=draw(st.booleans())))
    return tuple(made)


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    parts = [draw(CENTS) for _ in range(3)]
    return Bill(money(sum(parts)), money(parts[0]), money(parts[1]))


@given(payers(), st.lists(bills(), min_size=1, max_size=4))
def test_the_shares_come_to_the_bill_and_nobody_pays_back(of: tuple[Payer, ...], many: list[Bill]) -> None:
    year = Year()
    for bill in many:
        told = share(bill, of, CASE, year)
        assert total(each.paid for each in told.shares) + told.patient == bill.total
        assert all(ZERO <= each.paid <= each.base for each in told.shares)
        assert told.patient >= bill.non_catalogue + bill.self_first
        year = year.plus(told.shares)
        for payer in of:
            cap = payer.terms[0].cap if payer.terms else None
            assert cap is None or year.paid.get(payer.id, ZERO) <= cap


@given(payers(), bills())
def test_a_settlement_is_computed_again_from_what_it_started_from(of: tuple[Payer, ...], bill: Bill) -> None:
    year = Year().plus(share(bill, of, CASE, Year()).shares)
    told = share(bill, of, CASE, year)
    assert Year.of_row(year.row()) == year
    assert tuple(Share.of_row(each.row()) for each in told.shares) == told.shares
    assert share(bill, of, CASE, Year.of_row(year.row())) == told


@given(bills(), st.integers(0, 10**8))
def test_a_dearer_bill_never_leaves_less_to_the_patient(bill: Bill, more: int) -> None:
    dearer = replace(bill, total=bill.total + money(more))
    slack = money(len(PAYERS))  # each payer rounds once
    all_below = [
        replace(each, below=True) for each in PAYERS
    ]  # else the first payer's deductible is a step down, as MED5 wants it
    assert share(dearer, all_below, CASE, Year()).patient + slack >= share(bill, all_below, CASE, Year()).patient


def test_the_scheme_of_the_oracles_is_what_it_seems() -> None:
    assert isinstance(SCHEME, Scheme)
    assert [each.yearly for each in PAYERS] == [False, True, False, False]
