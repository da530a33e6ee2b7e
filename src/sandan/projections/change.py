"""Change (变动): why a figure is another than it was, record by record.

A figure at two pairs of clocks is two sets of records. What is in the one and not in the other is the whole difference; for each such
record the version that made it so is found, and with it the ledger entry. Where no entry did, a day did: a deadline passed, a claim's own
day came within the later clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from sandan.domain.values import Refusal
from sandan.projections.count import FIGURES, Figure
from sandan.projections.figure import Part, condition, records
from sandan.projections.version import Version, versions


@dataclass(frozen=True, slots=True)
class Clocks:
    """What had happened by `on`, as it was known by ledger position `position`."""

    on: date
    position: int


class Side(StrEnum):
    """Which part of a difference."""

    CAME = "came"
    """Counted later and not before."""
    LEFT = "left"
    """Counted before and no longer."""
    OTHER = "other"
    """Counted both times, of a sum, with another number."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One record of a difference. `was` and `now` are its versions at the two clocks, None where it was not yet there.

    `entry` is the ledger position of what moved it, None where no entry did and a day came.
    """

    key: str
    was: Version | None
    now: Version | None
    entry: int | None


def counted(figure: Figure, part: Part) -> Figure:
    """The count behind a figure's part.

    Refuses a rate by formula (`figure_by_formula`), whose numerator is no set of records, and a sealed figure (`figure_sealed`): of
    that no record is shown.
    """
    if figure.by_formula:
        raise Refusal("figure_by_formula", figure=figure.id)
    if figure.sealed:
        raise Refusal("figure_sealed", figure=str(figure.name))
    if not figure.is_rate:
        return figure
    return FIGURES[figure.numerator if part == "numerator" else figure.denominator]


def difference(
    figure: Figure, side: Side, before: Clocks, after: Clocks, part: Part = "numerator", **filters: str | None
) -> QuerySet[Any]:
    """The records of one side, oldest first: for LEFT as they were before, else as they are after."""
    first = records(figure.id, part, on=before.on, position=before.position, **filters)
    second = records(figure.id, part, on=after.on, position=after.position, **filters)
    if side is Side.CAME:
        return second.exclude(key__in=first.order_by().values("key"))
    if side is Side.LEFT:
        return first.exclude(key__in=second.order_by().values("key"))
    if not counted(figure, part).column:
        return second.none()
    return second.filter(key__in=first.order_by().values("key"), since__gt=before.position)


def moved(
    figure: Figure,
    side: Side,
    rows: Sequence[Version],
    before: Clocks,
    after: Clocks,
    part: Part = "numerator",
    **filters: str | None,
) -> list[Moved]:
    """For records of one side, what moved each."""
    of = counted(figure, part)
    keys = [each.key for each in rows]
    holds = When(condition(of, after.on, after.position, **filters), then=Value(True))
    inside = Case(holds, default=Value(False), output_field=BooleanField())
    told: dict[str, list[Any]] = {key: [] for key in keys}
    every = versions(of.table).filter(key__in=keys, since__lte=after.position)
    every = every.filter(Q(until__isnull=True) | Q(until__gt=before.position))
    for row in every.annotate(inside=inside).order_by("key", "since"):
        told[row.key].append(row)
    return [_moved(side, key, told[key], before, after) for key in keys]


def _moved(side: Side, key: str, told: Sequence[Any], before: Clocks, after: Clocks) -> Moved:
    was = next((each for each in told if each.since <= before.position), None)
    then = next((each for each in reversed(told) if each.until is None or each.until > after.position), None)
    since = [each for each in told if each.since > before.position]
    return Moved(key, was, then, _entry(side, was, since))


def _entry(side: Side, was: Any, since: Sequence[Any]) -> int | None:
    """Which entry moved it. By the later clock a record may have counted before, or no longer, without any: then the day did."""
    if side is Side.OTHER:
        return int(since[-1].since) if since else None
    if side is Side.LEFT:
        return next((int(each.since) for each in since if not each.inside), None) if was and was.inside else None
    outside = [number for number, each in enumerate(since) if not each.inside]
    first = outside[-1] + 1 if outside else 0
    if was is not None and was.inside and not outside:
        return None
    return int(since[first].since) if first < len(since) else None
