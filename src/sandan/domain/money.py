"""Money (金额): an exact number of cents in a named currency, and the one way in which a fraction is rounded.

Amounts are computed as fractions and rounded once, where somebody is paid: rounding a monthly standard or an income on the way gives other
sums. A binary float is refused everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from sandan.domain.values import Fault, require

YUAN = "CNY"
"""人民币, by ISO 4217."""
MOST = Decimal(10) ** 11
"""A hundred thousand million: what is more was mistyped."""
CENT = Decimal("0.01")
AHEAD = 7
"""How many days before its month a list of payments may be ready."""


def half_up(value: Fraction, places: int) -> Decimal:
    """A fraction as a decimal, rounded half up and once (Python's `round` is half-even)."""
    whole, rest = divmod(abs(value) * 10**places, 1)
    digits = int(whole) + (1 if rest >= Fraction(1, 2) else 0)
    return Decimal(digits if value >= 0 else -digits).scaleb(-places)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount with two decimals. Refuses what has more (`money_not_whole_cents`) or is out of range (`money_out_of_range`)."""

    amount: Decimal
    currency: str = YUAN

    def __post_init__(self) -> None:
        """Hold the amount in its one form: two decimals, so that equal amounts print and hash alike."""
        if not isinstance(self.amount, Decimal):
            raise Fault(f"money is decimal, not {type(self.amount).__name__}")
        require(self.amount.is_finite() and abs(self.amount) < MOST, "money_out_of_range")
        whole = self.amount.quantize(CENT)
        require(whole == self.amount, "money_not_whole_cents")
        object.__setattr__(self, "amount", abs(whole) if whole == 0 else whole)

    @classmethod
    def of(cls, value: str | int, currency: str = YUAN) -> Self:
        """An amount from how it is written: `of("1234.50")`, `of(800)`."""
        return cls(Decimal(value), currency)

    @classmethod
    def rounded(cls, value: Fraction, currency: str = YUAN) -> Self:
        """A computed amount at the point of payment, rounded half up to the cent."""
        return cls(half_up(value, 2), currency)

    @property
    def exact(self) -> Fraction:
        """The amount to compute with."""
        return Fraction(self.amount)

    def __add__(self, other: Money) -> Money:
        """The sum of two amounts of one currency."""
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        """The difference of two amounts of one currency; it may be negative."""
        return Money(self.amount - self._same(other).amount, self.currency)

    def __str__(self) -> str:
        """The amount as a plain decimal, without its currency."""
        return f"{self.amount:f}"

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise Fault(f"{self.currency} and {other.currency} are not added up")
        return other

    def row(self) -> list[str]:
        """The amount as the ledger keeps it: `["1234.50", "CNY"]`."""
        return [str(self), self.currency]

    @classmethod
    def of_row(cls, row: list[str]) -> Self:
        """The amount that `row` describes."""
        return cls(Decimal(row[0]), row[1])


ZERO = Money.of(0)


def total(amounts: Iterable[Money]) -> Money:
    """The sum of amounts in yuan; nothing adds up to zero."""
    return sum(amounts, ZERO)
