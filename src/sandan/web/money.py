"""Money on screen: a field that takes an amount to the cent, and the one way in which amounts are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from sandan.domain.money import Money


class MoneyField(forms.DecimalField):
    """An amount in yuan, to the cent; thousands may be set off by commas, which a number field of a browser would not take."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        given = {"min_value": 0, "max_digits": 13, "decimal_places": 2, **kwargs}
        super().__init__(**given)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def clean(self, value: Any) -> Money | None:
        """The amount; None where nothing is said."""
        plain = value.replace(",", "").replace("，", "") if isinstance(value, str) else value
        found = super().clean(plain)
        return None if found is None else Money(found)


def yuan(amount: Money) -> str:
    """An amount as it is written: 10,423.25."""
    return f"{amount.amount:,.2f}"


def of_cents(cents: int | None) -> str | None:
    """A whole number of cents as it is written; None stays None."""
    return None if cents is None else f"{Decimal(cents).scaleb(-2):,.2f}"
