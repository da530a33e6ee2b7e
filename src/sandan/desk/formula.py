"""Adopting a satisfaction formula and setting thresholds: dated, on a basis, and never backwards in time."""

from __future__ import annotations

from datetime import date, datetime

from sandan.desk.handle import Done, Order, handle
from sandan.domain.authority import Actor
from sandan.domain.formula import STREAM, AdoptFormula, SetThreshold, Threshold


def adopt(code: str, from_on: date, basis: str, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Use the formula of this code from a day on."""
    return handle([Order(STREAM, AdoptFormula(formula=code, from_on=from_on, basis=basis))], by, key, at)


def set_threshold(
    threshold: Threshold, value: int, from_on: date, basis: str, by: Actor, key: str, at: datetime | None = None
) -> Done:
    """Set a threshold from a day on."""
    order = SetThreshold(threshold=threshold, value=value, from_on=from_on, basis=basis)
    return handle([Order(STREAM, order)], by, key, at)
