"""Figures of pace (办理用时): how many days problems took from rung to rung, and how old the open ones are.

As median and as nine in ten, by the nearest rank: the smallest number of days within which that share of the records was done, so that it
is always a number of days that some record took. A mean would hide the ones that wait longest.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sandan.projections.count import FIGURES, LEFT_OUT, OPEN, REGISTERED, Figure
from sandan.projections.predicate import Predicate, before, by, every
from sandan.projections.problem import Problem
from sandan.projections.version import Version

MEDIAN, NINE_IN_TEN = Fraction(1, 2), Fraction(9, 10)


def days(
    id: str,
    names: tuple[Promise, Promise],
    definition: Promise,
    span: tuple[str, str],
    predicate: Predicate,
    *,
    table: type[Version] = Problem,
    beside: tuple[str, ...] = ("problems.open",),
    sealed: bool = False,
) -> None:
    """Register two figures over the same records: `id` is the median, `id`_90 the nine in ten. `names` are theirs, in this order."""
    for called, name, within in ((id, names[0], MEDIAN), (f"{id}_90", names[1], NINE_IN_TEN)):
        FIGURES[called] = Figure(
            called,
            1,
            "days",
            name,
            definition,
            table,
            predicate,
            exclusions=beside,
            span=span,
            within=within,
            sealed=sealed,
        )


def _aged(least: int, most: int | None) -> Predicate:
    """It was registered at least so many days before the day, and at most so many."""

    def condition(on: date, _position: int | None) -> Q:
        inside = Q(registered_on__lte=before(on, least))
        return inside if most is None else inside & Q(registered_on__gte=before(on, most))

    return condition


for _id, _least, _most, _name in (
    ("15", 0, 15, _("Problems open for up to 15 days")),
    ("30", 16, 30, _("Problems open for 16 to 30 days")),
    ("60", 31, 60, _("Problems open for 31 to 60 days")),
    ("90", 61, 90, _("Problems open for 61 to 90 days")),
    ("older", 91, None, _("Problems open for more than 90 days")),
):
    # The bands end where 信访工作条例 has its days: 15 to forward and to tell (arts. 22, 23), 60 to conclude and 30 more at most (art. 34).
    FIGURES[f"problems.open_{_id}"] = Figure(
        f"problems.open_{_id}",
        1,
        "items",
        _name,
        _("Open problems by the days since they were registered, whatever interrupted them."),
        Problem,
        every(OPEN, _aged(_least, _most)),
        exclusions=LEFT_OUT,
    )

days(
    "days.dispatched",
    (_("Days to dispatch, median"), _("Days to dispatch, nine in ten")),
    _(
        "Calendar days from registration to dispatch, of the problems dispatched. What is not that far yet is not in it."
    ),
    ("registered_on", "dispatched_on"),
    every(REGISTERED, by("dispatched_on")),
)
days(
    "days.claimed",
    (_("Days to the claimed outcome, median"), _("Days to the claimed outcome, nine in ten")),
    _(
        "Calendar days from registration to the unit's claim, of the problems claimed. What is not that far yet is not in it."
    ),
    ("registered_on", "claimed_on"),
    every(REGISTERED, by("claimed_on")),
)
days(
    "days.verified",
    (_("Days to verification, median"), _("Days to verification, nine in ten")),
    _(
        "Calendar days from registration to verification, of the problems verified. What is not that far yet is not in it."
    ),
    ("registered_on", "verified_on"),
    every(REGISTERED, by("verified_on")),
)
days(
    "days.struck_off",
    (_("Days to strike-off, median"), _("Days to strike-off, nine in ten")),
    _(
        "Calendar days from registration to strike-off, of the problems struck off. What is not that far yet is not in it."
    ),
    ("registered_on", "struck_off_on"),
    every(REGISTERED, by("struck_off_on")),
)
days(
    "days.open",
    (_("Age of open problems, median"), _("Age of open problems, nine in ten")),
    _("Calendar days from registration to the day asked for, of the problems open on it."),
    ("registered_on", ""),
    OPEN,
)
