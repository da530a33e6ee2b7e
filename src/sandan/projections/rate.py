"""Rates: percentages rounded half up, and the interval of one that was found in a sample, drawn from the whole or part by part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from math import ceil

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


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of what was drawn from: how many it stands for (`weight`), and `count` found so out of the `told` looked at."""

    weight: Fraction
    told: int
    count: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate of the whole, in percent with one decimal, with its 95 % interval."""

    rate: Decimal
    interval: Interval


def stratified(parts: Iterable[Stratum]) -> Estimate | None:
    """What a sample drawn part by part says of the whole: each part's rate counts by how much it stands for, not by how much was drawn.

    The rate is the stratified estimator, the sum of W·p over the parts, W a part's share of the whole and p its own rate (W. G. Cochran,
    Sampling Techniques, 3rd ed. 1977, (5.1) and section 5.10). A part of which nothing was told says nothing: the rate is that of the
    others.

    The interval is Wilson's score interval made fit for parts: the shares P of the whole with (rate - P)² ≤ z²·V(P). What the parts' own
    shares are is not known, so V(P) is the largest variance that any of them adding up to P allow, as J. Wendell and J. Schmee eliminate
    them (J. Am. Stat. Assoc. 91, 1996, 825-830). So it is never narrower for a part of which one item was looked at, or all found alike,
    where estimated variances would be 0. For one part, and where all were drawn in the same share, it is `wilson` of the whole. That much
    of a small part was drawn is not made use of (no finite population correction): it errs on the wide side.

    None if nothing was told. Raises ValueError on a count that is not among the told, or a weight that is not above 0.
    """
    found = [each for each in parts if each.told]
    if any(not 0 <= each.count <= each.told or each.weight <= 0 for each in found):
        raise ValueError(f"not parts of a sample: {found}")
    whole = sum((each.weight for each in found), Fraction(0))
    if not whole:
        return None
    shares = [(each.weight / whole, each.told) for each in found]
    rate = sum((share * each.count / each.told for (share, _), each in zip(shares, found, strict=True)), Fraction(0))
    with localcontext(_EXACT):
        low = _end(shares, rate, Fraction(0))
        high = _end(shares, rate, Fraction(1))
        return Estimate(_percent(rate), Interval(_percent(low), _percent(high)))


def most_variance(shares: Iterable[tuple[Fraction, int]], whole: Fraction) -> Fraction:
    """The largest variance of the estimated rate that parts (share of the whole, number told) can give whose rates add up to `whole`.

    It is the maximum of sum(W²·p·(1-p)/n) over 0 ≤ p ≤ 1 with sum(W·p) = `whole`. Below one half, the p are (1 - λ·n/W)/2 by Lagrange, and
    0 for the parts looked at most closely, where that would be negative.
    """
    least = min(whole, 1 - whole)
    loosest = sorted(shares, key=lambda each: each[1] / each[0])
    while loosest:
        told = sum(n for _, n in loosest)
        slack = sum((share for share, _ in loosest), Fraction(0)) - 2 * least
        share, n = loosest[-1]
        if slack * n < share * told or len(loosest) == 1:
            return max(sum((share**2 / n for share, n in loosest), Fraction(0)) - slack**2 / told, Fraction(0)) / 4
        loosest.pop()
    return Fraction(0)


def _end(shares: list[tuple[Fraction, int]], rate: Fraction, limit: Fraction) -> Fraction:
    """The end of the interval between the rate and 0 or 1, by halving: what lies between the rate and an end lies in the interval."""
    square, inside, outside = Fraction(_Z) ** 2, rate, limit
    if rate == limit:
        return limit
    for _ in range(24):
        middle = (inside + outside) / 2
        if (rate - middle) ** 2 <= square * most_variance(shares, middle):
            inside = middle
        else:
            outside = middle
    return inside


def _percent(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) * 100 / Decimal(share.denominator)).quantize(_TENTH, ROUND_HALF_UP)


def nearest_rank(told: Sequence[tuple[int, int]], within: Fraction | int) -> int:
    """Of numbers with how often each was seen, in rising order: the smallest up to which at least the share `within` of all lies.

    A quantile by the inverse of the empirical distribution (Hyndman and Fan 1996, definition 1): always a number that was seen. Refuses,
    with ValueError, where nothing was seen.
    """
    wanted, seen = ceil(sum(count for _number, count in told) * within), 0
    for number, count in told:
        seen += count
        if seen >= wanted and count:
            return number
    raise ValueError("nothing was seen")
