"""Rates and their intervals against values that others published."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.projections.rate import Stratum, most_variance, percent, stratified, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: the score interval without correction.
        (81, 263, "25.5", "36.6"),
        (15, 148, "6.2", "16.0"),
        (0, 20, "0.0", "16.1"),
        (1, 29, "0.6", "17.2"),
        # The textbook's small ones.
        (0, 10, "0.0", "27.8"),
        (1, 10, "1.8", "40.4"),
        (5, 10, "23.7", "76.3"),
        (10, 10, "72.2", "100.0"),
        (0, 1, "0.0", "79.3"),
    ],
)
def test_known_intervals(count: int, of: int, low: str, high: str) -> None:
    found = wilson(count, of)
    assert found is not None
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


def test_no_denominator_no_interval() -> None:
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="3 out of 2"):
        wilson(3, 2)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_it_holds_the_rate_and_mirrors(pair: tuple[int, int]) -> None:
    count, of = pair
    found, other, rate = wilson(count, of), wilson(of - count, of), percent(count, of)
    assert found is not None
    assert other is not None
    assert rate is not None
    assert 0 <= found.low <= rate <= found.high <= 100
    assert abs(found.low + other.high - 100) <= Decimal("0.1")


def strata(*parts: tuple[int, int, int]) -> list[Stratum]:
    return [Stratum(Fraction(weight), told, count) for weight, told, count in parts]


def test_a_part_counts_by_what_it_stands_for_and_not_by_what_was_drawn() -> None:
    """Worked by hand: 1 of 10 overturned where 900 were struck off, 5 of 10 where 100 were.

    Rate: 0.9·0.1 + 0.1·0.5 = 14.0 %; without weights it would be 6 of 20, 30.0 %. Low end: for P below 0.4 the most variance lies in the
    large part alone, V = (0.081 - (0.9 - 2P)²/10)/4, so 1.384146·P² - 0.625731·P + 0.0196 = 0 and P = 0.0339. High end, in both parts:
    V = (0.082 - (1 - 2P)²/20)/4, so 1.192073·P² - 0.472073·P - 0.011132 = 0 and P = 0.4183.
    """
    found = stratified(strata((900, 10, 1), (100, 10, 5)))
    assert found is not None
    assert found.rate == Decimal("14.0")
    assert (found.interval.low, found.interval.high) == (Decimal("3.4"), Decimal("41.8"))
    assert percent(6, 20) == Decimal("30.0")


def test_where_each_part_gave_one_item_that_held_the_interval_is_not_nothing() -> None:
    """The variances that textbooks estimate from the parts would all be 0 here."""
    found = stratified(strata((20, 1, 0), (20, 1, 0), (20, 1, 0)))
    assert found is not None
    assert (found.rate, found.interval) == (Decimal("0.0"), wilson(0, 3))


def test_parts_of_which_nothing_was_told_say_nothing() -> None:
    assert stratified([]) is None
    assert stratified(strata((50, 0, 0))) is None
    assert stratified(strata((50, 0, 0), (100, 10, 1))) == stratified(strata((7, 10, 1)))
    with pytest.raises(ValueError, match="not parts"):
        stratified(strata((50, 1, 2)))
    with pytest.raises(ValueError, match="not parts"):
        stratified(strata((0, 1, 1)))


looked_at = st.integers(1, 40).flatmap(lambda told: st.tuples(st.integers(1, 900), st.just(told), st.integers(0, told)))


@given(looked_at)
def test_one_part_alone_has_wilsons_interval(part: tuple[int, int, int]) -> None:
    found = stratified(strata(part))
    assert found is not None
    assert (found.rate, found.interval) == (percent(part[2], part[1]), wilson(part[2], part[1]))


@given(st.lists(looked_at, min_size=1, max_size=5), st.integers(1, 9))
def test_drawn_in_one_share_it_is_the_interval_of_the_whole(parts: list[tuple[int, int, int]], share: int) -> None:
    found = stratified(strata(*((told * share, told, count) for _, told, count in parts)))
    count, told = sum(each[2] for each in parts), sum(each[1] for each in parts)
    assert found is not None
    assert (found.rate, found.interval) == (percent(count, told), wilson(count, told))


@given(st.lists(looked_at, min_size=1, max_size=5))
def test_an_estimate_lies_in_its_interval_and_mirrors(parts: list[tuple[int, int, int]]) -> None:
    found = stratified(strata(*parts))
    other = stratified(strata(*((weight, told, told - count) for weight, told, count in parts)))
    assert found is not None
    assert other is not None
    assert 0 <= found.interval.low <= found.rate <= found.interval.high <= 100
    assert abs(found.interval.low + other.interval.high - 100) <= Decimal("0.1")


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 40), st.fractions(0, 1, max_denominator=20)), min_size=1))
def test_no_shares_of_the_parts_vary_more_than_the_most(parts: list[tuple[int, int, Fraction]]) -> None:
    """Whatever the parts' own shares are: the interval allows for it."""
    whole = sum(weight for weight, _, _ in parts)
    shares = [(Fraction(weight, whole), told) for weight, told, _ in parts]
    adding_up_to = sum((share * p for (share, _), (_, _, p) in zip(shares, parts, strict=True)), Fraction(0))
    variance = sum(
        (share**2 * p * (1 - p) / n for (share, n), (_, _, p) in zip(shares, parts, strict=True)), Fraction(0)
    )
    assert variance <= most_variance(shares, adding_up_to)
