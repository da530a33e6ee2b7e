"""Rates and their intervals against values that others published."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandan.projections.rate import percent, wilson


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
