"""Conditions on a row of a projection table, given the day by which things happened. Figures are put together from these."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q

Predicate = Callable[[date], Q]


def by(column: str) -> Predicate:
    """The date column is filled, and not after the day."""
    return lambda on: Q(**{f"{column}__lte": on})


def not_by(column: str) -> Predicate:
    """The date column is empty, or filled after the day."""
    return lambda on: Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": on})


def always(**wanted: object) -> Predicate:
    """A column has a value, whatever the day."""
    return lambda _on: Q(**wanted)


def never(**unwanted: object) -> Predicate:
    """A column does not have a value, whatever the day."""
    return lambda _on: ~Q(**unwanted)


def every(*predicates: Predicate) -> Predicate:
    """All of them hold."""

    def both(on: date) -> Q:
        whole = Q()
        for each in predicates:
            whole &= each(on)
        return whole

    return both
