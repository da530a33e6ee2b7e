"""The allowance: the worked examples DB1-DB8, and what must hold whatever the numbers (社会救助暂行办法 arts. 9, 12, 45, 68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.allowance import (
    Area,
    Category,
    Disregard,
    Household,
    Income,
    IncomeKind,
    Member,
    Method,
    Part,
    Reason,
    Rules,
    Standard,
    Supporter,
    SupportRule,
    TopUp,
    assess,
    imputed,
    overpaid,
    recovery,
    sound,
)
from sandan.domain.money import ZERO, Money
from sandan.domain.values import Refusal
from sandan.domain.wire import codec

DAY = date(2019, 1, 1)
RULES = Rules()


def standard(amount: str, months: int = 1) -> Standard:
    return Standard(Area.RURAL, Money.of(amount), months, DAY, "市政府文件")


def household(members: int, income: str, months: int = 1, **first: object) -> Household:
    """So many members, the first of whom earns."""
    earner = Member("m1", "甲", incomes=(Income(IncomeKind.WAGE, Money.of(income), months),), **first)  # type: ignore[arg-type]
    return Household((earner, *(Member(f"m{number}", "乙") for number in range(2, members + 1))))


def test_db1_what_is_missing_up_to_the_standard() -> None:
    found = assess(household(3, "1000"), standard("600"), RULES)
    assert found.eligible
    assert found.amount == Money.of("800.00")


def test_db2_equal_to_the_standard_is_not_below_it() -> None:
    found = assess(household(3, "1800"), standard("600"), RULES)
    assert not found.eligible
    assert found.reason is Reason.NOT_BELOW
    assert found.amount == ZERO


def test_db3_annual_amounts_are_rounded_last() -> None:
    found = assess(household(3, "6000", 12), standard("4000", 12), RULES)
    assert found.amount == Money.of("500.00"), "neither 499.98 nor 499.99"


def test_db4_a_category_is_topped_up() -> None:
    rules = Rules(topups=(TopUp(Category.SEVERE_DISABILITY, 20),))
    found = assess(household(3, "600", categories=(Category.SEVERE_DISABILITY,)), standard("400"), rules)
    assert found.value(Part.BASE) == 600
    assert found.value(Part.TOP_UP) == 80
    assert found.amount == Money.of("680.00")


def test_db5_support_of_an_adult_child_is_imputed() -> None:
    child = Supporter("丙", Money.of(60_000), months=12, members=4, supports=2, here=2)
    each = imputed(child, standard("4000", 12), SupportRule())
    assert each * 12 == 11_000
    found = assess(
        Household((Member("m1", "甲"), Member("m2", "乙")), (child,)),
        standard("4000", 12),
        Rules(support=SupportRule()),
    )
    assert found.value(Part.IMPUTED) * 12 == 22_000
    assert not found.eligible


def test_db5_what_a_court_says_prevails() -> None:
    child = Supporter("丙", Money.of(60_000), 12, 4, 2, 2, agreed=Money.of(100))
    parents = Household((Member("m1", "甲"), Member("m2", "乙")), (child,))
    found = assess(parents, standard("4000", 12), Rules(support=SupportRule()))
    assert found.value(Part.AGREED) == 200
    assert found.value(Part.IMPUTED) == 0


def test_db6_near_poverty_by_profile() -> None:
    exactly = household(2, "1800")
    zhejiang = Rules(near_percent=150, near_inclusive=True)
    shandong = Rules(near_percent=150, near_inclusive=False)
    assert assess(exactly, standard("600"), zhejiang).near
    assert not assess(exactly, standard("600"), shandong).near


def test_db7_a_false_statement_is_repaid_and_fined() -> None:
    due = recovery((Money.of(800),) * 6, RULES)
    assert due.repay == Money.of(4800)
    assert (due.fine_least, due.fine_most) == (Money.of(4800), Money.of(14_400))


def test_db8_what_was_reported_in_time_is_not_reclaimed() -> None:
    paid = {f"2019-{month:02}": Money.of(500) for month in range(6, 12)}
    assert overpaid(paid, ZERO, "2019-08", in_time=True, rules=RULES) == ()
    strict = Rules(reclaim_reported=True)
    assert [month for month, _ in overpaid(paid, ZERO, "2019-08", in_time=True, rules=strict)] == [
        "2019-09",
        "2019-10",
        "2019-11",
    ]
    assert len(overpaid(paid, Money.of(200), "2019-08", in_time=False, rules=RULES)) == 3


def test_who_refuses_jobs_loses_the_own_share_and_no_other() -> None:
    found = assess(household(3, "600"), standard("400"), RULES, refused=frozenset({"m2"}))
    assert found.value(Part.CUT) == 200
    assert found.amount == Money.of(400)
    unable = Household((Member("m1", "甲"), Member("m2", "乙", able=False)))
    assert assess(unable, standard("400"), RULES, refused=frozenset({"m2"})).value(Part.CUT) == 0


def test_a_new_job_does_not_count_at_once() -> None:
    rules = Rules(disregard=Disregard(months=12, percent=300))
    at_first = assess(household(1, "2000", working_months=3), standard("600"), rules)
    assert at_first.value(Part.DISREGARDED) == 1800
    assert at_first.amount == Money.of(400)
    assert not assess(household(1, "2000", working_months=13), standard("600"), rules).eligible


def test_what_honours_is_not_counted_and_is_told() -> None:
    one = Member("m1", "甲", incomes=(Income(IncomeKind.HONOUR, Money.of(500), 1),))
    found = assess(Household((one,)), standard("600"), RULES)
    assert found.value(Part.EXCLUDED) == 500
    assert found.amount == Money.of(600)


def test_property_shuts_out_whoever_earns_nothing() -> None:
    found = assess(Household((Member("m1", "甲"),), property_met=False), standard("600"), RULES)
    assert found.reason is Reason.PROPERTY
    assert found.amount == ZERO


def test_paid_once_is_so_many_months_of_the_standard() -> None:
    rules = Rules(method=Method.ONCE, income_percent=200, most_months=6)
    assert assess(household(2, "2000"), standard("600"), rules, months=3).amount == Money.of(3600)
    assert assess(household(2, "2000"), standard("600"), rules, months=60).amount == Money.of(7200), "at most six"
    assert not assess(household(2, "2400"), standard("600"), rules, months=3).eligible


CENTS = st.integers(0, 2_000_000)


def cents(number: int) -> Money:
    return Money.rounded(Fraction(number, 100))


@st.composite
def households(draw: st.DrawFn) -> Household:
    members = []
    for number in range(draw(st.integers(1, 5))):
        incomes = draw(
            st.lists(
                st.builds(Income, st.sampled_from(IncomeKind), CENTS.map(cents), st.sampled_from([1, 6, 12])),
                max_size=2,
            )
        )
        categories = tuple(draw(st.sets(st.sampled_from(Category), max_size=2)))
        working = draw(st.none() | st.integers(0, 20))
        members.append(Member(f"m{number}", "某", "", "", categories, draw(st.booleans()), tuple(incomes), working))
    supporters = draw(
        st.lists(st.builds(Supporter, st.just("某"), CENTS.map(cents), members=st.integers(1, 5)), max_size=2)
    )
    return Household(tuple(members), tuple(supporters))


RICH = st.builds(
    Rules,
    topups=st.just((TopUp(Category.ELDERLY, 10), TopUp(Category.SEVERE_DISABILITY, 20))),
    support=st.none() | st.just(SupportRule()),
    disregard=st.none() | st.just(Disregard(12, 300)),
    excluded=st.just((IncomeKind.HONOUR,)),
)


@given(households(), RICH, CENTS, st.integers(1, 500_000))
def test_nobodys_amount_rises_when_declared_income_rises(one: Household, rules: Rules, level: int, more: int) -> None:
    bar = Standard(Area.RURAL, cents(level + 1), 1, DAY, "文件")
    before = assess(one, bar, rules).amount
    for place, member in enumerate(one.members):
        for which, income in enumerate(member.incomes):
            raised = replace(income, amount=income.amount + cents(more))
            incomes = (*member.incomes[:which], raised, *member.incomes[which + 1 :])
            members = (*one.members[:place], replace(member, incomes=incomes), *one.members[place + 1 :])
            assert assess(replace(one, members=members), bar, rules).amount <= before


@given(households(), RICH, CENTS)
def test_every_step_is_told(one: Household, rules: Rules, level: int) -> None:
    """The amount follows from the lines alone, rounded once."""
    bar = Standard(Area.RURAL, cents(level + 1), 1, DAY, "文件")
    found = assess(one, bar, rules)
    counted = found.value(Part.COUNTED) + found.value(Part.IMPUTED) + found.value(Part.AGREED)
    assert found.value(Part.INCOME) == counted
    assert found.value(Part.PER_HEAD) == counted / len(one.members)
    assert found.eligible == (found.value(Part.PER_HEAD) < bar.monthly)
    due = found.value(Part.BASE) + found.value(Part.TOP_UP) - found.value(Part.CUT)
    assert found.amount == Money.rounded(due if found.eligible else Fraction(0))


@given(households())
def test_a_household_reads_as_it_was_written(one: Household) -> None:
    write, read = codec(Household)
    assert read(write(one)) == one


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (Household(()), "household_empty"),
        (Household((Member("m1", "甲"), Member("m1", "乙"))), "member_twice"),
        (Household((Member("m1", " "),)), "text_missing"),
        (household(1, "-1"), "income_negative"),
        (household(1, "1", 24), "income_window"),
        (Household((Member("m1", "甲"),), (Supporter("丙", ZERO, here=2),)), "supporter_contradicts"),
    ],
)
def test_what_contradicts_itself_is_refused(one: Household, code: str) -> None:
    with pytest.raises(Refusal) as no:
        sound(one, 12)
    assert no.value.code == code
