"""Money: exact cents, one rounding, no floats."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.domain.money import MOST, ZERO, Money, half_up, total
from sandan.domain.values import Fault, Refusal

CENTS = st.integers(-(10**12), 10**12)


def money(cents: int) -> Money:
    return Money(Decimal(cents).scaleb(-2))


@given(CENTS, CENTS)
def test_sums_are_exact(one: int, other: int) -> None:
    assert money(one) + money(other) == money(one + other)
    assert money(one) - money(other) == money(one - other)
    assert total([money(one), money(other), ZERO]) == money(one + other)


@given(CENTS)
def test_what_is_written_reads_as_it_was(cents: int) -> None:
    one = money(cents)
    assert Money.of_row(one.row()) == one
    assert Money.of(str(one)) == one
    assert hash(Money.of_row(one.row())) == hash(one)


@given(st.fractions(-(10**6), 10**6))
def test_a_fraction_is_rounded_once_to_the_nearest_cent(value: Fraction) -> None:
    off = Money.rounded(value).exact - value
    assert abs(off) <= Fraction(1, 200)


def test_half_a_cent_goes_up() -> None:
    assert str(Money.rounded(Fraction(1, 200))) == "0.01"
    assert str(Money.rounded(Fraction("2.675"))) == "2.68"
    assert str(Money.rounded(Fraction(-1, 200))) == "-0.01"
    assert half_up(Fraction(5, 2), 0) == 3


def test_every_zero_is_the_same() -> None:
    assert str(Money(Decimal("-0"))) == "0.00"
    assert str(Money.rounded(Fraction(-1, 1000))) == "0.00"


def test_what_is_no_amount_is_refused() -> None:
    with pytest.raises(Fault):
        Money(0.1)  # type: ignore[arg-type]
    for wrong, code in (
        (Decimal("0.001"), "money_not_whole_cents"),
        (MOST, "money_out_of_range"),
        (Decimal("NaN"), "money_out_of_range"),
        (Decimal("Infinity"), "money_out_of_range"),
    ):
        with pytest.raises(Refusal) as refused:
            Money(wrong)
        assert refused.value.code == code
    with pytest.raises(Fault):
        Money.of(1) + Money.of(1, "USD")
