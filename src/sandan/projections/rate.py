"""Rates: percentages rounded half up, and the interval of one that was found in a sample."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

SMALL = 30
"""Below this many an interval is so wide that the rate alone says little."""

_Z = Decimal("1.959963984540054")
"""The 97.5 % point of the normal distribution."""
_EXACT = Context(prec=40)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends in percent with one decimal, rounded half up."""

    low: Decimal
    high: Decimal


def percent(numerator: int, denominator: int) -> Decimal | None:
    """A percentage with one decimal, rounded half up (domain D: Python's `round` is half-even). None without a denominator."""
    if denominator == 0:
        return None
    return (Decimal(numerator) * 100 / Decimal(denominator)).quantize(_TENTH, ROUND_HALF_UP)


def wilson(count: int, of: int) -> Interval | None:
    """Wilson's score interval at 95 % of `count` out of `of` (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927).

    It stays within 0 and 100 and is honest where few were looked at: 0 out of 10 is not "0 %", it is up to 27.8 %. None without a
    denominator. Raises ValueError if `count` is not among `of`.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} out of {of}")
    if of == 0:
        return None
    with_ = _EXACT
    n, z2 = Decimal(of), with_.multiply(_Z, _Z)
    share = with_.divide(Decimal(count), n)
    spread = with_.sqrt(
        with_.add(
            with_.divide(with_.multiply(share, 1 - share), n), with_.divide(z2, with_.multiply(4, with_.multiply(n, n)))
        )
    )
    middle = with_.add(share, with_.divide(z2, 2 * n))
    whole = with_.add(Decimal(1), with_.divide(z2, n))
    half = with_.multiply(_Z, spread)
    low = Decimal(0) if count == 0 else with_.divide(with_.subtract(middle, half), whole)
    high = Decimal(1) if count == of else with_.divide(with_.add(middle, half), whole)
    return Interval(*((each * 100).quantize(_TENTH, ROUND_HALF_UP) for each in (low, high)))
