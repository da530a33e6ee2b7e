"""Conditions on a row of a projection table, given the two clocks: by which day things happened, by which position they were known.

Figures are put together from these. The rows themselves are already those of the position (None: now); a predicate that looks at another
versioned table looks at it as of the same position, so that the figure as of n stays the figure rebuilt from the first n entries.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from sandan.domain.quantity import Measure, Qualifier

Predicate = Callable[[date, int | None], Q]


def before(day: date, days: int) -> date:
    """So many days before a day; the first day that there is, where there is none."""
    return date.fromordinal(max(day.toordinal() - days, 1))


def by(column: str) -> Predicate:
    """The date column is filled, and not after the day."""
    return lambda on, _position: Q(**{f"{column}__lte": on})


def not_by(column: str) -> Predicate:
    """The date column is empty, or filled after the day."""
    return lambda on, _position: Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": on})


def always(**wanted: object) -> Predicate:
    """A column has a value, whatever the day."""
    return lambda _on, _position: Q(**wanted)


def never(**unwanted: object) -> Predicate:
    """A column does not have a value, whatever the day."""
    return lambda _on, _position: ~Q(**unwanted)


def exactly(column: str, measure: Measure) -> Predicate:
    """A quantity of this measure stands in the column, counted exactly."""
    wanted = {f"{column}_measure": measure.value, f"{column}_qualifier": Qualifier.EXACT.value}
    return always(**wanted)


def vaguely(column: str, measure: Measure) -> Predicate:
    """A quantity of this measure stands in the column, and is approximate."""

    def condition(_on: date, _position: int | None) -> Q:
        return Q(**{f"{column}_measure": measure.value}) & ~Q(**{f"{column}_qualifier": Qualifier.EXACT.value})

    return condition


def every(*predicates: Predicate) -> Predicate:
    """All of them hold."""

    def both(on: date, position: int | None) -> Q:
        whole = Q()
        for each in predicates:
            whole &= each(on, position)
        return whole

    return both
